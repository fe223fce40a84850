//! In which texts something is found.

use super::*;

#[test]
fn every_text_of_a_message_is_looked_at() {
    let metadata = [("files".to_owned(), "x".to_owned())].into();
    let named = Message {
        display_name: Some("Mr. Glorb"),
        metadata: &metadata,
        ..text("good morning")
    };
    let decision = decided(&named);
    assert_eq!(rules(&decision), [("house", Where::Name)]);
    assert_eq!(
        named
            .display_name
            .unwrap()
            .get(decision.hits[0].span.clone()),
        Some("Glorb")
    );
    let html = |source| {
        let message = Message {
            format: Format::Html,
            ..text(source)
        };
        let decision = decided(&message);
        let hit = decision.hits.first().unwrap().clone();
        let span = source.get(hit.span).unwrap().to_owned();
        (hit.rule, hit.at, span)
    };
    for (source, rule, at, span) in [
        (
            "<p>frob<i>nicate</i></p>",
            "house",
            Where::Body,
            "frob<i>nicate",
        ),
        ("a &#102;robnicate", "house", Where::Body, "&#102;robnicate"),
        (
            "<img alt=\"frobnicate\">",
            "house",
            Where::Attribute,
            "frobnicate",
        ),
        (
            "<a href='mailto:jane@example.com'>me</a>",
            "pii.email",
            Where::Attribute,
            "mailto:jane@example.com",
        ),
        (
            "<span style='display:none'>frobnicate</span>hello",
            "house",
            Where::Attribute,
            "frobnicate",
        ),
    ] {
        assert_eq!(
            html(source),
            (rule.to_owned(), at, span.to_owned()),
            "{source}"
        );
    }
}

#[test]
fn what_cannot_be_covered_goes() {
    let named = Message {
        display_name: Some("fiddle"),
        ..text("good morning")
    };
    assert_eq!(decided(&named).verdict, Verdict::Delete);
}

#[test]
fn the_personal_data_of_the_body_is_listed() {
    let decision = decided(&text("é: jane@example.com"));
    assert_eq!(
        decision.entities,
        [Entity {
            kind: crate::pii::Kind::Email,
            span: 4..20,
        }]
    );
}

#[test]
fn links_are_judged_wherever_they_are() {
    let policy = policy(
        "[links]\nallow = ['contoso.com', '*.contoso.com']\ndefault = 'flag'\ndeny = ['evil.example']\ninvites = 'delete'\ntricks = 'mask'\n",
    );
    let found = |message: &Message<'_>| {
        let findings = policy.examine(message, &Place::new("t"));
        let hit = |hit: &Hit| (hit.rule.clone(), hit.at, hit.form.clone());
        findings.hits.iter().map(hit).collect::<Vec<_>>()
    };
    let hit = |rule: &str, at, host: &str| (rule.to_owned(), at, host.to_owned());
    assert_eq!(found(&text("see https://shop.contoso.com/")), []);
    assert_eq!(
        found(&text("see https://evil.example/x")),
        [hit("links.denied", Where::Body, "evil.example")]
    );
    assert_eq!(
        found(&text("see https://fabrikam.com/x")),
        [hit("links.default", Where::Body, "fabrikam.com")]
    );
    assert_eq!(
        found(&text("join discord.gg/abc")),
        [hit("links.invites", Where::Body, "discord.gg")]
    );
    let metadata = [(
        "fileSharingMetadata".to_owned(),
        r#"[{"name":"a.pdf","url":"https://evil.example/a.pdf"}]"#.to_owned(),
    )]
    .into();
    let shared = Message {
        metadata: &metadata,
        ..text("my file")
    };
    assert_eq!(
        found(&shared),
        [hit("links.denied", Where::Metadata, "evil.example")]
    );
    let named = Message {
        display_name: Some("evil.example"),
        ..text("hello")
    };
    assert_eq!(
        found(&named),
        [hit("links.denied", Where::Name, "evil.example")]
    );
    let html = Message {
        format: Format::Html,
        ..text("<a href=\"https://evil.example/\">click</a>")
    };
    assert_eq!(
        found(&html),
        [hit("links.denied", Where::Attribute, "evil.example")]
    );
}
