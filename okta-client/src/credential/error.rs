//! Why a text is not what it was given for. No message repeats the text.

/// Why a text is not an Okta API token. No message repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CredentialError {
    /// Nothing was given.
    #[error("enter the API token")]
    Empty,
    /// A blank or line end inside.
    #[error("there is a blank or a line end inside the token; copy it again, in one piece")]
    InnerBlank,
    /// Characters that no token has.
    #[error("the token contains characters that no API token has; copy it again")]
    Characters,
    /// Longer than any token.
    #[error("this is too long for an API token; enter only the token")]
    TooLong,
    /// Shorter than any token.
    #[error("this is too short for an API token; copy it again, to its end")]
    TooShort,
    /// The token's id as the API lists it.
    #[error("this is the token's id, not the token; Okta shows the token only once, when it is created")]
    TokenId,
    /// A web address.
    #[error("this is a web address; enter the API token here")]
    Address,
    /// A private key or certificate.
    #[error("this is a key or a certificate; enter an API token, created under Security, API, Tokens")]
    Key,
    /// A JSON Web Token, such as an OAuth access token.
    #[error("this is an OAuth token (a JWT); enter an API token, created under Security, API, Tokens")]
    Jwt,
}

/// Why a text is no client id or key id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing was given.
    #[error("enter the ID")]
    Empty,
    /// A blank or line end inside.
    #[error("there is a blank or a line end inside the ID; copy it again")]
    InnerBlank,
    /// An e-mail address.
    #[error("this is an e-mail address; enter the client ID of the app, as its page in the Admin Console shows it")]
    Email,
    /// A web address.
    #[error("this is a web address; enter the client ID of the app, as its page in the Admin Console shows it")]
    Address,
    /// An API token, which nobody else may see.
    #[error("this is an API token, which is a secret; enter the client ID of the app, and revoke the token if others may have seen it")]
    ApiToken,
    /// The id of something else than an app.
    #[error("this is the ID of a user, a group, a token or the org; enter the client ID of the app")]
    OtherObject,
    /// Characters that no id has.
    #[error("the ID contains characters that no such ID has; copy it again")]
    Characters,
    /// Longer than any id.
    #[error("this is too long for an ID; copy it again")]
    TooLong,
    /// Another id than the key itself names.
    #[error("the key says of itself that it has another ID; leave this empty or enter the ID that the key names")]
    OtherKey,
}

/// Why a text is no client secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// Nothing was given.
    #[error("enter the client secret")]
    Empty,
    /// A blank or line end inside.
    #[error("there is a blank or a line end inside the client secret; copy it again, in one piece")]
    InnerBlank,
    /// Characters that no secret has.
    #[error("the client secret contains characters that none has; copy it again")]
    Characters,
    /// Longer than any secret.
    #[error("this is too long for a client secret; enter only the secret")]
    TooLong,
    /// Shorter than any secret.
    #[error("this is too short for a client secret; copy it again, to its end")]
    TooShort,
    /// The client id.
    #[error("this is the client ID; enter the client secret, which stands below it")]
    ClientId,
    /// An API token.
    #[error("this is an API token; enter the client secret, or choose the API token as the kind of credential")]
    ApiToken,
    /// A private key or certificate.
    #[error("this is a key or a certificate; enter the client secret, or choose the private key as the kind of credential")]
    Key,
    /// A JSON Web Token.
    #[error("this is a token (a JWT); enter the client secret")]
    Jwt,
    /// A web address.
    #[error("this is a web address; enter the client secret")]
    Address,
}

/// Why a text is no private key that an OAuth client of Okta can sign with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Nothing was given.
    #[error("enter the private key")]
    Empty,
    /// Nothing like a key.
    #[error("this is no private key; enter the PEM file or the JSON Web Key (JWK) with its private part")]
    NotAKey,
    /// The inside of a PEM file without its first and last line.
    #[error("the first and the last line of the PEM file are missing (\"-----BEGIN PRIVATE KEY-----\", \"-----END PRIVATE KEY-----\")")]
    NoMarkers,
    /// An API token.
    #[error("this is an API token; enter the private key, or choose the API token as the kind of credential")]
    ApiToken,
    /// What looks like a client secret.
    #[error("this looks like a client secret; enter the private key, or choose the client secret as the kind of credential")]
    Secret,
    /// A signed token.
    #[error("this is a token (a JWT), not the key that signs one")]
    Jwt,
    /// A web address.
    #[error("this is a web address; enter the private key itself")]
    Address,
    /// A certificate.
    #[error("this is a certificate, which holds only the public key; enter the private key")]
    Certificate,
    /// A request for a certificate.
    #[error("this is a certificate request, which holds only the public key; enter the private key")]
    Request,
    /// A public key.
    #[error("this is the public key; enter the private one (in Okta's console, it is shown only once, when the key is made)")]
    PublicOnly,
    /// OpenSSH's own format.
    #[error("this key is in OpenSSH's format; convert it first: ssh-keygen -p -m PKCS8 -f KEYFILE")]
    OpenSsh,
    /// Locked by a passphrase.
    #[error("this key is encrypted by a passphrase; decrypt it first: openssl pkcs8 -topk8 -nocrypt -in KEYFILE")]
    Encrypted,
    /// A shared secret in a JWK.
    #[error("this JSON Web Key is a shared secret (kty \"oct\"); Okta takes RSA and EC keys")]
    Symmetric,
    /// Ed25519, DSA, RSA-PSS…
    #[error("this kind of key is not taken by Okta; make an RSA key (2,048 bits or more) or an EC key (P-256, P-384, P-521)")]
    Kind,
    /// An EC key on another curve.
    #[error("this key's curve is not taken by Okta; make one on P-256, P-384 or P-521")]
    Curve,
    /// An RSA key that is too short.
    #[error("this RSA key has {0} bits; Okta takes none under 2,048")]
    TooSmall(usize),
    /// An RSA key that is too long.
    #[error("this RSA key has {0} bits; at most 8,192 are taken")]
    TooLarge(usize),
    /// Several private keys.
    #[error("there are several private keys in this text; enter only the one that is registered at the app")]
    Several,
    /// JSON, but no JWK.
    #[error("this is JSON, but no JSON Web Key (JWK)")]
    NotAJwk,
    /// A JWK whose `kid` is no id.
    #[error(
        "this JSON Web Key's \"kid\" is empty or has a blank in it: take it out, or write there the ID under which the public key is registered"
    )]
    KeyId,
    /// An RSA JWK without `p`, `q`, `dp`, `dq`, `qi`.
    #[error("this JSON Web Key lacks its primes (p, q, dp, dq, qi); export it with them, or as a PEM file")]
    NoPrimes,
    /// Made for encryption.
    #[error("this key says that it is not for signing (\"use\" or \"key_ops\"); enter the signing key")]
    NotForSigning,
    /// An `alg` that does not fit.
    #[error("this key's \"alg\" does not fit it; Okta takes RS256, RS384, RS512 for RSA, and ES256, ES384, ES512 by the curve")]
    Algorithm,
    /// Another algorithm than the one that the key itself names.
    #[error("the key says of itself that it signs with another algorithm; leave this empty or choose the one that the key names")]
    OtherAlgorithm,
    /// The public part is another key's.
    #[error("the private and the public part of this key do not belong together; copy it again")]
    Mismatch,
    /// Cut off or changed.
    #[error("this key is damaged or its end is missing; copy it again, whole")]
    Damaged,
}
