//! One running org: its state, limits, faults and journal.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, RwLock};

use time::OffsetDateTime;

use crate::faults::Faults;
use crate::id::draw;
use crate::journal::Journal;
use crate::limits::{BucketTable, Windows};
use crate::locks::{lock, read, write};
use crate::log::{Attack, Attacked, Happened, When, attack};
use crate::oauth::OauthState;
use crate::org::{Changes, World, build};
use crate::spec::OrgSpec;
use crate::stamp::{HOUR, Stamp};

/// Attacks that are remembered.
const ATTACKS: usize = 1_000;

/// A running org.
pub(crate) struct OrgState {
    pub(crate) host: String,
    /// The customer's own name for the org.
    pub(crate) alias: Option<String>,
    /// The caller's address when the org was made: the collector's zone holds it.
    caller: IpAddr,
    born: Stamp,
    inner: RwLock<Inner>,
    pub(crate) windows: Mutex<Windows>,
    pub(crate) in_flight: Arc<AtomicU32>,
    pub(crate) pages: AtomicU64,
    pub(crate) journal: Mutex<Journal>,
    pub(crate) faults: Faults,
    pub(crate) happened: Arc<Happened>,
    /// The attacks that the log tells of, the last thousand of them.
    pub(crate) attacks: Mutex<VecDeque<Attacked>>,
    pub(crate) oauth: Mutex<OauthState>,
    /// When the collector's token was last used, in seconds since 1970 by Okta's clock.
    token_used: AtomicI64,
    /// Connections that were opened, and bytes of bodies that were sent, since the journal was cleared.
    pub(crate) connections: AtomicU64,
    pub(crate) bytes_sent: AtomicU64,
}

#[derive(Clone)]
struct Inner {
    spec: Arc<OrgSpec>,
    changes: Changes,
    world: Arc<World>,
    /// The text of the collector's token.
    token: Arc<str>,
    revoked: bool,
}

/// What a request needs to know of its org.
pub(crate) struct Moment {
    pub(crate) spec: Arc<OrgSpec>,
    pub(crate) world: Arc<World>,
    /// The token that opens the org, if any does.
    pub(crate) token: Option<Arc<str>>,
    /// The time by Okta's clock, in seconds since 1970.
    pub(crate) now: i64,
    /// The same in milliseconds.
    pub(crate) now_milliseconds: i64,
}

impl OrgState {
    pub(crate) fn new(spec: OrgSpec, caller: IpAddr, born: Stamp) -> Self {
        let changes = Changes::default();
        let world = Arc::new(build(&spec, caller, born, &changes));
        let used = world.token(world.own_token).map_or(born, |token| token.last_used);
        let token = token(&spec, &changes);
        let org = OrgState {
            host: spec.host(),
            alias: spec.alias.clone(),
            caller,
            born,
            inner: RwLock::new(Inner { spec: Arc::new(spec), changes, world, token, revoked: false }),
            windows: Mutex::default(),
            in_flight: Arc::default(),
            pages: AtomicU64::new(0),
            journal: Mutex::default(),
            faults: Faults::default(),
            happened: Arc::default(),
            attacks: Mutex::default(),
            oauth: Mutex::default(),
            token_used: AtomicI64::new(used.0),
            connections: AtomicU64::new(0),
            bytes_sent: AtomicU64::new(0),
        };
        org.attack_as_described();
        org
    }

    /// Tells the attacks that the org was described with, as if they had been stored when they were published.
    pub(crate) fn attack_as_described(&self) {
        lock(&self.attacks).clear();
        for (attack, when) in &self.spec().attacks {
            self.tell_attack(attack, *when, true);
        }
    }

    /// Writes an attack into the log.
    pub(crate) fn attack(&self, attack: &'static Attack, when: When) -> Attacked {
        self.tell_attack(attack, when, false)
    }

    fn tell_attack(&self, which: &'static Attack, when: When, long_ago: bool) -> Attacked {
        if which.plants_idp() {
            let ago = if let When::Begun(ago) = when { ago.as_secs() as i64 } else { 0 };
            let made = Stamp(self.moment().now).seconds_ago(ago);
            self.change(|_, changes| changes.planted_idp = changes.planted_idp.or(Some(made)));
        }
        let moment = self.moment();
        let attacked = attack(&moment.world, &self.happened, which, when, moment.now_milliseconds, moment.spec.skew_seconds, long_ago);
        let mut told = lock(&self.attacks);
        if told.len() == ATTACKS {
            told.pop_front();
        }
        told.push_back(attacked.clone());
        attacked
    }

    /// Forgets what of an attack is not stored yet.
    pub(crate) fn end_attack(&self, numbers: std::ops::Range<u64>) {
        self.happened.call_off(numbers, self.spec().skew_seconds);
    }

    pub(crate) fn world(&self) -> Arc<World> {
        Arc::clone(&read(&self.inner).world)
    }

    pub(crate) fn moment(&self) -> Moment {
        let inner = read(&self.inner);
        let dead = inner.revoked || inner.changes.owner_deactivated;
        let time = OffsetDateTime::now_utc();
        let now = time.unix_timestamp() + inner.spec.skew_seconds;
        let now_milliseconds = (time.unix_timestamp_nanos() / 1_000_000) as i64 + inner.spec.skew_seconds * 1_000;
        Moment {
            spec: Arc::clone(&inner.spec),
            world: Arc::clone(&inner.world),
            token: (!dead).then(|| Arc::clone(&inner.token)),
            now,
            now_milliseconds,
        }
    }

    /// The text of the collector's token, revoked or not.
    pub(crate) fn token(&self) -> String {
        read(&self.inner).token.to_string()
    }

    pub(crate) fn bucket_table(&self) -> BucketTable {
        read(&self.inner).spec.limits.table
    }

    pub(crate) fn spec(&self) -> Arc<OrgSpec> {
        Arc::clone(&read(&self.inner).spec)
    }

    /// Changes the specification or what happened since, and builds the state anew.
    pub(crate) fn change(&self, how: impl FnOnce(&mut OrgSpec, &mut Changes)) {
        let mut inner = write(&self.inner);
        let Inner { spec, changes, world, token: text, .. } = &mut *inner;
        how(Arc::make_mut(spec), changes);
        *world = Arc::new(build(spec, self.caller, self.born, changes));
        *text = token(spec, changes);
    }

    pub(crate) fn set_revoked(&self, revoked: bool) {
        write(&self.inner).revoked = revoked;
    }

    /// When the collector's token was last used.
    pub(crate) fn token_used(&self) -> Stamp {
        Stamp(self.token_used.load(Ordering::SeqCst))
    }

    /// Notes that the collector's token is used. What was noted less than an hour ago stands: Okta shows the last use only roughly.
    pub(crate) fn use_token(&self, now: i64) {
        if now - self.token_used().0 >= HOUR {
            self.token_used.store(now, Ordering::SeqCst);
        }
    }

    /// Notes that the collector's token is made now.
    pub(crate) fn renew_token(&self) {
        self.token_used.store(self.moment().now, Ordering::SeqCst);
    }

    /// Counts one more page of a list; gives how many there were before.
    pub(crate) fn count_page(&self) -> u64 {
        self.pages.fetch_add(1, Ordering::SeqCst)
    }

    pub(crate) fn clear_journal(&self) {
        *lock(&self.journal) = Journal::default();
        self.connections.store(0, Ordering::SeqCst);
        self.bytes_sent.store(0, Ordering::SeqCst);
    }
}

/// Forty-two characters beginning with 00, as Okta's tokens are; another after each rotation.
fn token(spec: &OrgSpec, changes: &Changes) -> Arc<str> {
    const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let name = spec.host().bytes().fold(0, |sum: u64, byte| sum.wrapping_mul(257).wrapping_add(u64::from(byte)));
    let characters = (0..40).map(|place| ALPHABET[(draw(spec.seed ^ name, 61 + changes.rotated, place) % 62) as usize]);
    "00".chars().chain(characters.map(char::from)).collect::<String>().into()
}
