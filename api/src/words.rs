//! The words of the domain, as the API's description lists them.

use oktually_core::{checks, setup, store};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type, schema::SchemaType},
};

/// A value of any form.
pub(crate) struct Anything;

impl PartialSchema for Anything {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::AnyValue)
            .description(Some("A value whose form depends on what it is about."))
            .examples([90])
            .into()
    }
}

impl ToSchema for Anything {}

macro_rules! words {
    ($($(#[doc = $about:literal])+ $name:ident: $of:ty = $($variant:ident)+;)+) => {$(
        $(#[doc = $about])+
        pub(crate) struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                // Adding a word to the domain asks for it here.
                const _: fn($of) = |word| match word { $(<$of>::$variant => {})+ };
                let words = [$(serde_json::to_value(<$of>::$variant).unwrap_or_default()),+];
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .enum_values(Some(words))
                    .description(Some(concat!($($about, "\n"),+).trim()))
                    .into()
            }
        }

        impl ToSchema for $name {}
    )+};
}

words! {
    /// Where a connection stands: no credential came yet; the first is being tried; it works; Okta does not accept the credential any more; it is to be left alone.
    ConnectionState: store::ConnectionState = AwaitingCredential Verifying Active Rejected Suspended;
    /// What a connection opens.
    ConnectionKind: store::ConnectionKind = Okta PrivilegedAccess;
    /// Which of Okta's engines the org has.
    Engine: store::Engine = Classic Identity;
    /// What kind of secret a credential is: an API token; the private key of an OAuth client; the secret of one.
    CredentialKind: store::CredentialKind = ApiToken PrivateKey ClientSecret;
    /// What Okta thinks of a credential: not asked yet; in use; refused; a newer one took its place.
    CredentialState: store::CredentialState = Submitted Accepted Rejected Replaced;
    /// How a credential came.
    Through: store::Through = Intake Api;
    /// Whether a step of the guide was done.
    Verdict: setup::Verdict = Ok Missing CannotTell;
    /// Why a run was started.
    Trigger: store::Trigger = FirstCredential Asked Scheduled;
    /// Where a run stands.
    RunState: store::RunState = Queued Collecting Analysing Succeeded Failed Cancelled;
    /// Where a step stands: not begun; pages are being read; read to its end; our credential may not see it; the org does not have it; it failed.
    StepState: store::StepState = Waiting Reading Read NotVisible NotOffered Unreadable;
    /// How bad a finding is, worst first.
    Severity: checks::Severity = Critical High Medium Low Info;
    /// Whether a finding is still so.
    FindingState: store::FindingState = Open Resolved;
    /// What saw a finding: a check over what was collected, or a rule over events of the log.
    Source: store::Source = Check Detection;
    /// Why the reading of a log was broken off: a position was refused and the range read again; or what lies in the range is lost.
    LogBreakKind: store::LogBreakKind = Restart Gap;
    /// Okta's severities of events, the least first.
    EventSeverity: crate::v1::EventSeverity = Debug Info Warn Error;
    /// Forms of events: as Okta wrote them; in the Elastic Common Schema.
    EventForm: crate::v1::EventForm = Raw Ecs;
    /// Where a feed begins: at the earliest event that is kept; behind the latest.
    FeedStart: crate::v1::FeedStart = Earliest Now;
    /// Whether a rule looks at one event or at several that have something in common.
    DetectionKind: crate::v1::DetectionKind = Single Correlation;
    /// By what events are counted.
    Facet: store::Facet = EventType Actor Address Country Outcome;
    /// What a person said about a finding.
    Disposition: store::Disposition = None Muted Accepted;
    /// What happened to a finding.
    FindingChange: store::FindingChange = Opened Resolved Reopened SeverityChanged Muted Accepted DispositionWithdrawn DispositionExpired NotEvaluated SeenAgain;
    /// The kinds of things that findings are about.
    SubjectKind: checks::SubjectKind = Org User Group ApiToken Policy PolicyRule Zone Role ResourceSet Application Endpoint Address Session Device Client Idp;
    /// What a key may do; each may do what the ones after it may.
    Role: store::Role = Owner Admin Analyst Viewer;
    /// Whether a tenant is served.
    TenantState: store::TenantState = Active Suspended Deleting Deleted;
    /// Where a job stands.
    JobState: store::JobState = Queued Running Done Failed Cancelled;
}
