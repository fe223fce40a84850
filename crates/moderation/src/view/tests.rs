use proptest::prelude::*;

use super::*;

fn literal(text: &str) -> String {
    Views::of(text).literal.text().to_owned()
}

fn aggressive(text: &str) -> String {
    Views::of(text).aggressive.text().to_owned()
}

#[test]
fn letters_are_the_same_however_they_are_drawn() {
    for (text, reads) in [
        ("Plain ASCII, 123!", "plain ascii, 123!"),
        ("ｆｕｌｌｗｉｄｔｈ", "fullwidth"),
        ("𝓈𝒸𝓇𝒾𝓅𝓉 𝔣𝔯𝔞𝔨 𝗯𝗼𝗹𝗱 𝙢𝙤𝙣𝙤", "script frak bold mono"),
        ("ⓒⓘⓡⓒⓛⓔ 🅝🅔🅖 🆂🅠 🄱🄾🅇 ⒫⒜⒭", "circle neg sq box par"),
        ("sᴍᴀʟʟ ᴄᴀᴘs", "small caps"),
        ("Ⓜ️ and ℹ️", "m and i"),
        ("ünïcödé Łódź smørrebrød", "unicode lodz smorrebrod"),
        ("z̷̨̛a̴͑l̶͎g̸̛o̵", "zalgo"),
        ("Straße STRASSE ẞ", "strasse strasse ss"),
        ("b\u{200b}a\u{ad}d\u{2060}", "bad"),
        ("\u{202e}dab\u{202c}", "dab"),
        ("s\u{440}am аnd Ѕрам", "spam and spam"),
        ("ᏚᏢᎪᎷ ꓢꓑꓮꓟ", "spam spam"),
        ("🇫🇺🇨🇰 🇺 🇺🇸🇬🇧", "fuck u 🇺🇸🇬🇧"),
        ("it’s", "it's"),
    ] {
        assert_eq!(literal(text), reads, "{text}");
    }
}

#[test]
fn other_languages_stay_what_they_are() {
    for text in [
        "он не видел кот и рот",
        "кот",
        "ναι και όχι",
        "हिन्दी में नमस्ते",
        "ภาษาไทย ที่นี่",
        "がぎぐ バカンス 日本語",
        "한국어 시험",
        "مرحبا يا أحمد",
        "👨‍👩‍👧 🏳️‍🌈 🏴󠁧󠁢󠁥󠁮󠁧󠁿 👍🏽 ❤️",
    ] {
        let reads = literal(text);
        let expected: String = match text {
            "ναι και όχι" => "ναι και οχι".to_owned(),
            _ => text.to_owned(),
        };
        assert_eq!(reads, expected, "{text}");
    }
    assert_eq!(literal("you сор"), "you cop");
    assert_eq!(literal("я ем сор, you know"), "я ем сор, you know");
}

#[test]
fn disguises_are_read_through() {
    for (text, reads) in [
        ("5h1t @nd $h!t", "shit and shit"),
        ("b a d", "bad"),
        ("b.a.d, b-a-d; b_a_d b*a*d", "bad, bad; bad bad"),
        ("b\na\nd", "bad"),
        ("b - a - d", "bad"),
        ("baaaaad goood", "baad good"),
        ("f()c|< /\\pple", "fock apple"),
        ("k i l l  t h e m", "kill  them"),
        ("f!u!n", "fun"),
    ] {
        assert_eq!(aggressive(text), reads, "{text:?}");
    }
}

#[test]
fn ordinary_text_is_left_alone() {
    for text in [
        "the pen is mightier than the sword",
        "as shit, is hit, a bad day",
        "j. r. r. tolkien, u.s. army",
        "5 1 1 0 at 12:30, $5.99 or 7/8 on 2024-01-02",
        "a55 and 455 and 4k",
        "bob@example.com https://example.com/a!b",
        "well-known and/or he'll (see) [1]",
        "a, b, c and d",
        "e4 e5 d4 xd",
    ] {
        assert_eq!(aggressive(text), text);
    }
}

#[test]
fn every_part_of_a_view_leads_back() {
    let text = "Ｂ\u{200b}a\u{301}d! 5h1t b a d 👨‍👩‍👧";
    let views = Views::of(text);
    let find = |view: &View, part: &str| {
        let at = view.text().find(part).unwrap();
        text.get(view.original(at..at + part.len()))
            .unwrap()
            .to_owned()
    };
    assert_eq!(find(&views.literal, "bad"), "Ｂ\u{200b}a\u{301}d");
    assert_eq!(find(&views.literal, "a"), "a\u{301}");
    assert_eq!(find(&views.aggressive, "shit"), "5h1t");
    assert_eq!(find(&views.aggressive, " bad"), " b a d");
    assert_eq!(find(&views.literal, "👨\u{200d}👩"), "👨\u{200d}👩");
    assert_eq!(views.literal.original(0..0), 0..0);
    assert_eq!(views.literal.original(5..5).len(), 0);
    assert_eq!(views.literal.original(0..1000), 0..0);
}

/// Texts of everything that a reading treats specially.
fn texts() -> impl Strategy<Value = String> {
    let special = "[abdilsuvzABI0-9@$!|*()<>/\\\\+._ '’\n\u{200b}\u{200d}\u{fe0f}\u{301}\u{ad}\u{202e}\
        сорХһіѕядλαΝΗςｆ①Ⓐ🅰🇺🇸🇫👨❤ßẞİıﷺ™´¨한ᄀ\u{1161}\u{11a8}か\u{3099}नि्ไทยאب\u{64e}\u{653}ᏚꓢᗩＦ\u{1f3f4}\u{e0067}\u{e007f}]{0,24}";
    prop_oneof![special, any::<String>(), "[a-d1!. ]{0,16}"]
}

fn check(text: &str) {
    let views = Views::of(text);
    for view in [&views.literal, &views.aggressive] {
        let mut end = 0;
        for (at, letter) in view.text().char_indices() {
            let span = view.original(at..at + letter.len_utf8());
            assert!(
                text.get(span.clone()).is_some_and(|part| !part.is_empty()),
                "{text:?} {span:?}"
            );
            end = end.max(span.end);
        }
        assert_eq!(view.original(0..view.text().len()).end, end);
    }
    let again = Views::of(views.literal.text());
    assert_eq!(again.literal.text(), views.literal.text(), "{text:?}");
    let again = Views::of(views.aggressive.text());
    assert_eq!(again.aggressive.text(), views.aggressive.text(), "{text:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn maps_are_valid_and_reading_is_idempotent(text in texts()) {
        check(&text);
    }
}
