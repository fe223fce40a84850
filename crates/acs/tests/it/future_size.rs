//! A server holds thousands of these futures while the service is slow.

use acs::{
    chat::{ChatClient, ListOptions, MessageUpdate, NewMessage, NewThread},
    identity::{IdentityClient, TeamsUserExchange, TokenScope},
    sms::SmsClient,
};

use azure_core::Uuid;

use crate::support::{USER, key, user_token};

#[test]
fn futures_can_be_spawned() {
    fn spawnable<T: Send>(_: &T) {}
    fn shareable<T: Clone + Send + Sync + 'static>(_: &T) {}
    let client = IdentityClient::new("https://contoso.example", key(), None).unwrap();
    shareable(&client);
    spawnable(&client.create_user());
    spawnable(&client.issue_token(USER, &[TokenScope::Chat], None));
    spawnable(&client.delete_user(USER));
    let client = SmsClient::new("https://contoso.example", key(), None).unwrap();
    shareable(&client);
    spawnable(&client.send("", &[], "", None));
    spawnable(&client.opt_outs().add("", &[]));
    spawnable(&client.delivery_report(""));
    let client = ChatClient::new("https://contoso.example", None).unwrap();
    shareable(&client);
    let token = user_token();
    spawnable(
        &client
            .as_user(&token)
            .send_message("", NewMessage::text("")),
    );
    spawnable(&client.as_user(&token).list_threads(ListOptions::default()));
    spawnable(&client.as_user(&token).delete_message("", ""));
}

#[test]
fn futures_stay_small() {
    let client = IdentityClient::new("https://contoso.example", key(), None).unwrap();
    let exchange = TeamsUserExchange {
        token: "a".into(),
        app_id: String::new(),
        user_id: String::new(),
    };
    let sms = SmsClient::new("https://contoso.example", key(), None).unwrap();
    let opt_outs = sms.opt_outs();
    let client_of_chat = ChatClient::new("https://contoso.example", None).unwrap();
    let token = user_token();
    let chat = client_of_chat.as_user(&token);
    for (name, size) in [
        (
            "send_message",
            size_of_val(&chat.send_message("", NewMessage::text(""))),
        ),
        (
            "update_message",
            size_of_val(&chat.update_message("", "", MessageUpdate::default())),
        ),
        (
            "create_thread",
            size_of_val(&chat.create_thread(NewThread::new(""), Uuid::nil())),
        ),
        (
            "add_participants",
            size_of_val(&chat.add_participants("", &[])),
        ),
        (
            "list_messages",
            size_of_val(&chat.list_messages("", ListOptions::default())),
        ),
        ("delete_message", size_of_val(&chat.delete_message("", ""))),
        ("send", size_of_val(&sms.send("", &[], "", None))),
        ("add", size_of_val(&opt_outs.add("", &[]))),
        ("delivery_report", size_of_val(&sms.delivery_report(""))),
        (
            "issue_token",
            size_of_val(&client.issue_token(USER, &[TokenScope::Chat], None)),
        ),
        ("create_user", size_of_val(&client.create_user())),
        (
            "create_user_and_token",
            size_of_val(&client.create_user_and_token(&[], None)),
        ),
        ("revoke_tokens", size_of_val(&client.revoke_tokens(USER))),
        ("delete_user", size_of_val(&client.delete_user(USER))),
        (
            "exchange",
            size_of_val(&client.exchange_teams_user_token(&exchange)),
        ),
    ] {
        assert!(size <= 2048, "{name}: {size} bytes");
    }
}
