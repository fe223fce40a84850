//! Started by the Functions host: settings, policy, parts, port, and then requests.

use std::process::ExitCode;

use frontdesk::{
    App, azure::open_store, clock::Clock, config::Settings, http_client, policy::Policy, router,
    telemetry,
};

#[tokio::main]
async fn main() -> ExitCode {
    // Never 0: the host does not restart a handler that ended well.
    match run().await {
        Ok(never) => match never {},
        Err(error) => {
            #[expect(
                clippy::print_stderr,
                reason = "the host logs stderr as errors; the logger may not be up yet"
            )]
            {
                eprintln!("frontdesk cannot start: {error}");
            }
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<std::convert::Infallible, Box<dyn std::error::Error + Send + Sync>> {
    let settings = Settings::from_env()?;
    telemetry::start(&settings.log)?;
    let policy = Policy::load(&settings.policy)?;
    let http = http_client()?;
    let store = open_store(&settings, &http).await?;
    let app = App::start(&settings, policy, store, &http, Clock::system())?;
    let listener = custom_handler::bind(settings.port).await?;
    Ok(custom_handler::serve(listener, router(app)).await?)
}
