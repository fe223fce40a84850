//! The log: readable on the terminal, plain in a file.

use std::{
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use console::{Color, Style, Term};
use serde_json::{Map, Value};
use time::{OffsetDateTime, macros::format_description};
use tokio::sync::{broadcast, mpsc};

use super::deliveries;
use crate::{
    Clock, Delivery,
    host::{Event, Level},
};

/// Members of a JSON line that are shown by their place, or not worth a place.
const PLACED: [&str; 7] = [
    "timestamp",
    "level",
    "message",
    "target",
    "span",
    "spans",
    "fields",
];

/// Where Event Grid delivers.
const WEBHOOK: &str = "/runtime/webhooks/EventGrid";

/// Where lines go.
pub(super) struct Log {
    path: PathBuf,
    file: Mutex<File>,
    terminal: Term,
}

impl Log {
    pub(super) fn open(path: PathBuf, terminal: Term) -> io::Result<Self> {
        let file = Mutex::new(File::create(&path)?);
        Ok(Self {
            path,
            file,
            terminal,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the terminal is one, and wants colours.
    pub(super) fn colours(&self) -> bool {
        self.terminal.features().colors_supported()
    }

    /// Writes to the terminal only. One that has gone away is no reason to stop.
    pub(super) fn show(&self, text: &str) {
        drop(self.terminal.write_line(text));
    }

    /// Writes every event and every attempt of Event Grid, until the host is gone.
    pub(super) async fn follow(
        &self,
        events: &mut mpsc::UnboundedReceiver<Event>,
        attempts: &mut broadcast::Receiver<Delivery>,
        clock: &Clock,
    ) {
        loop {
            tokio::select! {
                event = events.recv() => match event {
                    Some(event) => self.write(&event, clock.now()),
                    None => return,
                },
                // An error: there were more than anybody could read.
                Ok(delivery) = attempts.recv() => {
                    let now = clock.now();
                    self.both(|colours| deliveries::line(&delivery, now, colours));
                }
            }
        }
    }

    pub(super) fn write(&self, event: &Event, now: OffsetDateTime) {
        // The attempt says it all, and better.
        let is_delivery =
            matches!(event, Event::Request { path, .. } if path.eq_ignore_ascii_case(WEBHOOK));
        if !is_delivery {
            self.both(|colours| line(event, now, colours));
        }
    }

    fn both(&self, line: impl Fn(bool) -> String) {
        self.show(&line(self.colours()));
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        drop(writeln!(file, "{}", line(false)));
    }
}

/// One event on one line: time, level, function, message.
fn line(event: &Event, now: OffsetDateTime, colours: bool) -> String {
    let time = now
        .format(format_description!("[hour]:[minute]:[second]"))
        .unwrap_or_default();
    let paint = |style: Style, text: &str| style.force_styling(colours).apply_to(text).to_string();
    let dim = |text: &str| paint(Style::new().dim(), text);
    match event {
        Event::Line { level, text } => structured(text, colours).unwrap_or_else(|| match level {
            Level::Information => text.clone(),
            Level::Warning => paint(Style::new().yellow(), text),
            Level::Error => paint(Style::new().red(), text),
        }),
        Event::Function {
            function,
            level,
            text,
        } => {
            format!(
                "{} {} {} {text}",
                dim(&time),
                severity(*level, colours),
                paint(Style::new().cyan(), function)
            )
        }
        Event::Host { level, text } => {
            format!(
                "{} {} {} {text}",
                dim(&time),
                severity(*level, colours),
                paint(Style::new().cyan(), "host")
            )
        }
        Event::Request {
            method,
            path,
            status,
            elapsed,
        } => {
            let colour = match status.as_u16() {
                500.. => Color::Red,
                400.. => Color::Yellow,
                _ => Color::Green,
            };
            let status = paint(Style::new().fg(colour).bold(), status.as_str());
            format!(
                "{} {status}   {method} {path} {}",
                dim(&time),
                dim(&format!("{elapsed:.1?}"))
            )
        }
    }
}

fn severity(level: Level, colours: bool) -> String {
    let (word, style) = match level {
        Level::Information => ("INFO ", Style::new().green()),
        Level::Warning => ("WARN ", Style::new().yellow()),
        Level::Error => ("ERROR", Style::new().red()),
    };
    style.force_styling(colours).apply_to(word).to_string()
}

/// A JSON line of the app's own log; `None` for anything else, which is shown as it is.
fn structured(text: &str, colours: bool) -> Option<String> {
    let line: Map<String, Value> = serde_json::from_str(text).ok()?;
    let get = |name: &str| line.get(name).or_else(|| line.get("fields")?.get(name));
    let word = |name: &str| get(name).and_then(Value::as_str);
    let level = word("level")?;
    let timestamp = word("timestamp").unwrap_or_default();
    // 2026-11-20T12:00:00.123Z
    let time = timestamp.split(['T', '.', 'Z']).nth(1).unwrap_or_default();
    let style = match level {
        "ERROR" => Style::new().red(),
        "WARN" => Style::new().yellow(),
        "INFO" => Style::new().green(),
        _ => Style::new().dim(),
    };
    let paint = |style: Style, text: &str| style.force_styling(colours).apply_to(text).to_string();
    let span = |name: &str| {
        line.get("span")
            .and_then(|span| span.get(name))
            .and_then(Value::as_str)
    };
    let function = span("function")
        .or_else(|| word("function"))
        .or_else(|| span("route"));
    let function = function.or_else(|| word("target")).unwrap_or_default();
    let mut shown = format!(
        "{} {} {} {}",
        paint(Style::new().dim(), time),
        paint(style, &format!("{level:5}")),
        paint(Style::new().cyan(), function),
        word("message").unwrap_or_default()
    );
    let inner = line.get("fields").and_then(Value::as_object);
    for (name, value) in line.iter().chain(inner.into_iter().flatten()) {
        if !PLACED.contains(&name.as_str()) {
            let value = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            shown.push_str(&paint(Style::new().dim(), &format!(" {name}={value}")));
        }
    }
    Some(shown)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::http::{Method, StatusCode};
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-20 12:34:56 UTC);

    fn plain(text: &str) -> String {
        line(
            &Event::Line {
                level: Level::Information,
                text: text.to_owned(),
            },
            NOW,
            false,
        )
    }

    #[test]
    fn json_lines_become_readable() {
        let flat = r#"{"timestamp":"2026-11-20T12:00:01.5Z","level":"WARN","message":"refused","status":401,"target":"frontdesk::telemetry","span":{"name":"request","route":"/token"}}"#;
        assert_eq!(plain(flat), "12:00:01 WARN  /token refused status=401");
        let nested = r#"{"timestamp":"2026-11-20T12:00:01Z","level":"INFO","fields":{"message":"up","port":1},"target":"frontdesk"}"#;
        assert_eq!(plain(nested), "12:00:01 INFO  frontdesk up port=1");
    }

    #[test]
    fn other_lines_stay_what_they_are() {
        for text in [
            "thread 'main' panicked",
            "{not json",
            "[1]",
            "{\"a\":1}",
            "",
        ] {
            assert_eq!(plain(text), text);
        }
    }

    #[test]
    fn what_the_host_did() {
        let text = "gone".to_owned();
        for (event, expected) in [
            (
                Event::Host {
                    level: Level::Error,
                    text: text.clone(),
                },
                "12:34:56 ERROR host gone",
            ),
            (
                Event::Function {
                    function: "token".to_owned(),
                    level: Level::Information,
                    text,
                },
                "12:34:56 INFO  token gone",
            ),
            (
                Event::Request {
                    method: Method::POST,
                    path: "/token".to_owned(),
                    status: StatusCode::OK,
                    elapsed: Duration::from_micros(12_345),
                },
                "12:34:56 200   POST /token 12.3ms",
            ),
        ] {
            assert_eq!(line(&event, NOW, false), expected);
            assert_ne!(line(&event, NOW, true), expected, "colours");
            assert_eq!(
                console::strip_ansi_codes(&line(&event, NOW, true)),
                expected
            );
        }
    }

    #[tokio::test]
    async fn the_file_is_plain() {
        let path = std::env::temp_dir().join(format!("frontdesk-log-{}", std::process::id()));
        let log = Log::open(path.clone(), Term::stderr()).unwrap();
        let (sender, mut receiver) = mpsc::unbounded_channel();
        sender
            .send(Event::Line {
                level: Level::Error,
                text: "one".to_owned(),
            })
            .unwrap();
        sender
            .send(Event::Host {
                level: Level::Warning,
                text: "two".to_owned(),
            })
            .unwrap();
        drop(sender);
        let (_, mut attempts) = broadcast::channel(1);
        log.follow(&mut receiver, &mut attempts, &Clock::pinned(NOW))
            .await;
        assert_eq!(
            std::fs::read_to_string(&path).unwrap(),
            "one\n12:34:56 WARN  host two\n"
        );
        std::fs::remove_file(path).unwrap();
    }
}
