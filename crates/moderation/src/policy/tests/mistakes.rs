//! Every way to say it wrong.

use super::{LIST, mistakes};

#[test]
fn a_value_is_wrong_where_it_stands() {
    for (text, expected) in [
        (
            "mode = 'on'",
            "'on': unknown variant `on`, expected one of `off`, `dry_run`, `enforce`",
        ),
        (
            "[pii]\nemail = 'hide'",
            "'hide': no action `hide`; there are allow, flag, mask, delete, mute, remove, ban",
        ),
        (
            "[pii]\nemail = 'shadow'",
            "'shadow': `shadow` shows a message to nobody but its sender; Azure Communication Services cannot do that: `delete` it, or `mute` its sender",
        ),
        (
            "[[list]]\nid = 'a'\nterms = ['glorb']\naction = 'hold'",
            "'hold': `hold` keeps a message back until somebody has looked at it; there is no review queue: `delete` it, or `flag` it and look at the audit trail",
        ),
        (
            "[pii]\nemail = { action = 'mask', for_ = 1 }",
            "for_: unknown field `for_`, expected one of `action`, `for`, `severity`, `mode`",
        ),
        (
            "[strikes]\nexpire = '2 weeks'",
            "'2 weeks': expected a length of time such as `10s`, `10m`, `2h` or `30d`, at most `366d`; found `2 weeks`",
        ),
        (
            "[manner]\ncaps = { min_letters = 10, ratio = 7.0, action = 'flag' }",
            "7.0: expected a part of the whole such as 0.7, found 7",
        ),
        (
            "[ai]\nprovider = 'content_safety'\non_error = 'hold'",
            "'hold': `hold` keeps a message back until somebody has looked at it; there is no review queue: `delete` it, or `flag` it and look at the audit trail",
        ),
        (
            "[[test]]\ntext = 'a'\nexpect = 'hide'",
            "'hide': unknown variant `hide`, expected one of `allow`, `flag`, `mask`, `delete`",
        ),
    ] {
        assert_eq!(mistakes(text), [expected], "{text}");
    }
}

#[test]
fn a_list_has_terms_and_a_name_of_its_own() {
    let list = |rest: &str| mistakes(&format!("[[list]]\naction = 'delete'\n{rest}"));
    for (rest, expected) in [
        ("id = 'a'\nterms = ['glorb']\nfile = 'house.txt'", &[][..]),
        (
            "id = 'a'",
            &["'a': a list without terms: expected `terms` or `file`"],
        ),
        (
            "id = 'a'\nfile = 'none.txt'",
            &["'none.txt': this file was not read"],
        ),
        (
            "id = 'a'\nfile = 'empty.txt'",
            &["'empty.txt': there are no terms in this file"],
        ),
        (
            "id = 'a'\nfile = 'bad.txt'",
            &["bad.txt:x: a term needs at least two letters"],
        ),
        (
            "id = 'a'\nterms = ['!', 'glorb']",
            &["'!': a term needs at least two letters"],
        ),
        (
            "id = 'a'\nfile = 'house.txt'\nallow = ['Glorb']",
            &["house.txt:  glorb: `glorb` is in `allow`, too: it would never be found"],
        ),
        (
            "id = 'House Words'\nterms = ['glorb']",
            &[
                "'House Words': `House Words` cannot be a rule's id: 1 to 64 of a-z, 0-9, `-` and `_`",
            ],
        ),
        (
            "id = 'muted'\nterms = ['glorb']",
            &["'muted': `muted` is the rule about those who are"],
        ),
        (
            "id = 'a'\nterms = ['glorb']\n[[regex]]\nid = 'a'\npattern = 'b'\naction = 'flag'",
            &["'a': there is a rule `a` already"],
        ),
        (
            "id = 'a'\nterms = ['glorb']\nfor = '10m'",
            &["'delete': `for` is how long a `mute` or a `ban` is; this is neither"],
        ),
        (
            "id = 'a'\nterms = ['glorb']\ncategory = 'self_harm'\nseverity = 'low'",
            &[
                "'low': self-harm is met with help, not with strikes: leave `severity` out, and `notify` somebody",
            ],
        ),
    ] {
        assert_eq!(list(rest), expected, "{rest}");
    }
    assert_eq!(
        mistakes("[[list]]\nid = 'a'\nterms = ['glorb']\naction = 'mute'"),
        ["'mute': a `mute` needs its length: `{ action = \"mute\", for = \"10m\" }`"]
    );
}

#[test]
fn a_pattern_is_wrong_at_a_character() {
    let text = "[[regex]]\nid = 'a'\npattern = 'a(?=b)'\naction = 'flag'\n[[regex]]\nid = 'b'\npattern = 'x*'\naction = 'flag'\n";
    let told = mistakes(text);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("(?=: look-around"), "{told:?}");
    assert!(told[1].starts_with("x*: it matches nothing"), "{told:?}");
}

#[test]
fn limits_are_about_something() {
    for (text, expected) in [
        (
            "[pii]\nregions = ['us']\nphone = 'mask'",
            "'us': not a region: two capital letters of ISO 3166-1 such as `US` or `GB`",
        ),
        (
            "[pii]\nregions = ['US']",
            "'US': regions are for phone numbers: `phone` is not set",
        ),
        (
            "[pii]\nemail = { mode = 'dry_run' }",
            "{ mode = 'dry_run' }: expected an `action`",
        ),
        (
            "[links]\nallow = ['contoso.com']",
            "'contoso.com': every host is allowed already: `default` says what becomes of links to others",
        ),
        (
            "[links]\nallow = ['contoso.com']\ndeny = ['contoso.com']",
            "'contoso.com': `contoso.com` is allowed, too",
        ),
        (
            "[links]\ndenied = 'flag'",
            "'flag': no host is denied: `deny` is not set",
        ),
        (
            "[links]\nmore_shorteners = ['s.example.com']\ndefault = 'flag'",
            "'s.example.com': shorteners are not minded: `shorteners` is not set",
        ),
        (
            "[flood]\nidentical = { times = 1, per = '1m', action = 'flag' }",
            "{ times = 1, per = '1m', action = 'flag' }: `times` counts the first message: with 1 every message would be too many",
        ),
        (
            "[manner]\nemoji = { max = 5, action = 'mask' }",
            "{ max = 5, action = 'mask' }: this is about the whole message, of which no part can be masked: `flag` it or `delete` it",
        ),
        (
            "[flood]\nrate = { max = 5, per = '10s', action = 'mute' }",
            "{ max = 5, per = '10s', action = 'mute' }: a `mute` needs its length: `{ action = \"mute\", for = \"10m\" }`",
        ),
    ] {
        assert_eq!(mistakes(text), [expected], "{text}");
    }
}

#[test]
fn a_ladder_rises() {
    let ladder = |rungs: &str| mistakes(&format!("[strikes]\nladder = [{rungs}]"));
    for (rungs, expected) in [
        (
            "{ at = 1, do = 'warn' }, { at = 3, do = 'mute', for = '1h' }, { at = 5, do = 'mute', for = '1d' }, { at = 8, do = 'ban' }",
            &[][..],
        ),
        (
            "{ at = 3, do = 'warn' }, { at = 3, do = 'remove' }",
            &["3: a ladder rises: the rung before is at 3"],
        ),
        (
            "{ at = 3, do = 'remove' }, { at = 4, do = 'warn' }",
            &["{ at = 4, do = 'warn' }: a ladder rises: the rung before is `remove`"],
        ),
        (
            "{ at = 3, do = 'mute' }",
            &["{ at = 3, do = 'mute' }: a `mute` needs its length: `for = \"10m\"`"],
        ),
        (
            "{ at = 3, do = 'warn', for = '1m' }",
            &[
                "{ at = 3, do = 'warn', for = '1m' }: `for` is how long a `mute` or a `ban` is; this is neither",
            ],
        ),
        ("{ at = 0, do = 'warn' }", &["0: expected 1 to 64 points"]),
        ("{ at = 65, do = 'ban' }", &["65: expected 1 to 64 points"]),
    ] {
        assert_eq!(ladder(rungs), expected, "{rungs}");
    }
    assert_eq!(
        ladder("{ at = 3, do = 'shadow' }"),
        ["'shadow': unknown variant `shadow`, expected one of `warn`, `mute`, `remove`, `ban`"]
    );
}

#[test]
fn content_safety_is_asked_about_something_that_can_be() {
    let ai = |rest: &str| {
        mistakes(&format!(
            "[ai]\nprovider = 'content_safety'\non_error = 'flag'\n{rest}"
        ))
    };
    for (rest, expected) in [
        ("hate = { flag = 2, delete = 4 }", &[][..]),
        (
            "hate = {}",
            &["{}: without a threshold nothing comes of it"],
        ),
        (
            "hate = { flag = 4, delete = 4 }",
            &["{ flag = 4, delete = 4 }: never flags: from 4 on it deletes"],
        ),
        (
            "hate = { flag = 0 }",
            &["{ flag = 0 }: severities are 1 to 7; 0 is every harmless message"],
        ),
        (
            "levels = 4\nhate = { delete = 7 }",
            &["{ delete = 7 }: severities are 1 to 6; 0 is every harmless message"],
        ),
        ("levels = 5", &["5: expected 4 or 8 levels"]),
        (
            "self_harm = { notify = 4 }",
            &[
                "{ notify = 4 }: nobody is told: expected `people = { webhook = \"…\", type = \"chat.self_harm\" }`",
            ],
        ),
        (
            "self_harm = { flag = 2, people = { webhook = 'care', type = 't' } }",
            &[
                "{ flag = 2, people = { webhook = 'care', type = 't' } }: nobody is ever told: expected `notify`, the severity from which `people` are",
            ],
        ),
    ] {
        assert_eq!(ai(rest), expected, "{rest}");
    }
}

#[test]
fn a_thread_changes_rules_that_there_are() {
    let thread = |rest: &str| mistakes(&format!("{LIST}[[thread]]\n{rest}"));
    for (rest, expected) in [
        ("match = { topic = 'kids*' }\nmode = 'dry_run'", &[][..]),
        (
            "match = { metadata = { kind = 'kids' } }\nrules = { house = 'ban' }",
            &[],
        ),
        (
            "match = {}\nmode = 'off'",
            &[
                "{}: would match every thread: expected `topic` or `metadata`; what holds everywhere is said by the rules themselves",
            ],
        ),
        (
            "match = { topic = 'a' }",
            &["{ topic = 'a' }: changes nothing: expected `mode` or `rules`"],
        ),
        (
            "match = { topic = 'a' }\nrules = { hose = 'flag' }",
            &["hose: no rule `hose`; there are house"],
        ),
        (
            "match = { topic = 'a' }\nrules = { 'pii.card' = 'flag' }",
            &[
                "'pii.card': `pii.card` is not set; `card = \"allow\"` under `[chat.pii]` makes a rule that does nothing by itself",
            ],
        ),
        (
            "match = { topic = 'a' }\nrules = { house = {} }",
            &["{}: changes nothing: expected `action`, `severity` or `mode`"],
        ),
        (
            "match = { topic = 'a' }\nrules = { 'manner.emoji' = 'mask' }\n[manner]\nemoji = { max = 5, action = 'flag' }",
            &[
                "'mask': this is about the whole message, of which no part can be masked: `flag` it or `delete` it",
            ],
        ),
        (
            "match = { topic = 'a' }\nrules = { 'ai.hate' = 'flag' }\n[ai]\nprovider = 'content_safety'\non_error = 'allow'\nhate = { delete = 4 }",
            &[
                "'flag': its thresholds say what it leads to; only `mode` and `severity` can be other in a thread",
            ],
        ),
    ] {
        assert_eq!(thread(rest), expected, "{rest}");
    }
}

#[test]
fn notices_say_something() {
    let notices = |rest: &str| mistakes(&format!("[notices]\n{rest}"));
    assert_eq!(notices("muted = 'Quiet until {until}, please.'"), [""; 0]);
    assert_eq!(
        notices("warned = 'Dear {name}'\nmuted = 'Dear {name}'\nremoved = ' '"),
        [
            "'Dear {name}': there are no placeholders here: `{until}` is for `muted` and `banned`",
            "'Dear {name}': the one placeholder is `{until}`",
            "' ': a text cannot be empty",
        ]
    );
}
