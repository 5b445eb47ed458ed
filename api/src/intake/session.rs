//! The cookie that shows a visitor their own report for a day.

use axum::extract::FromRequestParts;
use http::{HeaderMap, HeaderValue, header, request::Parts};
use secrecy::{ExposeSecret, SecretString};

use crate::{keys::SessionToken, problem::Problem};

const NAME: &str = "oktually_intake";
/// A day, like the session in the database.
const MAX_AGE_SECONDS: u32 = 24 * 60 * 60;

/// What the cookie holds: the right to read a report, and the way back to the form.
pub(super) struct Session {
    /// The right.
    pub(super) token: SessionToken,
    /// The link's token.
    pub(super) link: SecretString,
    /// Whether something around the secret was taken off.
    pub(super) trimmed: bool,
}

impl Session {
    /// The cookie for a submission that was just made.
    pub(super) fn cookie(session: &SessionToken, link: &SecretString, trimmed: bool, https: bool) -> Result<HeaderValue, Problem> {
        let secure = if https { "; Secure" } else { "" };
        let trimmed = if trimmed { "1" } else { "0" };
        #[expect(clippy::disallowed_methods, reason = "a cookie is written for its visitor")]
        let value = format!("{}.{}.{trimmed}", session.text().expose_secret(), link.expose_secret());
        let cookie = format!("{NAME}={value}; Path=/intake; Max-Age={MAX_AGE_SECONDS}; HttpOnly; SameSite=Strict{secure}");
        let mut cookie = HeaderValue::try_from(cookie).map_err(Problem::internal)?;
        cookie.set_sensitive(true);
        Ok(cookie)
    }

    fn read(headers: &HeaderMap) -> Option<Self> {
        let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
        let value = pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(name, _)| *name == NAME)?.1;
        let mut parts = value.split('.');
        let (session, link, trimmed) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { token: SessionToken::parse(&session.into()).ok()?, link: link.into(), trimmed: trimmed == "1" })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Session {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        Self::read(&parts.headers).ok_or_else(Problem::not_found)
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests look at what they made")]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_cookie_is_read_again_and_hidden_from_scripts_and_other_sites() {
        let made = SessionToken::generate(Uuid::nil(), Uuid::nil());
        let cookie = Session::cookie(&made, &"okti_x".into(), true, true).unwrap();
        let text = cookie.to_str().unwrap().to_owned();
        assert!(text.ends_with("; Path=/intake; Max-Age=86400; HttpOnly; SameSite=Strict; Secure"), "{text}");
        assert!(cookie.is_sensitive());

        let sent = format!("theme=dark; {}", text.split(';').next().unwrap());
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, sent.parse().unwrap());
        let read = Session::read(&headers).unwrap();
        assert_eq!((read.token.hash(), read.link.expose_secret(), read.trimmed), (made.hash(), "okti_x", true));

        headers.insert(header::COOKIE, "oktually_intake=okts_x.okti_y.1".parse().unwrap());
        assert!(Session::read(&headers).is_none());
        assert!(Session::read(&HeaderMap::new()).is_none());
    }
}
