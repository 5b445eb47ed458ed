//! The orgs that are shown.

use okta_sim::{ClientSpec, OrgSpec, Table};

/// Tenants and the orgs that each connects.
pub(crate) const TENANTS: &[(&str, &[&str])] = &[("Acme", &["acme", "acme-labs"]), ("Globex", &["globex"])];

/// One org with a good many flaws and under attack, one whose token sees less than it should, one that is well kept and opened by a service app.
pub(crate) fn specs(users: u64) -> Vec<OrgSpec> {
    let flaws = [
        "admin.super-admin-count",
        "admin.inactive",
        "admin.role-via-large-group",
        "admin.unexpected-status",
        "token.owner-super-admin",
        "token.no-network-zone",
        "token.zone-too-broad",
        "token.stale-rotation",
        "token.rate-limit-share",
        "session.max-lifetime",
        "session.persistent-cookie",
        "session.admin-console-mfa",
        "password.min-length",
        "password.lockout",
        "net.threatinsight-off",
        "net.anonymizers-not-blocked",
    ];
    let attacks = ["push-bombing-success", "cross-tenant-impersonation", "password-spray"];
    let flawed = flaws.iter().fold(OrgSpec::new("acme").seed(7).users(users), |spec, flaw| spec.flaw(flaw));
    let attacked = attacks.iter().fold(flawed, |spec, attack| spec.attack(attack));
    vec![
        attacked,
        OrgSpec::new("acme-labs").suffix("oktapreview.com").seed(8).users(80).table(Table::Narrow).setup_gap("setup.zone-wide"),
        OrgSpec::new("globex").seed(9).users(300).table(Table::Wide).client(ClientSpec::service_app("Posture reader")),
    ]
}
