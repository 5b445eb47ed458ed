//! What stands between a socket and a handler, on every listener.

mod base;
mod client_addr;
mod fallback;
mod headers;
mod ip;
mod quota;
mod rate_limit;
mod request_id;
mod serve;
mod tls;
mod trace;
mod trusted;

pub use base::{BODY_LIMIT, Base, REQUEST_TIME};
pub use client_addr::ClientAddr;
pub use headers::{API_CSP, Csp};
pub use ip::ip;
pub use quota::{Quota, QuotaSlot};
pub use rate_limit::{AddressLimiter, Policy, RateLimiter};
pub use request_id::RequestId;
pub use serve::{HEADER_TIME, Listener, serve};
pub use tls::{TlsError, server_config};
pub use trace::report_panics;
pub use trusted::TrustedProxies;
