//! The catalogue of problem kinds. A kind once published keeps its code and its status for ever.

use http::StatusCode;

macro_rules! kinds {
    ($( #[doc = $about:literal] $variant:ident = $status:ident $code:literal $title:literal; )*) => {
        /// A lasting kind of refusal. Its code is what a client's program looks at.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind {
            $( #[doc = $about] $variant, )*
        }

        impl Kind {
            /// Every kind, by status.
            pub const ALL: &[Self] = &[ $( Self::$variant, )* ];

            /// The name a client's program compares, such as `not-found`.
            pub const fn code(self) -> &'static str {
                match self { $( Self::$variant => $code, )* }
            }

            /// Where the kind is explained: a path on this service, and the `type` of its documents.
            pub const fn uri(self) -> &'static str {
                match self { $( Self::$variant => concat!("/problems/", $code), )* }
            }

            /// A few words that do not change from one occurrence to the next.
            pub const fn title(self) -> &'static str {
                match self { $( Self::$variant => $title, )* }
            }

            /// What it means and what to do about it, in a sentence or two.
            pub fn about(self) -> &'static str {
                match self { $( Self::$variant => $about, )* }.trim()
            }

            /// The HTTP status it is sent with.
            pub const fn status(self) -> StatusCode {
                match self { $( Self::$variant => StatusCode::$status, )* }
            }
        }
    };
}

kinds! {
    /// The body is not JSON. Nothing was done; send a well-formed document.
    InvalidJson = BAD_REQUEST "invalid-json" "The body is not valid JSON";
    /// A part of the path is not text in UTF-8. An id that cannot be one names nothing, and is `not-found`.
    InvalidPath = BAD_REQUEST "invalid-path" "The path is not of the expected form";
    /// A query parameter is unknown or does not have the form it must have. `errors` names each of them.
    InvalidQuery = BAD_REQUEST "invalid-query" "A query parameter is not valid";
    /// A header does not have the form it must have. `detail` names it.
    InvalidHeader = BAD_REQUEST "invalid-header" "A header is not valid";
    /// The cursor was not issued by this service for this list with these filters. Start again without one.
    InvalidCursor = BAD_REQUEST "invalid-cursor" "The cursor is not valid here";
    /// We do not know who is asking: the key or token is absent, mistyped, unknown, expired or revoked.
    Unauthenticated = UNAUTHORIZED "unauthenticated" "A valid key or token is needed";
    /// The caller is known, and its role does not allow this operation.
    Forbidden = FORBIDDEN "forbidden" "Your role does not allow this";
    /// The tenant is suspended. Nothing of it can be read or changed until an operator resumes it.
    TenantSuspended = FORBIDDEN "tenant-suspended" "The tenant is suspended";
    /// The request came in plain HTTP, past the proxy that speaks TLS for this service. Use the service's address under https, and replace whatever secret was sent along.
    HttpsRequired = FORBIDDEN "https-required" "Requests come over https";
    /// There is no such object, or it belongs to somebody else. Both answer alike.
    NotFound = NOT_FOUND "not-found" "Not found";
    /// There is no operation at this path. The description of all operations is at `/openapi.json`.
    UnknownPath = NOT_FOUND "unknown-path" "There is nothing at this path";
    /// The path exists and does not take this method. The `Allow` header lists those that it takes.
    MethodNotAllowed = METHOD_NOT_ALLOWED "method-not-allowed" "The path does not take this method";
    /// The request did not arrive in full in the time allowed. Send it again.
    RequestTimeout = REQUEST_TIMEOUT "request-timeout" "The request took too long to arrive";
    /// The object is in a state that does not allow this, or was changed at the same moment. Read it again, then decide.
    Conflict = CONFLICT "conflict" "The object's state does not allow this";
    /// Such an object exists already. `detail` says what is taken.
    AlreadyExists = CONFLICT "already-exists" "It exists already";
    /// The request succeeded before, and its answer held a secret that is shown only once. `instance` names what it made.
    SecretShownOnce = CONFLICT "secret-shown-once" "Its secret has been shown and is not kept";
    /// The object is not the one that `If-Match` names: somebody changed it. Read it again, then send the change again.
    PreconditionFailed = PRECONDITION_FAILED "precondition-failed" "It was changed in the meantime";
    /// The body is larger than this operation takes.
    TooLarge = PAYLOAD_TOO_LARGE "too-large" "The body is too large";
    /// The body is not of a type that this operation reads. Send `application/json` unless the operation says otherwise.
    UnsupportedMediaType = UNSUPPORTED_MEDIA_TYPE "unsupported-media-type" "The body is not of a type that is read here";
    /// One or more fields are not acceptable. `errors` points at each of them with a JSON pointer (RFC 6901).
    ValidationFailed = UNPROCESSABLE_ENTITY "validation-failed" "A field is not acceptable";
    /// The `Idempotency-Key` was used before with a different request. Use a new key for a new request.
    IdempotencyMismatch = UNPROCESSABLE_ENTITY "idempotency-mismatch" "The key belongs to a different request";
    /// The operation changes what others edit too, so it needs `If-Match` with the `ETag` that was read.
    PreconditionRequired = PRECONDITION_REQUIRED "precondition-required" "If-Match is needed";
    /// Too many requests by this key or from this address. Wait as many seconds as `Retry-After` says.
    TooManyRequests = TOO_MANY_REQUESTS "too-many-requests" "Too many requests";
    /// Something is wrong on our side. Tell us the `request_id`; the document says nothing else on purpose.
    Internal = INTERNAL_SERVER_ERROR "internal" "Something went wrong on our side";
    /// The service, or something that it needs, is not ready. Send the request again after `Retry-After` seconds.
    Unavailable = SERVICE_UNAVAILABLE "unavailable" "The service is not ready";
    /// The answer took longer than the time allowed for a request. Ask for less, or send it again, with the same `Idempotency-Key` if it changes something.
    TookTooLong = SERVICE_UNAVAILABLE "took-too-long" "The answer took too long";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_paragraph_in_the_catalogue_in_order() {
        let catalogue = include_str!("../../../openapi/problems.md");
        let headings: Vec<_> = catalogue.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        let expected: Vec<_> = Kind::ALL.iter().map(|kind| format!("{} ({})", kind.code(), kind.status().as_u16())).collect();
        assert_eq!(headings, expected);

        for kind in Kind::ALL {
            assert!(catalogue.contains(kind.about()), "openapi/problems.md does not say of {}: {}", kind.code(), kind.about());
        }
    }

    #[test]
    fn codes_are_unique_and_fit_a_path() {
        let mut codes: Vec<_> = Kind::ALL.iter().map(|kind| kind.code()).collect();
        assert!(codes.iter().all(|code| code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')));
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Kind::ALL.len());
    }
}
