//! `Idempotency-Key`: a request that may have arrived is sent again, and happens once.

use axum::extract::FromRequestParts;
use http::{HeaderName, request::Parts};
use oktually_core::{
    secret::DataKey,
    store::{OperatorScope, Repeat, TenantScope},
};
use serde::Serialize;

use crate::{
    answer::Answer,
    app::App,
    auth::Operator,
    problem::{Kind, Problem},
};

const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
/// Letters of a key at most.
const LONGEST: usize = 255;

/// What makes a request the same as one before: its key, if it has one, and where it was sent.
#[derive(Debug)]
pub(crate) struct Once {
    key: Option<String>,
    route: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Once {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let mut values = parts.headers.get_all(HEADER).iter();
        let key = match (values.next(), values.next()) {
            (None, _) => None,
            (Some(value), None) => {
                let text = value.to_str().ok().filter(|text| (1..=LONGEST).contains(&text.len())).ok_or_else(unreadable)?;
                Some(text.to_owned())
            }
            (Some(_), Some(_)) => return Err(unreadable()),
        };
        Ok(Self { key, route: format!("{} {}", parts.method, parts.uri.path()) })
    }
}

fn unreadable() -> Problem {
    Problem::new(Kind::InvalidHeader).detail(format!("Idempotency-Key must be given once and have 1 to {LONGEST} plain letters"))
}

impl Once {
    /// The answer that this request of a tenant's was given before. None: it is the first, and no other with its key goes on
    /// until it has ended.
    ///
    /// An `idempotency-mismatch` if the key came with another body, and `secret-shown-once` if the answer is not kept.
    pub(crate) async fn answered(&self, app: &App, scope: &mut TenantScope, body: &impl Serialize) -> Result<Option<Answer>, Problem> {
        let Some(key) = &self.key else { return Ok(None) };
        let body = serde_json::to_vec(body).map_err(Problem::internal)?;
        let hash = keyed(&scope.data_key(app.keyring()?).await?, &body);
        let repeat = scope.once(&self.route, key, &hash).await?;
        let Repeat::OtherBody { kept } = &repeat else { return told(repeat) };
        // The tenant may have got a new data key since: then the same body has another hash, and the former key tells.
        match version(kept) {
            Some(former) if Some(former) != version(&hash) => {
                let hash = keyed(&scope.data_key_of(app.keyring()?, former).await?, &body);
                told(scope.once(&self.route, key, &hash).await?)
            }
            _ => told(repeat),
        }
    }

    /// Keeps the answer beside its effect, and makes both lasting.
    pub(crate) async fn commit(&self, mut scope: TenantScope, answer: Answer) -> Result<Answer, Problem> {
        if let Some(key) = &self.key {
            scope.keep_answer(&self.route, key, &answer.to_be_kept()).await?;
        }
        scope.commit().await?;
        Ok(answer)
    }

    /// As [`Self::answered`], for an operator's request.
    pub(crate) async fn answered_to(
        &self,
        by: &Operator,
        app: &App,
        scope: &mut OperatorScope,
        body: &impl Serialize,
    ) -> Result<Option<Answer>, Problem> {
        let Some(key) = &self.key else { return Ok(None) };
        let body = serde_json::to_vec(body).map_err(Problem::internal)?;
        let hash = app.signing.digest(&body)?;
        told(scope.once(by.id(), &self.route, key, &hash).await?)
    }

    /// As [`Self::commit`], for an operator's request.
    pub(crate) async fn commit_by(&self, by: &Operator, mut scope: OperatorScope, answer: Answer) -> Result<Answer, Problem> {
        if let Some(key) = &self.key {
            scope.keep_answer(by.id(), &self.route, key, &answer.to_be_kept()).await?;
        }
        scope.commit().await?;
        Ok(answer)
    }
}

/// The data key's version, and a digest keyed with it, so that it tells nothing about a body that could be guessed.
fn keyed(key: &DataKey, body: &[u8]) -> Vec<u8> {
    [&key.version().to_be_bytes()[..], &key.digest("idempotency", body)].concat()
}

fn version(hash: &[u8]) -> Option<i32> {
    hash.first_chunk().map(|bytes| i32::from_be_bytes(*bytes))
}

fn told(repeat: Repeat) -> Result<Option<Answer>, Problem> {
    match repeat {
        Repeat::First => Ok(None),
        Repeat::OtherBody { .. } => Err(Problem::new(Kind::IdempotencyMismatch)),
        Repeat::Answered(stored) => {
            let made = stored.made.clone().unwrap_or_default();
            Answer::kept(stored).map(Some).ok_or_else(|| Problem::new(Kind::SecretShownOnce).instance(made))
        }
    }
}
