//! The System Log, hooks, streams, agents and providers: what runs beside people signing in.

use super::Shape::{List, One};
use super::{RouteSpec, Shape};
use crate::answer::Answer;
use crate::api::{agent_pools, hooks, log_streams, providers, subscriptions};
use crate::call::Call;
use crate::errors::Refusal;
use crate::features::Feature;
use crate::log;
use crate::permissions::Need;

type Answered = fn(&Call) -> Result<Answer, Refusal>;

const fn hook(pattern: &'static str, shape: Shape, scope: &'static str, feature: Feature, answer: Answered) -> RouteSpec {
    RouteSpec::get(pattern, shape, answer).scope(scope).need(Need::Super).feature(feature)
}

const fn agents(pattern: &'static str, shape: Shape, answer: Answered) -> RouteSpec {
    RouteSpec::get(pattern, shape, answer).scope("okta.agentPools.read").need(Need::ReadWide).bucket("/api/v1/agentPools")
}

const fn provider(pattern: &'static str, scope: &'static str, answer: Answered) -> RouteSpec {
    RouteSpec::get(pattern, List, answer).scope(scope).need(Need::ReadWide)
}

pub(super) static ROUTES: &[RouteSpec] = &[
    RouteSpec::get("/api/v1/logs", List, log::list)
        .scope("okta.logs.read")
        .parameters(&["since", "until", "after", "filter", "q", "limit", "sortOrder"])
        .sizes(100, 1_000)
        .bucket("/api/v1/logs"),
    hook("/api/v1/eventHooks", List, "okta.eventHooks.read", Feature::EventHooks, hooks::event_list),
    hook("/api/v1/eventHooks/{id}", One, "okta.eventHooks.read", Feature::EventHooks, hooks::event_one),
    hook("/api/v1/inlineHooks", List, "okta.inlineHooks.read", Feature::InlineHooks, hooks::inline_list).parameters(&["type"]),
    hook("/api/v1/inlineHooks/{id}", One, "okta.inlineHooks.read", Feature::InlineHooks, hooks::inline_one),
    hook("/api/v1/hook-keys", List, "okta.inlineHooks.read", Feature::InlineHooks, hooks::keys).older_bucket("/api/v1/hook-keys"),
    hook("/api/v1/logStreams", List, "okta.logStreams.read", Feature::LogStreaming, log_streams::list)
        .parameters(&["after", "limit", "filter"])
        .sizes(20, 200),
    hook("/api/v1/logStreams/{id}", One, "okta.logStreams.read", Feature::LogStreaming, log_streams::one),
    agents("/api/v1/agentPools", List, agent_pools::list).parameters(&["limitPerPoolType", "poolType", "after"]),
    agents("/api/v1/agentPools/{id}/updates", List, agent_pools::updates).parameters(&["scheduled"]),
    agents("/api/v1/agentPools/{id}/updates/settings", One, agent_pools::update_settings),
    provider("/api/v1/security-events-providers", "okta.securityEventsProviders.read", providers::security_events)
        .feature(Feature::ThreatProtection),
    provider("/api/v1/telephony-providers", "okta.customTelephonyProvider.read", providers::telephony).feature(Feature::Telephony),
    provider("/api/v1/push-providers", "okta.pushProviders.read", providers::push)
        .parameters(&["type"])
        .older_bucket("/api/v1/push-providers"),
    provider("/api/v1/roles/{id}/subscriptions", "okta.roles.read", subscriptions::of_role),
];
