use proptest::prelude::*;

use super::{body, normalise};

#[test]
fn what_keyboards_and_networks_add_is_taken_away() {
    for (text, expected) in [
        ("STOP", "stop"),
        ("  Stop.  ", "stop"),
        ("“STOP”", "stop"),
        ("'stop'", "stop"),
        ("*STOP*", "stop"),
        ("S\u{200b}TO\u{2060}P\u{fe0f}", "stop"),
        ("\u{202e}STOP\u{202c}", "stop"),
        ("ＳＴＯＰ", "stop"),
        ("𝗦𝗧𝗢𝗣", "stop"),
        ("ⓈⓉⓄⓅ", "stop"),
        ("STÖP", "stop"),
        ("Arrêt", "arret"),
        ("arre\u{302}t", "arret"),
        ("UNSUBSCRİBE", "unsubscribe"),
        ("quıt", "quit"),
        ("Straße", "strasse"),
        ("ΤΈΛΟΣ", "τελοσ"),
        ("don’t DON'T don´t", "dont dont dont"),
        ("opt-out", "opt-out"),
        ("DONE\u{a0}\t 0042!", "done 0042"),
        ("YES 👍🏽", "yes"),
        ("👍🏽", "👍"),
        ("❤️ !", "❤"),
        ("1️⃣", "1"),
        ("!!!", ""),
        ("", ""),
        ("हिन्दी", "हिन्दी"),
        ("한국어", "한국어"),
    ] {
        assert_eq!(normalise(text).as_str(), expected, "{text}");
    }
}

#[test]
fn a_text_ends_where_its_signature_begins() {
    for (text, own) in [
        ("STOP\n-- \nJohn", "STOP"),
        ("STOP\r\n--\r\nJohn\r\nContoso", "STOP"),
        ("STOP\n—\nJohn", "STOP"),
        ("Yes\n\nSent from my iPhone", "Yes"),
        ("Yes Sent from my iPhone", "Yes"),
        ("Yes\n--Sent from my mobile", "Yes"),
        ("Ja\nVon meinem iPhone gesendet", "Ja"),
        ("Oui\nEnvoyé de mon iPhone", "Oui"),
        ("Yes\nGet Outlook for iOS", "Yes"),
        ("Yes\n> Reply STOP to opt out", "Yes"),
        ("> Shall we book 3 pm?\nYes", "Yes"),
        ("Yes\nOn 3 May 2026, Contoso wrote:\nReply STOP", "Yes"),
        ("one\n> between\ntwo", "one\n> between\ntwo"),
        // Not signatures: nothing stands above, or it is a sentence.
        ("Sent from my iPhone", "Sent from my iPhone"),
        (
            "the photo I sent from my phone is bad",
            "the photo I sent from my phone is bad",
        ),
        ("-- \nSTOP", "-- \nSTOP"),
        ("milk\n- bread", "milk\n- bread"),
        ("\n\n  \n", ""),
    ] {
        assert_eq!(body(text), own, "{text:?}");
    }
    assert_eq!(normalise("one\n> between\ntwo").as_str(), "one two");
}

#[test]
fn debug_shows_nothing_of_the_text() {
    assert_eq!(format!("{:?}", normalise("secret")), "Normalised(6 bytes)");
}

#[test]
fn every_character_normalises_to_what_stays() {
    // The planes that have more than ideographs.
    let planes = (0..=0x1_ffff).chain(0xe_0000..=0xe_0fff);
    for character in planes.filter_map(char::from_u32) {
        for text in [character.to_string(), format!("a{character}b")] {
            let once = normalise(&text);
            assert_eq!(normalise(once.as_str()), once, "{:x}", u32::from(character));
        }
    }
}

proptest! {
    #[test]
    fn twice_is_once(text in any::<String>()) {
        let once = normalise(&text);
        prop_assert_eq!(normalise(once.as_str()), once);
    }

    #[test]
    fn twice_is_once_in_lines(text in "(([>—-]{1,2}|[Ss]ent from my|iPhone|’|´|\u{301}|🏽|👍|[a-cÅ])[ \n]?){0,12}") {
        let once = normalise(&text);
        prop_assert_eq!(normalise(once.as_str()), once);
        prop_assert_eq!(body(body(&text)), body(&text));
    }
}
