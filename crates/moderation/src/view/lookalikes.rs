//! Letters that are drawn like Latin ones.
//!
//! From Unicode's own data, read with what is left of a letter once its marks are gone:
//!
//! - Latin letters by their names: LATIN SMALL LETTER … WITH …, SMALL CAPITAL …, TURNED …
//!   (<https://www.unicode.org/Public/UCD/latest/ucd/UnicodeData.txt>);
//! - letters of other scripts by what the confusables lead them to, which is a Latin letter or one of
//!   those (<https://www.unicode.org/Public/security/latest/confusables.txt>, UTS #39);
//! - the alphabets of Greek and Russian by eye, as in signs that imitate them.
//!
//! Only letters that NFKC leaves alone: fullwidth, circled and mathematical ones are decomposed before.

use std::sync::LazyLock;

/// How a letter resembles a Latin one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// It is a Latin letter with something added.
    Latin,
    /// It belongs to another script, and looks the same.
    Same,
    /// It belongs to another script, and is read as the Latin letter only among Latin ones.
    Alike,
}

/// The plain letter that a letter is drawn like, upper or lower case.
pub(super) fn plain(letter: char) -> Option<(char, Likeness)> {
    let at = TABLE.binary_search_by_key(&letter, |(key, ..)| *key).ok()?;
    TABLE
        .get(at)
        .map(|(_, plain, likeness)| (*plain, *likeness))
}

/// The plain letter that a letter is drawn like, or the letter.
pub(crate) fn latin_look(letter: char) -> char {
    plain(letter).map_or(letter, |(plain, _)| plain)
}

static TABLE: LazyLock<Vec<(char, char, Likeness)>> = LazyLock::new(|| {
    let groups = [
        (&LATIN[..], Likeness::Latin),
        (&SAME[..], Likeness::Same),
        (&ALIKE[..], Likeness::Alike),
    ];
    let mut table: Vec<_> = groups
        .into_iter()
        .flat_map(|(group, likeness)| group.iter().map(move |entry| (entry, likeness)))
        .flat_map(|((plain, drawn), likeness)| drawn.chars().map(move |it| (it, *plain, likeness)))
        .collect();
    table.sort_unstable_by_key(|(key, ..)| *key);
    table
});

/// Latin letters that no decomposition leads back to a plain one: barred, hooked, turned, small
/// capitals, white on black.
const LATIN: [(char, &str); 26] = [
    ('a', "ȺɐɑɒᴀᶏᶐⱥⱭⱯⱰꬰꭤ🅐🅰"),
    ('b', "ƀƁƂƃɃɓʙᴃᵬᶀꞖꞗꞴꞵ🅑🅱"),
    ('c', "ƇƈȻȼɕʗᴄↄꜾꜿꞒꞓꞔꟄ𝼏𝼝🅒🅲"),
    ('d', "ÐðĐđƊƋƌƍȡɖɗᴅᴆᵭᶁᶑẟꝹꝺꟇꟈ🅓🅳"),
    ('e', "ƎƏƐǝɆɇɘəɚɛɜɝᴇᴈᶒᶓᶔᶕⱸⱻꞫꬲꬳꬴ🅔🅴"),
    ('f', "ƑƒᵮᶂꜰꝻꝼꞘꞙꬵ🅕🅵"),
    ('g', "ƓǤǥɠɡɢʛᵷᵹᶃꝽꝾꝿꞠꞡꞬꬶ𝼁𝼂🅖🅶"),
    ('h', "ĦħɥɦʜʮʯⱧⱨⱵⱶꞍꞕꞪꟵꟶ🅗🅷"),
    ('i', "ıƖƗɨɩɪᴉᵻᵼᶖꞮ𝼚🅘🅸"),
    ('j', "ȷɈɉɟʄʝᴊꞲ🅙🅹"),
    ('k', "ĸƘƙʞᴋᶄⱩⱪꝀꝁꝂꝃꝄꝅꞢꞣꞰ𝼃𝼐🅚🅺"),
    ('l', "ŁłƚȴȽɫɬɭʟᴌᶅⱠⱡⱢꝆꝇꝈꝉꞀꞁꞎꞭꬷꬸꬹ𝼄𝼑𝼓🅛🅻"),
    ('m', "ɱʍᴍᵯᶆⱮꬺ🅜🅼"),
    ('n', "ŊŋƝƞȠȵɲɳɴᴎᵰᶇꞐꞑꞤꞥꬻꬼ𝼇𝼔🅝🅽"),
    ('o', "ØøƆƟɔɵɸᴏᴐᴑᴒᴓᴖᴗᶗⱺꝊꝋꝌꝍꬽꬾꬿ𝼛🅞🅾"),
    ('p', "ÞþƤƥƿǷᴘᵱᵽᶈⱣꝐꝑꝒꝓꝔꝕꝤꝥꝦꝧ🅟🅿"),
    ('q', "ɊɋʠꝖꝗꝘꝙꞯ🅠🆀"),
    ('r', "ɌɍɹɺɻɼɽɾɿʀʁᴙᴚᵲᵳᶉⱤⱹꝚꝛꞂꞃꞦꞧꭆꭉꭋꭌꭨ𝼈𝼕𝼖🅡🆁"),
    ('s', "ƩȿʂʃʆᵴᶊᶋᶘẜẝⱾꜱꞄꞅꞨꞩꟅꟉꟊ𝼋𝼌𝼞🅢🆂"),
    ('t', "ŦŧƫƬƭƮȶȾʇʈᴛᵵⱦꞆꞇꞱ𝼉𝼍🅣🆃"),
    ('u', "ƱɄʉʊᴜᴝᵾᵿᶙꞸꞹꭎꭏꭒ🅤🆄"),
    ('v', "ƲɅʋʌᴠᶌⱱⱴꝞꝟ🅥🆅"),
    ('w', "ƜɯɰᴟᴡⱲⱳꞶꞷꟺ🅦🆆"),
    ('x', "ᶍꞳꭓꭔꭕꭖꭗꭘꭙ🅧🆇"),
    ('y', "ƔƳƴɎɏɣʎʏỾỿꭚ𝼆🅨🆈"),
    ('z', "ƵƶƷƸƹƺȜȝȤȥɀʐʑʒʓᴢᴣᵶᶎᶚⱫⱬⱿꝢꝣꟆ𝼘🅩🆉"),
];

/// Letters of other scripts that most typefaces draw as the Latin letter.
const SAME: [(char, &str); 26] = [
    ('a', "ΑαАаᎪᗅꓮꭺ"),
    ('b', "ΒВЬвьᏏᏴᏼᑲᖯᗷⲂⲃꓐ𐌁𐌜"),
    ('c', "ϲϹСсᏟᲃⲤⲥꓚꮯ𐌂𐐕𐐽"),
    ('d', "ԁծᎠᏧᑯᕷᗞᗪⳝꓒꓓꭰ"),
    ('e', "ΕεЕеҽӘᎬⴹꓰꭼ"),
    ('f', "Ϝքᖴꓝ"),
    ('g', "ԌԍցᏀᏳᏻꓖꮐ"),
    ('h', "ͰΗНнҺһհᎨᎰᎻᏂᕼⲎⲏꓧꮀꮋ"),
    ('i', "ΙιІіւᎥⲒⲓꓲꙇꭵ𐌉"),
    ('j', "ͿϳЈјյᎫᒍꓙꭻ"),
    ('k', "ΚκКкᏦᛕⲔⲕꓗꮶ"),
    ('l', "ӀӏᏞᒪᛁᛐⳐⳑⵊⵏꓡꮮ𐐛𐑃𐰾𐲥"),
    ('m', "ΜϺМᎷᗰᛖⲘꓟ𐌑𐰡"),
    ('n', "ΝηոռⲚⲛꓠ𑪾"),
    ('o', "ΟοϭОоՕօᲂⲞⲟⲫⳠⳡⵔꓳ𐌏𐐄𐐬𐓂𐓪𐰗"),
    ('p', "ΡρϷϸРрᏢᑭᚦᴩⲢⲣⳎⳏꓑꮲ𐓄"),
    ('q', "Ԛԛգզⵕ"),
    ('r', "ᎡᏒᖇᴦⲅꓣꭱꮁꮢ𐒴"),
    ('s', "ЅѕՏᏕᏚⵉꓢꮪ𐐠𐑈"),
    ('t', "ΤτТтᎢⲦⲧꓔꚍꭲ𐌕"),
    ('u', "υՍսᑌᘮᘴꓴ𐓎𐓶"),
    ('v', "νѴѵᏙᐯⴸꓦꮩ𐰟"),
    ('w', "ωѡԜԝաᎳᏔⲽꓪꮃꮤ"),
    ('x', "ΧχХхᕁᕽᚷⲬⵝꓫ𐌗𐰓𐲂𐳂"),
    ('y', "ΥγУуҮүᎩᎽⲨⲩꓬ𐰠"),
    ('z', "ΖӡᏃⲌⲍⳅⳍꓜꮓ𑪼"),
];

/// Letters of other scripts that stand for the Latin letter only among others.
const ALIKE: [(char, &str); 20] = [
    ('a', "ΔΛλДдᗄꓯ𐐟"),
    ('b', "βБЪбъѢѣҌҍᑳ"),
    ('c', "ͽϿҪҫԑⲈⲉꮛ𐐩"),
    ('d', "δ"),
    ('e', "ΞΣξЄЗЭзэєҙҿәԐᏋⴺꓱ𐐁"),
    ('h', "ЂЋђћҢңӇӈӉӊႹᏲꚕ"),
    ('k', "ҚқҞҟ"),
    ('l', "וןᛅ"),
    ('m', "мӍӎⲙꮇ"),
    ('n', "ͷΠπИЛПилпҋղ𐑍"),
    ('o', "ͻΘΦΩθσφϽФфѲѳӨөסჿᎤᎾᏫᲿⲐⲑⴱⵁꓛꭴꮎꮻ𐐣𐑋"),
    ('r', "ΓГЯгяғ"),
    ('s', "ςႽჽᲽ"),
    ('t', "ҬҭႠᎿꚌ"),
    ('u', "μЏЦцџᏌꮜ"),
    ('v', "Ӆטᐱᴧⲗⴷꓥ𐒰𐓘"),
    ('w', "ΨψШЩшщѽպ"),
    ('x', "ЖжҲ"),
    ('y', "ЧчҰұყ"),
    ('z', "ζჍჳⲝⴭ"),
];
