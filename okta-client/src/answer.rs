//! What an answer means.

use reqwest::{
    StatusCode,
    header::{CONTENT_TYPE, HeaderMap, WWW_AUTHENTICATE},
};

use crate::{
    auth::{Refusal, Rejection},
    decode::harmless,
    envelope::Envelope,
    error::{Denial, Error, Outage},
    request::Call,
};

/// How Okta refuses a position in a list that is too old or not known to it: by its filter, its date, its paging or its length.
const OLD_CURSOR: [&str; 5] = ["E0000030", "E0000031", "E0000053", "E0000054", "E0000256"];

/// What to do with an answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Judgement {
    /// Read it.
    Good,
    /// Ask again; with `smaller` pages, where the list has a page size.
    Again { why: Outage, smaller: bool },
    /// A rate or concurrency limit was hit.
    TooMany,
    /// It may be read if it is signed anew, at once.
    Anew,
    /// Refused with an access token that is new and that no other call has tried: the endpoint's doing, or the token's. Okta's words.
    Doubted(String),
    /// It stays so.
    Final(Error),
}

/// Status, headers and text of an answer, and what was asked.
pub(crate) struct Answer<'a> {
    pub(crate) call: &'a Call,
    pub(crate) host: &'a str,
    /// Whether a position in a list was asked for.
    pub(crate) from_cursor: bool,
    pub(crate) status: StatusCode,
    pub(crate) headers: &'a HeaderMap,
    /// The text of a refusal, with the secret removed should Okta have echoed it.
    pub(crate) body: &'a str,
}

impl Answer<'_> {
    /// Judges by the status and Okta's code, never by Okta's texts.
    pub(crate) fn judge(&self) -> Judgement {
        let path = self.call.pattern;
        let envelope = Envelope::read(self.body);
        let is = |code: &str| envelope.as_ref().is_some_and(|envelope| envelope.is(code));
        let again = |why| Judgement::Again { why, smaller: false };
        let status = self.status.as_u16();
        if let Some(rejected) = self.rejected() {
            return Judgement::Final(rejected);
        }
        match status {
            200..=299 => Judgement::Good,
            300..=399 => Judgement::Final(Error::Unavailable { path, why: Outage::Redirect }),
            401 if is("E0000015") => Judgement::Final(Error::FeatureOff { path }),
            401 if self.is_before_okta(&envelope) => again(Outage::Status(status)),
            401 => Judgement::Final(Error::CredentialRejected { why: Rejection::Token, detail: self.words(&envelope) }),
            403 => self.forbidden(&envelope),
            404 if self.is_edge(&envelope) => Judgement::Final(Error::NotAnOrg { host: self.host.to_owned() }),
            404 | 410 => {
                let what = envelope.filter(|envelope| envelope.is("E0000007")).and_then(|envelope| envelope.missing());
                Judgement::Final(Error::NotFound { path, what })
            }
            400 if is("E0000029") => Judgement::Final(Error::CursorExpired { path }),
            400 | 414 if self.from_cursor && OLD_CURSOR.iter().any(|code| is(code)) => Judgement::Final(Error::CursorExpired { path }),
            400 if self.call.absent.iter().any(|code| is(code)) => Judgement::Final(Error::FeatureOff { path }),
            429 => Judgement::TooMany,
            // A search met profiles that no longer fit their schema.
            409 if is("E0000145") => Judgement::Again { why: Outage::Status(status), smaller: true },
            500 if is("E0000009") => Judgement::Again { why: Outage::Status(status), smaller: true },
            _ if is("E0000010") || is("E0000100") => again(Outage::Degraded),
            408 | 423 | 500 | 502..=599 => again(Outage::Status(status)),
            _ => {
                let code = envelope.as_ref().map(Envelope::code).unwrap_or_default();
                let summary = harmless(&envelope.map(|envelope| envelope.summary()).unwrap_or_default());
                Judgement::Final(Error::Refused { path, status, code, summary: self.traced(summary) })
            }
        }
    }

    /// A refusal in OAuth's form of what the call was signed with. One that is about a scope or the token itself is in a header instead.
    fn rejected(&self) -> Option<Error> {
        let refusal = Refusal::read(self.body).filter(|_| matches!(self.status.as_u16(), 400 | 401 | 403))?;
        let why = match () {
            () if refusal.demands_proof() => Rejection::ProofDemanded,
            () if refusal.is("invalid_dpop_proof") => Rejection::ProofRefused,
            () if refusal.is("access_denied") && refusal.says("network zones") => Rejection::OutsideZone,
            () => return None,
        };
        Some(Error::CredentialRejected { why, detail: self.traced(refusal.words()) })
    }

    fn forbidden(&self, envelope: &Option<Envelope>) -> Judgement {
        let is = |code: &str| envelope.as_ref().is_some_and(|envelope| envelope.is(code));
        let reason = match self.missing_scope() {
            Some(scope) => Denial::Scope(scope),
            None if is("E0000006") => Denial::Permission,
            None if is("E0000005") => Denial::CredentialKind,
            None if self.is_before_okta(envelope) => return Judgement::Again { why: Outage::Status(403), smaller: false },
            None => Denial::Other(self.words(envelope)),
        };
        Judgement::Final(Error::Forbidden { path: self.call.pattern, reason })
    }

    /// The scope that `www-authenticate` says is missing (RFC 6750); empty if it names none.
    fn missing_scope(&self) -> Option<String> {
        let challenges = self.headers.get_all(WWW_AUTHENTICATE).into_iter().filter_map(|challenge| challenge.to_str().ok());
        let challenge = challenges.into_iter().find(|challenge| challenge.contains("insufficient_scope"))?;
        let scope = challenge.split("scope=\"").nth(1).and_then(|rest| rest.split('"').next());
        Some(harmless(scope.unwrap_or_default()))
    }

    /// Whether Okta's edge answered, because no org has this host: no envelope, no request id, a status in the body.
    fn is_edge(&self, envelope: &Option<Envelope>) -> bool {
        let body: Option<serde_json::Value> = serde_json::from_str(self.body).ok();
        envelope.is_none() && !self.headers.contains_key(REQUEST_ID) && body.is_some_and(|body| body["status"] == 404)
    }

    /// Whether edge protection, a load balancer or a gateway refused, and not Okta's application: a page, or none of the application's signs.
    fn is_before_okta(&self, envelope: &Option<Envelope>) -> bool {
        let speaks = envelope.is_some() || Refusal::read(self.body).is_some() || self.headers.contains_key(WWW_AUTHENTICATE);
        !speaks && (self.is_page() || !self.headers.contains_key(REQUEST_ID))
    }

    fn is_page(&self) -> bool {
        self.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).is_some_and(|kind| kind.trim_start().starts_with("text/html"))
    }

    /// Okta's code and text, harmless to show; the status where there is no envelope.
    fn words(&self, envelope: &Option<Envelope>) -> String {
        self.traced(match envelope {
            Some(envelope) => harmless(&format!("{}: {}", envelope.code(), envelope.summary())),
            None => format!("status {}", self.status.as_u16()),
        })
    }

    /// The words with the id by which Okta's support finds the request.
    fn traced(&self, words: String) -> String {
        traced(words, self.headers)
    }
}

/// Names a request at Okta; what answers before Okta's application sets none.
const REQUEST_ID: &str = "x-okta-request-id";

/// The id that Okta gave to the request behind an answer: 32 hexadecimal characters, or about 27 of another alphabet in older cells.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    let fits = |id: &&str| (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'@' | b'_' | b'-'));
    headers.get(REQUEST_ID)?.to_str().ok().filter(fits)
}

/// Words of a refusal with the id of its request, if it has one.
pub(crate) fn traced(words: String, headers: &HeaderMap) -> String {
    match request_id(headers) {
        Some(id) if words.is_empty() => format!("Okta's request {id}"),
        Some(id) => format!("{words}; Okta's request {id}"),
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reqwest::header::HeaderValue;

    use super::*;
    use crate::{Missing, request::Access};

    const PATH: &str = "/api/v1/policies";

    fn judge(status: u16, headers: &[(&'static str, &'static str)], body: &str, from_cursor: bool) -> Judgement {
        let call = Call { absent: &["E0000002"], ..Call::new(PATH, &[], Access::Open) };
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect();
        let status = StatusCode::from_u16(status).unwrap();
        Answer { call: &call, host: "acme.okta.com", from_cursor, status, headers: &headers, body }.judge()
    }

    fn code(code: &str) -> String {
        format!(r#"{{"errorCode":"{code}","errorSummary":"<b>why</b>","errorCauses":[]}}"#)
    }

    const ID: &[(&str, &str)] = &[("x-okta-request-id", "abc")];

    #[test]
    fn a_401_is_about_the_credential_unless_a_feature_is_off() {
        assert_eq!(judge(401, ID, &code("E0000015"), false), Judgement::Final(Error::FeatureOff { path: PATH }));
        let Judgement::Final(error) = judge(401, ID, &code("E0000011"), false) else { panic!() };
        assert!(error.is_about_credential());
        assert!(error.to_string().contains("E0000011"), "{error}");
        let challenge = [("www-authenticate", r#"Bearer realm="http://x", error="invalid_token""#)];
        for (headers, body) in [(ID, ""), (&challenge, ""), (&[], code("E0000011").as_str()), (&[], r#"{"error":"invalid_token"}"#)] {
            assert!(matches!(judge(401, headers, body, false), Judgement::Final(Error::CredentialRejected { .. })), "{headers:?} {body}");
        }
    }

    #[test]
    fn what_stands_before_okta_rejects_no_credential() {
        let page: &[_] = &[("content-type", "text/html;charset=utf-8"), ("x-okta-request-id", "abc")];
        for status in [401, 403] {
            for (headers, body) in [(page, "<html>"), (&[], "<html>"), (&[], ""), (&[], r#"{"message":"no"}"#)] {
                let again = Judgement::Again { why: Outage::Status(status), smaller: false };
                assert_eq!(judge(status, headers, body, false), again, "{status} {headers:?} {body}");
            }
        }
    }

    #[test]
    fn a_refusal_names_its_request_in_both_of_okta_s_forms_and_no_other_text() {
        for id in ["0f1e2d3c4b5a69788796a5b4c3d2e1f0", "YaBc@dEf_gHi-JkLmNoPqRsTuV1"] {
            let Judgement::Final(error) = judge(401, &[("x-okta-request-id", id)], &code("E0000011"), false) else { panic!() };
            assert!(error.to_string().ends_with(&format!("; Okta's request {id})")), "{error}");
            let Judgement::Final(error) = judge(400, &[("x-okta-request-id", id)], &code("E0000001"), false) else { panic!() };
            assert!(error.to_string().ends_with(&format!("; Okta's request {id}")), "{error}");
        }
        let Judgement::Final(error) = judge(401, &[("x-okta-request-id", "<b>SSWS 00x</b>")], &code("E0000011"), false) else { panic!() };
        assert!(!error.to_string().contains("00x"), "{error}");
    }

    #[test]
    fn a_403_says_what_is_missing() {
        let denied = |reason| Judgement::Final(Error::Forbidden { path: PATH, reason });
        assert_eq!(judge(403, ID, &code("E0000006"), false), denied(Denial::Permission));
        assert_eq!(judge(403, ID, &code("E0000005"), false), denied(Denial::CredentialKind));
        assert_eq!(judge(403, ID, &code("E0000038"), false), denied(Denial::Other("E0000038: ‹b›why‹/b›; Okta's request abc".into())));
        let scope = [("www-authenticate", r#"Bearer realm="http://x", scope="okta.policies.read", error="insufficient_scope""#)];
        assert_eq!(judge(403, &scope, "", false), denied(Denial::Scope("okta.policies.read".into())));
    }

    #[test]
    fn a_refusal_in_oauth_s_form_is_about_the_credential() {
        for (status, error, words, rejection) in [
            (400, "invalid_dpop_proof", "The DPoP proof JWT has already been used.", Rejection::ProofRefused),
            (400, "invalid_request", "The resource request requires a DPoP proof.", Rejection::ProofDemanded),
            (400, "invalid_dpop_proof", "The DPoP proof JWT header is missing.", Rejection::ProofDemanded),
            (403, "access_denied", "The request is made from outside the client's permitted network zones.", Rejection::OutsideZone),
        ] {
            let body = format!(r#"{{"error":"{error}","error_description":"{words}"}}"#);
            assert!(matches!(judge(status, ID, &body, false), Judgement::Final(Error::CredentialRejected { why, .. }) if why == rejection));
        }
        assert!(matches!(judge(400, ID, r#"{"error":"invalid_request"}"#, false), Judgement::Final(Error::Refused { .. })));
    }

    proptest! {
        #[test]
        fn any_answer_is_judged_and_its_words_are_harmless(
            status in 100u16..600,
            challenge in "(Bearer|DPoP algs=\"ES256\",)? ?(error=\"?(insufficient_scope|invalid_token)\"?,?)?( ?scope=\"?[a-z.<& ]{0,30}\"?)?",
            code in "(E0000[0-9]{3})?",
            words in "\\PC{0,300}",
            from_cursor in any::<bool>(),
        ) {
            let call = Call { absent: &["E0000002"], ..Call::new(PATH, &[], Access::Open) };
            let headers = [(WWW_AUTHENTICATE, HeaderValue::from_str(&challenge).unwrap())].into_iter().collect();
            let status = StatusCode::from_u16(status).unwrap();
            for body in [
                serde_json::json!({"errorCode": code, "errorSummary": words, "errorCauses": [{"errorSummary": words}]}).to_string(),
                serde_json::json!({"error": "invalid_dpop_proof", "error_description": words}).to_string(),
                words.clone(),
            ] {
                let answer = Answer { call: &call, host: "acme.okta.com", from_cursor, status, headers: &headers, body: &body };
                if let Judgement::Final(error) = answer.judge() {
                    let text = error.to_string();
                    prop_assert!(text.chars().count() < 600 && !text.contains(['<', '>', '\n', '"', '&']), "{text}");
                }
            }
        }
    }

    #[test]
    fn a_404_of_the_edge_is_told_from_one_of_the_org() {
        let edge = "{\"status\":404,\"message\":\"Resource not found\"}\n";
        assert_eq!(judge(404, &[], edge, false), Judgement::Final(Error::NotAnOrg { host: "acme.okta.com".into() }));
        for (headers, body) in [(ID, code("E0000007")), (ID, String::new()), (&[], String::new()), (ID, edge.to_owned())] {
            assert_eq!(judge(404, headers, &body, false), Judgement::Final(Error::NotFound { path: PATH, what: None }), "{body}");
        }
        let missing = r#"{"errorCode":"E0000007","errorSummary":"Not found: Resource not found: 0oa1 (AppLink)"}"#;
        assert_eq!(
            judge(404, ID, missing, false),
            Judgement::Final(Error::NotFound { path: PATH, what: Some(Missing { kind: "AppLink".into(), id: "0oa1".into() }) })
        );
    }

    #[test]
    fn a_400_may_mean_an_old_cursor_or_an_absent_feature() {
        let expired = Judgement::Final(Error::CursorExpired { path: PATH });
        assert_eq!(judge(400, ID, &code("E0000029"), true), expired);
        assert_eq!(judge(400, ID, &code("E0000031"), true), expired);
        for old in OLD_CURSOR {
            assert_eq!(judge(400, ID, &code(old), true), expired, "{old}");
            assert!(matches!(judge(400, ID, &code(old), false), Judgement::Final(Error::Refused { .. })), "{old}");
        }
        assert_eq!(judge(414, ID, &code("E0000256"), true), expired);
        assert_eq!(judge(400, ID, &code("E0000002"), false), Judgement::Final(Error::FeatureOff { path: PATH }));
        let refused =
            Error::Refused { path: PATH, status: 400, code: "E0000001".into(), summary: "‹b›why‹/b›; Okta's request abc".into() };
        assert_eq!(judge(400, ID, &code("E0000001"), false), Judgement::Final(refused));
    }

    #[test]
    fn what_passes_is_asked_again() {
        let again = |why, smaller| Judgement::Again { why, smaller };
        assert_eq!(judge(429, ID, &code("E0000047"), false), Judgement::TooMany);
        assert_eq!(judge(500, ID, &code("E0000009"), false), again(Outage::Status(500), true));
        assert_eq!(judge(409, ID, &code("E0000145"), false), again(Outage::Status(409), true));
        assert_eq!(judge(503, ID, &code("E0000010"), false), again(Outage::Degraded, false));
        for status in [502, 503, 504, 423] {
            assert_eq!(judge(status, &[], "<html>", false), again(Outage::Status(status), false));
        }
        assert_eq!(judge(302, &[], "", false), Judgement::Final(Error::Unavailable { path: PATH, why: Outage::Redirect }));
        assert!(matches!(judge(405, ID, &code("E0000022"), false), Judgement::Final(Error::Refused { status: 405, .. })));
        assert!(matches!(judge(501, ID, "", false), Judgement::Final(Error::Refused { status: 501, .. })));
        assert_eq!(judge(204, &[], "", false), Judgement::Good);
    }
}
