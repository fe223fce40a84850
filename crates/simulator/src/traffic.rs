//! What every call of a played service passes through: faults first, then the log.

use std::sync::Arc;

use axum::{
    Json,
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use serde_json::json;

use crate::{
    Service,
    chaos::{Fate, Fault},
    journal::Call,
    queues,
    world::World,
};

/// Marks a response that must never be written: [`crate::listener`] closes the connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DropConnection;

/// Middleware of one service's routes.
pub(crate) async fn pass(
    State((world, service)): State<(Arc<World>, Service)>,
    route: MatchedPath,
    request: Request,
    next: Next,
) -> Response {
    let method = request.method().to_string();
    let path = request.uri().path().to_owned();
    let route = route.as_str().to_owned();
    let Fate {
        delay,
        fault,
        served,
    } = world.state().chaos.draw(service, &route);
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    let response = match fault {
        None => next.run(request).await,
        Some(fault) => {
            if served {
                drop(next.run(request).await);
            }
            broken(service, &fault)
        }
    };
    let dropped = response.extensions().get::<DropConnection>().is_some();
    let status = if dropped {
        0
    } else {
        response.status().as_u16()
    };
    world.state().journal.record(Call {
        service,
        method,
        route,
        path,
        status,
    });
    response
}

fn broken(service: Service, fault: &Fault) -> Response {
    match fault {
        Fault::Down => {
            let mut response = ().into_response();
            response.extensions_mut().insert(DropConnection);
            response
        }
        Fault::Status {
            status,
            retry_after,
        } => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
            let code = match status {
                StatusCode::TOO_MANY_REQUESTS => "TooManyRequests",
                StatusCode::SERVICE_UNAVAILABLE
                    if matches!(service, Service::Storage | Service::ContentSafety) =>
                {
                    "ServerBusy"
                }
                StatusCode::SERVICE_UNAVAILABLE => "ServiceUnavailable",
                _ => "InjectedError",
            };
            let message = "The simulator was told to answer this.";
            let mut response = if service == Service::Storage {
                queues::refusal(status, code, message)
            } else {
                let body = Json(json!({"error": {"code": code, "message": message}}));
                (status, body).into_response()
            };
            if let Some(seconds) = retry_after {
                response
                    .headers_mut()
                    .insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
            }
            response
        }
    }
}
