//! Identifiers: raw ids and the wire shape, both ways.

use acs::{
    CommunicationIdentifier as Id,
    identifier::{
        Cloud, CommunicationUser, MicrosoftTeamsApp, MicrosoftTeamsUser, PhoneNumber,
        TeamsExtensionUser,
    },
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn user(id: &str) -> Id {
    Id::CommunicationUser(CommunicationUser { id: id.to_owned() })
}

fn phone(value: &str, asserted_id: Option<&str>) -> Id {
    let asserted_id = asserted_id.map(str::to_owned);
    Id::PhoneNumber(PhoneNumber {
        value: value.to_owned(),
        asserted_id,
    })
}

fn teams(user_id: &str, is_anonymous: bool, cloud: Cloud) -> Id {
    let user_id = user_id.to_owned();
    Id::MicrosoftTeamsUser(MicrosoftTeamsUser {
        user_id,
        is_anonymous,
        cloud,
    })
}

fn app(app_id: &str, cloud: Cloud) -> Id {
    Id::MicrosoftTeamsApp(MicrosoftTeamsApp {
        app_id: app_id.to_owned(),
        cloud,
    })
}

fn extension(cloud: Cloud) -> Id {
    Id::TeamsExtensionUser(TeamsExtensionUser {
        user_id: "u".to_owned(),
        tenant_id: "t".to_owned(),
        resource_id: "r".to_owned(),
        cloud,
    })
}

fn unknown(raw_id: &str) -> Id {
    Id::Unknown {
        raw_id: raw_id.to_owned(),
    }
}

#[test]
fn every_form_of_a_raw_id_is_known_by_its_kind_and_typed_member() {
    for (raw_id, id, kind, member) in [
        (
            "8:acs:r_u",
            user("8:acs:r_u"),
            "communicationUser",
            json!({"id": "8:acs:r_u"}),
        ),
        (
            "8:acs:r",
            user("8:acs:r"),
            "communicationUser",
            json!({"id": "8:acs:r"}),
        ),
        (
            "8:spool:r_u",
            user("8:spool:r_u"),
            "communicationUser",
            json!({"id": "8:spool:r_u"}),
        ),
        (
            "8:spool:a_b_c",
            user("8:spool:a_b_c"),
            "communicationUser",
            json!({"id": "8:spool:a_b_c"}),
        ),
        (
            "8:dod-acs:r_u",
            user("8:dod-acs:r_u"),
            "communicationUser",
            json!({"id": "8:dod-acs:r_u"}),
        ),
        (
            "8:gcch-acs:r_u",
            user("8:gcch-acs:r_u"),
            "communicationUser",
            json!({"id": "8:gcch-acs:r_u"}),
        ),
        (
            "8:acs:a_b_c_d",
            user("8:acs:a_b_c_d"),
            "communicationUser",
            json!({"id": "8:acs:a_b_c_d"}),
        ),
        (
            "8:acs:a__c",
            user("8:acs:a__c"),
            "communicationUser",
            json!({"id": "8:acs:a__c"}),
        ),
        (
            "8:acs:r_t_u",
            extension(Cloud::Public),
            "teamsExtensionUser",
            json!({"userId": "u", "tenantId": "t", "resourceId": "r", "cloud": "public"}),
        ),
        (
            "8:dod-acs:r_t_u",
            extension(Cloud::Dod),
            "teamsExtensionUser",
            json!({"userId": "u", "tenantId": "t", "resourceId": "r", "cloud": "dod"}),
        ),
        (
            "8:gcch-acs:r_t_u",
            extension(Cloud::Gcch),
            "teamsExtensionUser",
            json!({"userId": "u", "tenantId": "t", "resourceId": "r", "cloud": "gcch"}),
        ),
        (
            "4:+14255550100",
            phone("+14255550100", None),
            "phoneNumber",
            json!({"value": "+14255550100"}),
        ),
        (
            "4:14255550100",
            phone("14255550100", None),
            "phoneNumber",
            json!({"value": "14255550100"}),
        ),
        (
            "4:+14255550100_207ffef6-9444",
            phone("+14255550100", Some("207ffef6-9444")),
            "phoneNumber",
            json!({"value": "+14255550100", "assertedId": "207ffef6-9444"}),
        ),
        (
            "4:+1425_",
            phone("+1425_", None),
            "phoneNumber",
            json!({"value": "+1425_"}),
        ),
        (
            "4:_x",
            phone("_x", None),
            "phoneNumber",
            json!({"value": "_x"}),
        ),
        (
            "4:a:b",
            phone("a:b", None),
            "phoneNumber",
            json!({"value": "a:b"}),
        ),
        (
            "4:anonymous",
            phone("anonymous", None),
            "phoneNumber",
            json!({"value": "anonymous", "isAnonymous": true}),
        ),
        (
            "8:orgid:u",
            teams("u", false, Cloud::Public),
            "microsoftTeamsUser",
            json!({"userId": "u", "isAnonymous": false, "cloud": "public"}),
        ),
        (
            "8:dod:u",
            teams("u", false, Cloud::Dod),
            "microsoftTeamsUser",
            json!({"userId": "u", "isAnonymous": false, "cloud": "dod"}),
        ),
        (
            "8:gcch:u",
            teams("u", false, Cloud::Gcch),
            "microsoftTeamsUser",
            json!({"userId": "u", "isAnonymous": false, "cloud": "gcch"}),
        ),
        (
            "8:teamsvisitor:u",
            teams("u", true, Cloud::Public),
            "microsoftTeamsUser",
            json!({"userId": "u", "isAnonymous": true, "cloud": "public"}),
        ),
        (
            "28:orgid:a",
            app("a", Cloud::Public),
            "microsoftTeamsApp",
            json!({"appId": "a", "cloud": "public"}),
        ),
        (
            "28:dod:a",
            app("a", Cloud::Dod),
            "microsoftTeamsApp",
            json!({"appId": "a", "cloud": "dod"}),
        ),
        (
            "28:gcch:a",
            app("a", Cloud::Gcch),
            "microsoftTeamsApp",
            json!({"appId": "a", "cloud": "gcch"}),
        ),
    ] {
        assert_eq!(Id::from(raw_id), id, "{raw_id}");
        assert_eq!(id.raw_id(), raw_id);
        let wire = json!({"kind": kind, "rawId": raw_id, kind: member});
        assert_eq!(serde_json::to_value(&id).unwrap(), wire);
        assert_eq!(serde_json::from_value::<Id>(wire).unwrap(), id);
        // Only the typed member, as in the requests of some clients.
        let typed = serde_json::from_value::<Id>(json!({ kind: member })).unwrap();
        assert_eq!(typed, id, "{raw_id}");
    }
}

#[test]
fn every_other_raw_id_is_unknown_and_kept() {
    for raw_id in [
        "",
        ":",
        "::",
        "8",
        "8:",
        "8:acs",
        "8:acs:",
        "8:acs:a:b",
        "8:orgid:",
        "8:other:u",
        "4:",
        "4",
        "28:11112222-3333",
        "28:acs:x",
        "48:calllogs",
        "19:abc@thread.v2",
        "08:acs:u",
        " 8:acs:r_u",
        "8:ACS:r_u",
        "+14255550100",
        "ünïcode:☎:",
    ] {
        assert_eq!(Id::from(raw_id), unknown(raw_id));
        let wire = json!({"kind": "unknown", "rawId": raw_id});
        assert_eq!(serde_json::to_value(unknown(raw_id)).unwrap(), wire);
        assert_eq!(serde_json::from_value::<Id>(wire).unwrap(), unknown(raw_id));
    }
}

#[test]
fn a_model_with_surprises_is_read_all_the_same() {
    for (wire, id) in [
        (json!({}), unknown("")),
        (
            json!({"rawId": null, "communicationUser": null}),
            unknown(""),
        ),
        (
            json!({"kind": "hologram", "hologram": {"id": 1}, "rawId": "99:x"}),
            unknown("99:x"),
        ),
        (json!({"rawId": "8:acs:r_u"}), user("8:acs:r_u")),
        (
            json!({"rawId": "8:acs:r_u", "communicationUser": {}}),
            user("8:acs:r_u"),
        ),
        (
            json!({"rawId": "", "communicationUser": {"id": "8:acs:r_u"}}),
            user("8:acs:r_u"),
        ),
        (
            json!({"kind": 7, "rawId": 7, "communicationUser": {"id": "x", "new": 1}}),
            user("x"),
        ),
        (
            json!({"microsoftTeamsUser": {"userId": "u"}}),
            teams("u", false, Cloud::Public),
        ),
        (
            json!({"microsoftTeamsUser": {"userId": "u", "cloud": "moon"}}),
            unknown(""),
        ),
        (
            json!({"rawId": "8:moon:u", "microsoftTeamsUser": {"userId": "u", "cloud": "moon"}}),
            unknown("8:moon:u"),
        ),
    ] {
        assert_eq!(
            serde_json::from_value::<Id>(wire.clone()).unwrap(),
            id,
            "{wire}"
        );
    }
}

/// Raw ids near the known forms, and any text at all.
fn raw_ids() -> impl Strategy<Value = String> {
    let near = "(8|4|28|2|):?(acs|spool|dod-acs|gcch-acs|orgid|dod|gcch|teamsvisitor|anonymous|\\+1)\
                ?[:_]?[a-z0-9:_-]{0,12}";
    prop_oneof![near, any::<String>()]
}

proptest! {
    #[test]
    fn a_raw_id_survives_parsing(raw_id in raw_ids()) {
        let id = Id::from(raw_id.as_str());
        prop_assert_eq!(id.raw_id(), raw_id.clone());
        prop_assert_eq!(&Id::from(raw_id.clone()), &id);
        let wire: Value = serde_json::to_value(&id).unwrap();
        prop_assert_eq!(&wire["rawId"], &Value::from(raw_id));
        prop_assert_eq!(serde_json::from_value::<Id>(wire).unwrap(), id);
    }
}
