//! Who our own credential acts for: the user who made an API token, or an OAuth client, which acts for itself.

use okta_client::{
    Error, OktaClient,
    api::{
        Scope,
        api_tokens::Network,
        apps::{self, App},
        org, scopes,
        users::{self, User},
    },
};
use serde::{Deserialize, Serialize};

/// What is kept of it. A client is told from a user by its `client_id`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Own {
    /// An OAuth client.
    Client {
        client_id: String,
        /// Its app, where Okta shows it.
        #[serde(default)]
        app: Option<OwnApp>,
    },
    /// The owner of a token.
    User(Box<User>),
}

/// What matters of the app behind our client.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct OwnApp {
    pub(crate) label: Option<String>,
    pub(crate) is_service: bool,
    #[serde(default)]
    pub(crate) network: Option<Network>,
    /// Whether it demands proof of possession (DPoP).
    #[serde(default)]
    pub(crate) demands_proof: Option<bool>,
}

/// The OAuth scopes that a connection asks for: those of the collection, and the log's, which alone makes a connection too.
pub(crate) fn wanted() -> Vec<Scope> {
    scopes::COMMON.iter().copied().chain([scopes::LOGS]).collect()
}

/// Asks Okta who our credential acts for.
///
/// # Errors
/// When Okta does not tell a token's owner, or a call fails for another reason than that a client's app is not shown.
pub(crate) async fn ask(client: &OktaClient) -> Result<Own, Error> {
    let Some(id) = client.client_id() else {
        return Ok(Own::User(Box::new(client.get(&users::me()).await?)));
    };
    let app = match client.get(&apps::get(id.as_str())).await {
        Ok(app) => Some(app.into()),
        Err(error) if error.is_about_one_call() => None,
        Err(error) => return Err(error),
    };
    Ok(Own::Client { client_id: id.to_string(), app })
}

/// Whether Okta takes the credential, by what every credential may ask. What it may not read is no refusal of the credential.
///
/// # Errors
/// When it is rejected, or Okta cannot be asked.
pub(crate) async fn works(client: &OktaClient) -> Result<(), Error> {
    let answer = match client.client_id() {
        None => client.get(&users::me()).await.map(|_| ()),
        Some(_) => client.get(&org::get()).await.map(|_| ()),
    };
    match answer {
        Err(Error::Forbidden { .. }) if client.client_id().is_some() => Ok(()),
        other => other,
    }
}

impl From<App> for OwnApp {
    fn from(app: App) -> Self {
        let is_service = app.is_service();
        let settings = app.settings.and_then(|settings| settings.oauth_client);
        let demands_proof = settings.as_ref().and_then(|settings| settings.dpop_bound_access_tokens);
        Self { label: app.label.or(app.name), is_service, network: settings.and_then(|settings| settings.network), demands_proof }
    }
}
