//! What `cargo dev` prints once the app answers: what is where, and what to try.

use std::path::Path;

use console::Style;

use crate::{Simulator, host::Host};

/// Everything that the picture is drawn from.
pub(super) struct Picture<'a> {
    pub(super) host: &'a Host,
    pub(super) simulator: &'a Simulator,
    pub(super) log: &'a Path,
    pub(super) health: String,
}

impl Picture<'_> {
    pub(super) fn draw(&self, colours: bool) -> String {
        let app = local("http", self.host.url().port());
        let http = local("http", self.simulator.http_url().port());
        let https = local("https", self.simulator.https_url().port());

        let mut out = Page {
            text: String::new(),
            colours,
        };
        out.heading(&format!(
            "Frontdesk runs at {app} (/health: {})",
            self.health
        ));
        for (name, trigger) in self.host.functions() {
            out.row(name, &trigger);
        }
        out.heading(&format!("The simulator plays Azure at {https} and {http}"));
        out.row("ACS", &https);
        out.row("Key Vault", &https);
        out.row(
            "sign-in",
            &format!("{} (page and API)", self.simulator.issuer()),
        );
        out.row("queues", &format!("{http}/devstoreaccount1"));
        out.row("control", &format!("{http}/_sim"));
        out.heading("Try, in another terminal");
        for (what, line) in lines_to_try(&app, &http) {
            out.row(what, &line);
        }
        out.heading("The environment for a Python or Node program of yours");
        out.row(
            "in a shell",
            &format!("eval \"$(curl -s {http}/_sim/env)\""),
        );
        for (name, value) in self.simulator.environment() {
            out.line(&format!("{name}={value}"));
        }
        out.heading(&format!(
            "Requests and the app's log follow here, and plain in {}.\nCtrl-C stops all; the next run remembers the identities.",
            self.log.display()
        ));
        out.text
    }
}

/// Each needs curl and a shell, and can be pasted as it is.
fn lines_to_try(app: &str, http: &str) -> [(&'static str, String); 15] {
    let text = "-H accept:text/plain -d";
    let login = format!(r#"curl -s {http}/_sim/login {text} '{{"sub":"alice","roles":["user"]}}'"#);
    let bearer = format!(r#"-H "Authorization: Bearer $({login})""#);
    let regenerate =
        format!(r#"curl -s {http}/_sim/keys/regenerate {text} '{{"which":"primary"}}'"#);
    let chaos = format!("curl -s -X PUT {http}/_sim/chaos -d");
    [
        ("a token", format!("curl -s {app}/token {bearer}")),
        ("whose it is", format!("curl -s {app}/user {bearer}")),
        (
            "revoke it",
            format!("curl -s -X DELETE {app}/token {bearer}"),
        ),
        (
            "text us",
            format!(
                r#"curl -s -X POST {http}/_sim/sms -d '{{"from":"+14255550123","to":"+18005550100","message":"DONE 1234"}}'"#
            ),
        ),
        ("what phones got", format!("curl -s {http}/_sim/sms")),
        (
            "chat",
            format!(
                r#"curl -s "{http}/_sim/chat/threads/$(curl -s {http}/_sim/chat/threads {text} '{{}}')/messages" -d '{{"text":"hello"}}'"#
            ),
        ),
        ("what was said", format!("curl -s {http}/_sim/chat/threads")),
        ("webhooks told", format!("curl -s {http}/_sim/webhooks")),
        ("identities", format!("curl -s {http}/_sim/identities")),
        (
            "rotate the key",
            format!(
                r#"curl -s -X PUT {http}/_sim/vault/acs-connection-string -d "{{\"value\":\"$({regenerate})\"}}""#
            ),
        ),
        (
            "break ACS",
            format!(r#"{chaos} '{{"acs":{{"status":503,"rate":1}}}}'"#),
        ),
        (
            "repeat events",
            format!(r#"{chaos} '{{"eventgrid":{{"duplicate":1}}}}'"#),
        ),
        ("mend it", format!("{chaos} '{{}}'")),
        ("deliveries", format!("curl -s {http}/_sim/events")),
        ("health", format!("curl -s {app}/health")),
    ]
}

/// curl and browsers know loopback by this name.
fn local(scheme: &str, port: Option<u16>) -> String {
    port.map_or_else(
        || format!("{scheme}://localhost"),
        |port| format!("{scheme}://localhost:{port}"),
    )
}

/// Text as it grows.
struct Page {
    text: String,
    colours: bool,
}

impl Page {
    fn heading(&mut self, text: &str) {
        let shown = Style::new()
            .bold()
            .force_styling(self.colours)
            .apply_to(text);
        self.text.extend(["\n", &shown.to_string(), "\n"]);
    }

    fn row(&mut self, name: &str, text: &str) {
        let shown = Style::new()
            .cyan()
            .force_styling(self.colours)
            .apply_to(format!("{name:<15}"));
        self.text
            .extend(["  ", &shown.to_string(), " ", text, "\n"]);
    }

    fn line(&mut self, text: &str) {
        self.text.extend(["  ", text, "\n"]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_can_be_pasted() {
        let lines = lines_to_try("http://localhost:1", "http://localhost:2");
        let line = |wanted: &str| {
            lines
                .iter()
                .find(|(what, _)| *what == wanted)
                .unwrap()
                .1
                .as_str()
        };
        assert_eq!(
            line("a token"),
            r#"curl -s http://localhost:1/token -H "Authorization: Bearer $(curl -s http://localhost:2/_sim/login -H accept:text/plain -d '{"sub":"alice","roles":["user"]}')""#
        );
        assert_eq!(
            line("text us"),
            r#"curl -s -X POST http://localhost:2/_sim/sms -d '{"from":"+14255550123","to":"+18005550100","message":"DONE 1234"}'"#
        );
        assert_eq!(
            line("chat"),
            r#"curl -s "http://localhost:2/_sim/chat/threads/$(curl -s http://localhost:2/_sim/chat/threads -H accept:text/plain -d '{}')/messages" -d '{"text":"hello"}'"#
        );
        assert_eq!(
            line("rotate the key"),
            r#"curl -s -X PUT http://localhost:2/_sim/vault/acs-connection-string -d "{\"value\":\"$(curl -s http://localhost:2/_sim/keys/regenerate -H accept:text/plain -d '{"which":"primary"}')\"}""#
        );
        assert_eq!(
            line("break ACS"),
            r#"curl -s -X PUT http://localhost:2/_sim/chaos -d '{"acs":{"status":503,"rate":1}}'"#
        );
    }
}
