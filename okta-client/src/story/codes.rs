//! Okta's error codes, from a simulated org, and what the client makes of them.

use okta_sim::{ErrorCode, Fault, FaultKind, Org, OrgSpec, Sim, SimSettings};

use crate::{ApiToken, ClientSettings, Cursor, Egress, EgressSettings, Error, OktaClient, api};

const USERS: &str = "/api/v1/users";

/// What a code means to a reader who asks once, at the beginning of a list.
const MEANT: &[(&str, &[&str])] = &[
    (
        "refused",
        &[
            "E0000001", "E0000002", "E0000003", "E0000018", "E0000019", "E0000020", "E0000021", "E0000022", "E0000030", "E0000031",
            "E0000033", "E0000053", "E0000054", "E0000094", "E0000122", "E0000149", "E0000256",
        ],
    ),
    ("credential_rejected", &["E0000004", "E0000011"]),
    ("forbidden", &["E0000005", "E0000006"]),
    ("not_found", &["E0000007", "E0000008", "E0000026"]),
    ("feature_off", &["E0000015"]),
    ("cursor_expired", &["E0000029"]),
    ("wait_until", &["E0000047"]),
    ("unavailable", &["E0000009", "E0000010", "E0000100", "E0000145", "E0000239", "E0000240", "E0000241"]),
];

async fn acme() -> (Sim, Org) {
    let sim = Sim::start(SimSettings { orgs: vec![OrgSpec::new("acme")], ..SimSettings::default() }).await.unwrap();
    let acme = sim.org("acme");
    (sim, acme)
}

fn client(sim: &Sim, org: &Org, tries: u32) -> OktaClient {
    let proxy = Some(sim.gateway_url().parse().unwrap());
    let egress = Egress::new(&EgressSettings { proxy, ca_file: Some(sim.ca_file().into()), source: None }).unwrap();
    let (credential, _) = ApiToken::parse(&org.token()).unwrap();
    OktaClient::new(&egress, org.host().parse().unwrap(), credential, ClientSettings { tries, ..ClientSettings::default() })
}

fn strike(org: &Org, code: &str) {
    org.fault(Fault::new(USERS).kind(FaultKind::Code(ErrorCode::find(code).unwrap())));
}

async fn refusal(sim: &Sim, org: &Org, code: &str, cursor: Option<&Cursor>) -> Error {
    strike(org, code);
    client(sim, org, 1).page(&api::users::list(), cursor).await.unwrap_err()
}

#[tokio::test]
async fn every_code_means_what_a_reader_can_do_about_it() {
    let (sim, acme) = acme().await;
    let mut told: Vec<&str> = MEANT.iter().flat_map(|(_, codes)| codes.iter().copied()).collect();
    told.sort_unstable();
    assert_eq!(told, ErrorCode::ALL.iter().map(|known| known.code).collect::<Vec<_>>());
    for (meaning, codes) in MEANT {
        for code in *codes {
            let error = refusal(&sim, &acme, code, None).await;
            assert_eq!(error.code(), *meaning, "{code}: {error}");
            assert_eq!(error.is_about_credential(), *meaning == "credential_rejected", "{code}");
            assert_eq!(error.is_passing(), matches!(*meaning, "unavailable" | "wait_until"), "{code}");
        }
    }
}

#[tokio::test]
async fn what_is_refused_about_a_position_begins_the_list_again() {
    let (sim, acme) = acme().await;
    let position: Cursor = "/api/v1/users?after=old&limit=200".parse().unwrap();
    for code in ["E0000029", "E0000030", "E0000031", "E0000053", "E0000054", "E0000256"] {
        assert_eq!(refusal(&sim, &acme, code, Some(&position)).await, Error::CursorExpired { path: USERS }, "{code}");
    }
    assert_eq!(refusal(&sim, &acme, "E0000001", Some(&position)).await.code(), "refused");
}

#[tokio::test]
async fn what_passes_is_asked_again_and_what_was_too_much_in_smaller_pages() {
    let (sim, acme) = acme().await;
    for (code, second) in [("E0000009", 100), ("E0000145", 100), ("E0000010", 200), ("E0000100", 200), ("E0000239", 200), ("E0000240", 200)]
    {
        acme.clear_journal();
        strike(&acme, code);
        let page = client(&sim, &acme, 2).page(&api::users::list(), None).await.unwrap();
        assert!(!page.items.is_empty(), "{code}");
        let asked: Vec<_> = acme.journal().into_iter().map(|entry| entry.query).collect();
        assert_eq!(asked, ["limit=200".to_owned(), format!("limit={second}")], "{code}");
    }
}
