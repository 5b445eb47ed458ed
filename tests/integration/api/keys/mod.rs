//! Keys, tokens, and requests that come twice.

mod idempotency;
mod life;
mod tokens;
