//! The Azure backend: Tables through a client of our own, because there is no official one, and
//! Queues through Microsoft's. Both share one transport, one retry policy and one credential.

mod batch;
mod clock;
mod entity;
mod expiry_index;
mod failure;
mod options;
mod queues;
mod retry;
mod rows;
mod shared_key;
mod tables;
mod transaction;
mod tries;

use crate::Error;
use azure_core::{
    credentials::TokenCredential,
    http::{
        ClientOptions, Pipeline, RetryOptions,
        policies::{Policy, auth::BearerTokenAuthorizationPolicy},
    },
};
use azure_storage_queue::{QueueServiceClient, QueueServiceClientOptions};
pub use options::{Auth, AzureOptions};
use retry::Retry;
use shared_key::{Form, SharedKeyPolicy};
use std::{fmt, sync::Arc};
use tables::Tables;
use tries::CountTries;

/// What a token is for. <https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory#microsoft-entra-permissions>
const SCOPE: &str = "https://storage.azure.com/.default";

pub(crate) struct Azure {
    tables: Tables,
    queues: QueueServiceClient,
}

impl fmt::Debug for Azure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Azure")
            .field("tables", &self.tables.endpoint.as_str())
            .field("queues", &self.queues.url().as_str())
            .finish_non_exhaustive()
    }
}

impl Azure {
    pub(crate) fn new(options: AzureOptions) -> Result<Self, Error> {
        let mut client_options = options.client_options;
        client_options.retry = RetryOptions::custom(Arc::new(Retry::new()));
        let mut queue_options = client_options.clone();
        let mut credential = None::<Arc<dyn TokenCredential>>;
        let sign: Arc<dyn Policy> = match &options.auth {
            Auth::SharedKey { account, key } => {
                let policy = |form| {
                    SharedKeyPolicy::new(account, key.secret(), form).ok_or_else(|| {
                        Error::Settings("the storage account key is not base64".to_owned())
                    })
                };
                // Last, so that it signs what the other policies did.
                let queue = Arc::new(policy(Form::Queue)?);
                queue_options.per_try_policies.push(queue);
                Arc::new(policy(Form::Table)?)
            }
            Auth::Token(token) => {
                for url in [&options.tables, &options.queues] {
                    if url.scheme() != "https" {
                        return Err(Error::Settings(format!(
                            "{url} must be https, because a token is sent to it"
                        )));
                    }
                }
                credential = Some(Arc::clone(token));
                Arc::new(BearerTokenAuthorizationPolicy::new(
                    Arc::clone(token),
                    [SCOPE],
                ))
            }
        };
        let queue_options = QueueServiceClientOptions {
            client_options: queue_options,
            ..QueueServiceClientOptions::default()
        };
        Ok(Self {
            queues: QueueServiceClient::new(options.queues, credential, Some(queue_options))
                .map_err(|_| Error::Settings("the queue endpoint is not usable".to_owned()))?,
            tables: Tables {
                endpoint: options.tables,
                pipeline: pipeline(client_options, sign),
            },
        })
    }
}

fn pipeline(mut options: ClientOptions, sign: Arc<dyn Policy>) -> Pipeline {
    options.per_try_policies.push(sign);
    Pipeline::new(
        option_env!("CARGO_PKG_NAME"),
        option_env!("CARGO_PKG_VERSION"),
        options,
        Vec::new(),
        vec![Arc::new(CountTries)],
        None,
    )
}
