//! Which storage account, and how to get in.

use crate::Error;
use azure_core::{
    credentials::{Secret, TokenCredential},
    http::{ClientOptions, Url},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::{collections::HashMap, fmt, sync::Arc};

/// The account and key that Azurite, the emulator, is born with. Public knowledge.
/// <https://learn.microsoft.com/azure/storage/common/storage-connect-azurite>
const DEVELOPMENT: &str = "AccountName=devstoreaccount1;\
    AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;\
    QueueEndpoint=http://127.0.0.1:10001/devstoreaccount1;\
    TableEndpoint=http://127.0.0.1:10002/devstoreaccount1";

/// Where the storage account is.
#[derive(Clone, Debug)]
pub struct AzureOptions {
    /// The table service, such as `https://account.table.core.windows.net/`.
    pub tables: Url,
    /// The queue service, such as `https://account.queue.core.windows.net/`.
    pub queues: Url,
    /// Our right to use it.
    pub auth: Auth,
    /// The transport (share one over all clients) and more. The retry policy is the store's own,
    /// whatever is set here: it puts a cap on `Retry-After`.
    pub client_options: ClientOptions,
}

/// The right to use a storage account.
#[derive(Clone)]
pub enum Auth {
    /// The account's key, which may do everything.
    SharedKey {
        /// The account's name.
        account: String,
        /// One of its two keys, in base64.
        key: Secret,
    },
    /// Microsoft Entra; the endpoints must be `https`. The identity needs the roles *Storage Table
    /// Data Contributor* and *Storage Queue Data Contributor*.
    Token(Arc<dyn TokenCredential>),
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SharedKey { account, key: _ } => write!(f, "SharedKey({account})"),
            Self::Token(_) => f.write_str("Token"),
        }
    }
}

impl AzureOptions {
    /// An account of the public cloud by its name: what the Functions setting
    /// `AzureWebJobsStorage__accountName` says.
    /// <https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity>
    pub fn for_account(
        account: &str,
        credential: Arc<dyn TokenCredential>,
        client_options: ClientOptions,
    ) -> Result<Self, Error> {
        check_account(account)?;
        let place = |service| endpoint(&format!("https://{account}.{service}.core.windows.net/"));
        Ok(Self {
            tables: place("table")?,
            queues: place("queue")?,
            auth: Auth::Token(credential),
            client_options,
        })
    }

    /// An account by its connection string: what the Functions setting `AzureWebJobsStorage` says.
    ///
    /// Understood are `UseDevelopmentStorage=true`, and `AccountName` with `AccountKey` and
    /// optionally `DefaultEndpointsProtocol`, `EndpointSuffix`, `TableEndpoint` and `QueueEndpoint`.
    /// Shared access signatures are not: a connection string that holds one is an error.
    /// <https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string>
    pub fn from_connection_string(
        text: &str,
        client_options: ClientOptions,
    ) -> Result<Self, Error> {
        let fields = parse(text)?;
        let fields = match fields.get("usedevelopmentstorage") {
            Some(value) if value.eq_ignore_ascii_case("true") => parse(DEVELOPMENT)?,
            _ => fields,
        };
        let field = |name: &str| fields.get(name.to_ascii_lowercase().as_str()).copied();
        if field("SharedAccessSignature").is_some() {
            return Err(wrong("has a SharedAccessSignature, which is not supported"));
        }
        let required = |name: &str| field(name).ok_or_else(|| wrong(&format!("has no {name}")));
        let account = required("AccountName")?;
        let key = required("AccountKey")?;
        check_account(account)?;
        if STANDARD.decode(key).is_err() {
            return Err(wrong("has an AccountKey that is not base64"));
        }
        let protocol = field("DefaultEndpointsProtocol").unwrap_or("https");
        let suffix = field("EndpointSuffix").unwrap_or("core.windows.net");
        let place = |name, service| match field(name) {
            Some(explicit) => endpoint(explicit),
            None => endpoint(&format!("{protocol}://{account}.{service}.{suffix}/")),
        };
        Ok(Self {
            tables: place("TableEndpoint", "table")?,
            queues: place("QueueEndpoint", "queue")?,
            auth: Auth::SharedKey {
                account: account.to_owned(),
                key: Secret::new(key.to_owned()),
            },
            client_options,
        })
    }
}

/// The fields by their names in lower case. A value may hold `=`, as keys do.
fn parse(text: &str) -> Result<HashMap<String, &str>, Error> {
    text.split(';')
        .map(str::trim)
        .filter(|field| !field.is_empty())
        .map(|field| match field.split_once('=') {
            Some((name, value)) => Ok((name.trim().to_ascii_lowercase(), value.trim())),
            None => Err(wrong("has a part without '='")),
        })
        .collect()
}

/// Account names are part of a host name: anything else in one could name another host.
/// <https://learn.microsoft.com/azure/storage/common/storage-account-overview#storage-account-name>
fn check_account(account: &str) -> Result<(), Error> {
    let fits = (3..=24).contains(&account.len())
        && account
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if fits {
        Ok(())
    } else {
        Err(Error::Settings(
            "a storage account name has 3 to 24 lower-case letters and digits".to_owned(),
        ))
    }
}

fn endpoint(text: &str) -> Result<Url, Error> {
    Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.query().is_none())
        .ok_or_else(|| wrong("has an endpoint that is not a plain http or https URL"))
}

fn wrong(what: &str) -> Error {
    Error::Settings(format!("the storage connection string {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "c2VjcmV0IGtleSBvZiB0aGUgdGVzdA==";

    fn parsed(text: &str) -> Result<(String, String, String), String> {
        match AzureOptions::from_connection_string(text, ClientOptions::default()) {
            Ok(options) => Ok((
                options.tables.to_string(),
                options.queues.to_string(),
                format!("{:?}", options.auth),
            )),
            Err(error) => Err(error.to_string()),
        }
    }

    fn place(tables: &str, queues: &str, auth: &str) -> (String, String, String) {
        (tables.to_owned(), queues.to_owned(), auth.to_owned())
    }

    #[test]
    fn connection_strings_name_both_services() {
        assert_eq!(
            parsed(&format!(
                "DefaultEndpointsProtocol=https;AccountName=front1;AccountKey={KEY};EndpointSuffix=core.windows.net"
            )),
            Ok(place(
                "https://front1.table.core.windows.net/",
                "https://front1.queue.core.windows.net/",
                "SharedKey(front1)"
            ))
        );
        assert_eq!(
            parsed(&format!(
                " accountname = front1 ; accountkey={KEY} ; EndpointSuffix=core.chinacloudapi.cn; \
                 TableEndpoint=http://localhost:1/x;"
            )),
            Ok(place(
                "http://localhost:1/x",
                "https://front1.queue.core.chinacloudapi.cn/",
                "SharedKey(front1)"
            ))
        );
        assert_eq!(
            parsed("UseDevelopmentStorage=true"),
            Ok(place(
                "http://127.0.0.1:10002/devstoreaccount1",
                "http://127.0.0.1:10001/devstoreaccount1",
                "SharedKey(devstoreaccount1)"
            ))
        );
    }

    #[test]
    fn mistakes_are_named_and_secrets_are_not() {
        let account = format!("AccountName=front1;AccountKey={KEY}");
        for (text, says) in [
            (String::new(), "has no AccountName"),
            ("AccountName=front1".to_owned(), "has no AccountKey"),
            (KEY.replace('=', ""), "has a part without '='"),
            (
                "AccountName=front1;AccountKey=s3cr3t!".to_owned(),
                "has an AccountKey that is not base64",
            ),
            (
                format!("{account};TableEndpoint=ftp://s3cr3t"),
                "has an endpoint that is not a plain http or https URL",
            ),
            (
                "SharedAccessSignature=sig=s3cr3t;AccountName=front1".to_owned(),
                "has a SharedAccessSignature, which is not supported",
            ),
        ] {
            let expected = format!("the storage connection string {says}");
            assert_eq!(parsed(&text), Err(expected));
        }
        let elsewhere = format!("AccountName=front1.example.org/;AccountKey={KEY}");
        assert_eq!(
            parsed(&elsewhere),
            Err("a storage account name has 3 to 24 lower-case letters and digits".to_owned())
        );
    }

    #[derive(Debug)]
    struct NoToken;

    #[async_trait::async_trait]
    impl TokenCredential for NoToken {
        async fn get_token(
            &self,
            _: &[&str],
            _: Option<azure_core::credentials::TokenRequestOptions<'_>>,
        ) -> azure_core::Result<azure_core::credentials::AccessToken> {
            panic!("a token is not needed to know where the account is")
        }
    }

    #[test]
    fn an_account_name_is_enough_with_an_identity() {
        let account = |name| {
            let options =
                AzureOptions::for_account(name, Arc::new(NoToken), ClientOptions::default());
            options
                .map(|options| format!("{} {} {:?}", options.tables, options.queues, options.auth))
        };
        assert_eq!(
            account("front1"),
            Ok("https://front1.table.core.windows.net/ \
                https://front1.queue.core.windows.net/ Token"
                .to_owned())
        );
        for name in [
            "ab",
            "Front",
            "front-1",
            "evil.example.org/",
            "a234567890123456789012345",
        ] {
            let error = account(name).unwrap_err().to_string();
            assert_eq!(
                error,
                "a storage account name has 3 to 24 lower-case letters and digits"
            );
        }
    }

    #[test]
    fn the_key_does_not_print() {
        let options = AzureOptions::from_connection_string(
            &format!("AccountName=front1;AccountKey={KEY}"),
            ClientOptions::default(),
        )
        .unwrap();
        assert!(!format!("{options:?}").contains(KEY));
    }
}
