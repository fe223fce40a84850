//! What the moderator says.

use toml::Spanned;

use crate::policy::{Notices, mistake::Mistakes, notices::UNTIL, source::NoticesSource};

pub(super) fn notices(source: &NoticesSource, mistakes: &mut Mistakes) -> Notices {
    let mut read = |notice: &Option<Spanned<String>>, timed: bool| {
        let notice = notice.as_ref()?;
        let text = notice.get_ref();
        if text.trim().is_empty() {
            mistakes.add(notice.span(), "a text cannot be empty");
        }
        let rest = if timed {
            text.replace(UNTIL, "")
        } else {
            text.clone()
        };
        if rest.contains(['{', '}']) {
            mistakes.add(
                notice.span(),
                if timed {
                    "the one placeholder is `{until}`"
                } else {
                    "there are no placeholders here: `{until}` is for `muted` and `banned`"
                },
            );
        }
        Some(text.clone())
    };
    Notices {
        deleted: read(&source.deleted, false),
        masked: read(&source.masked, false),
        warned: read(&source.warned, false),
        muted: read(&source.muted, true),
        removed: read(&source.removed, false),
        banned: read(&source.banned, true),
        topic: read(&source.topic, false),
    }
}
