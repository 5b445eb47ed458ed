//! What happens in one entry of an ordinary day, and which type tells of it.

use super::titles::{self, Title};
use Act::*;

/// What happens in one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    // Somebody signs in and works.
    Password,
    Challenge,
    Push,
    WrongCode,
    Factor,
    Start,
    Evaluate,
    Sso,
    Token,
    Verify,
    Profile,
    End,
    // Mistakes, and help with them.
    Typo,
    Lock,
    UnlockToken,
    UnlockMail,
    Unlock,
    ResetMail,
    Reset,
    NewPassword,
    Enrol,
    EnrolDevice,
    DeviceUser,
    // Jobs of the system.
    ImportStart,
    ImportUser,
    ImportProfile,
    ImportComplete,
    GroupAdd,
    GroupRemove,
    AppAdd,
    AppRemove,
    PushProfile,
    Sync,
    // Programs: with API tokens, as OAuth clients, agents.
    Create,
    Activate,
    ServiceToken,
    Connect,
    AdSignIn,
    // Administrators at work.
    EvaluateConsole,
    Console,
    UnlockByAdmin,
    ResetByAdmin,
    FactorOff,
    Rule,
    Policy,
    App,
    Zone,
    MakeToken,
    // What else there is.
    Threat,
    Refused,
    RateWarning,
    Unheard,
}

impl Act {
    pub(super) fn title(self) -> &'static Title {
        match self {
            Password | Factor => &titles::MFA,
            Challenge | Evaluate | EvaluateConsole => &titles::EVALUATE,
            Push => &titles::PUSH_SENT,
            WrongCode => &titles::MFA_FAILED,
            Start => &titles::SESSION_START,
            Sso => &titles::SSO,
            Token => &titles::ACCESS_TOKEN,
            Verify => &titles::VERIFY,
            Profile | ImportProfile => &titles::UPDATE_PROFILE,
            End => &titles::SESSION_END,
            Typo => &titles::SESSION_FAILED,
            Lock => &titles::LOCK,
            UnlockToken => &titles::UNLOCK_TOKEN,
            UnlockMail => &titles::UNLOCK_MAIL,
            Unlock => &titles::UNLOCK,
            ResetMail => &titles::RESET_MAIL,
            Reset | ResetByAdmin => &titles::RESET_PASSWORD,
            NewPassword => &titles::UPDATE_PASSWORD,
            Enrol => &titles::FACTOR_ON,
            EnrolDevice => &titles::DEVICE_ENROLL,
            DeviceUser => &titles::DEVICE_USER,
            ImportStart => &titles::IMPORT_START,
            ImportUser => &titles::IMPORT_USER,
            ImportComplete => &titles::IMPORT_COMPLETE,
            GroupAdd => &titles::GROUP_ADD,
            GroupRemove => &titles::GROUP_REMOVE,
            AppAdd => &titles::APP_ADD,
            AppRemove => &titles::APP_REMOVE,
            PushProfile => &titles::PUSH_PROFILE,
            Sync => &titles::SYNC,
            Create => &titles::CREATE,
            Activate => &titles::ACTIVATE,
            ServiceToken => &titles::SERVICE_TOKEN,
            Connect => &titles::AGENT_CONNECT,
            AdSignIn => &titles::AD_AGENT,
            Console => &titles::ADMIN_CONSOLE,
            UnlockByAdmin => &titles::UNLOCK_BY_ADMIN,
            FactorOff => &titles::FACTOR_OFF,
            Rule => &titles::RULE_UPDATE,
            Policy => &titles::POLICY_UPDATE,
            App => &titles::APP_UPDATE,
            Zone => &titles::ZONE_UPDATE,
            MakeToken => &titles::TOKEN_CREATE,
            Threat => &titles::THREAT,
            Refused => &titles::APP_REFUSED,
            RateWarning => &titles::RATE_WARNING,
            Unheard => &titles::UNHEARD_OF,
        }
    }

    /// Whether users do it for themselves, so that its actor is known before it is written.
    pub(super) fn is_own(self) -> bool {
        matches!(
            self,
            Password | Challenge | Push | WrongCode | Factor | Start | Evaluate | Sso | Verify | Profile | End | Console | EvaluateConsole
        )
    }
}
