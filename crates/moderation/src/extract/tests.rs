use proptest::prelude::*;

use super::{AsideKind, Extracted};

fn text(html: &str) -> String {
    Extracted::html(html).text.into_owned()
}

#[test]
fn a_reader_sees_words_and_not_tags() {
    let cases = [
        ("plain", "plain"),
        ("b<b>a</b>d", "bad"),
        ("b<span class='x'>a</span><i></i>d", "bad"),
        ("b<!-- no -->ad", "bad"),
        ("b<wbr>ad", "bad"),
        ("b<unknown-element>a</unknown-element>d", "bad"),
        ("b<img src='x.png'>ad", "bad"),
        ("one<br>two", "one\ntwo"),
        ("one<br/><br />two", "one\ntwo"),
        ("<p>one</p><p>two</p>", "one\ntwo\n"),
        ("<div>one<div>two</div></div>three", "one\ntwo\nthree"),
        ("<ul><li>one<li>two</ul>", "one\ntwo\n"),
        ("<table><tr><td>a<td>b</table>", "a\nb\n"),
        ("&lt;b&gt; &amp; &quot;x&quot;", "<b> & \"x\""),
        ("b&#97;d b&#x61;d b&#x00061d", "bad bad b\u{61d}"),
        ("&eacute;&Eacute;&nbsp;&zwj;", "éÉ\u{a0}\u{200d}"),
        ("&notit; &copy x & y &unknown;", "¬it; © x & y &unknown;"),
        ("&semi;;&semi;", ";;;"),
        ("&fjlig;ord &amp;amp;", "fjord &amp;"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a<script>bad()</script>b", "ab"),
        ("a<style>b{}</style>b", "ab"),
        ("<textarea>a <b> c</textarea>", "a <b> c\n"),
        ("1 < 2 <3 a<b", "1 < 2 <3 a"),
        ("b<span style='display:none'>xx</span>ad", "bad"),
        (
            "b<span style='DISPLAY : None !important; color:red'>xx</span>ad",
            "bad",
        ),
        ("b<span style='font-size:0'>xx</span>ad", "bad"),
        ("b<span style='font-size:0.0px;'>x<i>x</i>x</span>ad", "bad"),
        ("b<span style='dis/**/play:none'>xx</span>ad", "bad"),
        ("b<span style='opacity: 0'>xx</span>ad", "bad"),
        ("b<span style='font-size:1px'>xx</span>ad", "bad"),
        (
            "b<span style='position:absolute;left:-9999px'>xx</span>ad",
            "bad",
        ),
        ("b<span hidden>x<span>y</span>z</span>ad", "bad"),
        ("<p hidden>xx<p>seen", "seen"),
        ("<p hidden>xx<div>seen</div>", "seen\n"),
        ("a<template>x</template>b<title>y</title>c", "abc"),
        ("<span style='font-size:10px'>seen</span>", "seen"),
        (
            "<span style='opacity:0.9;display:block'>seen</span>",
            "seen",
        ),
        (
            "<span style='background:url(display:none)'>seen</span>",
            "seen",
        ),
        ("", ""),
    ];
    for (html, expected) in cases {
        assert_eq!(text(html), expected, "{html}");
    }
}

#[test]
fn a_span_leads_back_to_its_source() {
    let cases = [
        ("x <i>bad</i> y", "bad", "bad"),
        ("b<b>a</b>d", "bad", "b<b>a</b>d"),
        ("<p>b&#97;d</p>", "bad", "b&#97;d"),
        ("<p>b&#97;d</p>", "a", "&#97;"),
        ("&amp;&amp;bad&amp;", "bad", "bad"),
        ("&amp;bad&ampx", "bad&x", "bad&ampx"),
        ("é<b>ü</b>ß", "üß", "ü</b>ß"),
        ("a<br>b", "a\nb", "a<br>b"),
        ("a\r\nb", "a\nb", "a\r\nb"),
        ("x<span hidden>no</span>y", "xy", "x<span hidden>no</span>y"),
    ];
    for (html, seen, source) in cases {
        let extracted = Extracted::html(html);
        let at = extracted.text.find(seen).unwrap();
        let span = extracted.source(at..at + seen.len());
        assert_eq!(html.get(span).unwrap(), source, "{html}");
    }
    let plain = Extracted::plain("a <b> &amp;");
    assert!(matches!(
        plain.text,
        std::borrow::Cow::Borrowed("a <b> &amp;")
    ));
    assert_eq!(plain.source(2..5), 2..5);
    assert_eq!(plain.source(3..3), 3..3);
}

#[test]
fn what_is_not_in_the_text_is_an_aside() {
    let html = concat!(
        r#"<a href="https://evil.example/?a=1&amp;b=2" title='look'>contoso<b>.com</b></a> "#,
        r"<img src=pic.png alt='a dog'><span style='display:none'>no <b>one</b> sees</span>",
    );
    let extracted = Extracted::html(html);
    let asides: Vec<_> = extracted
        .asides
        .iter()
        .map(|aside| {
            (
                aside.kind,
                aside.value.as_str(),
                html.get(aside.source.clone()).unwrap(),
                extracted.text.get(aside.text.clone()).unwrap(),
            )
        })
        .collect();
    assert_eq!(
        asides,
        [
            (
                AsideKind::Target,
                "https://evil.example/?a=1&b=2",
                "https://evil.example/?a=1&amp;b=2",
                "contoso.com"
            ),
            (AsideKind::Label, "look", "look", "contoso.com"),
            (AsideKind::Label, "a dog", "a dog", ""),
            (AsideKind::Resource, "pic.png", "pic.png", ""),
            (AsideKind::Resource, "display:none", "display:none", ""),
            (AsideKind::Hidden, "no one sees", "no <b>one</b> sees", ""),
        ]
    );
}

#[test]
fn mentions_are_named_by_their_id_or_their_text() {
    let html = "<at id='8:acs:1'>Ann</at> <msft-mention id=\"8:acs:2\" displayText='Bo'>Bo</msft-mention> \
                <at>Cy</at> <at id=''>Di</at>";
    assert_eq!(
        Extracted::html(html).mentions,
        ["8:acs:1", "8:acs:2", "Cy", "Di"]
    );
}

#[test]
fn a_mask_leaves_the_tags_alone() {
    let cases: [(&str, &[&str], &str); 9] = [
        ("such bad words", &["bad"], "such *** words"),
        ("b<b>a</b>d", &["bad"], "*<b>*</b>*"),
        ("<p>b&#97;d</p>", &["bad"], "<p>***</p>"),
        ("a b<br>c d", &["b\nc"], "a *<br>* d"),
        ("4111 1111", &["4111 1111"], "**** ****"),
        ("👨‍👩‍👧 e\u{301}", &["👨‍👩‍👧 e\u{301}"], "* *"),
        ("badder", &["badd", "dder"], "******"),
        ("e<b>\u{301}</b>x", &["e\u{301}"], "*<b></b>x"),
        ("&fjlig;x", &["f"], "*x"),
    ];
    for (html, seen, masked) in cases {
        let extracted = Extracted::html(html);
        let spans: Vec<_> = seen
            .iter()
            .map(|seen| {
                let at = extracted.text.find(seen).unwrap();
                at..at + seen.len()
            })
            .collect();
        assert_eq!(extracted.mask(&spans, &[]), masked, "{html}");
    }
    assert_eq!(
        Extracted::plain("a <b> c").mask(std::slice::from_ref(&(2..5)), &[]),
        "a *** c"
    );
}

#[test]
fn an_aside_is_masked_as_its_kind_allows() {
    let html = r#"<a href="https://evil.example" title=bad>x</a><i hidden>b<b>a</b>d</i>"#;
    assert_eq!(
        Extracted::html(html).mask(&[], &[0, 1, 2, 2, 9]),
        r##"<a href="#" title=***>x</a><i hidden><b></b></i>"##
    );
}

#[test]
fn no_word_is_printed() {
    let extracted = Extracted::html("secret <a href='https://secret.example'>secret</a>");
    assert!(!format!("{extracted:?}").contains("secret"));
}

fn html() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<b>".to_owned()),
        Just("</b>".to_owned()),
        Just("<br>".to_owned()),
        Just("<p hidden>".to_owned()),
        Just("</p>".to_owned()),
        Just("<a href=\"x&amp;y\" title='t'>".to_owned()),
        Just("<a href= x/y alt>".to_owned()),
        Just("</a>".to_owned()),
        Just("&amp;".to_owned()),
        Just("&#97;".to_owned()),
        Just("&notit;".to_owned()),
        Just("&".to_owned()),
        Just("<!--".to_owned()),
        Just("-->".to_owned()),
        Just("<script>".to_owned()),
        Just("\r\n".to_owned()),
        Just("\0".to_owned()),
        "\\PC{0,6}",
        "[<>&;='\"/!a-d -]{0,6}",
    ];
    proptest::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn every_span_is_whole_characters_of_the_source(html in html()) {
        let extracted = Extracted::html(&html);
        let ends: Vec<usize> = extracted
            .text
            .char_indices()
            .map(|(at, _)| at)
            .chain([extracted.text.len()])
            .collect();
        let mut last = 0;
        for pair in ends.windows(2) {
            let source = extracted.source(pair[0]..pair[1]);
            prop_assert!(html.get(source.clone()).is_some());
            prop_assert!(source.start >= last || source.is_empty());
            last = source.start;
        }
        for aside in &extracted.asides {
            prop_assert!(html.get(aside.source.clone()).is_some());
            prop_assert!(extracted.text.get(aside.text.clone()).is_some());
        }
    }

    #[test]
    fn masking_everything_leaves_nothing_to_read(html in html()) {
        let extracted = Extracted::html(&html);
        let asides: Vec<usize> = (0..extracted.asides.len()).collect();
        let masked = extracted.mask(std::slice::from_ref(&(0..extracted.text.len())), &asides);
        let again = Extracted::html(&masked);
        prop_assert!(again.text.chars().all(|c| c == '*' || c.is_whitespace()), "{masked}");
    }
}
