//! The short words: most of what two or three letters may be, no language uses.

use std::sync::LazyLock;

/// Two letters that are words in chats, of English and its neighbours, or common abbreviations.
const OF_TWO: &str = "ad ah ai al am an as at au aw ax be bi by ce da de do du eh el en es et ex fa fe go \
    ha he hi hm ho id if il im in io is it ja je jo ki la le li lo ma me mi mm mr ms mu my na ne ni no nu \
    of oh ok on op or os ou ow ox pa pc pi pm po pr ps qi se sh si so st su ta te ti to tu tv uh uk um un \
    up us va vi vs we wo xi ya ye yo za ze zu";

/// And of three.
const OF_THREE: &str = "abs ace act add ado ads age ago aha aid ail aim air ale all alp alt amp and ant any \
    ape app apt arc are ark arm art ash ask asp ass ate auf aus awe axe bad bag ban bar bat bay bed bee beg \
    bei bel ben bet bid big bin bis bit boa bob bog bon boo bow box boy bra bro bub bud bug bum bun bus but \
    buy bye cab cam can cap car cat cod cog com con coo cop cos cot cow coy cry cub cue cup cut dad dam dan \
    das day deb dem den der des did die dig dim din dip dir doc doe dog don dos dot dry dub due dug dun duo \
    dye ear eat ebb eel egg ego ein elf elk elm ema end era err est etc eva eve ewe eye fab fad fan far \
    fat fax fed fee fem few fib fig fin fir fit fix flu fly foe fog for fox fro fry fun fur gab gag gal gap \
    gas gay gee gel gem get gig gin git god got gum gun gut guy gym had hag ham has hat haw hay hem hen her \
    hex hey hid him hip his hit hob hoe hog hop hot how hub hue hug huh hum hut ian ice icy ich ihr ill imp \
    ink inn ion ira ire irk its ivy jab jam jan jar jaw jay jet jew jig job joe jog jon jot joy jug jul jun \
    jut kay ken key kid kim kin kit lab lad lag lap las law lax lay lea led lee leg len leo les let lid lie \
    lin lip lit liz log los lot low lug mac mad mag man map mar mas mat max may med meg mel men met mia mid \
    mis mit mix mob mom mon mop moo mot mow mud mug mum nab nag nap nay neo net new nib nil nip nit nod non \
    nor not now nun nut oak oar oat odd ode off oft ohm oil old one ooh opt ora orb ore oui our out ova owe \
    owl own pad pal pan par pas pat paw pay pea peg pen pep per pet pew pie pig pin pip pit pod pop por pot \
    pow pro pub pug pun pup put que qui rag ram ran rap rat raw ray red ref rep rev rex rib rid rig rim rip \
    rob rod roe rom ron rot row roy rub rue rug rum run rut rye sac sad sag sal sam san sap sat saw sax say \
    sea see ser set sew sex she shy sic sie sim sin sip sir sis sit six ski sky sly sob sod som son sow soy \
    spa spy sub sue sum sun sur tab tad tag tan tap tar tat tax tea ted tee ten tex the thy tia tic tie tim \
    tin tip tit toe tom ton too top tow toy try tub tug tun two una und une uno upa urn use van vat ver vet \
    via vie vom von vow wag wan war was wax way web wed wee wen wet who why wie wig win wir wit woe wok won \
    woo wow yak yam yap yes yet yew yin you zap zen zig zip zoo";

/// Whether letters are a word of two or three; `None` if they are more or fewer.
pub(crate) fn is_short_word(letters: impl Iterator<Item = char>) -> Option<bool> {
    let mut number = 0;
    let mut len = 0;
    for letter in letters {
        if len == 3 {
            return None;
        }
        number = number * LETTERS + nth(letter)?;
        len += 1;
    }
    (len > 1).then(|| WORDS.get(number).is_some_and(|is_word| *is_word))
}

/// The letters of the alphabet, and none.
const LETTERS: usize = 27;

fn nth(letter: char) -> Option<usize> {
    let nth = u32::from(letter).checked_sub(u32::from('a'))?;
    usize::try_from(nth + 1).ok().filter(|nth| *nth < LETTERS)
}

/// Whether it is a word, by its letters as the digits of a number: every word of a message is held
/// against it.
static WORDS: LazyLock<Vec<bool>> = LazyLock::new(|| {
    let mut words = vec![false; LETTERS.pow(3)];
    for word in OF_TWO.split(' ').chain(OF_THREE.split(' ')) {
        let number = word
            .chars()
            .filter_map(nth)
            .fold(0, |it, nth| it * LETTERS + nth);
        if let Some(is_word) = words.get_mut(number) {
            *is_word = true;
        }
    }
    words
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_as_long_as_their_list_says() {
        for (words, len) in [(OF_TWO, 2), (OF_THREE, 3)] {
            let other: Vec<_> = words.split(' ').filter(|it| it.len() != len).collect();
            assert_eq!(other, Vec::<&str>::new());
        }
    }

    #[test]
    fn a_short_word_is_told_from_letters() {
        for (letters, expected) in [
            ("is", Some(true)),
            ("ut", Some(false)),
            ("hit", Some(true)),
            ("zoo", Some(true)),
            ("iot", Some(false)),
            ("a", None),
            ("word", None),
            ("äh", None),
        ] {
            assert_eq!(is_short_word(letters.chars()), expected, "{letters}");
        }
    }
}
