//! Signing with the account's key, anew at each try, because the date is signed.
//! <https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key>

use super::clock;
use aws_lc_rs::hmac;
use azure_core::{
    http::{
        Body, Context, Request,
        headers::{AUTHORIZATION, HeaderName},
        policies::{Policy, PolicyResult},
    },
    time::to_rfc7231,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::{collections::BTreeMap, fmt, sync::Arc};

const X_MS_DATE: HeaderName = HeaderName::from_static("x-ms-date");

/// The two services sign different strings.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    Table,
    Queue,
}

pub(super) struct SharedKeyPolicy {
    account: String,
    key: hmac::Key,
    form: Form,
}

impl fmt::Debug for SharedKeyPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SharedKeyPolicy({}, {:?})", self.account, self.form)
    }
}

impl SharedKeyPolicy {
    /// With a key in base64, or nothing if it is not that.
    pub(super) fn new(account: &str, key: &str, form: Form) -> Option<Self> {
        let key = STANDARD.decode(key).ok()?;
        Some(Self {
            account: account.to_owned(),
            key: hmac::Key::new(hmac::HMAC_SHA256, &key),
            form,
        })
    }

    fn authorization(&self, request: &Request) -> String {
        let text = match self.form {
            Form::Table => self.table_text(request),
            Form::Queue => self.queue_text(request),
        };
        let signature = hmac::sign(&self.key, text.as_bytes());
        format!("SharedKey {}:{}", self.account, STANDARD.encode(signature))
    }

    fn table_text(&self, request: &Request) -> String {
        let header = |name| header(request, name);
        let mut query = request.url().query_pairs();
        let comp = query.find(|(name, _)| name == "comp");
        let comp = comp.map_or_else(String::new, |(_, value)| format!("?comp={value}"));
        let resource = self.resource(request) + &comp;
        [
            request.method().as_ref(),
            header("content-md5"),
            header("content-type"),
            header("x-ms-date"),
            &resource,
        ]
        .join("\n")
    }

    fn queue_text(&self, request: &Request) -> String {
        let header = |name| header(request, name);
        let length = match request.body() {
            Body::Bytes(bytes) if bytes.is_empty() => String::new(),
            Body::Bytes(bytes) => bytes.len().to_string(),
            Body::SeekableStream(stream) => {
                stream.len().map_or_else(String::new, |n| n.to_string())
            }
        };
        let mut query = BTreeMap::<String, Vec<String>>::new();
        for (name, value) in request.url().query_pairs() {
            let values = query.entry(name.to_lowercase()).or_default();
            values.push(value.into_owned());
        }
        let mut resource = vec![self.resource(request)];
        for (name, mut values) in query {
            values.sort();
            resource.push(format!("{name}:{}", values.join(",")));
        }
        let own: BTreeMap<&str, &str> = request
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str().trim()))
            .filter(|(name, _)| name.starts_with("x-ms-"))
            .collect();
        let method = request.method();
        let fixed = [
            method.as_ref(),
            header("content-encoding"),
            header("content-language"),
            &length,
            header("content-md5"),
            header("content-type"),
            // The date: empty, because x-ms-date holds it.
            "",
            header("if-modified-since"),
            header("if-match"),
            header("if-none-match"),
            header("if-unmodified-since"),
            header("range"),
        ];
        let fixed = fixed.into_iter().map(str::to_owned);
        let own = own
            .into_iter()
            .map(|(name, value)| format!("{name}:{value}"));
        fixed
            .chain(own)
            .chain(resource)
            .collect::<Vec<String>>()
            .join("\n")
    }

    /// The account, then the path as it is sent. The emulator's path begins with the account too.
    fn resource(&self, request: &Request) -> String {
        format!("/{}{}", self.account, request.url().path())
    }
}

fn header<'r>(request: &'r Request, name: &'static str) -> &'r str {
    let name = HeaderName::from_static(name);
    request.headers().get_optional_str(&name).unwrap_or("")
}

#[expect(
    elided_lifetimes_in_paths,
    reason = "async_trait takes the trait's signature to the letter"
)]
#[async_trait::async_trait]
impl Policy for SharedKeyPolicy {
    async fn send(
        &self,
        ctx: &Context,
        request: &mut Request,
        next: &[Arc<dyn Policy>],
    ) -> PolicyResult {
        request.insert_header(X_MS_DATE, to_rfc7231(&clock::now()));
        let authorization = self.authorization(request);
        request.insert_header(AUTHORIZATION, authorization);
        match next {
            [first, rest @ ..] => first.send(ctx, request, rest).await,
            [] => Err(azure_core::Error::with_message(
                azure_core::error::ErrorKind::Other,
                "the pipeline has no transport",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use azure_core::http::Method;

    const KEY: &str = "c2VjcmV0IGtleSBvZiB0aGUgdGVzdA==";

    fn request(method: Method, url: &str, body: &'static str) -> Request {
        let mut request = Request::new(url.parse().unwrap(), method);
        request.insert_header(X_MS_DATE, "Sun, 01 Mar 2026 12:00:00 GMT");
        request.insert_header("x-ms-version", "2020-12-06");
        if !body.is_empty() {
            request.insert_header("content-type", "application/json");
            request.set_body(body);
        }
        request
    }

    fn policy(form: Form) -> SharedKeyPolicy {
        SharedKeyPolicy::new("front1", KEY, form).unwrap()
    }

    #[test]
    fn a_table_request_signs_verb_type_date_and_path() {
        let url = "https://front1.table.core.windows.net/Tables?comp=acl&$top=5";
        let request = request(Method::Post, url, "{}");
        let policy = policy(Form::Table);
        assert_eq!(
            policy.table_text(&request),
            "POST\n\napplication/json\nSun, 01 Mar 2026 12:00:00 GMT\n/front1/Tables?comp=acl"
        );
        // Computed with another implementation: Python's hmac.
        assert_eq!(
            policy.authorization(&request),
            "SharedKey front1:pmS0VOTXPOMFJ2BVPRiDdXG+Dj155Zs6nBVFLQYSUSI="
        );
    }

    #[test]
    fn a_queue_request_signs_its_headers_and_query_too() {
        let url = "https://front1.queue.core.windows.net/actions/messages?visibilitytimeout=5&MessageTTL=-1";
        let request = request(Method::Post, url, "<x/>");
        let policy = policy(Form::Queue);
        assert_eq!(
            policy.queue_text(&request),
            "POST\n\n\n4\n\napplication/json\n\n\n\n\n\n\n\
             x-ms-date:Sun, 01 Mar 2026 12:00:00 GMT\nx-ms-version:2020-12-06\n\
             /front1/actions/messages\nmessagettl:-1\nvisibilitytimeout:5"
        );
        assert_eq!(
            policy.authorization(&request),
            "SharedKey front1:tO+oz1ly0PA8pktlGBiXvapNkwwnzEfTd2IT+UQ4+Sc="
        );
    }

    #[test]
    fn the_key_does_not_print_and_must_be_base64() {
        let shown = format!("{:?}", policy(Form::Table));
        assert_eq!(shown, "SharedKeyPolicy(front1, Table)");
        assert!(SharedKeyPolicy::new("front1", "not base64!", Form::Table).is_none());
    }
}
