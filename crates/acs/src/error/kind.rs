//! What went wrong, coarsely.

/// What went wrong, as coarse as a caller needs it to decide what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The request is wrong and stays so: most 4xx, or an argument that was not even sent.
    BadRequest,
    /// 401: the key or the token is not (or no longer) the resource's. This is how a rotated key
    /// looks.
    Unauthorized,
    /// 403: authenticated, but not allowed.
    Forbidden,
    /// 404; or 401 with the code `IdentityNotOwned`, which the service answers for an identity that
    /// is unknown, deleted or another resource's.
    NotFound,
    /// 409 or 412: the state of the resource is another one.
    Conflict,
    /// 429: too many requests. See [`Error::retry_after`](crate::Error::retry_after).
    Throttled,
    /// 500, 502, 503 or 504: the service cannot answer now.
    Unavailable,
    /// No answer within [`RetryLimits::try_timeout`](crate::retry::RetryLimits::try_timeout), or 408.
    Timeout,
    /// The service could not be reached, or the connection broke before the answer was complete.
    Transport,
    /// The token credential gave no token.
    Credential,
    /// An answer that this crate does not understand.
    Unexpected,
}

impl ErrorKind {
    /// The kind of an answer that is not a success.
    pub(crate) fn of(status: u16, code: Option<&str>) -> Self {
        match (status, code) {
            (401, Some("IdentityNotOwned")) => Self::NotFound,
            (401, _) => Self::Unauthorized,
            (403, _) => Self::Forbidden,
            (404, _) => Self::NotFound,
            (408, _) => Self::Timeout,
            (409 | 412, _) => Self::Conflict,
            (429, _) => Self::Throttled,
            (400..=499, _) => Self::BadRequest,
            (500 | 502 | 503 | 504, _) => Self::Unavailable,
            _ => Self::Unexpected,
        }
    }
}
