//! Whoever asks the service, and what they are answered.

use std::sync::{Arc, Mutex};

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use oktually_api::problem::Kind;
use serde_json::Value;

use crate::described::expect_described;

/// Everything that was answered so far.
#[derive(Clone, Default)]
pub struct Transcript(Arc<Mutex<Vec<Said>>>);

/// An answer as text.
#[derive(Clone)]
pub struct Said {
    /// Method, path and status.
    pub asked: String,
    /// Headers and body.
    pub answer: String,
}

/// Whoever asks one listener of the service, with headers that go along each time.
#[derive(Clone)]
pub struct Caller {
    http: reqwest::Client,
    url: String,
    headers: HeaderMap,
    transcript: Transcript,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub text: String,
}

impl Transcript {
    /// All of it.
    pub fn all(&self) -> Vec<Said> {
        self.0.lock().expect("nobody panics while writing").clone()
    }

    fn add(&self, asked: &str, answer: &Answer) {
        let heads = answer.headers.iter().map(|(name, value)| format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes())));
        let said = Said { asked: format!("{asked} {}", answer.status), answer: format!("{}\n{}", heads.collect::<String>(), answer.text) };
        self.0.lock().expect("nobody panics while writing").push(said);
    }
}

impl Caller {
    /// Somebody unknown.
    pub(crate) fn new(url: &str, transcript: &Transcript) -> Self {
        // Nothing here speaks TLS, yet the HTTP library wants to know by what it would. Somebody else may have said so already.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        #[expect(clippy::disallowed_methods, reason = "tests call the service as a customer would, not Okta")]
        let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().expect("a client is built");
        Self { http, url: url.to_owned(), headers: HeaderMap::new(), transcript: transcript.clone() }
    }

    /// The listener's address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A header that goes along each time; empty if there is none of this name.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The same with this key or token.
    #[must_use]
    pub fn with_key(&self, key: &str) -> Self {
        self.with(header::AUTHORIZATION.as_str(), &format!("Bearer {key}"))
    }

    /// The same with this header.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut with = self.clone();
        with.headers.insert(HeaderName::try_from(name).expect("a name"), HeaderValue::try_from(value).expect("a value"));
        with
    }

    /// Who they say they are, asked at another listener.
    #[must_use]
    pub fn at(&self, other: &Self) -> Self {
        Self { url: other.url.clone(), ..self.clone() }
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    /// Sends JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    /// Sends JSON to take the place of what is there.
    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }

    /// Sends an edit.
    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PATCH, path, Some(body)).await
    }

    /// Deletes.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    /// Sends a form as a browser does.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.answer(format!("POST {path}"), self.request(Method::POST, path).form(fields)).await
    }

    /// Sends JSON, or nothing, in any way.
    pub async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        match body {
            Some(body) => self.send_text(method, path, "application/json", body.to_string()).await,
            None => self.answer(format!("{method} {path}"), self.request(method, path)).await,
        }
    }

    /// Sends a text that is said to be of this type.
    pub async fn send_text(&self, method: Method, path: &str, kind: &str, text: String) -> Answer {
        self.answer(format!("{method} {path}"), self.request(method, path).header(header::CONTENT_TYPE, kind).body(text)).await
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url)).headers(self.headers.clone())
    }

    /// Opens a stream, whose body is left to whoever reads it.
    pub async fn open(&self, path: &str) -> reqwest::Response {
        self.request(Method::GET, path).send().await.expect("the service answers")
    }

    async fn answer(&self, asked: String, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.unwrap_or_else(|error| panic!("{asked}: {error}"));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap_or_else(|error| panic!("{asked}: {error}"));
        let answer = Answer { status, headers, text };
        self.transcript.add(&asked, &answer);
        expect_described(&asked, &answer);
        answer
    }
}

impl Answer {
    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// A header as text; empty if it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The same answer, if it has this status.
    #[track_caller]
    pub fn expect_status(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }

    /// The problem document of a refusal of this kind, if it is one as it should be (RFC 9457).
    #[track_caller]
    pub fn problem(&self, code: &str) -> Value {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let document = self.json();
        assert_eq!(document["code"], code, "{self:?}");
        let kind = Kind::ALL.iter().find(|kind| kind.code() == code).unwrap_or_else(|| panic!("{code} is no kind of problem"));
        assert_eq!(document["type"], kind.uri(), "{self:?}");
        assert_eq!(document["title"], kind.title(), "{self:?}");
        assert_eq!(document["status"], kind.status().as_u16(), "{self:?}");
        assert_eq!(self.status, kind.status().as_u16(), "{self:?}");
        let id = self.header("request-id");
        assert!(!id.is_empty() && document["request_id"] == id, "{self:?}");
        document
    }
}
