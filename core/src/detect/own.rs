//! A tenant's own rules, compiled once for as long as they stay the same.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use oktually_events::detection::{Limits, RuleError, Rules};

use crate::{
    ids::{DetectionId, TenantId},
    store::OwnRule,
};

/// Tenants whose rules are kept compiled.
const KEPT: usize = 256;

/// Compiled rules by tenant.
#[derive(Default)]
pub struct OwnRules(Mutex<HashMap<TenantId, Kept>>);

/// Which rules at which edits, and what they compiled to.
type Kept = (Vec<(DetectionId, i32)>, Arc<Rules>);

/// A tenant's rule, compiled by itself, under the id by which findings name it.
///
/// # Errors
/// What is wrong with it, with lines; that it is not one rule but none or several.
pub fn compile(name: &str, source: &str) -> Result<Rules, Vec<RuleError>> {
    let rules = Rules::load([(name, source)], Limits::TENANT)?;
    if rules.list().len() != 1 {
        let reason = format!("it holds {} rules that hit; each is to be handed over by itself", rules.list().len());
        return Err(vec![RuleError { file: name.to_owned(), line: None, reason }]);
    }
    Ok(rules)
}

impl OwnRules {
    /// The rules of a tenant, compiled. One that this program does not take any more, because its limits have become narrower, is left out.
    pub fn of(&self, tenant: TenantId, rows: &[OwnRule]) -> Arc<Rules> {
        let edits: Vec<(DetectionId, i32)> = rows.iter().map(|row| (row.id, row.revision)).collect();
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, rules)) = kept.get(&tenant)
            && *known == edits
        {
            return Arc::clone(rules);
        }
        let ids: Vec<String> = rows.iter().map(|row| row.id.to_string()).collect();
        let good = rows.iter().zip(&ids).filter(|(row, _)| compile(&row.name, &row.source).is_ok());
        let rules = Arc::new(Rules::load_under_names(good.map(|(row, id)| (id.as_str(), row.source.as_str())), Limits::TENANT));
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(tenant, (edits, Arc::clone(&rules)));
        rules
    }
}
