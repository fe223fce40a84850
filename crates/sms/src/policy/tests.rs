//! What a policy may say, and where it is wrong.

use super::*;

/// Each mistake with the piece of the file that it points to.
fn mistakes(text: &str) -> Vec<String> {
    let source: Source = match toml::from_str(text) {
        Ok(source) => source,
        Err(error) => {
            let at = error.span().unwrap();
            return vec![format!("{}: {}", piece(text, at), error.message())];
        }
    };
    let Err(mistakes) = source.check() else {
        return Vec::new();
    };
    mistakes
        .into_iter()
        .map(|mistake| format!("{}: {mistake}", piece(text, mistake.at.clone())))
        .collect()
}

fn policy(text: &str) -> Policy {
    toml::from_str::<Source>(text).unwrap().check().unwrap()
}

fn piece(text: &str, at: Range<usize>) -> &str {
    text.get(at).unwrap()
}

const ROUTE: &str = "[[route]]\npattern = 'DONE <job:id>'\ndo = { reply = 'Job {job} closed.' }\n";

#[test]
fn nothing_need_be_said() {
    let policy = policy("");
    assert_eq!(policy.replies_per_peer, Budget::default());
    assert!(policy.opt_out.free_text);
    assert_eq!((policy.routes.len(), policy.tests()), (0, 0));
}

#[test]
fn a_value_is_wrong_where_it_stands() {
    for (text, expected) in [
        (
            "default_region = 'Texas'",
            "'Texas': not a region: two capital letters of ISO 3166-1 such as `US` or `GB`",
        ),
        (
            "replies_per_peer = { max = 0 }",
            "0: invalid value: integer `0`, expected a nonzero u8",
        ),
        (
            "replies_per_peer = { per = '10 minutes' }",
            "'10 minutes': expected a length of time such as `30s`, `10m`, `2h` or `1d`, at most `7d`; found `10 minutes`",
        ),
        (
            "[[number]]\nnumber = '+18005550100'\ntype = 'tollfree'",
            "'tollfree': unknown variant `tollfree`, expected one of `toll_free`, `short_code`, `10dlc`, `mobile`, `alphanumeric`",
        ),
        (
            "[opt_out]\nscope = 'everything'",
            "'everything': unknown variant `everything`, expected `program` or `all`",
        ),
        (
            "[opt_out]\nscope_all_from = '31.01.2027'",
            "'31.01.2027': expected a day such as `2027-01-31`, found `31.01.2027`",
        ),
        (
            "[retry]\ncodes = { 4007 = ['1m'] }",
            "4007: `4007` is not a delivery code after which sending again helps; those are 4006, 4008, 5001, 5002, 9999",
        ),
        (
            "[[route]]\npattern = 'A'\ndo = { http = 'x' }",
            "http: unknown field `http`, expected one of `reply`, `webhook`, `type`, `queue`, `inbox`, `ask`, `clear`",
        ),
        ("[[route]]\npattern = 'A'", "[[route]]: missing field `do`"),
    ] {
        assert_eq!(mistakes(text), [expected], "{text}");
    }
}

#[test]
fn a_number_is_what_its_type_says() {
    for (number, rest, expected) in [
        ("+18005550100", "type = 'toll_free'", &[][..]),
        (
            "18005550100",
            "type = 'toll_free'\nacs_managed_optout = false",
            &[],
        ),
        (
            "55501",
            "type = 'short_code'\nacs_managed_optout = true",
            &[],
        ),
        ("Contoso", "type = 'alphanumeric'", &[]),
        (
            "?",
            "type = 'mobile'",
            &["'?': expected a number such as `+18005550100`, a short code or a sender's name"],
        ),
        (
            "55501",
            "type = 'mobile'",
            &["'mobile': `55501` cannot be of the type `mobile`"],
        ),
        (
            "Contoso",
            "type = 'toll_free'",
            &["'toll_free': `Contoso` cannot be of the type `toll_free`"],
        ),
        (
            "+14255550199",
            "type = 'mobile'\nacs_managed_optout = true",
            &["true: ACS manages no opt-outs for the type `mobile`"],
        ),
    ] {
        let text = format!("[[number]]\nnumber = '{number}'\n{rest}");
        assert_eq!(mistakes(&text), expected, "{text}");
    }
    let twice = "[[number]]\nnumber = '+18005550100'\ntype = 'toll_free'\n[[number]]\nnumber = '18005550100'\ntype = 'toll_free'";
    assert_eq!(
        mistakes(twice),
        ["'18005550100': this number is listed twice"]
    );
}

#[test]
fn an_unlisted_number_is_what_its_digits_say() {
    let policy = policy("[[number]]\nnumber = '+14255550199'\ntype = '10dlc'\nprogram = 'alerts'");
    let kind = |text: &str| {
        let address = Address::parse(text, policy.default_region).unwrap();
        (
            policy.number(&address).kind,
            policy.program(&address).to_owned(),
        )
    };
    assert_eq!(
        kind("+14255550199"),
        (NumberType::TenDlc, "alerts".to_owned())
    );
    assert_eq!(
        kind("+18885550100"),
        (NumberType::TollFree, "default".to_owned())
    );
    assert_eq!(
        kind("+4915112345678"),
        (NumberType::Mobile, "default".to_owned())
    );
    assert_eq!(kind("55501"), (NumberType::ShortCode, "default".to_owned()));
}

#[test]
fn the_words_are_the_defaults_with_changes() {
    let with = |changes: &str| mistakes(&format!("[opt_out]\n{changes}"));
    for (changes, expected) in [
        ("words = { plus = ['ARRET'], minus = ['END'] }", &[][..]),
        (
            "words = { minus = ['CANCEL'] }\nhelp_words = { plus = ['CANCEL'] }",
            &[],
        ),
        (
            "words = { minus = ['Stop'] }",
            &["'Stop': `STOP` cannot be left out: carriers act on it, and so must we"],
        ),
        (
            "start_words = { plus = ['quit'] }",
            &["'quit': this is a word for opting out already"],
        ),
        (
            "words = { minus = ['HALT'] }",
            &["'HALT': this is none of the words for opting out"],
        ),
        (
            "words = { plus = ['!'] }",
            &["'!': a reserved word needs a letter or a digit"],
        ),
    ] {
        assert_eq!(with(changes), expected, "{changes}");
    }
    // A route may have a word that is released.
    let route = "[[route]]\npattern = 'CANCEL'\ndo = { clear = true }\n";
    assert_eq!(mistakes(route).len(), 1);
    assert_eq!(
        mistakes(&format!(
            "{route}[opt_out]\nwords = {{ minus = ['CANCEL'] }}"
        )),
        [""; 0]
    );
}

#[test]
fn a_template_fits_or_is_a_mistake() {
    let route = |pattern: &str, reply: &str| {
        mistakes(&format!(
            "[[route]]\npattern = '{pattern}'\ndo = {{ reply = '{reply}' }}"
        ))
    };
    assert_eq!(route("A <x:id>", "{x}"), [""; 0]);
    assert_eq!(
        route("A <x:id>", "Job {y}."),
        ["{: no capture `y`; there is `{x}`"]
    );
    assert_eq!(route("A", ""), ["'': a text cannot be empty"]);
    // 1,600 twice.
    assert_eq!(
        route("A <x:text>", "{x} {x}"),
        ["'{x} {x}': with the longest captures this has 3201 characters; ACS sends at most 2048"]
    );
    let (fits, long) = ("a".repeat(306 - 12), "a".repeat(307 - 12));
    assert_eq!(route("A <x:id>", &format!("{fits}{{x}}")), [""; 0]);
    assert_eq!(
        route("A <x:id>", &format!("{long}{{x}}")),
        [format!(
            "'{long}{{x}}': this usually takes 3 segments (GSM-7), and `max_segments` is 2"
        )]
    );
    // One character that is not of GSM-7 more than halves what fits.
    let dear = format!("{}—", "a".repeat(134));
    assert_eq!(
        route("A", &dear),
        [format!(
            "'{dear}': this usually takes 3 segments (UCS-2), and `max_segments` is 2"
        )]
    );
    let text = format!("max_segments = 3\n[[route]]\npattern = 'A'\ndo = {{ reply = '{dear}' }}");
    assert_eq!(mistakes(&text), [""; 0]);
}

#[test]
fn the_texts_of_consent_capture_nothing() {
    for key in ["confirm", "start", "help"] {
        assert_eq!(
            mistakes(&format!("[opt_out]\n{key} = 'Bye {{name}}'")),
            ["{: no capture `name`; nothing is captured here"]
        );
    }
}

#[test]
fn a_route_does_something_whole() {
    for (route, expected) in [
        ("do = { clear = true }", &[][..]),
        (
            "do = {}",
            &["{}: does nothing: expected `reply`, `webhook`, `queue`, `inbox` or `clear`"],
        ),
        (
            "do = { webhook = 'jobs' }",
            &[
                "{ webhook = 'jobs' }: does nothing: expected `reply`, `webhook`, `queue`, `inbox` or `clear`",
                "'jobs': a webhook needs a `type` for its event, such as `type = \"job.done\"`",
            ],
        ),
        (
            "do = { reply = 'x', type = 'job.done' }",
            &["'job.done': `type` is the type of a webhook's event; there is no `webhook`"],
        ),
        (
            "do = { queue = 'Human_Inbox' }",
            &[
                "'Human_Inbox': `Human_Inbox` cannot be a storage queue: 3 to 63 of a-z, 0-9 and single hyphens between them",
            ],
        ),
        (
            "do = { inbox = 'a--b' }",
            &[
                "'a--b': `a--b` cannot be a storage queue: 3 to 63 of a-z, 0-9 and single hyphens between them",
            ],
        ),
        (
            "do = { reply = 'x' }\nmissing = 'y'",
            &["'y': `missing` is never sent: this pattern captures nothing that could be missing"],
        ),
        (
            "do = { reply = 'x', ask = { question = 'q', expires = '1m' } }",
            &["'q': no route takes the answer: expected one with `when = { pending = \"q\" }`"],
        ),
        (
            "when = { pending = 'q' }\ndo = { reply = 'x' }",
            &["'q': no `ask` asks the question `q`"],
        ),
    ] {
        let text = format!("[[route]]\npattern = 'A'\n{route}");
        assert_eq!(mistakes(&text), expected, "{route}");
    }
    let silent = "[[route]]\npattern = 'A'\ndo = { clear = true, ask = { question = 'q', expires = '1m' } }\n[[route]]\npattern = 'B'\nwhen = { pending = 'q' }\ndo = { clear = true }";
    assert_eq!(
        mistakes(silent),
        ["'q': a question is asked by the reply; there is no `reply`"]
    );
}

#[test]
fn a_pattern_is_wrong_at_a_character() {
    let text = "[[route]]\npattern = 'DONE <job:uuid>'\ndo = { clear = true }";
    assert_eq!(
        mistakes(text),
        ["u: no capture type `uuid`; there are number, id, word, text"]
    );
    // With escapes the whole string is pointed at.
    let text = "[[route]]\npattern = \"\\u0044ONE <job:uuid>\"\ndo = { clear = true }";
    assert_eq!(
        mistakes(text),
        ["\"\\u0044ONE <job:uuid>\": no capture type `uuid`; there are number, id, word, text"]
    );
}

#[test]
fn every_route_can_be_reached() {
    let with = |more: &str| {
        mistakes(&format!(
            "{ROUTE}[[route]]\n{more}\ndo = {{ clear = true }}"
        ))
    };
    for (more, expected) in [
        ("pattern = 'DONE'", &[][..]),
        ("pattern = 'OPEN <job:id>'", &[]),
        (
            "pattern = 'done <n:number>'",
            &[
                "'done <n:number>': alternative 1 is never reached: `DONE <job:id>` above takes its texts",
            ],
        ),
        (
            "pattern = 'LATER | DONE NOW'",
            &[
                "'LATER | DONE NOW': alternative 2 is never reached: `DONE <job:id>` above takes its texts",
            ],
        ),
        (
            "pattern = 'A | B | a'",
            &["'A | B | a': alternative 3 is never reached: an earlier one takes its texts"],
        ),
        (
            "pattern = '<x:text>'",
            &[
                "'<x:text>': a pattern without `when` must begin with a keyword, or it would take every text; that is what `[sms.fallback]` is for",
            ],
        ),
        (
            "pattern = 'OK | Quit'",
            &[
                "'OK | Quit': never reached: `quit` is a reserved word; `minus` under `[sms.opt_out]` can release it",
            ],
        ),
        (
            "pattern = 'PLEASE STOP TEXTING ME'",
            &[
                "'PLEASE STOP TEXTING ME': never reached: `please stop texting me` would be taken for an opt-out; `free_text = false` under `[sms.opt_out]` leaves only the words",
            ],
        ),
    ] {
        assert_eq!(with(more), expected, "{more}");
    }
}

#[test]
fn routes_of_a_question_come_before_the_others_and_hide_only_each_other() {
    let ask = "[[route]]\npattern = 'APPT'\ndo = { reply = 'When?', ask = { question = 'when', expires = '1h' } }\n";
    let answer =
        "[[route]]\npattern = '<t:text>'\nwhen = { pending = 'when' }\ndo = { clear = true }\n";
    assert_eq!(mistakes(&format!("{ask}{answer}{ROUTE}")), [""; 0]);
    assert_eq!(
        mistakes(&format!("{ask}{answer}{answer}")),
        ["'<t:text>': alternative 1 is never reached: `<t:text>` above takes its texts"]
    );
}

#[test]
fn help_is_an_ordinary_word_where_there_is_no_help() {
    let route = "[[route]]\npattern = 'HELP'\ndo = { inbox = 'people' }\n";
    assert_eq!(mistakes(route), [""; 0]);
    assert_eq!(
        mistakes(&format!("{route}[opt_out]\nhelp = 'Call us.'")).len(),
        1
    );
}

#[test]
fn all_mistakes_are_told_at_once_in_the_order_of_the_file() {
    let text = "[[route]]\npattern = 'A <x>'\ndo = {}\n[fallback]\ndo = { queue = 'Q' }\n[opt_out]\nhelp = '}'\n";
    assert_eq!(
        mistakes(text),
        [
            "x: a capture is `<name:type>`; `x` has no type",
            "'Q': `Q` cannot be a storage queue: 3 to 63 of a-z, 0-9 and single hyphens between them",
            "}: `}` has no `{` before it; write `}}` for a brace",
        ]
    );
}

#[test]
fn the_names_that_the_app_must_know_are_listed_with_their_places() {
    let text = "[[route]]\npattern = 'A'\ndo = { webhook = 'jobs', type = 't', queue = 'log-book' }\n[fallback]\ndo = { inbox = 'people' }\n";
    let policy = policy(text);
    let webhooks: Vec<_> = policy
        .webhooks()
        .map(|name| piece(text, name.span()))
        .collect();
    assert_eq!(webhooks, ["'jobs'"]);
    assert_eq!(policy.queues().collect::<Vec<_>>(), ["log-book", "people"]);
}

#[test]
fn a_policy_tests_itself() {
    let test = |test: &str| {
        let text = format!("{ROUTE}[fallback]\ndo = {{ inbox = 'people' }}\n[[test]]\n{test}");
        let now = time::macros::datetime!(2026-11-21 12:00 UTC);
        let failures = policy(&text).run_tests(now);
        failures
            .into_iter()
            .map(|failure| failure.message)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        test(
            "text = 'done 7'\nexpect = { intent = 'keyword', rule = 'DONE <job:id>', captures = { job = '7' }, reply = 'Job 7 closed.', webhook = '', queue = '' }"
        ),
        [""; 0]
    );
    assert_eq!(
        test("text = 'done 7'\nopted_out = true\nexpect = { reply = '' }"),
        [""; 0]
    );
    assert_eq!(
        test(
            "text = 'hello'\nexpect = { intent = 'keyword', captures = { a = 'b' }, reply = 'x', queue = 'desk' }"
        ),
        [
            "\"hello\": intent: expected keyword, found other; captures: expected {\"a\": \"b\"}, found {}; reply: expected \"x\", found \"\"; queue: expected \"desk\", found \"people\"; because no rule is for such a text"
        ]
    );
    assert_eq!(mistakes("[[test]]\ntext = 'a'\nexpect = {}").len(), 1);
    assert_eq!(
        mistakes("[[test]]\ntext = 'a'\nfrom = '?'\nexpect = { reply = '' }").len(),
        1
    );
}
