//! What every client of a service is made of: an endpoint, a version and a pipeline.

use std::sync::Arc;

use azure_core::{
    Uuid,
    http::{
        ClientOptions, Context, Method, Pipeline, PipelineSendOptions, RawResponse, Request,
        RetryOptions, Url,
        headers::{ACCEPT, CLIENT_REQUEST_ID, CONTENT_TYPE},
    },
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Credential, Error, Result,
    endpoint::parse_endpoint,
    retry::{Repeat, RetryLimits, RetryPolicy},
};

pub(crate) const JSON: &str = "application/json";

/// The part that the clients of all services share.
#[derive(Debug)]
pub(crate) struct ServiceClient {
    /// The endpoint, with the version in its query.
    base: Url,
    pipeline: Pipeline,
}

impl ServiceClient {
    /// Without a credential, each request brings what it authenticates with.
    pub(crate) fn new(
        endpoint: &str,
        api_version: &str,
        credential: Option<Credential>,
        mut options: ClientOptions,
        limits: RetryLimits,
    ) -> Result<Self> {
        let mut base = parse_endpoint(endpoint)?;
        base.query_pairs_mut()
            .append_pair("api-version", api_version);
        // Last of the per-call policies, our retry wraps the whole per-try part.
        options.retry = RetryOptions::none();
        options
            .per_call_policies
            .push(Arc::new(RetryPolicy(limits)));
        let pipeline = Pipeline::new(
            option_env!("CARGO_PKG_NAME"),
            option_env!("CARGO_PKG_VERSION"),
            options,
            Vec::new(),
            credential
                .map(Credential::into_policy)
                .into_iter()
                .collect(),
            None,
        );
        Ok(Self { base, pipeline })
    }

    /// The endpoint, with the version in its query.
    pub(crate) fn base(&self) -> &Url {
        &self.base
    }

    /// The URL of `path` (percent-encoded, with its first slash) below the endpoint.
    pub(crate) fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        match self.base.path() {
            "/" => url.set_path(path),
            prefix => url.set_path(&[prefix, path].concat()),
        }
        url
    }

    /// A `POST` whose answer is JSON. Without a body, `Content-Length` is 0.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: Option<&impl Serialize>,
        repeat: Repeat,
    ) -> Result<T> {
        let mut request = Request::new(self.url(path), Method::Post);
        if let Some(body) = body {
            request.set_json(body).map_err(Error::from_pipeline)?;
        }
        request.insert_header(CONTENT_TYPE, JSON);
        self.send(request, repeat, read_json).await
    }

    /// A `GET`, which changes nothing and whose answer is JSON.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        let request = Request::new(self.url(path), Method::Get);
        self.send(request, Repeat::Harmless, read_json).await
    }

    /// A request without a body, whose answer has none either.
    pub(crate) async fn call(&self, method: Method, path: &str, repeat: Repeat) -> Result<()> {
        let request = Request::new(self.url(path), method);
        self.send(request, repeat, |_| Ok(())).await
    }

    /// Sends a request, and reads its answer if that is a success.
    pub(crate) async fn send<T>(
        &self,
        mut request: Request,
        repeat: Repeat,
        read: impl FnOnce(&RawResponse) -> Result<T>,
    ) -> Result<T> {
        // The pipeline would make an id of its own, which an error could then not name.
        let id = Uuid::new_v4().to_string();
        request.insert_header(CLIENT_REQUEST_ID, id.clone());
        request.insert_header(ACCEPT, JSON);
        let context = Context::new().with_value(repeat);
        // The check of `azure_core` would keep the whole answer, and with it a token, in its error.
        let options = PipelineSendOptions {
            skip_checks: true,
            ..PipelineSendOptions::default()
        };
        match self
            .pipeline
            .send(&context, &mut request, Some(options))
            .await
        {
            Ok(answer) if answer.status().is_success() => read(&answer),
            Ok(answer) => Err(Error::from_answer(&answer)),
            Err(error) => Err(Error::from_pipeline(error)),
        }
        .map_err(|error| error.of_request(id))
    }
}

pub(crate) fn read_json<T: DeserializeOwned>(answer: &RawResponse) -> Result<T> {
    serde_json::from_slice(answer.body())
        .map_err(|error| Error::unreadable(answer.status(), &error))
}
