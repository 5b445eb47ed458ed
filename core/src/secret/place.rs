//! Where a sealed value belongs.

use uuid::Uuid;

/// Table, tenant, row, column and version of a sealed value. It is authenticated with the value, so that a ciphertext
/// carried to another place, or an older one put under the current version, does not open.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The table's name.
    pub table: &'static str,
    /// The tenant; the nil UUID for what belongs to the service itself.
    pub tenant: Uuid,
    /// The row within the table and tenant; the nil UUID where there is one value only.
    pub row: Uuid,
    /// The column's name.
    pub column: &'static str,
    /// The value's version in that place.
    pub version: i32,
}

impl Place {
    /// The place as bytes: each part behind its length, so that no two places read alike.
    pub(super) fn associated_data(&self) -> Vec<u8> {
        let version = self.version.to_be_bytes();
        let parts: [&[u8]; 5] = [self.table.as_bytes(), self.tenant.as_bytes(), self.row.as_bytes(), self.column.as_bytes(), &version];
        let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.len() + 8).sum());
        for part in parts {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part);
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_whose_parts_run_together_alike_are_still_different() {
        let place = |table, column| Place { table, tenant: Uuid::nil(), row: Uuid::nil(), column, version: 1 }.associated_data();
        assert_ne!(place("ab", "c"), place("a", "bc"));
        assert_ne!(place("ab", ""), place("a", "b"));
    }
}
