//! The lists in `benches/chat`.

/// What every tool is given.
pub(crate) fn words() -> Vec<&'static str> {
    lines(include_str!("../../../chat/words.txt")).collect()
}

/// What stands around an evasion, with `{}` in its place.
pub(crate) fn frames() -> Vec<&'static str> {
    lines(include_str!("../../../chat/frames.txt")).collect()
}

/// HTML around an evasion, and what a reader sees of it.
pub(crate) fn html_frames() -> Vec<(&'static str, String)> {
    lines(include_str!("../../../chat/frames-html.txt"))
        .filter_map(|line| line.split_once(" => "))
        .map(|(html, text)| (html, text.replace("\\n", "\n")))
        .collect()
}

/// What innocent texts are made of.
pub(crate) fn ordinary() -> Vec<&'static str> {
    lines(include_str!("../../../chat/ordinary.txt"))
        .flat_map(str::split_whitespace)
        .collect()
}

/// The innocent texts that were written by hand, by class.
pub(crate) fn innocent() -> Vec<(&'static str, Vec<String>)> {
    macro_rules! list {
        ($name:literal) => {
            include_str!(concat!("../../../chat/innocent/", $name, ".txt"))
        };
    }
    let of = |list| lines(list).map(str::to_owned).collect();
    vec![
        ("words within words", of(list!("containing"))),
        ("words that are near", of(list!("near"))),
        ("neighbours that glue", of(list!("glued"))),
        ("ordinary chat", of(list!("chat"))),
        ("languages", of(list!("languages"))),
        ("code", of(list!("code"))),
        ("addresses", of(list!("urls"))),
        ("emoji", of(list!("emoji"))),
        ("stars and blanks", of(list!("stars"))),
        ("tables and drawings", blocks(list!("art"))),
    ]
}

fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines()
        .filter(|line| !line.is_empty() && !is_comment(line))
}

/// Texts of several lines, each ended by a line `%`.
fn blocks(list: &'static str) -> Vec<String> {
    let texts = list.split("\n%\n").map(|text| match text.split_once('\n') {
        Some((first, rest)) if is_comment(first) => rest,
        _ => text,
    });
    texts.map(|text| text.trim_end().to_owned()).collect()
}

/// `# like this`; `#1` and `#[derive]` are none.
fn is_comment(line: &str) -> bool {
    line.starts_with("# ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_innocent_has_one_of_the_words_in_it() {
        let words = words();
        let clean = |text: &str| {
            !text
                .to_lowercase()
                .split(|c: char| !c.is_alphabetic())
                .any(|word| words.contains(&word))
        };
        let texts = innocent().into_iter().flat_map(|(_, texts)| texts);
        let bad: Vec<_> = texts.filter(|text| !clean(text)).collect();
        assert_eq!(bad, [""; 0]);
        let frames = frames().into_iter().chain(ordinary());
        let bad: Vec<_> = frames.filter(|text| !clean(text)).collect();
        assert_eq!(bad, [""; 0]);
    }

    #[test]
    fn drawings_keep_their_lines() {
        let lists = innocent();
        let (_, drawings) = lists.last().unwrap();
        assert_eq!(drawings[2], " /\\_/\\\n( o.o )\n > ^ <");
    }

    #[test]
    fn every_frame_has_a_place() {
        assert!(
            frames()
                .iter()
                .all(|frame| frame.matches("{}").count() == 1)
        );
        let html = html_frames();
        assert!(
            html.iter()
                .all(|(html, text)| html.contains("{}") && text.contains("{}"))
        );
    }
}
