//! Pages for people: plain HTML from view models, one style sheet, no script.

mod choice;
mod guide;
mod icons;
mod intake;
mod kind;
mod layout;
mod notice;
mod report;
mod response;
mod style;
#[cfg(test)]
mod tests;

pub(crate) use layout::{Layout, prose, with_code};

pub use intake::{FormError, FormField, IntakePage};
pub use kind::kind_page;
pub use notice::Notice;
pub use report::{ReportPage, ReportState, ReportStep, Verdict};
pub use response::HtmlPage;
pub use style::{stylesheet, stylesheet_path};
