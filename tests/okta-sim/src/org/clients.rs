//! OAuth clients among an org's other things: their ids, secrets and roles.

use super::World;
use super::people::EXTRA;
use super::roles::{Holder, Member, OWN_ROLE, OWN_SET, Standard};
use crate::id::{Id, Kind, draw};
use crate::oauth::Sort;
use crate::stamp::Stamp;

/// Clients are applications too; their numbers begin here.
pub(crate) const CLIENTS: u64 = 1 << 40;
/// Numbers of their role assignments begin here; each client has room for 256.
const ROLES: u64 = EXTRA + (1 << 24);

impl World {
    pub(crate) fn client_id(&self, number: usize) -> Id {
        self.ids.id(Kind::App, CLIENTS + number as u64)
    }

    /// The number of the client with that id.
    pub(crate) fn client(&self, id: &str) -> Option<usize> {
        (0..self.clients.len()).find(|number| self.client_id(*number).as_str() == id)
    }

    /// How many clients are in the list of applications.
    pub(crate) fn client_apps(&self) -> u64 {
        self.clients.iter().filter(|client| client.sort != Sort::Integration).count() as u64
    }

    /// The secret of a client that has one: 64 characters, unless it was chosen.
    pub(crate) fn client_secret(&self, number: usize) -> Option<String> {
        const ALPHABET: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
        let client = self.clients.get(number)?;
        let made = client.secret?;
        if let Some(text) = &client.secret_text {
            return Some(text.clone());
        }
        let seed = draw(self.seed, 81 + made, number as u64);
        Some((0..64).map(|place| char::from(ALPHABET[(draw(seed, 82, place) % 64) as usize])).collect())
    }

    /// Gives the clients their roles.
    pub(super) fn appoint_clients(&mut self, now: Stamp) {
        for (client, number) in self.clients.iter().zip(0_u64..) {
            let (holder, first, created) = (Holder::Client(number as usize), ROLES + number * 256, now.days_ago(20));
            let standard = client.roles.iter().zip(first..);
            self.standard.extend(standard.map(|(role, number)| Standard { number, holder, role: role.clone(), created }));
            if client.custom_role {
                self.members.push(Member { number: first, role: OWN_ROLE, set: OWN_SET, holder, created });
            }
        }
    }
}
