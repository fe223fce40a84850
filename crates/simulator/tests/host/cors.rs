//! Calls from a browser.

use reqwest::Method;
use serde_json::json;
use simulator::host::Host;

use crate::support::{App, client, url};

#[tokio::test]
async fn the_host_answers_preflights_and_marks_answers() {
    let app = App::full();
    let (mut options, _events) = app.options();
    let settings = json!({"Host": {"CORS": "http://localhost:3000, https://a.example", "CORSCredentials": true}});
    options.local_settings = Some(app.write("local.settings.json", &settings.to_string()));
    let host = Host::start(options).await.unwrap();

    let ask = async |method: Method, origin: &str, preflight: bool| {
        let mut request = client()
            .request(method, url(&host, "/api/web/hop"))
            .header("origin", origin);
        if preflight {
            request = request.header("access-control-request-method", "DELETE");
        }
        let answer = request.send().await.unwrap();
        let header = |name: &str| {
            answer
                .headers()
                .get(name)
                .map(|value| value.to_str().unwrap().to_owned())
        };
        (
            answer.status().as_u16(),
            header("access-control-allow-origin").unwrap_or_default(),
            header("access-control-allow-methods").unwrap_or_default(),
            header("x-kept").is_some(),
        )
    };
    let known = "https://a.example".to_owned();
    let none = String::new;
    assert_eq!(
        ask(Method::OPTIONS, "https://a.example", true).await,
        (204, known.clone(), "DELETE".to_owned(), false),
        "the handler does not see a preflight"
    );
    assert_eq!(
        ask(Method::OPTIONS, "https://evil.example", true).await,
        (204, none(), none(), false)
    );
    assert_eq!(
        ask(Method::OPTIONS, "https://a.example", false).await,
        (404, known.clone(), none(), true)
    );
    assert_eq!(
        ask(Method::GET, "https://a.example", false).await,
        (404, known, none(), true)
    );
    assert_eq!(
        ask(Method::GET, "https://evil.example", false).await,
        (404, none(), none(), true)
    );
}
