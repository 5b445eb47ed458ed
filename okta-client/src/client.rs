//! The client of one org with one credential.

use std::{collections::HashSet, fmt, sync::Arc, time::Duration};

use futures::Stream;
use reqwest::Client;
use serde::de::DeserializeOwned;
use tracing::warn;

use crate::{
    Allowance, ClientId, Counters, Credential, Cursor, Egress, Error, Get, Grants, List, OrgUrl, Page,
    api::{Scope, scopes},
    auth::Auth,
    decode,
    links::next_link,
    rate::{Policy, Turns},
    request::Style,
    transport::Tally,
};

/// How a client behaves towards an org.
#[derive(Debug, Clone)]
pub struct ClientSettings {
    /// Share of the rate limit shown to the credential that is used, in percent, 1 to 90.
    pub share_percent: u8,
    /// Calls of each window that are always left.
    pub reserve: u32,
    /// Calls under way at the same time.
    pub max_in_flight: usize,
    /// Longest wait for a rate limit that is done quietly; beyond it, [`Error::WaitUntil`].
    pub longest_wait: Duration,
    /// How often one call is made at most.
    pub tries: u32,
    /// Largest answer taken in, in bytes after decompression.
    pub largest_body: usize,
    /// Pages after which [`OktaClient::pages`] takes a list to have no end ([`Error::Endless`]).
    pub most_pages: u32,
    /// The scopes that an OAuth client asks for.
    pub scopes: Vec<Scope>,
    /// What was found earlier of an OAuth client's scopes, from [`OktaClient::grants`]. `None` searches anew.
    pub known_grants: Option<Grants>,
}

impl Default for ClientSettings {
    fn default() -> Self {
        Self {
            share_percent: 50,
            reserve: 2,
            max_in_flight: 4,
            longest_wait: Duration::from_secs(30),
            tries: 5,
            largest_body: 32 * 1024 * 1024,
            // Ten times what the largest orgs have.
            most_pages: 100_000,
            scopes: scopes::ALL.to_vec(),
            known_grants: None,
        }
    }
}

/// A client of one org with one credential, cheap to clone. All clones share the rate limits that were learned.
#[derive(Clone)]
pub struct OktaClient {
    pub(crate) shared: Arc<Shared>,
    pub(crate) tally: Arc<Tally>,
}

pub(crate) struct Shared {
    pub(crate) http: Client,
    pub(crate) proxied: bool,
    pub(crate) org: OrgUrl,
    pub(crate) auth: Auth,
    pub(crate) settings: ClientSettings,
    pub(crate) turns: Turns,
}

impl OktaClient {
    /// A client that has not called yet.
    pub fn new(egress: &Egress, org: OrgUrl, credential: Credential, settings: ClientSettings) -> Self {
        let ClientSettings { share_percent, reserve, max_in_flight, longest_wait, .. } = settings;
        let auth = Auth::new(credential, &settings);
        let turns = Turns::new(Policy { share_percent, reserve, max_in_flight }, longest_wait);
        let shared = Shared { http: egress.okta().clone(), proxied: egress.is_proxied(), org, auth, settings, turns };
        Self { shared: Arc::new(shared), tally: Arc::default() }
    }

    /// The same client for another piece of work: it counts what that work does, and still shares the rate limits.
    #[must_use]
    pub fn counting_anew(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), tally: Arc::default() }
    }

    /// The org that is called.
    pub fn org(&self) -> &OrgUrl {
        &self.shared.org
    }

    /// Reads one thing.
    pub async fn get<T: DeserializeOwned>(&self, call: &Get<T>) -> Result<T, Error> {
        let path = call.call.pattern;
        let url = self.org().base().join(&call.call.target()).map_err(|_| Error::LinkRefused { path })?;
        let fetched = self.fetch(&call.call, url, false, |text, _| decode::get(text)).await?;
        Ok(fetched.content)
    }

    /// Reads one page of a list: the first, or the one that begins at `cursor`.
    ///
    /// A position in a list may expire ([`Error::CursorExpired`]): begin again then. A next page that is this page again ends the list,
    /// but for one that goes on growing ([`crate::api::logs::poll`]): there the next page is where to ask again later.
    pub async fn page<T: DeserializeOwned>(&self, list: &List<T>, cursor: Option<&Cursor>) -> Result<Page<T>, Error> {
        let path = list.call.pattern;
        let base = self.org().base();
        let url = match cursor {
            Some(cursor) => cursor.on(base, &list.call.path).ok(),
            None => base.join(&list.call.target()).ok(),
        };
        let url = url.ok_or(Error::LinkRefused { path })?;
        let fetched = self.fetch(&list.call, url, cursor.is_some(), |text, headers| {
            let elements = decode::page::<T>(text, list.style)?;
            let link = match list.style {
                Style::Array | Style::Polling => next_link(headers),
                Style::Wrapped(_) => elements.next.clone().or_else(|| next_link(headers)),
            };
            Ok((elements, link))
        });
        let fetched = fetched.await?;
        let (elements, link) = fetched.content;
        let next = link.map(|link| Cursor::next(&link, &fetched.url, &list.call)).transpose().map_err(|_| Error::LinkRefused { path })?;
        let again = |next: &Cursor| {
            list.style != Style::Polling
                && cursor.is_some_and(|cursor| next == cursor || (next.after().is_some() && next.after() == cursor.after()))
        };
        if next.as_ref().is_some_and(again) {
            warn!(
                okta.host = self.org().host(),
                okta.path = path,
                "{path} of {} named the same page as its next: taken as the end",
                self.org().host()
            );
        }
        if !elements.unreadable.is_empty() {
            let count = elements.unreadable.len();
            warn!(
                okta.host = self.org().host(),
                okta.path = path,
                count,
                "{count} elements of {path} of {} could not be read",
                self.org().host()
            );
        }
        let next = next.filter(|next| !again(next));
        let next = match next {
            Some(next) if list.style == Style::Polling => next.in_full_pages(base, &list.call).ok(),
            next => next,
        };
        let asked = fetched.url.query_pairs().find(|(name, _)| name == "limit").and_then(|(_, size)| size.parse::<usize>().ok());
        let full = asked.is_some_and(|size| elements.items.len() + elements.unreadable.len() >= size);
        Ok(Page { items: elements.items, unreadable: elements.unreadable, next, full })
    }

    /// All pages of a list, from the first or from `from`. Ends after the last page, after an error, and when a page comes again. Of a list
    /// that goes on growing, the last page is an empty one, and says where to go on later.
    pub fn pages<T: DeserializeOwned + Send + 'static>(
        &self,
        list: List<T>,
        from: Option<Cursor>,
    ) -> impl Stream<Item = Result<Page<T>, Error>> + Send + use<T> {
        let client = self.clone();
        async_stream::try_stream! {
            let mut cursor = from;
            let mut seen = HashSet::new();
            let most = client.shared.settings.most_pages;
            for _ in 0..most {
                let mut page = client.page(&list, cursor.as_ref()).await?;
                cursor = page.next.clone().filter(|next| seen.insert(next.clone()));
                let polling = list.style == Style::Polling;
                let over = cursor.is_none() || (polling && page.items.is_empty() && page.unreadable.is_empty());
                if !polling {
                    page.next = cursor.clone();
                }
                yield page;
                if over {
                    return;
                }
            }
            Err(Error::Endless { path: list.call.pattern, pages: most })?;
        }
    }

    /// What was sent and received so far by this client and its clones, since it began to count.
    pub fn counters(&self) -> Counters {
        self.tally.read()
    }

    /// Which scopes an OAuth client turned out to have: worth keeping for the next client with the same credential.
    ///
    /// `None` for an API token, and before the first call.
    pub fn grants(&self) -> Option<Grants> {
        self.shared.auth.grants()
    }

    /// The id of the OAuth client that calls; `None` for an API token, which acts as its owner ([`crate::api::users::me`]).
    pub fn client_id(&self) -> Option<&ClientId> {
        self.shared.auth.client_id()
    }

    /// Finds out anew which scopes an OAuth client has, with the next call: somebody may have granted more.
    pub fn search_scopes_anew(&self) {
        self.shared.auth.search_scopes_anew();
    }

    /// How far Okta's clock is ahead of this machine's (negative: behind), to about a second; `None` before the first answer.
    pub fn skew(&self) -> Option<time::Duration> {
        self.shared.turns.skew()
    }

    /// The rate limits learned so far, by path.
    pub fn allowances(&self) -> Vec<Allowance> {
        self.shared.turns.allowances()
    }
}

impl fmt::Debug for OktaClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OktaClient({})", self.org().host())
    }
}
