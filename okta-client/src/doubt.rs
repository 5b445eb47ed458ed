//! An access token that is new and refused: by one endpoint, or by Okta?

use crate::{
    Error, OktaClient,
    api::{Scope, scopes},
    auth::{Rejection, Trials},
    error::Denial,
    fetch::Miss,
    request::{Access, Call},
    retry::Tries,
};

/// Where it is asked whether a token is good at all: what every org has, the scope that opens it, and whether it is a list.
const ELSEWHERE: [(&str, Scope, bool); 5] = [
    ("/api/v1/org", scopes::ORGS, false),
    ("/api/v1/groups", scopes::GROUPS, true),
    ("/api/v1/users", scopes::USERS, true),
    ("/api/v1/apps", scopes::APPS, true),
    ("/api/v1/logs", scopes::LOGS, true),
];
/// So many of them are asked.
const MOST_ASKED: usize = 3;

impl OktaClient {
    /// What the refusal of a new access token at `call` means. Where another call is answered, or there is none to make, the endpoint takes no
    /// OAuth tokens; where all are refused, Okta does not take its own. An error that passes where that could not be found out just now.
    pub(crate) async fn settle(&self, call: &Call, words: String) -> Error {
        let auth = &self.shared.auth;
        let others = ELSEWHERE.map(|(path, scope, is_list)| Call {
            query: is_list.then(|| ("limit", "1".to_owned())).into_iter().collect(),
            ..Call::new(path, &[], Access::Scope(scope))
        });
        let mut asked = 0;
        for other in others.iter().filter(|other| other.pattern != call.pattern && auth.may_send(other)).take(MOST_ASKED) {
            let Ok(url) = self.org().base().join(&other.target()) else { return Error::LinkRefused { path: other.pattern } };
            asked += 1;
            match self.attempt(other, &url, false, &mut Tries::new(1), &mut Trials::spent(), &|_, _| Ok(())).await {
                // Whoever says what is missing has taken the token, too.
                Ok(Ok(()) | Err(Miss::Final(Error::Forbidden { reason: Denial::Scope(_) | Denial::Permission, .. }))) => {
                    return auth.closed(call);
                }
                // Another call has closed it meanwhile: nothing was sent.
                Err(Error::Forbidden { .. }) => asked -= 1,
                Ok(Err(Miss::Again { error, .. })) | Err(error) => return error,
                Ok(Err(Miss::TooMany)) => return self.shared.turns.give_up(other.pattern),
                Ok(Err(Miss::Final(error))) if error.is_about_credential() => return error,
                Ok(Err(Miss::Doubted(_) | Miss::Anew | Miss::Final(_))) => {}
            }
        }
        if asked == 0 {
            // Nothing speaks for the token, and nothing against it but this endpoint.
            return auth.closed(call);
        }
        auth.forget_token();
        Error::CredentialRejected { why: Rejection::TokenInvalid, detail: words }
    }
}
