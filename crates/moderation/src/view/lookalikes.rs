//! Letters that are drawn like Latin ones.
//!
//! From the single letters of Unicode's confusables (<https://www.unicode.org/Public/security/latest/confusables.txt>,
//! UTS #39), letters named after a Latin one in the Unicode names list, and what the usual generators
//! of "fancy text" write. Only letters that NFKC leaves alone: fullwidth, circled and mathematical
//! ones are decomposed before.

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
        (&SAME, Likeness::Same),
        (&ALIKE, Likeness::Alike),
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
    ('a', "ƏƛȺɐɑəɚᴀᶏᶕⱥⱭⱯꬰꭤ🅐🅰"),
    ('b', "ƀƁƂƃƄƅɃɓɮʙᴃᴯᵬᶀꜨꜩꞖꞗꞚꞛꞴꞵꟖꟗ🅑🅱"),
    ('c', "ƇƈȻȼɕʗᴄↄↅꜾꜿꞒꞓꞔꟄ🅒🅲"),
    ('d', "ÐðĐđƉƊƋƌȡɒɖɗᴅᴆᴞᵭᶁᶑↁↇⱰꝱꝹꝺꟇꟈ🅓🅳"),
    ('e', "ƎƐƩƸƹǝɆɇɘɛɜɝɞʚᴇᴈᶒᶓᶔⱸⱻꜪꜫꞝꞫꬲꬳꬴ🅔🅴"),
    ('f', "ƑƒᵮᶂẜẝℲⅎꜰꝬꝭꝻꝼꞘꞙꟻꬵ🅕🅵"),
    ('g', "ƍƓǤǥɠɡɢʛᵷᵹᶃꝽꝾꝿꞠꞡꞬꟐꟑꬶ🅖🅶"),
    ('h', "ĦħƕǶɥɦɧʜʮʯⱧⱨⱵⱶꜦꜧꞍꞕꞪꟵꟶ🅗🅷"),
    ('i', "ıƗɨɩɪᴉᵻᵼᶖꞮ🅘🅸"),
    ('j', "ȷɈɉɟʄʆʖʝᴊꞲ🅙🅹"),
    ('k', "ĸƘƙʞᴋᶄⱩⱪꝀꝁꝂꝃꝄꝅꞢꞣꞰ🅚🅺"),
    ('l', "ŁłƖƚƪǀǁȴȽɫɬɭʅʟᴌᶅᶘⱠⱡⱢꝆꝇꝈꝉꝲꞀꞁꞎꞭꟾꬷꬸꬹ🅛🅻"),
    ('m', "ƜɯɰɱᴍᴟᵯᶆⱮꝳꟺꬺꭑ🅜🅼"),
    ('n', "ŊŋƝƞȠȵɲɳɴᴎᵰᶇꝴꞐꞑꞤꞥꬻ🅝🅽"),
    ('o', "ØøƆƟƱɔɵɷɸʘᴏᴐᴑᴒᴓᴻᶗↃⱺꝊꝋꝌꝍꞜꬼꬽꬾꬿ🅞🅾"),
    ('p', "ÞþƤƥƿǷᴘᵱᵽᶈⱣꝐꝑꝒꝓꝔꝕꝤꝥꝦꝧ🅟🅿"),
    ('q', "ɊɋʠᶐꝖꝗꝘꝙꞯꟼ🅠🆀"),
    ('r', "ƦɌɍɹɺɻɼɽɾɿʀʁᴙᴚᵲᵳᶉⱤⱹꝚꝛꝵꝶꞂꞃꞞꞦꞧꭅꭆꭇꭈꭉꭊꭋꭌꭨ🅡🆁"),
    ('s', "ƽȿʂʃᵴᶊⱾꜱꞄꞅꞨꞩꟅꟉꟊꭍ🅢🆂"),
    ('t', "ŦŧƫƬƭƮǂȶȾʇʈᴛᵵⱦꞆꞇꞱ🅣🆃"),
    ('u', "ɄʉʊᴗᴜᴝᵾᵿᶙꞟꞸꞹꭎꭏꭒ🅤🆄"),
    ('v', "ƲɅʋʌᴠᶌỼỽⱱⱴꝞꝟꟚꟜ🅥🆅"),
    ('w', "ʍʬᴡⱲⱳꝠꝡꞶꞷꟽꟿꭐ🅦🆆"),
    ('x', "ᶍꞳꭓꭔꭕꭖꭗꭘꭙ🅧🆇"),
    ('y', "ƔƳƴɎɏɣɤʎʏỾỿꝨꝩꟋꭚ🅨🆈"),
    ('z', "ƵƶȤȥɀʐʑᴢᵶᶎⱫⱬⱿꟆ🅩🆉"),
];

/// Letters of other scripts that most typefaces draw as the Latin letter.
const SAME: [(char, &str); 26] = [
    ('a', "ΑαАаᎪᗄᗅᗩꓮꓯꭺ"),
    ('b', "ΒβВвᏏᏴᏼᑲᑳᖯᗷⲂⲃꓐ"),
    ('c', "ϹϲͽεϿСсᏟᑕⲈⲉⲤⲥꓚꮛꮯ"),
    ('d', "ԁᎠᏧᑯᗞᗪꓒꓓꭰ"),
    ('e', "ΕЕеᎬᏋᕮᗴⴹⴺꓰꓱꭼ"),
    ('f', "Ϝᖴꓝ"),
    ('g', "ᏀᏳᏻᘜꓖꮐ"),
    ('h', "ͰΗНнҺһհᎨᎰᎻᏂᏲᕼⲎⲏꓧꮀꮋ"),
    ('i', "ιІіᎥᓰⲓꭵ"),
    ('j', "ͿϳЈјᎫᒍᒎꓙꭻ"),
    ('k', "ΚκКкᏦᛕⲔꓗ"),
    ('l', "ΙӀӏᏞᒪᛁᛅᛐⲒⳐⳑⵊⵏꓡꓲꮮ"),
    ('m', "ΜϺМмᎷᗰᛖⲘⲙꓟꮇ"),
    ('n', "ͷΝηոᑎⲚⲛꓠ𑪾"),
    ('o', "ͻΟοϭϽОоՕօᎤᎾᏫᗝⲐⲑⲞⲟⴱⵁⵔꓛꓳꭴꮎꮻ𐓂𐓪"),
    ('p', "ΡρϸРрᏢᑭᴩⲢⲣⳎⳏꓑꮲ"),
    ('q', "Ԛԛᑫⵕ"),
    ('r', "ᎡᏒᖇᴦⲅꓣꭱꮁꮢ𐒴"),
    ('s', "ЅѕᏕᏚᔕꓢꮪ"),
    ('t', "ΤτТтᎢᎿⲦⲧꓔꭲ"),
    ('u', "υՍսᏌᑌꓴꮜ𐓎𐓶"),
    ('v', "νᏙᐯᐱⲗⴷⴸꓥꓦꮩ𐒰𐓘"),
    ('w', "ωԜԝᎳᏔᗯⲽꓪꮃꮤ"),
    ('x', "ΧХхᕁᕽ᙭᙮ᚷⲬⵝꓫ"),
    ('y', "ΥγУуҮүᎩᎽᖻⲨⲩꓬ"),
    ('z', "ΖᏃᘔⲌⲍꓜꮓ𑪼"),
];

/// Letters of other scripts that stand for the Latin letter only among others.
const ALIKE: [(char, &str); 26] = [
    ('a', "ΔΛλДдѦѧԬԭԹՁձגმშᎯᲁꙘꙙꙞꙟꙢꙣꚀꚁꚈꚉ"),
    ('b', "БЪЬъьѢѣҌҍҔҕՅלზჩხᏖᏰᲆᲇꓭꙎꙏꚊꚋ"),
    ('c', "ͼϚϛϾЄєҀҁҪҫԑՇეცᎼᏣᏨᲃ"),
    ('d', "δԀԂԃԺժבכქძᎴꓨꓷ"),
    ('e', "ΞΣξЗЭзэҙҼҽҾҿԐ"),
    ('f', "ϝҒғӺӻքᎸꓞ"),
    ('g', "ԌԍՑցפᎶᏩᏵ"),
    ('h', "ЂЋђћҢңҤҥӇӈӉӊԊԋԢԣԦԧԨԩԻիႹᏥꚔꚕ"),
    ('i', "ͱւזᏆᏐꙆꙇ"),
    ('j', "յנჟᏗᏘᏠ"),
    ('k', "ϏϗҚқҜҝҞҟҠҡӃӄԞԟꓘ"),
    ('l', "ԼՆլוןᏓᏝꓩ"),
    ('m', "ϻѪѫӍӎՊՠպორღᲅꙦꙧ"),
    ('n', "ͶΠπϞИПилпҊҋӆԈԉԒԓԤԥԮԯԴԸԽՂՈՌդըխղռրהחמתიᏁᴨᴫꓵꙤꙥ"),
    ('o', "ΘΦΩθσФфѲѳѺѻѼѽӨөԾՃՓծ֍֎םסბგტჿᎧᏅᏬᲂᲿꙨꙩꙪꙫꚚꚛꭥ"),
    ('p', "ϷϼҎҏԲՔբթקᎮ"),
    ('q', "φϘϙҨҩԳԶգզᏄꚒꚓ"),
    ('r', "ΓГЯгяҐґӶӷԄԅՐՒרᎱᎵꓤ"),
    ('s', "ςϟՏՖֆႽჽᎦᲽꚂꚃ"),
    ('t', "ͲͳҬҭԎԏԵԷեէႠꓕꚌꚍꚐꚑ"),
    ('u', "μЏЦцџҴҵԱՄմնსꙠꙡꚎꚏ"),
    ('v', "ѴѵӅטעᏉᏤ"),
    ('w', "ΨψШЩшщѠѡѰѱѾѿաשᏇᏯᴪꙌꙍꚆꚇꚖꚗ"),
    ('x', "χЖжҖҗҲҳӼӽӾӿאჯ"),
    ('y', "ҰұՎվץצყꙿ"),
    ('z', "ζՀՉչჍⴭꙀꙁꙂꙃ"),
];
