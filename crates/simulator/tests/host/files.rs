//! Mistakes in the files, with their place.

use serde_json::json;
use simulator::host::Host;

use crate::support::App;

/// What starting says, without the folder.
async fn refusal(app: &App) -> String {
    let (options, _events) = app.options();
    let error = Host::start(options).await.unwrap_err().to_string();
    let root = app.root.canonicalize().unwrap().display().to_string();
    error.replace(&root, "").trim_start_matches('/').to_owned()
}

#[tokio::test]
async fn host_json() {
    for (text, expected) in [
        (
            "{\n  \"customHandler\": {\n    \"description\": 5\n",
            "host.json:3:20: invalid type: integer `5`, expected struct Description",
        ),
        (
            "{\n  // comment\n  \"version\": \"2.0\"\n}",
            "host.json:4:1: missing field `customHandler`",
        ),
        (
            "{\"functionTimeout\":\"5 minutes\"}",
            "host.json:1:31: `5 minutes` is no time span: expected hh:mm:ss or d.hh:mm:ss",
        ),
        (
            r#"{"customHandler":{"description":{"defaultExecutablePath":""}}}"#,
            "host.json: customHandler.description.defaultExecutablePath is empty",
        ),
        (
            r#"{"customHandler":{"description":{"defaultExecutablePath":"h"},"enableForwardingHttpRequest":true}}"#,
            "host.json: this host does not play enableForwardingHttpRequest: use enableProxyingHttpRequest",
        ),
    ] {
        let app = App::empty();
        app.write("host.json", text);
        assert_eq!(refusal(&app).await, expected);
    }
    assert_eq!(
        refusal(&App::empty()).await,
        "host.json: No such file or directory (os error 2)"
    );
}

#[tokio::test]
async fn function_json() {
    let http = |route: &str| {
        json!([{"type": "httpTrigger", "name": "req", "direction": "in", "route": route}])
            .to_string()
    };
    for (folder, bindings, expected) in [
        ("f", "[", "f/function.json:1:13: EOF while parsing a list"),
        (
            "f",
            "[]",
            "f/function.json: a function has exactly one trigger binding",
        ),
        (
            "f",
            r#"[{"type":"timerTrigger","name":"a_b"}]"#,
            "f/function.json:1:49: `a_b` is no binding name: a letter, then letters and digits, or $return",
        ),
        (
            "f",
            r#"[{"type":"blobTrigger","name":"a"}]"#,
            "f/function.json: the binding type `blobTrigger` is not one that this host plays",
        ),
        (
            "f",
            &http("admin/x"),
            "f/function.json: the route `admin/x` is reserved: it starts with `admin` or `runtime`",
        ),
        (
            "f",
            &http("a-{b}"),
            "f/function.json: route `api/a-{b}`: `a-{b}` is not understood",
        ),
        (
            "1f",
            "[]",
            "1f/function.json: `1f` is no function name: a letter, then letters, digits, _ and -",
        ),
        (
            "host",
            "[]",
            "host/function.json: `host` is no function name: a letter, then letters, digits, _ and -",
        ),
    ] {
        let app = App::empty();
        app.host_json(&json!([]));
        app.write(
            &format!("{folder}/function.json"),
            &format!("{{\"bindings\":{bindings}"),
        );
        if bindings != "[" {
            app.write(
                &format!("{folder}/function.json"),
                &format!("{{\"bindings\":{bindings}}}"),
            );
        }
        assert_eq!(refusal(&app).await, expected, "{folder} {bindings}");
    }
}

#[tokio::test]
async fn disabled_functions_are_not_there() {
    let app = App::full();
    app.write("tick/function.json", r#"{"disabled":true,"bindings":[]}"#);
    let (mut options, _events) = app.options();
    options.env = vec![("AzureWebJobs.job.Disabled".to_owned(), "true".to_owned())];
    let host = Host::start(options).await.unwrap();
    let functions: Vec<_> = host
        .functions()
        .map(|(name, trigger)| format!("{name}: {trigger}"))
        .collect();
    assert_eq!(
        functions,
        [
            "batch: Event Grid, in batches",
            "event: Event Grid",
            "order: POST /api/order/{id?}",
            "sms: Event Grid: SMSReceived",
            "thing: GET /api/things/{id:guid}",
            "web: /api/web/{*rest}",
        ]
    );

    let empty = App::empty();
    empty.host_json(&json!([]));
    assert_eq!(
        refusal(&empty).await,
        ": no folder here has a function.json: there is nothing to run"
    );
}

#[tokio::test]
async fn nested_settings() {
    let app = App::full();
    let (mut options, _events) = app.options();
    options.local_settings =
        Some(app.write("local.settings.json", r#"{"Values":{"A":{"B":"c"}}}"#));
    let error = Host::start(options).await.unwrap_err().to_string();
    assert!(
        error.ends_with("local.settings.json: Values.A must be a string: settings are not nested"),
        "{error}"
    );
}
