//! What went wrong on the way out, read from an HTTP client's error.

use std::{error::Error as _, fmt, io};

use super::resolver::AddressRefused;

/// What is wrong between us and Okta.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EgressTrouble {
    /// The gateway cannot be reached. Nothing goes out until it is back.
    GatewayDown,
    /// The gateway was reached and would not connect us.
    GatewayRefused,
    /// The gateway wants a user and password, or others.
    GatewayCredential,
    /// The name cannot be resolved.
    NameNotFound,
    /// The name leads to an address that is not public.
    AddressRefused,
    /// The other side's certificate is not trusted, or TLS failed otherwise.
    Tls,
    /// The other side refused the connection or was not reached.
    NotReached,
}

impl EgressTrouble {
    /// Whether the same call may succeed a little later.
    pub fn is_passing(self) -> bool {
        matches!(self, Self::GatewayDown | Self::NameNotFound | Self::NotReached | Self::GatewayRefused)
    }
}

impl fmt::Display for EgressTrouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::GatewayDown => "the egress gateway cannot be reached",
            Self::GatewayRefused => "the egress gateway would not connect to the host",
            Self::GatewayCredential => "the egress gateway wants a user and password",
            Self::NameNotFound => "the host's name cannot be resolved",
            Self::AddressRefused => "the host's name leads to an address that is not public",
            Self::Tls => "no trusted TLS connection could be made",
            Self::NotReached => "the host cannot be reached",
        })
    }
}

/// What an error of the HTTP client comes down to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// No connection: the call was never sent.
    Egress { why: EgressTrouble, detail: String },
    /// Sent, and no answer in time.
    TimedOut,
    /// The answer broke off or could not be unpacked.
    CutOff,
}

/// What the HTTP client says of a gateway that wants a user and password, or others: CONNECT's 407, then SOCKS5's ways.
const CREDENTIAL_WORDS: [&str; 3] =
    ["proxy authorization required", "credentials not accepted", "server does not support user/pass authentication"];

/// Reads the failure out of the client's chain of errors. The detail never holds an address with a query.
pub(crate) fn read_failure(error: &reqwest::Error, proxied: bool) -> Failure {
    let mut seen = Seen::default();
    let mut source = error.source();
    while let Some(error) = source {
        seen.look_at(error);
        source = error.source();
    }
    let why = match seen {
        Seen { refused: true, .. } => EgressTrouble::AddressRefused,
        Seen { tls: true, .. } => EgressTrouble::Tls,
        _ if CREDENTIAL_WORDS.iter().any(|words| seen.said(words)) => EgressTrouble::GatewayCredential,
        // With a gateway, it is the only place that we ever connect to.
        _ if proxied && error.is_connect() && seen.not_connected() => EgressTrouble::GatewayDown,
        _ if seen.said("tunnel error") || seen.said("SOCKS error") => EgressTrouble::GatewayRefused,
        _ if error.is_dns() => EgressTrouble::NameNotFound,
        _ if error.is_connect() => EgressTrouble::NotReached,
        _ if error.is_timeout() => return Failure::TimedOut,
        _ => return Failure::CutOff,
    };
    Failure::Egress { why, detail: seen.texts.pop().unwrap_or_default() }
}

#[derive(Default)]
struct Seen {
    refused: bool,
    tls: bool,
    texts: Vec<String>,
}

impl Seen {
    fn said(&self, words: &str) -> bool {
        self.texts.iter().any(|text| text.contains(words))
    }

    /// Whether no connection was made at all: by hyper's words, for its error has no kinds.
    fn not_connected(&self) -> bool {
        ["tcp connect error", "dns error", "failed to create underlying connection", "timed out"].iter().any(|words| self.said(words))
    }

    fn look_at(&mut self, error: &(dyn std::error::Error + 'static)) {
        self.texts.push(error.to_string());
        self.refused |= error.is::<AddressRefused>();
        self.tls |= error.is::<rustls::Error>();
        // An I/O error names as its source what lies below its content, and passes over the content itself.
        if let Some(inner) = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            self.look_at(inner);
        }
    }
}
