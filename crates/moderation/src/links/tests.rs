use proptest::prelude::*;

use super::{FoundLink, HostPattern, LinkRules, Service, Trick, Why, parse, scan};
use crate::extract::Extracted;

fn rules(allow: &[&str], deny: &[&str]) -> LinkRules {
    let patterns = |hosts: &[&str]| -> Vec<HostPattern> {
        hosts.iter().map(|host| host.parse().unwrap()).collect()
    };
    LinkRules::new(&patterns(allow), &patterns(deny), &[], &[])
}

fn in_text(text: &str) -> Vec<FoundLink> {
    let mut found = Vec::new();
    scan(&Extracted::plain(text), &LinkRules::default(), &mut found);
    found
}

#[test]
fn links_are_found_however_they_are_written() {
    let cases = [
        ("https://example.com", "https://example.com", "example.com"),
        (
            "see http://example.com/a?b=c#d.",
            "http://example.com/a?b=c#d",
            "example.com",
        ),
        (
            "(https://example.com/a_(b))",
            "https://example.com/a_(b)",
            "example.com",
        ),
        (
            "[x](https://example.com/y)",
            "https://example.com/y",
            "example.com",
        ),
        (
            "<https://example.com>",
            "https://example.com",
            "example.com",
        ),
        (
            "\"https://example.com\"",
            "https://example.com",
            "example.com",
        ),
        (
            "HTTPS://EXAMPLE.COM/X",
            "HTTPS://EXAMPLE.COM/X",
            "example.com",
        ),
        ("www.example.com", "www.example.com", "www.example.com"),
        ("go to example.com!", "example.com", "example.com"),
        ("example.com/path", "example.com/path", "example.com"),
        ("example.co.uk", "example.co.uk", "example.co.uk"),
        (
            "shop.example.de:8080/x",
            "shop.example.de:8080/x",
            "shop.example.de",
        ),
        ("website:example.com", "example.com", "example.com"),
        ("Booking.com", "Booking.com", "booking.com"),
        ("EVIL.COM", "EVIL.COM", "evil.com"),
        ("Evil.Com", "Evil.Com", "evil.com"),
        ("hey..evil.com..now", "evil.com", "evil.com"),
        ("203.0.113.7/login", "203.0.113.7/login", "203.0.113.7"),
        ("casino.xyz now", "casino.xyz", "casino.xyz"),
        ("free coins at vbucks.win", "vbucks.win", "vbucks.win"),
        ("visit casino.me now", "casino.me", "casino.me"),
        ("casino.me/win", "casino.me/win", "casino.me"),
        ("www.casino.me", "www.casino.me", "www.casino.me"),
        ("bücher.de", "bücher.de", "xn--bcher-kva.de"),
        ("пример.рф", "пример.рф", "xn--e1afmkfd.xn--p1ai"),
        ("看example.com吧", "example.com", "example.com"),
        ("例え.jp", "例え.jp", "xn--r8jz45g.jp"),
        ("ftp://example.com/x", "ftp://example.com/x", "example.com"),
        ("wss://example.com", "wss://example.com", "example.com"),
        ("https:example.com/x", "https:example.com/x", "example.com"),
        (
            "https:/example.com/x",
            "https:/example.com/x",
            "example.com",
        ),
        (
            "http://localhost:8080/x",
            "http://localhost:8080/x",
            "localhost",
        ),
        ("t.co/abc", "t.co/abc", "t.co"),
        (
            "text,https://example.com",
            "https://example.com",
            "example.com",
        ),
        ("**example.com**", "example.com", "example.com"),
        ("163.com", "163.com", "163.com"),
        (
            "https://xn--bcher-kva.de",
            "https://xn--bcher-kva.de",
            "xn--bcher-kva.de",
        ),
    ];
    let mut wrong = Vec::new();
    for (text, written, host) in cases {
        let found: Vec<_> = in_text(text)
            .into_iter()
            .map(|link| (text.get(link.span).unwrap(), link.host))
            .collect();
        if found != [(written, Some(host.to_owned()))] {
            wrong.push(format!("{text:?}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let several: Vec<_> = in_text("https://a.example,https://b.example example.com, example.org")
        .into_iter()
        .filter_map(|link| link.host)
        .collect();
    assert_eq!(
        several,
        ["a.example", "b.example", "example.com", "example.org"]
    );
}

#[test]
fn words_with_a_dot_are_no_links() {
    let cases = [
        "file.txt",
        "e.g. this",
        "i.e. that",
        "3.5",
        "Node.js",
        "main.rs",
        "src/main.rs",
        "setup.py",
        "README.md",
        "run.sh",
        "archive.zip",
        "ASP.NET",
        "Dr.No",
        "ok.so then",
        "yes.it works",
        "great.No problem",
        "thanks.me too",
        "a.m.",
        "10 p.m.",
        "U.S.A.",
        "J.R.R. Tolkien",
        "foo.bar()",
        "console.info",
        "date.now",
        "user.name",
        "std::vec::Vec",
        "x.y.z",
        "1.2.3",
        "192.168.0.1",
        "wait...what",
        "hello.world",
        "jane@example.com",
        "...",
        "a.b",
        "etc.and",
        "http: see below",
        "HTTP:404",
        "note: this",
        "C:\\Users\\jane",
        "12:30",
        "javascript: the good parts",
        "data: 1,2",
        "const x = a.b.c;",
        "it's 5.30pm",
        "v1.2.3-rc.1",
        "$1.50",
        "libfoo.so.1",
        "com.example.app",
        "see ***** hello.my",
        "10.0.0.0/8",
        "that.fun",
        "so.live",
        "np.int",
        "either/or",
        "and/or",
        "::",
        "://",
        "http://",
        "//",
        "\\\\",
        "mailto:jane@example.com",
        "tel:+14255550123",
        "obj.map(x)",
        "I agree.so do they",
        "main.rs:12",
        "script.pl",
        "we met at noon.he said so",
        "done.",
        ".com",
        "the .net runtime",
    ];
    let mut wrong = Vec::new();
    for text in cases {
        let found = in_text(text);
        if !found.is_empty() {
            wrong.push(format!("{text:?}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn tricks_are_seen_through() {
    use Trick::{
        Backslash, DangerousScheme, Defanged, Invisible, IpHost, Lookalike, MixedScript,
        ObscuredIp, PercentHost, Userinfo,
    };
    let cases: [(&str, Option<&str>, &[Trick]); 31] = [
        (
            "https://contoso.com@evil.example/x",
            Some("evil.example"),
            &[Userinfo],
        ),
        (
            "https://contoso.com:pw@evil.example",
            Some("evil.example"),
            &[Userinfo],
        ),
        (
            "https:\\\\evil.example\\x",
            Some("evil.example"),
            &[Backslash],
        ),
        (
            "https://evil.example\\@contoso.com",
            Some("evil.example"),
            &[Backslash],
        ),
        (
            "\\\\evil.example\\share",
            Some("evil.example"),
            &[DangerousScheme, Backslash],
        ),
        ("hxxp://evil.example", Some("evil.example"), &[Defanged]),
        (
            "hxxps://evil[.]example/x",
            Some("evil.example"),
            &[Defanged],
        ),
        ("evil[.]example", Some("evil.example"), &[Defanged]),
        ("evil (dot) example", Some("evil.example"), &[Defanged]),
        ("evil [dot] com/x now", Some("evil.com"), &[Defanged]),
        ("www{.}evil{.}com", Some("www.evil.com"), &[Defanged]),
        ("https[:]//evil.example", Some("evil.example"), &[Defanged]),
        (
            "https://ev\u{200b}il.example",
            Some("evil.example"),
            &[Invisible],
        ),
        ("ev\u{ad}il.com", Some("evil.com"), &[Invisible]),
        (
            "http://ev%69l.example",
            Some("evil.example"),
            &[PercentHost],
        ),
        ("http://203.0.113.7/x", Some("203.0.113.7"), &[IpHost]),
        (
            "http://3405803783/x",
            Some("203.0.113.7"),
            &[ObscuredIp, IpHost],
        ),
        (
            "http://0xCB.0.0x71.7",
            Some("203.0.113.7"),
            &[ObscuredIp, IpHost],
        ),
        (
            "http://0313.0.0161.07",
            Some("203.0.113.7"),
            &[ObscuredIp, IpHost],
        ),
        ("http://[2001:db8::1]/", Some("[2001:db8::1]"), &[IpHost]),
        ("javascript:alert(1)", None, &[DangerousScheme]),
        ("JavaScript:alert(1)", None, &[DangerousScheme]),
        ("data:text/html,<b>x", None, &[DangerousScheme]),
        (
            "https://cоntoso.com",
            Some("xn--cntoso-wqf.com"),
            &[MixedScript],
        ),
        (
            "https://аррӏе.com",
            Some("xn--80ak6aa92e.com"),
            &[Lookalike],
        ),
        ("https://пример.com", Some("xn--e1afmkfd.com"), &[]),
        ("https://ｅｖｉｌ.com", Some("evil.com"), &[]),
        ("https://evil。com", Some("evil.com"), &[]),
        ("https://müller.de", Some("xn--mller-kva.de"), &[]),
        ("https://東京タワー.jp", Some("xn--5ck2eqb538s34z.jp"), &[]),
        ("𝐞𝐯𝐢𝐥.com", Some("evil.com"), &[]),
    ];
    let mut wrong = Vec::new();
    for (text, host, tricks) in cases {
        let found = in_text(text);
        let same = matches!(found.as_slice(), [link]
            if link.host.as_deref() == host && link.tricks == tricks);
        if !same {
            wrong.push(format!("{text:?}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn shorteners_and_invitations_are_known() {
    let cases = [
        ("https://bit.ly/x", Some(Service::Shortener)),
        ("bit.ly/x", Some(Service::Shortener)),
        ("tinyurl.com/x", Some(Service::Shortener)),
        ("is.gd", Some(Service::Shortener)),
        ("discord.gg/abc", Some(Service::Invite)),
        ("https://www.discord.com/invite/abc", Some(Service::Invite)),
        ("https://discord.com/channels/1", None),
        ("t.me/joinchat", Some(Service::Invite)),
        ("https://chat.whatsapp.com/x", Some(Service::Invite)),
        ("https://notbit.ly/x", None),
    ];
    for (text, service) in cases {
        let found: Vec<_> = in_text(text).iter().map(|link| link.service).collect();
        assert_eq!(found, [service], "{text}");
    }
    let patterns = ["go.contoso.com".parse().unwrap()];
    let own = LinkRules::new(&[], &[], &patterns, &["chat.fabrikam.me".parse().unwrap()]);
    let service = |text| parse(text, &own).and_then(|link| link.service);
    assert_eq!(
        service("https://go.contoso.com/x"),
        Some(Service::Shortener)
    );
    assert_eq!(service("https://chat.fabrikam.me/x"), Some(Service::Invite));
}

#[test]
fn html_says_one_thing_and_leads_to_another() {
    use Trick::{DangerousScheme, HrefMismatch};
    type Leads = (&'static str, &'static [Trick]);
    let cases: [(&str, &[Leads]); 14] = [
        (
            "<a href='https://evil.example'>https://contoso.com/login</a>",
            &[("contoso.com", &[]), ("evil.example", &[HrefMismatch])],
        ),
        (
            "<a href='https://evil.example'>contoso.com</a>",
            &[("contoso.com", &[]), ("evil.example", &[HrefMismatch])],
        ),
        (
            "<a href='https://login.contoso.com/x'>www.contoso.com</a>",
            &[("www.contoso.com", &[]), ("login.contoso.com", &[])],
        ),
        (
            "<a href='https://evil.example'>click</a>",
            &[("evil.example", &[])],
        ),
        (
            "<a href=https&colon;//evil.example>x</a>",
            &[("evil.example", &[])],
        ),
        (
            "<a href='java\nscript:alert(1)'>x</a>",
            &[("", &[DangerousScheme])],
        ),
        ("<a href=' javascript:x'>x</a>", &[("", &[DangerousScheme])]),
        ("<a href='//evil.example/x'>x</a>", &[("evil.example", &[])]),
        ("<a href='/home'>x</a><a href='#top'>y</a>", &[]),
        ("<a href='mailto:jane@example.com'>x</a>", &[]),
        (
            "<img src='https://evil.example/x.png' alt='see evil.com'>",
            &[("evil.com", &[]), ("evil.example", &[])],
        ),
        ("<img src='data:image/png;base64,AAAA'>", &[]),
        (
            "<div style='background:url(https://evil.example/x)'>x</div>",
            &[("evil.example", &[])],
        ),
        (
            "ev<b>il.exa</b>mple <i hidden>evil.com</i>",
            &[("evil.example", &[]), ("evil.com", &[])],
        ),
    ];
    for (html, expected) in cases {
        let mut found = Vec::new();
        scan(&Extracted::html(html), &LinkRules::default(), &mut found);
        let found: Vec<_> = found
            .iter()
            .map(|link| {
                (
                    link.host.as_deref().unwrap_or_default(),
                    link.tricks.as_slice(),
                )
            })
            .collect();
        assert_eq!(found, expected, "{html}");
    }
}

#[test]
fn rules_judge_by_host() {
    let rules = rules(
        &[
            "contoso.com",
            "*.contoso.com",
            "fabrikam.co.uk",
            "docs.northwind.com",
            "203.0.113.7",
        ],
        &["evil.com", "*.bad.contoso.com", "northwind.com", "*.zip"],
    );
    let impersonates = |owner: &str| Some(Why::Impersonates(owner.to_owned()));
    let cases = [
        ("https://contoso.com/x", None),
        ("https://CONTOSO.com.", None),
        ("https://a.b.contoso.com", None),
        ("https://fabrikam.co.uk", None),
        ("https://www.fabrikam.co.uk", None),
        ("https://shop.fabrikam.co.uk", Some(Why::Unlisted)),
        ("https://docs.northwind.com", None),
        ("https://northwind.com", Some(Why::Denied)),
        ("https://www.northwind.com", Some(Why::Denied)),
        ("https://evil.com", Some(Why::Denied)),
        ("https://www.evil.com", Some(Why::Denied)),
        ("https://notevil.com", Some(Why::Unlisted)),
        ("https://bad.contoso.com", None),
        ("https://x.bad.contoso.com", Some(Why::Denied)),
        ("https://invoice.zip", Some(Why::Denied)),
        ("https://203.0.113.7/x", None),
        ("https://203.0.113.8/x", Some(Why::Trick(Trick::IpHost))),
        (
            "https://contoso.com.evil.example",
            impersonates("contoso.com"),
        ),
        (
            "https://contoso-com.evil.example",
            impersonates("contoso.com"),
        ),
        ("https://login-contoso.com", impersonates("contoso.com")),
        ("https://c0ntoso.com", impersonates("contoso.com")),
        ("https://cоntoso.com", impersonates("contoso.com")),
        (
            "https://contoso.com@evil.example",
            Some(Why::Trick(Trick::Userinfo)),
        ),
        ("https://user@contoso.com", None),
        ("https://example.org", Some(Why::Unlisted)),
        ("https://mycontoso.com", Some(Why::Unlisted)),
        ("https://bit.ly/x", Some(Why::Shortener)),
        ("https://discord.gg/x", Some(Why::Invite)),
        (
            "javascript:alert(1)",
            Some(Why::Trick(Trick::DangerousScheme)),
        ),
    ];
    let mut wrong = Vec::new();
    for (text, why) in cases {
        let link = parse(text, &rules).unwrap();
        let judged = rules.judge(&link);
        if judged != why {
            wrong.push(format!("{text}: {judged:?}, not {why:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_listed_host_is_a_link_even_where_it_could_be_words() {
    let denied = rules(&[], &["casino.me"]);
    let mut found = Vec::new();
    scan(
        &Extracted::plain("play at casino.me tonight"),
        &denied,
        &mut found,
    );
    assert_eq!(found.len(), 1);
    assert_eq!(denied.judge(&found[0]), Some(Why::Denied));
}

#[test]
fn hosts_in_a_policy_are_hosts() {
    for (text, canonical) in [
        ("Contoso.com", "contoso.com"),
        ("*.contoso.com", "*.contoso.com"),
        ("bücher.de", "xn--bcher-kva.de"),
        ("203.0.113.7", "203.0.113.7"),
        ("*.zip", "*.zip"),
        ("localhost", "localhost"),
    ] {
        assert_eq!(text.parse::<HostPattern>().unwrap().to_string(), canonical);
    }
    let mistakes: Vec<String> = [
        "https://contoso.com",
        "contoso.com/x",
        "a.*.com",
        "*",
        "",
        "com",
        "con toso.com",
        "-a.com",
        "*.203.0.113.7",
        "contoso.com:80",
    ]
    .iter()
    .map(|text| text.parse::<HostPattern>().unwrap_err().to_string())
    .collect();
    let link = "a host only, without scheme and path: `contoso.com`";
    let wildcard = "`*` stands for all hosts below one and only before it: `*.contoso.com`";
    let host = "not a host: `contoso.com`, or `*.contoso.com` for all hosts below it";
    assert_eq!(
        mistakes,
        [
            link, link, wildcard, wildcard, host, host, host, host, host, link
        ]
    );
}

#[test]
fn no_path_is_printed() {
    let found = in_text("https://example.com/secret?token=secret");
    assert_eq!(found.len(), 1);
    assert!(!format!("{found:?}").contains("secret"));
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("https://".to_owned()),
        Just("evil.com".to_owned()),
        Just("[.]".to_owned()),
        Just(" (dot) ".to_owned()),
        Just("javascript:".to_owned()),
        Just("xn--".to_owned()),
        Just("\u{200b}".to_owned()),
        Just("。".to_owned()),
        "[a-z]{1,4}",
        "[:/.\\\\@?#%,() \\[\\]-]{1,2}",
        "\\PC{1,2}",
    ]
}

proptest! {
    #[test]
    fn spans_are_whole_characters(
        text in proptest::collection::vec(piece(), 0..24).prop_map(|pieces| pieces.concat())
    ) {
        let mut last = 0;
        for link in in_text(&text) {
            prop_assert!(text.get(link.span.clone()).is_some_and(|said| !said.is_empty()));
            prop_assert!(link.span.start >= last, "{text:?}");
            last = link.span.end;
        }
        let _link = parse(&text, &LinkRules::default());
    }

    #[test]
    fn a_masked_text_has_no_links(
        text in proptest::collection::vec(piece(), 0..24).prop_map(|pieces| pieces.concat())
    ) {
        let spans: Vec<_> = in_text(&text).into_iter().map(|link| link.span).collect();
        let masked = Extracted::plain(&text).mask(&spans, &[]);
        prop_assert!(in_text(&masked).is_empty(), "{text:?} {masked:?}");
    }
}
