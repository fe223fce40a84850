//! Content Safety: judged in windows, with either credential, in time or not at all.

use std::{sync::Arc, time::Duration};

use azure_core::credentials::TokenCredential;
use frontdesk::{
    azure,
    clock::Clock,
    config::{ContentSafetySettings, VaultSettings},
    content_safety::{
        BreakerOptions, ContentSafety, ContentSafetyOptions, Levels, Severities, Unavailable,
    },
};
use reqwest::{Certificate, Client};
use simulator::{Chaos, Harm, HarmCategory, Options, Service, Simulator, Which};
use time::macros::datetime;

use crate::desk::PlatformIdentity;

const SECRET: &str = "content-safety-key";

/// Patience that no test loses by chance.
const OPTIONS: ContentSafetyOptions = ContentSafetyOptions {
    levels: Levels::Eight,
    timeout: Duration::from_secs(60),
    breaker: BreakerOptions {
        failures: 3,
        within: Duration::from_secs(30),
        open_for: Duration::from_secs(60),
    },
};

struct Setup {
    sim: Simulator,
    safety: ContentSafety,
}

/// With the key of this secret, or else the managed identity. The clock stands still.
async fn setup(key_secret: Option<&str>, options: ContentSafetyOptions) -> Setup {
    let clock = simulator::Clock::pinned(datetime!(2026-11-20 12:00 UTC));
    let options_of_sim = Options {
        clock: clock.clone(),
        ..Options::default()
    };
    let sim = Simulator::start(options_of_sim).await.unwrap();
    let ca = Certificate::from_pem(sim.ca_pem().as_bytes()).unwrap();
    let http = Client::builder().tls_certs_only([ca]).build().unwrap();
    let credential: Arc<dyn TokenCredential> =
        Arc::new(PlatformIdentity(sim.managed_identity(), http.clone()));
    let settings = VaultSettings {
        url: sim.vault_url(),
        verify_challenge: false,
    };
    let vault = azure::vault(&settings, &credential, &http).unwrap();
    let settings = ContentSafetySettings {
        endpoint: sim.https_url(),
        key_secret: key_secret.map(str::to_owned),
    };
    let clock = Clock::from_fn(move || clock.now());
    let safety =
        ContentSafety::new(&settings, options, &credential, Some(&vault), &http, &clock).unwrap();
    Setup { sim, safety }
}

impl Setup {
    fn harm(&self, phrase: &str, category: HarmCategory, severity: u8) {
        let phrase = phrase.to_owned();
        let harm = Harm {
            phrase,
            category,
            severity,
        };
        self.sim.set_harm(&harm).unwrap();
    }

    fn break_service(&self, chaos: Chaos) {
        self.sim.set_chaos(Service::ContentSafety, chaos);
    }

    /// How often Content Safety has been asked, and how often the vault.
    fn asked(&self) -> (usize, usize) {
        let of = |service| self.sim.requests(service).len();
        (of(Service::ContentSafety), of(Service::Vault))
    }
}

fn hate(severity: u8) -> Severities {
    Severities {
        hate: severity,
        ..Severities::default()
    }
}

#[tokio::test]
async fn a_text_is_judged_with_the_identity_and_with_a_key_in_eight_levels_or_four() {
    for key_secret in [None, Some(SECRET)] {
        for (levels, shown) in [(Levels::Eight, [5, 3, 1, 7]), (Levels::Four, [4, 2, 0, 6])] {
            let options = ContentSafetyOptions { levels, ..OPTIONS };
            let setup = setup(key_secret, options).await;
            setup.harm("mauve", HarmCategory::Hate, 5);
            setup.harm("teal", HarmCategory::SelfHarm, 3);
            setup.harm("pink", HarmCategory::Sexual, 1);
            setup.harm("grey", HarmCategory::Violence, 7);
            let [hate, self_harm, sexual, violence] = shown;
            let expected = Severities {
                hate,
                self_harm,
                sexual,
                violence,
            };
            let judge = |text: &'static str| setup.safety.judge(text);
            assert_eq!(judge("mauve, teal, pink, grey").await.unwrap(), expected);
            let quiet = judge("a \"quiet\" day\u{0}").await.unwrap();
            assert_eq!(quiet, Severities::default());
        }
    }
}

#[tokio::test]
async fn an_empty_text_is_not_asked_about() {
    let setup = setup(None, OPTIONS).await;
    assert_eq!(setup.safety.judge("").await.unwrap(), Severities::default());
    assert_eq!(setup.asked(), (0, 0));
}

#[tokio::test]
async fn a_long_text_is_judged_in_windows_and_the_worst_of_each_category_counts() {
    let setup = setup(None, OPTIONS).await;
    setup.harm("mauve", HarmCategory::Hate, 3);
    setup.harm("purple", HarmCategory::Hate, 5);
    setup.harm("grey", HarmCategory::Violence, 6);
    let quiet = |length| "ä".repeat(length);
    // Whatever the place, and across every seam, which is at 10,000 and then every 9,000.
    for at in [0, 8_995, 9_998, 18_998, 21_000] {
        let text = format!("{}purple{}", quiet(at), quiet(28_000 - at));
        assert_eq!(setup.safety.judge(&text).await.unwrap(), hate(5), "{at}");
    }
    let before = setup.asked().0;
    let apart = [
        "purple",
        &quiet(12_000),
        "grey",
        &quiet(9_000),
        "mauve",
        &quiet(100),
    ];
    let expected = Severities {
        violence: 6,
        ..hate(5)
    };
    let judged = setup.safety.judge(&apart.concat()).await;
    assert_eq!(judged.unwrap(), expected);
    assert_eq!(setup.asked().0 - before, 3);
}

#[tokio::test]
async fn one_window_without_a_judgement_is_no_judgement() {
    let setup = setup(None, OPTIONS).await;
    let text = "a".repeat(28_000);
    setup.safety.judge(&text).await.unwrap();
    setup.break_service(Chaos {
        status: Some(500),
        times: Some(1),
        ..Chaos::default()
    });
    let why = setup.safety.judge(&text).await.unwrap_err();
    assert!(
        matches!(why, Unavailable::Refused { status: 500, .. }),
        "{why:?}"
    );
}

#[tokio::test]
async fn a_regenerated_key_is_read_from_the_vault_again() {
    let setup = setup(Some(SECRET), OPTIONS).await;
    assert_eq!(setup.safety.judge("i hate you").await.unwrap(), hate(2));
    let new = setup.sim.regenerate_content_safety_key(Which::Primary);
    setup.sim.put_secret(SECRET, &new);
    setup.sim.clock().advance(time::Duration::minutes(1));
    assert_eq!(setup.safety.judge("i hate you").await.unwrap(), hate(2));
    let asked = setup.asked();
    assert_eq!(setup.safety.judge("i hate you").await.unwrap(), hate(2));
    assert_eq!(setup.asked(), (asked.0 + 1, asked.1), "the new key is kept");
}

#[tokio::test]
async fn the_vault_is_not_asked_all_the_time_for_a_key_that_it_does_not_have() {
    let setup = setup(Some(SECRET), OPTIONS).await;
    setup.safety.judge("hello").await.unwrap();
    setup.sim.regenerate_content_safety_key(Which::Primary);
    setup.sim.clock().advance(time::Duration::minutes(1));
    let before = setup.asked().1;
    for _ in 0..3 {
        let why = setup.safety.judge("hello").await.unwrap_err();
        assert_eq!(why.to_string(), "Content Safety answered 401 401");
    }
    assert_eq!(setup.asked().1 - before, 1);
}

#[tokio::test]
async fn a_new_version_in_the_vault_is_used_before_the_old_key_is_refused() {
    let setup = setup(Some(SECRET), OPTIONS).await;
    setup.safety.judge("hello").await.unwrap();
    let other = setup.sim.content_safety_key(Which::Secondary);
    setup.sim.put_secret(SECRET, &other);
    setup.safety.secret_changed();
    setup.sim.regenerate_content_safety_key(Which::Primary);
    let before = setup.asked().0;
    setup.safety.judge("hello").await.unwrap();
    assert_eq!(setup.asked().0 - before, 1, "no 401 in between");
}

#[tokio::test]
async fn a_secret_that_is_no_key_is_nothing_to_ask_with() {
    let setup = setup(Some("nothing-here"), OPTIONS).await;
    let why = setup.safety.judge("hello").await.unwrap_err();
    assert!(matches!(why, Unavailable::NoCredential(None)), "{why:?}");
    assert_eq!(setup.asked().0, 0);
}

#[tokio::test]
async fn it_is_left_alone_after_failing_and_tried_with_one_text_later() {
    let setup = setup(None, OPTIONS).await;
    let failing = Chaos {
        status: Some(429),
        ..Chaos::default()
    };
    setup.break_service(failing.clone());
    for _ in 0..3 {
        let why = setup.safety.judge("hello").await.unwrap_err();
        assert_eq!(
            why.to_string(),
            "Content Safety answered 429 TooManyRequests"
        );
    }
    let refuse = || async {
        let before = setup.asked().0;
        let why = setup.safety.judge("hello").await.unwrap_err();
        assert!(matches!(why, Unavailable::LeftAlone), "{why:?}");
        assert_eq!(setup.asked().0, before);
    };
    refuse().await;
    setup.sim.clock().advance(time::Duration::seconds(60));
    let why = setup.safety.judge("hello").await.unwrap_err();
    assert!(matches!(why, Unavailable::Refused { .. }), "{why:?}");
    setup.sim.clear_chaos();
    refuse().await;
    setup.sim.clock().advance(time::Duration::seconds(60));
    for _ in 0..2 {
        assert_eq!(setup.safety.judge("i hate you").await.unwrap(), hate(2));
    }
}

#[tokio::test]
async fn a_text_that_it_does_not_take_does_not_switch_it_off_for_others() {
    let setup = setup(None, OPTIONS).await;
    setup.break_service(Chaos {
        status: Some(400),
        times: Some(9),
        ..Chaos::default()
    });
    for _ in 0..9 {
        let why = setup.safety.judge("hello").await.unwrap_err();
        assert_eq!(why.to_string(), "Content Safety answered 400 InjectedError");
    }
    assert_eq!(setup.safety.judge("i hate you").await.unwrap(), hate(2));
}

#[tokio::test]
async fn it_has_only_so_long_for_a_text_of_any_length() {
    let options = ContentSafetyOptions {
        timeout: Duration::from_millis(50),
        ..OPTIONS
    };
    for length in [5, 28_000] {
        let setup = setup(None, options).await;
        setup.break_service(Chaos {
            latency_ms: 600_000,
            ..Chaos::default()
        });
        let text = "a".repeat(length);
        for n in 0..4 {
            let why = setup.safety.judge(&text).await.unwrap_err();
            let expected = match n {
                0..=2 => "Content Safety did not answer in time",
                _ => "Content Safety is left alone after it failed repeatedly",
            };
            assert_eq!(why.to_string(), expected);
        }
    }
}

#[tokio::test]
async fn a_token_or_a_key_that_comes_too_late_is_there_for_the_next_text() {
    let options = ContentSafetyOptions {
        timeout: Duration::from_millis(100),
        breaker: BreakerOptions {
            failures: u32::MAX,
            ..OPTIONS.breaker
        },
        ..OPTIONS
    };
    for (key_secret, slow) in [(None, Service::Entra), (Some(SECRET), Service::Vault)] {
        let setup = setup(key_secret, options).await;
        let chaos = Chaos {
            latency_ms: 400,
            ..Chaos::default()
        };
        setup.sim.set_chaos(slow, chaos);
        let why = setup.safety.judge("hello").await.unwrap_err();
        assert!(matches!(why, Unavailable::Late), "{why:?}");
        let judged = async { while setup.safety.judge("hello").await.is_err() {} };
        let patience = Duration::from_secs(30);
        let judged = tokio::time::timeout(patience, judged).await;
        assert!(judged.is_ok(), "{slow:?} is never fast enough");
    }
}

#[tokio::test]
async fn nothing_that_is_printed_has_the_text_or_the_key() {
    let setup = setup(Some(SECRET), OPTIONS).await;
    let key = setup.sim.content_safety_key(Which::Primary);
    setup.safety.judge("hunter2").await.unwrap();
    let mut printed = vec![format!("{:?}", setup.safety)];
    for chaos in [
        Chaos {
            status: Some(503),
            ..Chaos::default()
        },
        Chaos {
            down: true,
            ..Chaos::default()
        },
    ] {
        setup.break_service(chaos);
        let why = setup.safety.judge("hunter2").await.unwrap_err();
        printed.push(format!("{why} {why:?}"));
    }
    for printed in printed {
        assert!(!printed.contains("hunter2"), "{printed}");
        assert!(!printed.contains(&key), "{printed}");
    }
}
