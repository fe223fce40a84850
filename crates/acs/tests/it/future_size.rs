//! A server holds thousands of these futures while the service is slow.

use acs::{
    identity::{IdentityClient, TeamsUserExchange, TokenScope},
    sms::SmsClient,
};

use crate::support::{USER, key};

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
    for (name, size) in [
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
