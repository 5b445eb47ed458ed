//! The statuses of users.

/// A user's status, as the Users API names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    Active,
    PasswordExpired,
    Recovery,
    LockedOut,
    Staged,
    Provisioned,
    Suspended,
    Deprovisioned,
}

impl Status {
    pub(crate) const ALL: [Status; 8] = [
        Status::Active,
        Status::PasswordExpired,
        Status::Recovery,
        Status::LockedOut,
        Status::Staged,
        Status::Provisioned,
        Status::Suspended,
        Status::Deprovisioned,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Status::Active => "ACTIVE",
            Status::PasswordExpired => "PASSWORD_EXPIRED",
            Status::Recovery => "RECOVERY",
            Status::LockedOut => "LOCKED_OUT",
            Status::Staged => "STAGED",
            Status::Provisioned => "PROVISIONED",
            Status::Suspended => "SUSPENDED",
            Status::Deprovisioned => "DEPROVISIONED",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Most people are active; every other status occurs in an org of a few hundred.
    pub(super) fn drawn(value: u64) -> Status {
        match value % 1_000 {
            0..905 => Status::Active,
            905..925 => Status::PasswordExpired,
            925..930 => Status::Recovery,
            930..935 => Status::LockedOut,
            935..945 => Status::Staged,
            945..960 => Status::Provisioned,
            960..970 => Status::Suspended,
            _ => Status::Deprovisioned,
        }
    }
}
