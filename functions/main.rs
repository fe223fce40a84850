//! Started by the Functions host: settings, policy, parts, port, and then requests. Started by
//! hand with something to do: the command line.

use std::process::ExitCode;

use frontdesk::{
    App, Surroundings, acs_transport::AcsTransport, azure, cli, clock::Clock, config::Settings,
    http_client, policy::Policy, router, telemetry, workers,
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // The host starts us without arguments; serving does not wait for a parser of them.
    if std::env::args_os().nth(1).is_some() {
        cli::main()
    } else {
        serve()
    }
}

#[tokio::main(flavor = "current_thread")]
async fn serve() -> ExitCode {
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
    let credential = azure::credential(&settings.managed_identity, &http)?;
    let store = azure::open_store(&settings.store, &credential, &http).await?;
    let surroundings = Surroundings {
        credential,
        store,
        acs: AcsTransport::new()?,
        http,
        clock: Clock::system(),
    };
    let app = App::start(&settings, policy, surroundings)?;
    let listener = custom_handler::bind(settings.port).await?;
    Ok(custom_handler::serve_on(&workers::start()?, listener, router(app)).await?)
}
