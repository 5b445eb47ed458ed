//! One call, from its turn to its content, repeated as far as that helps.

use std::time::Instant;

use reqwest::{
    Method, Request,
    header::{ACCEPT, HeaderMap, HeaderValue},
};
use tracing::debug;
use url::Url;

use crate::{
    Error, OktaClient,
    answer::{Answer, Judgement, request_id},
    auth::{Pass, Trials},
    decode::{Trouble, clean},
    egress::Failure,
    error::Outage,
    rate::Shown,
    request::Call,
    retry::Tries,
    transport::{Body, failed, send},
};

/// Page sizes are not halved below this.
const SMALLEST_PAGE: u32 = 10;

/// What was read, and the address that was called in the end.
#[derive(Debug)]
pub(crate) struct Fetched<R> {
    pub(crate) content: R,
    pub(crate) url: Url,
}

/// Why a try gave no content.
#[derive(Debug)]
pub(crate) enum Miss {
    /// May be tried again; this is the error if not.
    Again {
        error: Error,
        smaller: bool,
    },
    /// A limit was hit: the schedule knows when to go on.
    TooMany,
    /// To be signed anew.
    Anew,
    /// A new access token was refused, by the endpoint or for good; Okta's words.
    Doubted(String),
    Final(Error),
}

impl OktaClient {
    /// Makes the call until its answer can be read, a try cannot help, or there were enough.
    pub(crate) async fn fetch<R>(
        &self,
        call: &Call,
        mut url: Url,
        from_cursor: bool,
        read: impl Fn(&str, &HeaderMap) -> Result<R, Trouble>,
    ) -> Result<Fetched<R>, Error> {
        let mut tries = Tries::new(self.shared.settings.tries);
        let mut trials = Trials::default();
        loop {
            match self.attempt(call, &url, from_cursor, &mut tries, &mut trials, &read).await? {
                Ok(content) => return Ok(Fetched { content, url }),
                Err(Miss::Final(error)) => return Err(error),
                Err(Miss::Doubted(words)) => return Err(Box::pin(self.settle(call, words)).await),
                Err(Miss::Anew) => {}
                Err(Miss::TooMany) if tries.another() => {}
                Err(Miss::TooMany) => return Err(self.shared.turns.give_up(call.pattern)),
                Err(Miss::Again { error, .. }) if !tries.another() => return Err(error),
                Err(Miss::Again { smaller, .. }) => {
                    if smaller {
                        halve_page(&mut url);
                    }
                    tokio::time::sleep(tries.pause(rand::random())).await;
                }
            }
            self.tally.retried();
        }
    }

    /// One try. The outer error is a turn that is too far away.
    pub(crate) async fn attempt<R>(
        &self,
        call: &Call,
        url: &Url,
        from_cursor: bool,
        tries: &mut Tries,
        trials: &mut Trials,
        read: &impl Fn(&str, &HeaderMap) -> Result<R, Trouble>,
    ) -> Result<Result<R, Miss>, Error> {
        let path = call.pattern;
        let host = self.org().host();
        // A token call takes a turn of its own: none is held meanwhile.
        let pass = self.shared.auth.ready(self, call).await?;
        let mut turn = self.shared.turns.next(path).await?;
        let request = self.request(&pass, url, tries)?;
        let sent = Instant::now();
        let mut opened = match send(&self.shared.http, request, self.shared.proxied, &self.tally).await {
            Ok(opened) => opened,
            Err(failure) => {
                tries.made(None);
                debug!(okta.host = host, http.method = "GET", okta.path = path, "GET {path} of {host} failed: {failure:?}");
                return Ok(Err(miss(path, failure)));
            }
        };
        let (status, headers) = (opened.status, std::mem::take(&mut opened.headers));
        tries.made(Some(&headers));
        turn.answered(Shown::read(&headers), status.as_u16() == 429);
        let body = opened.body(self.shared.settings.largest_body, self.shared.proxied, &self.tally).await;
        drop(turn);
        let millis = sent.elapsed().as_millis() as u64;
        debug!(
            okta.host = host,
            http.method = "GET",
            okta.path = path,
            http.status = status.as_u16(),
            okta.request = request_id(&headers),
            millis,
            "GET {path} of {host} answered {} in {millis} ms",
            status.as_u16()
        );
        let text = match body {
            Ok(Body::Whole(body)) => clean(body),
            Ok(Body::TooLarge) => return Ok(Err(Miss::Final(Error::TooLarge { path, limit_bytes: self.shared.settings.largest_body }))),
            Err(failure) => return Ok(Err(miss(path, failure))),
        };
        if status.is_success() {
            self.shared.auth.accepted(&pass);
            let empty = status.as_u16() == 204;
            return Ok(read(if empty { "null" } else { text.as_str() }, &headers).map_err(|trouble| match trouble {
                // Asked for one thing, Okta says so that there is none.
                Trouble::Shape(_) if empty => Miss::Final(Error::NotFound { path, what: None }),
                trouble => trouble_miss(path, trouble),
            }));
        }
        let answer = Answer { call, host, from_cursor, status, headers: &headers, body: &self.shared.auth.blot(&pass, &text) };
        Ok(Err(match self.shared.auth.weigh(&pass, call, answer.judge(), trials) {
            Judgement::Final(error) => Miss::Final(error),
            Judgement::Anew => Miss::Anew,
            Judgement::Doubted(words) => Miss::Doubted(words),
            Judgement::TooMany => Miss::TooMany,
            Judgement::Again { why, smaller } => Miss::Again { error: Error::Unavailable { path, why }, smaller },
            Judgement::Good => Miss::Final(Error::Unavailable { path, why: Outage::Status(status.as_u16()) }),
        }))
    }

    fn request(&self, pass: &Pass, url: &Url, tries: &Tries) -> Result<Request, Error> {
        let mut request = Request::new(Method::GET, url.clone());
        let headers = request.headers_mut();
        *headers = tries.headers();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        self.shared.auth.sign(pass, &Method::GET, url, self.shared.turns.okta_seconds(), headers)?;
        Ok(request)
    }
}

fn miss(path: &'static str, failure: Failure) -> Miss {
    let passing = !matches!(&failure, Failure::Egress { why, .. } if !why.is_passing());
    let error = failed(path, failure);
    if passing { Miss::Again { error, smaller: false } } else { Miss::Final(error) }
}

fn trouble_miss(path: &'static str, trouble: Trouble) -> Miss {
    let again = |why| Miss::Again { error: Error::Unavailable { path, why }, smaller: false };
    match trouble {
        Trouble::NotJson => again(Outage::NotJson),
        Trouble::CutOff => again(Outage::CutOff),
        Trouble::Shape(reason) => Miss::Final(Error::Unreadable { path, reason }),
    }
}

/// Halves the `limit` in an address: over-large pages make Okta give up.
fn halve_page(url: &mut Url) {
    let mut pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    if let Some((_, limit)) = pairs.iter_mut().find(|(name, _)| name == "limit")
        && let Some(size) = limit.parse::<u32>().ok().filter(|size| *size > SMALLEST_PAGE)
    {
        *limit = (size / 2).max(SMALLEST_PAGE).to_string();
        url.query_pairs_mut().clear().extend_pairs(pairs);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_halved_down_to_ten() {
        let mut url = Url::parse("https://acme.okta.com/api/v1/groups?limit=35&after=a%2Bb").unwrap();
        let mut sizes = vec![];
        for _ in 0..4 {
            halve_page(&mut url);
            sizes.push(url.query_pairs().find(|(name, _)| name == "limit").unwrap().1.into_owned());
        }
        assert_eq!(sizes, ["17", "10", "10", "10"]);
        assert!(url.as_str().ends_with("after=a%2Bb"), "{url}");
    }
}
