//! The phrases that revoke, the more telling before the vaguer.

use std::{collections::HashMap, sync::LazyLock};

use super::phrase::{
    Kind::{self, Dont, Plain, Shout, Stop, Whole, Wish},
    Phrase,
};

const PHRASES: &[(Kind, &str)] = &[
    (Stop, "stop|quit|cease @doing @mine? number?"),
    (Stop, "stop|quit|cease sending me|us"),
    (
        Stop,
        "stop|quit|cease|discontinue sending @any? @any? @any? @texts",
    ),
    (
        Stop,
        "stop|quit sending this|these|them|those|stuff|crap|spam|anything",
    ),
    (
        Stop,
        "stop|cease|end|cancel|discontinue @any? @any? @any? @texts",
    ),
    (Stop, "stop with @any? @any? @texts"),
    (
        Stop,
        "stop getting|receiving @any? @any? @any? @texts|these|this|those|them|anything",
    ),
    (Stop, "turn|shut off @any? @any? @texts"),
    (Stop, "turn @any @any? @texts off"),
    (Stop, "stop contact"),
    (Plain, "if you|u|yall dont stop @doing"),
    (
        Plain,
        "replied|texted|texting|typed|responded stop|unsubscribe",
    ),
    (Plain, "told|asked you|u|yall|them to? stop"),
    (Plain, "cease and desist"),
    (Plain, "opt me|us|this|my out|number"),
    (Plain, "opt|opting out"),
    (
        Plain,
        "want|wish|like out of this|the|your|these list|texts|messages|program",
    ),
    (
        Plain,
        "unsubscribe|unsub|unsubcribe|unsuscribe|unsubscibe|unsubscribing",
    ),
    (Plain, "be|get|already|been unsubscribed|unsubbed"),
    (
        Plain,
        "remove|take|get|drop|delete|pull|scratch|strike @mine|this from|off|out @of? @any? @any? @any? @lists",
    ),
    (
        Plain,
        "take|get @mine number? off|out of? @any? @lists|this|it|here",
    ),
    (Plain, "remove @mine"),
    (
        Plain,
        "remove|delete|lose|forget|erase|drop this|my|our phone|cell|mobile|telephone? number|phone|cell|contact",
    ),
    (Plain, "delete|erase me from"),
    (
        Plain,
        "@want off|out of|from? @any? @any? @any? @lists|texts|messages",
    ),
    (Plain, "dont call|text|contact|message list|registry"),
    (Plain, "dnc list"),
    (
        Dont,
        "dont|never text|texting|txt|message|messaging|msg|contact|sms|bother|spam|bug @mine|this|here? number? again|anymore|ever|evermore|longer|please|pls|plz|thanks",
    ),
    (
        Dont,
        "dont|never ever? text|txt|message|msg|contact|sms|bother|spam|bug @mine? number? again|anymore|ever",
    ),
    (Dont, "dont|never any more? text|message|contact @mine"),
    (Dont, "dont|never ever? call @mine again|anymore|ever"),
    (
        Dont,
        "dont|never text|txt|message|msg|contact|sms|bother|spam|bug @mine any more",
    ),
    (
        Dont,
        "dont|never ever? text|txt|message|msg|contact|sms|spam @mine",
    ),
    (
        Dont,
        "dont|never ever? send @mine any|these|those|more|your|further? more|further|other|of? @any? @texts",
    ),
    (
        Dont,
        "dont|never ever? send @mine anything|stuff|these|this|them again|anymore|more|else|ever",
    ),
    (
        Dont,
        "dont|never ever? send any|these|those? more|further? @texts|anything",
    ),
    (
        Wish,
        "dont want|need|wish|like|appreciate @any? @any? @any? @texts",
    ),
    (
        Wish,
        "dont|longer want|wanna|wish|need|care|like to? receive|get|have|see @any? @any? @any? @texts|these|anything|this",
    ),
    (
        Wish,
        "dont|longer want|wish|need|care|like to be texted|contacted|messaged|spammed|on",
    ),
    (
        Wish,
        "dont|longer want|wish|need|care|like to hear from you|u|yall|this|your|ur",
    ),
    (
        Wish,
        "dont want you|u|yall|anyone to? @doing|text|message|contact|spam|texting @mine",
    ),
    (
        Wish,
        "longer want|wish|need|consent|interested @any? in|to? receiving|receive|getting|get? @any? @any? @texts|this|these",
    ),
    (
        Wish,
        "dont|not|longer consent|agree to? @any? @any? @doing|@texts|this|these|be|being|receive|receiving",
    ),
    (Plain, "no more|further @any? @any? @texts"),
    (
        Plain,
        "revoke|withdraw|revoking|withdrawing|retract my|all? consent|permission",
    ),
    (Plain, "leave me|us|my alone|number"),
    (
        Plain,
        "i|ive|we|already|just said|sent|wrote|messaged stop|unsubscribe",
    ),
    (
        Plain,
        "appreciate it? if you|u stopped|stop|quit @doing @mine?",
    ),
    (
        Plain,
        "be removed|deleted|taken from|off @any? @any? @any? @lists",
    ),
    (Plain, "get off|out of? @any @any? @lists"),
    (Plain, "get|make|want|need|like @any @any? @texts to? stop"),
    (Plain, "consent|permission is? hereby? revoked|withdrawn"),
    (Stop, "stop blowing up|my my? phone"),
    (
        Wish,
        "not|longer interested in receiving|getting? @any? @any? @texts",
    ),
    (Wish, "dont|longer want|wanna|wish|care to? hear anything"),
    (Whole, "take|get me|us off"),
    (Whole, "make it|this|them stop"),
    (Whole, "can|could|would|will you|u please|pls|kindly stop"),
    (Whole, "block me|us"),
    (Shout, "stop|quit|unsubscribe"),
    (
        Whole,
        "stop|quit|end|unsubscribe|revoke this|it|these|them|that|all|everything|now",
    ),
    (Whole, "stop|stopp|quit|end|unsubscribe|revoke"),
    (Whole, "no texts|text|texting|messages|messaging|sms"),
    (Whole, "dont text|message|contact|txt|sms"),
    (Whole, "do how i|we stop|end this|these|it|them"),
    (Whole, "dont want this|these|it|them|those anymore|more"),
];

/// The words of a class.
fn class(name: &str) -> &'static str {
    match name {
        "doing" => {
            "texting texts messaging contacting msging txting txtin textin spamming bothering \
             bugging pestering harassing notifying smsing calling"
        }
        "texts" => {
            "texts text messages message msgs msg txts txt sms notifications notification alerts \
             spam reminders promos promotions texting messaging blasts communication communications"
        }
        "any" => {
            "the these those this any all your ur of more my further with such a annoying stupid \
             fucking damn unwanted marketing promotional promo automated advertising daily weekly \
             other spam junk sales text sms me us damned freaking bloody group mass unsolicited to \
             kind sort from you future ever so many of"
        }
        "of" => "of",
        "mine" => "me us my our this",
        "want" => "want wanna wish like need",
        "lists" => {
            "list lists database databases system systems texts text messages msgs contacts \
             subscription distribution mailing marketing alerts notifications records sms thread \
             blast everything texting"
        }
        _ => "",
    }
}

/// The phrases by the words that they can begin with.
static INDEX: LazyLock<HashMap<&'static str, Vec<&'static Phrase>>> = LazyLock::new(|| {
    static ALL: LazyLock<Vec<Phrase>> = LazyLock::new(|| {
        PHRASES
            .iter()
            .map(|(kind, text)| Phrase::new(*kind, text, class))
            .collect()
    });
    let mut index: HashMap<&str, Vec<&Phrase>> = HashMap::new();
    for phrase in &*ALL {
        for word in phrase.first_words() {
            index.entry(word).or_default().push(phrase);
        }
    }
    index
});

/// The phrases that can begin with a word.
pub(super) fn beginning_with(word: &str) -> &'static [&'static Phrase] {
    INDEX.get(word).map(Vec::as_slice).unwrap_or_default()
}
