//! Rules over events, as this tenant has set them.

use axum::extract::State;
use oktually_core::{
    checks::Severity,
    detect::{compile, is_on, severity},
    ids::DetectionId,
    store::{DetectionSetting, Exception, OwnRule, TenantScope},
};
use oktually_events::detection::{Kind, Rule, Rules};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::params::{Named, OfDetection};
use crate::{answer::Answer, app::App, auth::Caller, extract::Path, page::Page, problem::Problem, words};

/// A rule over events: what it sees, and how it is set.
#[derive(Serialize, ToSchema)]
pub(crate) struct Detection {
    /// Its lasting name; of a rule of your own, its id.
    #[schema(example = "log.account-locked")]
    id: String,
    /// What it sees, in a few words.
    #[schema(example = "A user was locked out")]
    title: String,
    /// What happened and why it matters.
    #[schema(example = "Okta locked an account after too many failed sign-ins.")]
    description: Option<String>,
    /// How bad that is, unless you have set another severity.
    #[schema(value_type = words::Severity)]
    severity: Severity,
    /// Whether it looks at one event or at several.
    #[schema(value_type = words::DetectionKind)]
    kind: DetectionKind,
    /// Techniques of MITRE ATT&CK.
    #[schema(example = json!(["T1110"]))]
    techniques: Vec<String>,
    /// Tactics of MITRE ATT&CK.
    #[schema(example = json!(["credential-access"]))]
    tactics: Vec<String>,
    /// When it hits without anything being wrong.
    #[schema(example = json!(["A user who has changed the password and left an old one in a phone."]))]
    false_positives: Vec<String>,
    /// What to do.
    #[schema(example = "Ask the user whether it was he.")]
    remedy: Option<String>,
    /// Where more is said.
    #[schema(example = json!(["https://help.okta.com/"]))]
    references: Vec<String>,
    /// Sigma's YAML of a rule of your own; null of one that is built in.
    #[schema(example = "title: …")]
    source: Option<String>,
    /// How you have set it.
    settings: DetectionSettings,
}

/// Whether a rule looks at one event or at several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DetectionKind {
    /// At one.
    Single,
    /// At several that have something in common.
    Correlation,
}

/// How a rule is set.
#[derive(Serialize, ToSchema)]
pub(crate) struct DetectionSettings {
    /// Whether it hits. A rule for what is merely worth knowing (`info`) does so once you have switched it on.
    enabled: bool,
    /// Another severity than its own.
    #[schema(value_type = Option<words::Severity>)]
    severity: Option<Severity>,
    /// Events that it leaves out.
    exceptions: Vec<ExceptionShown>,
    /// When it was last set. Null: never.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-05T08:00:00Z")]
    updated_at: Option<OffsetDateTime>,
    /// By whom.
    #[schema(example = "key_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    updated_by: Option<String>,
}

/// Events that a rule leaves out.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExceptionShown {
    /// A field of the event.
    #[schema(example = "actor.alternateId")]
    field: String,
    /// What stands there, in any case.
    #[schema(example = "scanner@acme.example")]
    value: String,
    /// Why they are left out.
    #[schema(example = "The vulnerability scanner tries passwords every night")]
    reason: String,
}

impl From<Exception> for ExceptionShown {
    fn from(row: Exception) -> Self {
        Self { field: row.field, value: row.value, reason: row.reason }
    }
}

impl From<DetectionSetting> for DetectionSettings {
    fn from(row: DetectionSetting) -> Self {
        Self {
            enabled: row.enabled,
            severity: row.severity.and_then(|number| Severity::try_from(number).ok()),
            exceptions: row.exceptions.0.into_iter().map(ExceptionShown::from).collect(),
            updated_at: Some(row.updated_at),
            updated_by: Some(row.updated_by),
        }
    }
}

/// A rule that a tenant has: one that is built in, or one of its own.
pub(super) enum Known {
    BuiltIn(&'static Rule),
    Own(OwnRule, Box<Rule>),
}

impl Known {
    /// The rule of this name.
    ///
    /// # Errors
    /// When there is none.
    pub(super) async fn find(scope: &mut TenantScope, id: &str) -> Result<Self, Problem> {
        if let Some(rule) = Rules::built_in().get(id) {
            return Ok(Self::BuiltIn(rule));
        }
        let own: DetectionId = id.parse().map_err(|_| Problem::not_found())?;
        Self::own(scope.own_rule(own).await?)
    }

    /// A tenant's own.
    ///
    /// # Errors
    /// An internal one, when it was taken and is not taken any more.
    pub(super) fn own(row: OwnRule) -> Result<Self, Problem> {
        let rules = compile(&row.name, &row.source);
        let rule = rules.ok().and_then(|rules| rules.list().first().map(|rule| Rule::clone(rule)));
        rule.map(|rule| Self::Own(row, Box::new(rule))).ok_or_else(|| Problem::internal("a tenant's own rule is not taken any more"))
    }

    /// Its lasting name.
    pub(super) fn id(&self) -> String {
        match self {
            Self::BuiltIn(rule) => rule.id.clone(),
            Self::Own(row, _) => row.id.to_string(),
        }
    }

    /// As it is shown, with its settings; none: never set.
    pub(super) fn shown(&self, setting: Option<DetectionSetting>) -> Detection {
        let (rule, source) = match self {
            Self::BuiltIn(rule) => (*rule, None),
            Self::Own(row, rule) => (&**rule, Some(row.source.clone())),
        };
        let never = DetectionSettings { enabled: is_on(rule), severity: None, exceptions: Vec::new(), updated_at: None, updated_by: None };
        Detection {
            id: self.id(),
            title: rule.title.clone(),
            description: rule.description.clone(),
            severity: severity(rule.level),
            kind: match rule.kind {
                Kind::Single => DetectionKind::Single,
                Kind::Correlation => DetectionKind::Correlation,
            },
            techniques: rule.techniques.clone(),
            tactics: rule.tactics.clone(),
            false_positives: rule.false_positives.clone(),
            remedy: rule.remedy.clone(),
            references: rule.references.clone(),
            source,
            settings: setting.map_or(never, DetectionSettings::from),
        }
    }
}

/// List detections.
///
/// Those that are built in, and your own.
#[utoipa::path(
    get, path = "/v1/detections", tag = "detections",
    security(("key" = ["viewer"])),
    responses((status = 200, description = "All rules over events.", body = Page<Detection>))
)]
pub(crate) async fn list_detections(State(app): State<App>, caller: Caller) -> Result<Page<Detection>, Problem> {
    let mut scope = app.store.tenant(caller.tenant()).await?;
    let mut set = scope.detection_settings().await?;
    let mut rules: Vec<Known> = Rules::built_in().list().iter().map(|rule| Known::BuiltIn(rule)).collect();
    for row in scope.own_rules().await? {
        rules.push(Known::own(row)?);
    }
    let mut setting = |id: &str| set.iter().position(|row| row.rule == id).map(|at| set.swap_remove(at));
    Ok(Page::whole(rules.iter().map(|rule| rule.shown(setting(&rule.id()))).collect()))
}

/// Read a detection.
#[utoipa::path(
    get, path = "/v1/detections/{id}", tag = "detections",
    params(OfDetection), security(("key" = ["viewer"])),
    responses((status = 200, description = "The rule. Its `ETag` is wanted by edits of its settings.", body = Detection))
)]
pub(crate) async fn read_detection(State(app): State<App>, caller: Caller, Path(Named(id)): Path<Named>) -> Result<Answer, Problem> {
    let mut scope = app.store.tenant(caller.tenant()).await?;
    let known = Known::find(&mut scope, &id).await?;
    let setting = scope.detection_settings().await?.into_iter().find(|row| row.rule == id);
    let revision = setting.as_ref().map_or(0, |row| row.revision);
    Ok(Answer::ok(&known.shown(setting)).revision(revision))
}
