//! The hot path: the local rules on one message.

use std::borrow::Cow;

use super::{
    Exemption, Findings, Where,
    rules::{Scan, Text},
    scratch,
};
use crate::{
    ai::Category,
    extract::{AsideKind, Extracted},
    flood::Fingerprint,
    message::{Format, Message, Place, Subject},
    policy::{Consequence, Mode, Policy},
    view::Views,
};

impl Policy {
    /// Holds the local rules against a message: pure, and all that is done about most messages.
    ///
    /// Nothing is known of the sender here but his identifier; [`decide`](crate::decide())
    /// goes on with what is.
    pub fn examine(&self, message: &Message<'_>, place: &Place<'_>) -> Findings {
        if self.mode_in(place) == Mode::Off {
            return Findings {
                exempt: Some(Exemption::Off),
                ..Findings::default()
            };
        }
        if self.exempt.users.contains(message.sender) {
            return Findings {
                exempt: Some(Exemption::User),
                ..Findings::default()
            };
        }
        let body = message.extracted();
        let mut findings = Findings::default();
        scratch::with(|scratch| {
            let mut scan = Scan {
                policy: self,
                place,
                scratch,
                findings: &mut findings,
            };
            let at = match message.subject {
                Subject::Message => Where::Body,
                Subject::Topic => Where::Topic,
            };
            scan.words(&Text::body(&body, at));
            if self.flood.identical.is_some() {
                scan.findings.fingerprint = Fingerprint::of(scan.scratch.views.literal.text());
            }
            scan.personal(&Text::body(&body, at));
            scan.manner(&body, at);
            scan.links(&Text::body(&body, at));
            for (number, aside) in body.asides.iter().enumerate() {
                let inside = Extracted::plain(&aside.value);
                let text = Text::aside(&inside, number, aside);
                match aside.kind {
                    AsideKind::Label | AsideKind::Hidden => {
                        scan.words(&text);
                        scan.personal(&text);
                        scan.links(&text);
                    }
                    // Its host is judged with the links of the body; `mailto:` and `tel:` have none.
                    AsideKind::Target if !aside.value.contains("//") => scan.personal(&text),
                    AsideKind::Target | AsideKind::Resource => {}
                }
            }
            if let Some(name) = message.display_name {
                let name = Extracted::plain(name);
                let text = Text::beside(&name, Where::Name);
                scan.words(&text);
                scan.personal(&text);
                scan.links(&text);
            }
            for value in message.metadata.values() {
                let value = Extracted::plain(value);
                scan.links(&Text::beside(&value, Where::Metadata));
            }
        });
        findings.wants_ai = self.asks(place)
            && body.text.contains(char::is_alphanumeric)
            && !findings
                .hits
                .iter()
                .any(|hit| !hit.dry_run && hit.weight() >= Consequence::Delete);
        findings
    }

    /// What a message says, as a number: for the messages that are read from a thread. Absent for short ones.
    pub fn fingerprint(&self, message: &Message<'_>) -> Option<Fingerprint> {
        self.flood.identical?;
        let body = message.extracted();
        Fingerprint::of(Views::of(&body.text).literal.text())
    }

    /// Whether Content Safety is asked about messages of this thread.
    fn asks(&self, place: &Place<'_>) -> bool {
        self.ai.is_some()
            && Category::ALL
                .into_iter()
                .any(|category| self.builtin(category.into(), place).is_some())
    }
}

impl<'a> Message<'a> {
    /// The text as its reader sees it: what Content Safety is asked about.
    pub fn readable(&self) -> Cow<'a, str> {
        self.extracted().text
    }

    pub(super) fn extracted(&self) -> Extracted<'a> {
        match self.format {
            Format::Text => Extracted::plain(self.text),
            Format::Html => Extracted::html(self.text),
        }
    }
}
