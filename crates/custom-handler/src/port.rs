//! Where to listen.

/// The environment variable in which the host says on which port it expects the handler.
///
/// This crate does not read the environment: hand its value to [`parse_port`].
pub const PORT_VARIABLE: &str = "FUNCTIONS_CUSTOMHANDLER_PORT";

/// Reads the value of [`PORT_VARIABLE`].
///
/// # Errors
///
/// When it is missing or not a port, with a message for whoever started the program.
pub fn parse_port(value: Option<&str>) -> Result<u16, PortError> {
    let value = value.ok_or(PortError::Missing)?;
    match value.trim().parse() {
        Ok(port) if port != 0 => Ok(port),
        Ok(_) | Err(_) => Err(PortError::NotAPort(value.to_owned())),
    }
}

/// Why there is no port to listen on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PortError {
    /// The variable is not set.
    #[error(
        "{PORT_VARIABLE} is not set: the Functions host sets it when it starts the handler; to \
         start it by hand, set it to a free port"
    )]
    Missing,
    /// The variable holds something else.
    #[error("{PORT_VARIABLE} is {0:?}, expected a port from 1 to 65535")]
    NotAPort(String),
}

#[cfg(test)]
mod tests {
    use super::{PortError, parse_port};

    #[test]
    fn ports() {
        assert_eq!(parse_port(Some("45123")), Ok(45123));
        assert_eq!(parse_port(Some(" 8080\n")), Ok(8080));
        for garbled in ["", "0", "65536", "-1", "http://127.0.0.1:80"] {
            assert_eq!(
                parse_port(Some(garbled)),
                Err(PortError::NotAPort(garbled.to_owned()))
            );
        }
        assert_eq!(parse_port(None), Err(PortError::Missing));
        assert_eq!(
            [PortError::Missing, PortError::NotAPort("x".to_owned())].map(|e| e.to_string()),
            [
                "FUNCTIONS_CUSTOMHANDLER_PORT is not set: the Functions host sets it when it \
                 starts the handler; to start it by hand, set it to a free port",
                "FUNCTIONS_CUSTOMHANDLER_PORT is \"x\", expected a port from 1 to 65535",
            ]
        );
    }
}
