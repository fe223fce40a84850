use super::{Automatic, classify};

#[test]
fn reactions() {
    for text in [
        "Liked “Your table is booked”",
        "Loved “Reply STOP to opt out”",
        "Disliked “See you at 3”",
        "Laughed at “ok”",
        "Emphasized “Be there”",
        "Questioned “STOP”",
        "Liked \"STOP\"",
        "Liked “Your order has shi",
        "Loved an image",
        "Liked a movie",
        "Laughed at 2 images",
        "Emphasized an audio message",
        "Removed a like from “Your table is booked”",
        "Removed a heart from an image",
        "Removed an exclamation mark from “Be there”",
        "Removed a question mark from “STOP”",
        "Reacted 😂 to “STOP”",
        "Reacted ❤️ to an image",
        "Reacted with a sticker to “STOP”",
        "Removed a 😂 from “STOP”",
        "👍 to “Your table is booked”",
        "\u{200b}👍\u{200b} to “\u{200a}Reply STOP to opt out\u{200a}”",
        "\u{200b}👍🏽\u{200b} to \u{201c}\u{200b}Done\u{200b}\u{201d}",
        "Removed 👍 from “Your table is booked”",
        "A aimé « Votre table est réservée »",
        "Le gustó “Su mesa”",
        "Gefällt „Ihr Tisch“",
    ] {
        assert_eq!(classify(text), Some(Automatic::Tapback), "{text}");
    }
}

#[test]
fn quotes() {
    for text in [
        "> Reply STOP to opt out",
        ">Reply STOP\n> to opt out\n\n",
        "\u{200b}> STOP",
        "Reply STOP to unsubscribe",
        "reply STOP to opt-out.",
        "“Reply STOP to cancel”",
        "Text STOP to end",
        "Msg & data rates may apply. Reply HELP for help",
        "STOP to end",
        "STOP 2 quit",
    ] {
        assert_eq!(classify(text), Some(Automatic::Quote), "{text}");
    }
}

#[test]
fn answering_machines() {
    for text in [
        "I'm driving",
        "I’m driving right now. I’ll get back to you later.",
        "I’m driving with Focus turned on. I’ll see your message when I get where I’m going.",
        "(I’m not receiving notifications. If this is urgent, reply “urgent”.)",
        "I am driving and can't text. Sent from My Car",
        "Out of office",
        "Out of Office: back on Monday",
        "I am out of the office and will reply when I return.",
        "Auto-Reply: thanks, we got your message",
        "[Auto-Reply] I'm driving",
        "AUTOMATIC REPLY: closed",
        "This is an automated message. Call us.",
        "I'm currently unavailable.",
        "This number is not monitored. Please call.",
    ] {
        assert_eq!(classify(text), Some(Automatic::AutoReply), "{text}");
    }
}

#[test]
fn failures() {
    for text in [
        "Undeliverable: Your appointment",
        "Your message could not be delivered.",
        "Free Msg: Unable to send message - Message Blocking is active.",
        "Delivery Status Notification (Failure)",
    ] {
        assert_eq!(classify(text), Some(Automatic::Undeliverable), "{text}");
    }
}

#[test]
fn people() {
    for text in [
        "",
        "STOP",
        "Liked it a lot!",
        "Loved the food",
        "Liked \"your\" offer, call me",
        "Loved an image of the dog you sent, more please",
        "Removed a bed from the room",
        "Reacted badly to the medicine",
        "👍",
        "👍 to that",
        "5 to 6",
        "I'm driving, be there at five",
        "I am driving home. Book the table please",
        "Im out of office until Tuesday, can we move it?",
        "UNDELIVERABLE 1234",
        "delivery failed 42",
        "auto",
        "Automatic replybox is what I ordered",
        "Yes. Reply STOP to unsubscribe",
        "Yes\n> Reply STOP to opt out",
        "stop to the left of the gate",
        "reply stop",
        "Text stop to my husband too, and also tell him about dinner at the place",
    ] {
        assert_eq!(classify(text), None, "{text}");
    }
}
