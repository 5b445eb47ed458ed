//! The link behind a token in an address.

use oktually_core::{
    ids::TenantId,
    store::{self, ConnectionState, IntakeLink, TenantScope, TenantState},
};
use secrecy::SecretString;
use time::OffsetDateTime;

use crate::{
    app::App,
    keys::{IntakeToken, SecretHash},
    pages::Notice,
    problem::Problem,
};

/// A link whose secret was shown, with what it is for.
pub(super) struct Open {
    pub(super) link: IntakeLink,
    pub(super) connection: store::Connection,
}

/// What a token leads to: an open link, or the page that says why not. Nothing is changed by looking.
///
/// A tenant that does not exist, a link that does not, and a wrong secret take the same path to the same page.
pub(super) async fn find(app: &App, token: &SecretString) -> Result<(TenantScope, Result<Open, Notice>), Problem> {
    let token = IntakeToken::parse(token).map_err(|_| Problem::not_found())?;
    app.limits.links.take(token.link)?;
    let mut scope = app.store.tenant(TenantId::from(token.tenant)).await?;
    let link = scope.intake_link(token.link.into()).await?;
    let stored = link.as_ref().and_then(|link| link.hash.as_slice().try_into().ok()).unwrap_or([0; 32]);
    let proven = token.hash() == SecretHash::stored(stored);
    let link = link.filter(|_| proven).ok_or_else(Problem::not_found)?;
    let tenant = scope.itself().await?;
    let connection = scope.connection(link.connection).await?;
    let found = match closed(&link, OffsetDateTime::now_utc()) {
        Some(notice) => Err(notice),
        None if tenant.state != TenantState::Active || connection.state == ConnectionState::Suspended => Err(Notice::Paused),
        None => Ok(Open { link, connection }),
    };
    Ok((scope, found))
}

/// Why a link takes nothing any more.
fn closed(link: &IntakeLink, now: OffsetDateTime) -> Option<Notice> {
    if link.is_open(now) {
        return None;
    }
    Some(match link {
        link if link.spent_at.is_some() => Notice::Spent,
        link if link.revoked_at.is_none() && link.left() <= 0 => Notice::UsedUp,
        _ => Notice::Expired,
    })
}
