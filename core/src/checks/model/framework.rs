//! Controls of published frameworks.

use serde::Serialize;

/// One control of a framework that a check gives evidence for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Framework {
    /// The framework with its edition.
    pub name: &'static str,
    /// The control, as the framework numbers it.
    pub control: &'static str,
}

impl Framework {
    /// A control of NIST SP 800-53.
    pub const fn nist(control: &'static str) -> Self {
        Self { name: "NIST SP 800-53 Rev. 5", control }
    }

    /// A criterion of SOC 2.
    pub const fn soc2(control: &'static str) -> Self {
        Self { name: "SOC 2 Trust Services Criteria", control }
    }

    /// A requirement of PCI DSS.
    pub const fn pci(control: &'static str) -> Self {
        Self { name: "PCI DSS 4.0", control }
    }

    /// A control of the Australian Information Security Manual.
    pub const fn ism(control: &'static str) -> Self {
        Self { name: "Australian ISM", control }
    }

    /// A control of ISO/IEC 27001, Annex A.
    pub const fn iso(control: &'static str) -> Self {
        Self { name: "ISO/IEC 27001:2013 Annex A", control }
    }

    /// A rule of DISA's guide for Okta.
    pub const fn stig(control: &'static str) -> Self {
        Self { name: "DISA STIG Okta IDaaS V1R2", control }
    }

    /// A control correlation identifier of DISA.
    pub const fn cci(control: &'static str) -> Self {
        Self { name: "DISA CCI", control }
    }

    /// A task of Okta's HealthInsight, which has no numbers.
    pub const fn health_insight(task: &'static str) -> Self {
        Self { name: "Okta HealthInsight", control: task }
    }
}
