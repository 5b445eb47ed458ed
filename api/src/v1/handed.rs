//! A credential as it was handed over, by the form or the API, and whether it has the right form.

use okta_client::{
    Algorithm, ApiToken, ClientId, ClientKey, ClientSecret, Credential, KeyError, KeyId, NameError, OrgUrl, SecretError, SigningKey,
};
use oktually_core::store::{self, CredentialKind, Through};
use secrecy::{ExposeSecret, SecretString};

use crate::{
    misplaced::holds_secret,
    problem::{FieldError, Kind, Problem},
};

/// What was handed over; empty texts for what was not.
pub(crate) struct Handed {
    pub(crate) kind: CredentialKind,
    pub(crate) org: String,
    pub(crate) token: SecretString,
    pub(crate) token_name: String,
    pub(crate) client_id: String,
    pub(crate) private_key: SecretString,
    pub(crate) key_id: String,
    /// How the key is to sign, where it does not say so itself.
    pub(crate) algorithm: String,
    pub(crate) client_secret: SecretString,
}

/// A credential that has the right form.
pub(crate) struct Checked {
    /// What to seal.
    pub(crate) credential: store::NewCredential,
    /// Whether something around the secret was taken off.
    pub(crate) trimmed: bool,
}

/// A secret that was read, and whether something around it was taken off; or what is wrong with which fields.
type Read = Result<(Credential, bool), Vec<FieldError>>;

impl Handed {
    /// Judges the form of the org's address and of the credential; each fault points at its field, and none repeats a secret.
    pub(crate) fn check(&self, through: Through) -> Result<Checked, Problem> {
        let org = self.org.parse::<OrgUrl>().map_err(|error| vec![FieldError::at("/org", error.to_string())]);
        let read = match self.kind {
            CredentialKind::ApiToken => self.api_token(),
            CredentialKind::PrivateKey => self.private_key(),
            CredentialKind::ClientSecret => self.client_secret(),
        };
        match (org, read) {
            (Ok(org), Ok((credential, trimmed))) => {
                let token_name = Some(self.token_name.trim().to_owned()).filter(|name| !name.is_empty());
                let token_name = token_name.filter(|_| self.kind == CredentialKind::ApiToken);
                let credential = store::NewCredential { credential, host: org.host().to_owned(), token_name, through };
                Ok(Checked { credential, trimmed })
            }
            (org, read) => {
                let errors = org.err().into_iter().chain(read.err()).flatten();
                Err(Problem::new(Kind::ValidationFailed).errors(errors))
            }
        }
    }

    /// Refuses what belongs to another kind: whoever sent it means something else than what would be sealed.
    pub(crate) fn has_no_other_fields(&self) -> Result<(), Problem> {
        let (token, key, secret) = match self.kind {
            CredentialKind::ApiToken => (true, false, false),
            CredentialKind::PrivateKey => (false, true, false),
            CredentialKind::ClientSecret => (false, false, true),
        };
        let fields = [
            ("/token", token, is_empty(&self.token)),
            ("/token_name", token, self.token_name.is_empty()),
            ("/client_id", key || secret, self.client_id.is_empty()),
            ("/private_key", key, is_empty(&self.private_key)),
            ("/key_id", key, self.key_id.is_empty()),
            ("/algorithm", key, self.algorithm.is_empty()),
            ("/client_secret", secret, is_empty(&self.client_secret)),
        ];
        let others = fields.into_iter().filter(|(_, belongs, empty)| !belongs && !empty);
        let errors: Vec<_> =
            others.map(|(pointer, ..)| FieldError::at(pointer, "a credential of this kind has no such field: see `kind`")).collect();
        if errors.is_empty() { Ok(()) } else { Err(Problem::new(Kind::ValidationFailed).errors(errors)) }
    }

    #[expect(clippy::disallowed_methods, reason = "the token's form is judged, and what was copied with it taken off")]
    fn api_token(&self) -> Read {
        let token = ApiToken::parse(self.token.expose_secret()).map_err(|error| FieldError::at("/token", error.to_string()));
        // A name is kept in clear.
        let name = if holds_secret(&self.token_name) {
            Err(FieldError::at("/token_name", "this is a secret; enter the name that the token was given in Okta"))
        } else {
            Ok(())
        };
        both(token, name).map(|(token, ())| token)
    }

    #[expect(clippy::disallowed_methods, reason = "the key is read from what was pasted")]
    fn private_key(&self) -> Read {
        let key_id = match self.key_id.trim() {
            "" => Ok(None),
            // The id is kept in clear.
            text if holds_secret(text) => Err(FieldError::at("/key_id", "this is a secret; enter the ID of the public key (kid)")),
            text => text.parse::<KeyId>().map(Some).map_err(|error| FieldError::at("/key_id", error.to_string())),
        };
        let key = SigningKey::parse(self.private_key.expose_secret()).map_err(|error| FieldError::at("/private_key", error.to_string()));
        let key = both(key, self.algorithm()).and_then(|(key, algorithm)| match algorithm {
            Some(algorithm) => key.signing_with(algorithm).map_err(|error| vec![FieldError::at("/algorithm", error.to_string())]),
            None => Ok(key),
        });
        let (client_id, (key, key_id)) = match (self.client_id(), all(key, key_id)) {
            (Ok(client_id), Ok(rest)) => (client_id, rest),
            (client_id, rest) => return Err(client_id.err().into_iter().chain(rest.err().into_iter().flatten()).collect()),
        };
        let mended = key.mended;
        let client = ClientKey::new(client_id, key, key_id).map_err(|error| vec![FieldError::at("/key_id", error.to_string())])?;
        Ok((Credential::PrivateKey(client), mended))
    }

    fn algorithm(&self) -> Result<Option<Algorithm>, FieldError> {
        match self.algorithm.trim() {
            "" => Ok(None),
            name => Algorithm::find(name).map(Some).ok_or_else(|| FieldError::at("/algorithm", KeyError::Algorithm.to_string())),
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the secret's form is judged, and what was copied with it taken off")]
    fn client_secret(&self) -> Read {
        let faulty = |error: SecretError| FieldError::at("/client_secret", error.to_string());
        let client_id = self.client_id().map_err(|error| {
            let none = is_empty(&self.client_secret).then(|| faulty(SecretError::Empty));
            [error].into_iter().chain(none).collect::<Vec<_>>()
        })?;
        let (client, trimmed) = ClientSecret::parse(client_id, self.client_secret.expose_secret()).map_err(|error| vec![faulty(error)])?;
        Ok((Credential::ClientSecret(client), trimmed))
    }

    fn client_id(&self) -> Result<ClientId, FieldError> {
        if holds_secret(&self.client_id) {
            return Err(FieldError::at(
                "/client_id",
                "this is a secret; enter the client ID of the app, and replace the secret if others may have seen it",
            ));
        }
        self.client_id.parse().map_err(|error: NameError| FieldError::at("/client_id", error.to_string()))
    }
}

/// Both, or what is wrong with either.
fn both<A, B>(one: Result<A, FieldError>, two: Result<B, FieldError>) -> Result<(A, B), Vec<FieldError>> {
    all(one.map_err(|error| vec![error]), two)
}

/// The same where the first may be wrong in several ways.
fn all<A, B>(one: Result<A, Vec<FieldError>>, two: Result<B, FieldError>) -> Result<(A, B), Vec<FieldError>> {
    match (one, two) {
        (Ok(one), Ok(two)) => Ok((one, two)),
        (one, two) => Err(one.err().into_iter().flatten().chain(two.err()).collect()),
    }
}

#[expect(clippy::disallowed_methods, reason = "whether there is a secret at all")]
fn is_empty(secret: &SecretString) -> bool {
    secret.expose_secret().trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "00abcDEFghi-jklMNOpqrSTUvwx_YZ0123456789ab";
    const SECRET: &str = "S3CRETabcDEFghijklMNOpqrSTUvwxYZ0123456789-_S3CRETabcDEFghijklMN";

    fn handed(kind: CredentialKind) -> Handed {
        let none = || SecretString::from("");
        Handed {
            kind,
            org: "ACME.okta.com.".into(),
            token: none(),
            token_name: String::new(),
            client_id: String::new(),
            private_key: none(),
            key_id: String::new(),
            algorithm: String::new(),
            client_secret: none(),
        }
    }

    fn faults(handed: &Handed) -> Vec<String> {
        let problem = handed.check(Through::Api).err().unwrap();
        let body = String::from_utf8(problem.body(None)).unwrap();
        for secret in ["hunter2", TOKEN, SECRET, "MIGH"] {
            assert!(!body.contains(secret), "{body}");
        }
        problem.field_errors().iter().map(|error| error.pointer.clone().unwrap()).collect()
    }

    #[test]
    fn each_field_of_a_kind_is_pointed_at_and_nothing_secret_is_repeated() {
        use CredentialKind::*;
        let bad = Handed { org: "https://acme-admin.okta.com".into(), token: "hunter2 hunter2".into(), ..handed(ApiToken) };
        assert_eq!(faults(&bad), ["/org", "/token"]);
        let bad = Handed { token: TOKEN.into(), token_name: SECRET.into(), ..handed(ApiToken) };
        assert_eq!(faults(&bad), ["/token_name"]);
        assert_eq!(faults(&handed(PrivateKey)), ["/client_id", "/private_key"]);
        let bad = Handed {
            client_id: TOKEN.into(),
            private_key: "-----BEGIN CERTIFICATE-----\nMIGH\n-----END CERTIFICATE-----".into(),
            key_id: SECRET.into(),
            ..handed(PrivateKey)
        };
        assert_eq!(faults(&bad), ["/client_id", "/private_key", "/key_id"]);
        let bad = Handed { client_id: "0oa1".into(), algorithm: "HS256".into(), ..handed(PrivateKey) };
        assert_eq!(faults(&bad), ["/private_key", "/algorithm"]);
        assert_eq!(faults(&handed(ClientSecret)), ["/client_id", "/client_secret"]);
        let bad = Handed { client_id: "0oa1".into(), client_secret: TOKEN.into(), ..handed(ClientSecret) };
        assert_eq!(faults(&bad), ["/client_secret"]);
    }

    #[test]
    fn a_field_of_another_kind_is_refused() {
        let mixed =
            Handed { token: TOKEN.into(), client_id: "0oa1".into(), client_secret: SECRET.into(), ..handed(CredentialKind::ApiToken) };
        let problem = mixed.has_no_other_fields().err().unwrap();
        let pointers: Vec<_> = problem.field_errors().iter().map(|error| error.pointer.as_deref().unwrap()).collect();
        assert_eq!(pointers, ["/client_id", "/client_secret"]);
        assert!(Handed { token: TOKEN.into(), ..handed(CredentialKind::ApiToken) }.has_no_other_fields().is_ok());
    }

    #[test]
    fn blanks_around_a_secret_are_taken_off_and_said() {
        let token = Handed { token: format!("  {TOKEN}\n").into(), ..handed(CredentialKind::ApiToken) };
        let secret =
            Handed { client_id: " 0oa1 ".into(), client_secret: format!("{SECRET}\r\n").into(), ..handed(CredentialKind::ClientSecret) };
        for handed in [token, secret] {
            let checked = handed.check(Through::Intake).unwrap_or_else(|_| panic!("{:?} is refused", handed.kind));
            assert_eq!((checked.credential.host.as_str(), checked.trimmed), ("acme.okta.com", true));
        }
    }
}
