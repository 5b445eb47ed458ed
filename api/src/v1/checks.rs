//! The catalogue of checks, as this tenant has set them.

use axum::extract::State;
use oktually_core::{
    checks::{self, Check},
    store::CheckSetting,
};
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use serde_json::{Map, Value};
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::params::OfCheck;
use crate::{answer::Answer, app::App, auth::Caller, extract::Path, page::Page, problem::Problem, words};

/// A check: what it looks for, and how it is set.
#[derive(Serialize, ToSchema)]
pub(crate) struct CatalogueEntry {
    /// Its lasting name.
    #[schema(example = "token.no-network-zone")]
    id: &'static str,
    /// What is wrong when it finds something, in a few words.
    #[schema(example = "API token accepted from any IP")]
    title: &'static str,
    /// How bad that is as a rule.
    #[schema(value_type = words::Severity)]
    severity: &'static str,
    /// Why it matters.
    #[schema(example = "A token that leaks from one machine works from every machine, the thief's included.")]
    why: &'static str,
    /// What to do.
    #[schema(example = "Restrict the token under Security › API › Tokens to a network zone.")]
    remedy: &'static str,
    /// What must have been read for it.
    #[schema(example = json!(["api_tokens"]))]
    needs: Vec<String>,
    /// What can be set.
    params: Vec<Param>,
    /// Controls that it gives evidence for.
    frameworks: Vec<Control>,
    /// How you have set it.
    settings: Settings,
}

/// Something that can be set about a check.
#[derive(Serialize, ToSchema)]
pub(crate) struct Param {
    /// Its name.
    #[schema(example = "days")]
    key: &'static str,
    /// What it means.
    #[schema(example = "Days without use after which a token counts as unused.")]
    description: &'static str,
    /// What values it takes.
    #[schema(value_type = BTreeMap<String, words::Anything>, example = json!({"type": "integer", "min": 1, "max": 3650, "unit": "days"}))]
    kind: checks::ParamKind,
    /// The value when you set none.
    #[schema(value_type = words::Anything)]
    default: checks::ParamValue,
}

/// One control of a published framework.
#[derive(Serialize, ToSchema)]
pub(crate) struct Control {
    /// The framework with its edition.
    #[schema(example = "NIST SP 800-53 Rev. 5")]
    framework: &'static str,
    /// The control, as the framework numbers it.
    #[schema(example = "SC-7")]
    control: &'static str,
}

impl Control {
    /// The controls of a check.
    pub(super) fn all(check: &Check) -> Vec<Self> {
        check.frameworks.iter().map(|framework| Self { framework: framework.name, control: framework.control }).collect()
    }
}

/// How a check is set.
#[derive(Serialize, ToSchema)]
pub(crate) struct Settings {
    /// Whether it runs.
    enabled: bool,
    /// What was set in place of defaults.
    #[schema(value_type = BTreeMap<String, words::Anything>, example = json!({"days": 30}))]
    params: Value,
    /// When it was last set. Null: never.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-05T08:00:00Z")]
    updated_at: Option<OffsetDateTime>,
    /// By whom.
    #[schema(example = "key_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    updated_by: Option<String>,
}

impl From<CheckSetting> for Settings {
    fn from(row: CheckSetting) -> Self {
        Self { enabled: row.enabled, params: row.params, updated_at: Some(row.updated_at), updated_by: Some(row.updated_by) }
    }
}

/// A check of the catalogue, named in the path.
pub(crate) struct Known(pub(super) &'static Check);

impl<'de> Deserialize<'de> for Known {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        checks::find(&String::deserialize(deserializer)?).map(Self).ok_or_else(|| D::Error::custom("expected the id of a check"))
    }
}

impl CatalogueEntry {
    /// A check with its settings; none: never set.
    pub(super) fn new(check: &'static Check, setting: Option<CheckSetting>) -> Self {
        let never = Settings { enabled: true, params: Value::Object(Map::new()), updated_at: None, updated_by: None };
        let param =
            |param: &checks::Param| Param { key: param.key, description: param.description, kind: param.kind, default: param.default };
        Self {
            id: check.id,
            title: check.title,
            severity: check.severity.word(),
            why: check.why,
            remedy: check.remedy,
            needs: check.needs.iter().map(ToString::to_string).collect(),
            params: check.params.iter().map(param).collect(),
            frameworks: Control::all(check),
            settings: setting.map_or(never, Settings::from),
        }
    }
}

/// List all checks.
#[utoipa::path(
    get, path = "/v1/checks", tag = "checks",
    security(("key" = ["viewer"])),
    responses((status = 200, description = "The catalogue.", body = Page<CatalogueEntry>))
)]
pub(crate) async fn list_checks(State(app): State<App>, caller: Caller) -> Result<Page<CatalogueEntry>, Problem> {
    let mut set = app.store.tenant(caller.tenant()).await?.check_settings().await?;
    let mut setting = |check: &Check| set.iter().position(|row| row.check_id == check.id).map(|at| set.swap_remove(at));
    Ok(Page::whole(checks::ALL.iter().map(|check| CatalogueEntry::new(check, setting(check))).collect()))
}

/// Read a check.
#[utoipa::path(
    get, path = "/v1/checks/{id}", tag = "checks",
    params(OfCheck), security(("key" = ["viewer"])),
    responses((status = 200, description = "The check. Its `ETag` is wanted by edits of its settings.", body = CatalogueEntry))
)]
pub(crate) async fn read_check(State(app): State<App>, caller: Caller, Path(Known(check)): Path<Known>) -> Result<Answer, Problem> {
    let set = app.store.tenant(caller.tenant()).await?.check_settings().await?;
    let setting = set.into_iter().find(|row| row.check_id == check.id);
    let revision = setting.as_ref().map_or(0, |row| row.revision);
    Ok(Answer::ok(&CatalogueEntry::new(check, setting)).revision(revision))
}
