use super::{Reserved, WordError, Words};
use crate::text::normalise;

fn find(text: &str) -> Option<(Reserved, String)> {
    Words::default()
        .find(&normalise(text))
        .map(|(reserved, word)| (reserved, word.to_owned()))
}

#[test]
fn a_reserved_word_is_the_whole_text_however_it_is_written() {
    use Reserved::{Help, Start, Stop};
    for (text, reserved, word) in [
        ("STOP", Stop, "STOP"),
        ("stop", Stop, "STOP"),
        (" “Stop.” ", Stop, "STOP"),
        ("S.T.O.P", Stop, "STOP"),
        ("s t o p", Stop, "STOP"),
        ("STOP 🛑", Stop, "STOP"),
        ("stop stop STOP!", Stop, "STOP"),
        ("STOP\n-- \nJohn", Stop, "STOP"),
        ("Stop\nSent from my iPhone", Stop, "STOP"),
        ("StopAll", Stop, "STOP ALL"),
        ("stop all", Stop, "STOP ALL"),
        ("OPTOUT", Stop, "OPT OUT"),
        ("opt-out", Stop, "OPT OUT"),
        ("Opt out", Stop, "OPT OUT"),
        ("cancel", Stop, "CANCEL"),
        ("end", Stop, "END"),
        ("Quit!", Stop, "QUIT"),
        ("revoke", Stop, "REVOKE"),
        ("Unsubscribe", Stop, "UNSUBSCRIBE"),
        ("start", Start, "START"),
        ("UnStop", Start, "UNSTOP"),
        ("Opt-In", Start, "OPT IN"),
        ("HELP?", Help, "HELP"),
        ("info", Help, "INFO"),
    ] {
        assert_eq!(find(text), Some((reserved, word.to_owned())), "{text}");
    }
}

#[test]
fn other_texts_are_not_reserved() {
    for text in [
        "",
        "🛑",
        "YES",
        "no",
        "stop it",
        "please stop",
        "cancel my 3pm",
        "the end",
        "stops",
        "HELP ME",
        "> STOP",
        "STOPPED",
        "start stop",
        "Liked “STOP”",
    ] {
        assert_eq!(find(text), None, "{text}");
    }
}

#[test]
fn a_policy_changes_the_words() {
    let mut words = Words::default();
    assert_eq!(words.add(Reserved::Start, "YES"), Ok(()));
    assert_eq!(words.add(Reserved::Stop, "stop"), Ok(()));
    assert_eq!(words.add(Reserved::Stop, "DÉSABONNER"), Ok(()));
    assert_eq!(words.remove(Reserved::Stop, "opt-out"), Ok(()));
    let find = |text| words.find(&normalise(text));
    assert_eq!(find("yes!"), Some((Reserved::Start, "YES")));
    assert_eq!(find("desabonner"), Some((Reserved::Stop, "DÉSABONNER")));
    assert_eq!(find("stop"), Some((Reserved::Stop, "STOP")));
    assert_eq!(find("opt out"), None);
}

#[test]
fn a_change_that_cannot_be_is_refused_and_changes_nothing() {
    let mut words = Words::default();
    assert_eq!(
        words.add(Reserved::Help, "Stop"),
        Err(WordError::Taken(Reserved::Stop))
    );
    assert_eq!(words.add(Reserved::Help, "?!"), Err(WordError::Empty));
    assert_eq!(
        words.remove(Reserved::Stop, "YES"),
        Err(WordError::Absent(Reserved::Stop))
    );
    assert_eq!(
        words.remove(Reserved::Help, "START"),
        Err(WordError::Absent(Reserved::Help))
    );
    assert_eq!(
        words.remove(Reserved::Stop, "stop"),
        Err(WordError::Indispensable)
    );
    assert_eq!(words, Words::default());
    assert_eq!(
        WordError::Taken(Reserved::Stop).to_string(),
        "this is a word for opting out already"
    );
}
