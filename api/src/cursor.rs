//! Cursors: where a list goes on, signed, and of use only to whom and for what it was issued.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::problem::{Kind, Problem};

/// Bytes of the signature: half of SHA-256's, as RFC 2104 §5 allows.
const TAG: usize = 16;

/// Issues and reads cursors. One key for all API processes, so that any of them reads what another issued.
#[derive(Clone)]
pub struct Cursors {
    key: Zeroizing<[u8; 32]>,
}

/// What a cursor is for: a list, a tenant, and the filters. Under any other of these the cursor is refused.
#[derive(Clone, Copy, Debug)]
pub struct CursorContext([u8; 32]);

impl CursorContext {
    /// The context of one list. `filters` are the query's parameters without paging, in the order sent.
    pub fn new(route: &str, tenant: Option<Uuid>, filters: &[(String, String)]) -> Self {
        let mut hash = Sha256::new();
        let mut part = |bytes: &[u8]| {
            // Lengths first, so that no two lists of parts run together alike.
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        };
        part(route.as_bytes());
        part(tenant.as_ref().map_or(&[][..], |id| id.as_bytes()));
        for (name, value) in filters {
            part(name.as_bytes());
            part(value.as_bytes());
        }
        Self(hash.finalize().into())
    }
}

impl Cursors {
    /// Cursors under a key of 32 random bytes.
    pub fn new(key: [u8; 32]) -> Self {
        Self { key: Zeroizing::new(key) }
    }

    /// The text of a cursor that goes on behind `position`: the sort key of the last row shown.
    pub fn issue<P: Serialize>(&self, context: &CursorContext, position: &P) -> String {
        let mut bytes = serde_json::to_vec(position).expect("a position is a tuple of plain values");
        let tag = self.sign(context, &bytes).finalize().into_bytes();
        bytes.extend_from_slice(&tag[..TAG]);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The position in a cursor, if we issued it in this context.
    pub fn open<P: DeserializeOwned>(&self, context: &CursorContext, text: &str) -> Result<P, Problem> {
        let refused = || Problem::new(Kind::InvalidCursor);
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| refused())?;
        let (position, tag) = bytes.split_last_chunk::<TAG>().ok_or_else(refused)?;
        self.sign(context, position).verify_truncated_left(tag).map_err(|_| refused())?;
        // Signed by an older release whose rows had another order: not a fault, and not of use either.
        serde_json::from_slice(position).map_err(|_| refused())
    }

    fn sign(&self, context: &CursorContext, position: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&*self.key).expect("HMAC takes a key of any length");
        mac.update(b"oktually cursor 1");
        mac.update(&context.0);
        mac.update(position);
        mac
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn context(route: &str, tenant: u128, filter: &str) -> CursorContext {
        CursorContext::new(route, Some(Uuid::from_u128(tenant)), &[("severity".to_owned(), filter.to_owned())])
    }

    #[test]
    fn a_cursor_is_refused_for_another_list_tenant_or_filter() {
        let cursors = Cursors::new([7; 32]);
        let here = context("/v1/findings", 1, "high");
        let text = cursors.issue(&here, &(3_i16, Uuid::nil()));

        assert_eq!(cursors.open::<(i16, Uuid)>(&here, &text).unwrap(), (3, Uuid::nil()));
        for elsewhere in [context("/v1/runs", 1, "high"), context("/v1/findings", 2, "high"), context("/v1/findings", 1, "low")] {
            assert_eq!(cursors.open::<(i16, Uuid)>(&elsewhere, &text).unwrap_err().kind(), Kind::InvalidCursor);
        }
        assert!(Cursors::new([8; 32]).open::<(i16, Uuid)>(&here, &text).is_err());
        assert!(cursors.open::<String>(&here, &text).is_err());
    }

    #[test]
    fn parts_of_a_context_do_not_run_together() {
        let one = CursorContext::new("/a", None, &[("ab".into(), "c".into())]);
        let other = CursorContext::new("/a", None, &[("a".into(), "bc".into())]);
        assert_ne!(one.0, other.0);
    }

    proptest! {
        #[test]
        fn a_cursor_with_any_byte_changed_is_refused(position: (i16, u64), at: usize, flip in 1_u8..) {
            let (cursors, here) = (Cursors::new([7; 32]), context("/v1/findings", 1, "high"));
            let mut bytes = URL_SAFE_NO_PAD.decode(cursors.issue(&here, &position)).unwrap();
            let at = at % bytes.len();
            bytes[at] ^= flip;
            prop_assert!(cursors.open::<(i16, u64)>(&here, &URL_SAFE_NO_PAD.encode(bytes)).is_err());
        }

        #[test]
        fn no_text_makes_it_panic(text: String) {
            prop_assert!(Cursors::new([7; 32]).open::<(i16, u64)>(&context("/", 1, ""), &text).is_err());
        }
    }
}
