//! Connection strings, good and bad.

use acs::{ConnectionString, ConnectionStringError as Error, InvalidAccessKey, InvalidEndpoint};

use crate::support::{KEY, key};

#[test]
fn every_spelling_is_the_same_connection() {
    for text in [
        format!("endpoint=https://contoso.communication.azure.com/;accesskey={KEY}"),
        format!("endpoint=https://contoso.communication.azure.com;accesskey={KEY};"),
        format!("AccessKey={KEY};Endpoint=https://contoso.communication.azure.com/"),
        format!(" ENDPOINT = https://Contoso.communication.azure.com// ; ACCESSKEY = {KEY} \n"),
        format!(";endpoint=https://contoso.communication.azure.com;;accesskey={KEY};other=a=b"),
    ] {
        let ConnectionString {
            endpoint,
            access_key,
        } = text.parse().unwrap();
        assert_eq!(
            endpoint.as_str(),
            "https://contoso.communication.azure.com/",
            "{text}"
        );
        assert_eq!(access_key, key(), "{text}");
    }
}

#[test]
fn an_error_names_the_part_and_shows_nothing_of_it() {
    const GOOD: &str = "https://contoso.communication.azure.com";
    for (text, error, message) in [
        (
            String::new(),
            Error::Missing("endpoint"),
            "the connection string has no `endpoint`",
        ),
        (
            format!("accesskey={KEY}"),
            Error::Missing("endpoint"),
            "the connection string has no `endpoint`",
        ),
        (
            format!("endpoint={GOOD};accesskey= "),
            Error::Missing("accesskey"),
            "the connection string has no `accesskey`",
        ),
        (
            format!("endpoint={GOOD};{KEY}")
                .replace('=', "\u{2}")
                .replacen('\u{2}', "=", 1),
            Error::NotAPair(2),
            "part 2 of the connection string is not name=value",
        ),
        (
            format!("endpoint={GOOD};accesskey={KEY};AccessKey={KEY}"),
            Error::Duplicate("accesskey"),
            "the connection string has more than one `accesskey`",
        ),
        (
            format!("endpoint=contoso;accesskey={KEY}"),
            Error::Endpoint(InvalidEndpoint::NotAUrl),
            "the `endpoint` of the connection string is wrong: \
             an endpoint is a URL like https://contoso.communication.azure.com",
        ),
        (
            format!("endpoint={GOOD};accesskey=!{KEY}"),
            Error::AccessKey(InvalidAccessKey),
            "the `accesskey` of the connection string is wrong: \
             an access key is standard base64 with its padding, as the Azure portal shows it",
        ),
    ] {
        let parsed = text.parse::<ConnectionString>().unwrap_err();
        assert_eq!(
            (parsed, parsed.to_string().as_str()),
            (error, message),
            "{text}"
        );
    }
}
