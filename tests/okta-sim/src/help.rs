//! What `okta-sim --help` teaches.

use okta_sim::{Attack, Feature, Flaw, Gap, Malformation};

/// Examples, keys, control calls, flaws, gaps, attacks.
pub(crate) fn text() -> String {
    let flaws: String = Flaw::ALL.iter().map(|flaw| format!("  {:<36} {}\n", flaw.id, flaw.what)).collect();
    let gaps: String = Gap::ALL.iter().map(|gap| format!("  {:<36} {}\n", gap.id, gap.what)).collect();
    let features: Vec<String> = Feature::ALL.iter().map(|feature| feature.name()).collect();
    let features = features.join(", ");
    let attacks: String = Attack::ALL.iter().map(|attack| format!("  {:<36} {}\n", attack.id, attack.what)).collect();
    let malformations: String = Malformation::all().map(|wrong| format!("  {:<36} {}\n", wrong.id, wrong.what)).collect();
    format!(
        "{GUIDE}\nFeatures: {features}\n\nFlaws:\n{flaws}\nGaps:\n{gaps}\nAttacks:\n{attacks}\nMalformed entries of the log:\n{malformations}"
    )
}

const GUIDE: &str = r#"How to begin:
  okta-sim --org acme:users=200,seed=7,app=reader,integration=scanner --control-port 8090 --ca-out /tmp/ca.pem
  When ready it prints one line of JSON: all addresses, tokens, client ids, keys and secrets. It runs until SIGINT or
  SIGTERM. With an API token, with or without a blank behind SSWS:
    curl --proxy GATEWAY --cacert /tmp/ca.pem -H 'Authorization: SSWS TOKEN' https://acme.okta.com/api/v1/users/me
  As an API service integration: a token for its id and secret, then a call with it:
    curl --proxy GATEWAY --cacert /tmp/ca.pem -u CLIENT_ID:SECRET https://acme.okta.com/oauth2/v1/token
      -d grant_type=client_credentials -d 'scope=okta.users.read okta.groups.read'
    curl --proxy GATEWAY --cacert /tmp/ca.pem -H 'Authorization: Bearer ACCESS_TOKEN' https://acme.okta.com/api/v1/users
  A service app signs an assertion with its key and proves possession (DPoP) until told otherwise:
    curl -X POST 'http://127.0.0.1:8090/orgs/acme/clients/reader?dpop=ignored'
  Okta's own SDKs take http:// when their check for https is switched off; then neither gateway nor root is needed:
    okta-sim --org acme:users=200 --http-port 8080
    curl -H 'Authorization: SSWS TOKEN' http://localhost:8080/api/v1/users
  Others take an address of their own but want TLS: with a certificate of yours, or one for localhost under ours:
    okta-sim --org acme:users=200 --https-port 8443 --cert chain.pem --key key.pem
    okta-sim --org acme:users=200 --https-port 8443 --ca-out /tmp/ca.pem
    curl --cacert /tmp/ca.pem -H 'Authorization: SSWSTOKEN' https://localhost:8443/api/v1/apps
  The System Log, from some time on in the order of storing; the next link says where to go on, also behind an empty page:
    curl -i … 'https://localhost:8443/api/v1/logs?since=2026-01-01T00:00:00Z&sortOrder=ASCENDING&limit=1000'
  Every secret that Okta gives away on reads has the org's canary_mark in it: look for it in what your program keeps.
  All paths with their scopes, buckets and page sizes:
    curl http://127.0.0.1:8090/paths
  What was asked, how often, and how close to the limits:
    curl http://127.0.0.1:8090/orgs/acme/counts

Keys of an org:
  users=N            10 to 1000000 (100)          seed=N        what everything is drawn from
  suffix=DOMAIN      such as oktapreview.com      engine=E      identity or classic
  domain=HOST        the customer's own name for the org, under which it answers too
  table=T            wide or narrow: what the Read-Only Administrator may read
  no-role=A          403 or empty: what a caller is answered who may not read a list
  itp=true           Identity Threat Protection   outside-zone=S  403 or 401
  limits=L           on, off or a multiplier      skew=SECONDS  Okta's clock ahead of ours
  edition=E          workforce, enterprise, small or integrator: the limits that hold
  buckets=T          published, older or seen: which paths share a limit
  noise=PERCENT      of every limit that others use up
  app=NAME           a service app that proves possession; may be repeated
  plain-app=NAME     a service app with plain tokens; may be repeated
  integration=NAME   an API service integration; may be repeated
  roles=R+R          of the collector's account (READ_ONLY_ADMIN), such as APP_ADMIN
  permissions=P+P    of its custom role (okta.users.apitokens.read+okta.iam.read), such as okta.eventhooks.read
  without=F+F        features that it lacks       events-per-day=N  entries of the log (10 for each user)
  flaws=ID+ID        or all                       gaps=ID+ID    in the collector's set-up
  rate=N             entries of the log in a second, 0.001 to 50000
  late=PERCENT/S     entries that are stored late, by up to so many seconds (0.5/180)
  repeated=PERCENT   entries that come once more in a later page (0.2)
  attacks=ID+ID@S    that its log tells of: just over, or begun S seconds ago

Control address (plain HTTP):
  GET  /orgs                              all orgs, with tokens and clients
  GET  /orgs/NAME/journal?last=N          the last requests
  GET  /orgs/NAME/counts                  requests by path and status, connections, bytes, most in flight, lowest headroom
  GET  /orgs/NAME/truth                   what there is to be found
  POST /orgs/NAME/flaws/ID?on=true        POST /orgs/NAME/gaps/ID?on=true
  POST /orgs/NAME/features/NAME?on=false  what an org may lack, see below
  POST /orgs/NAME/oddities?on=true        "foreign-hosts", {"cursor-expiry":2}, … as JSON: foreign-hosts, dropped-parameters,
       wire-forms, comma-joined, repeated-next, short-pages, both-limits, lost-expand, next-without-self, empty-next, nothings, novelties,
       search-lag, flapping, secrets-in-apps, {"cursor-expiry":PAGES}
  GET  /paths                             what can be read
  POST /orgs/NAME/revoke, /rotate, /reset the collector's token; all that happened since the start
  POST /orgs/NAME/noise?percent=95&seed=7&shape=bursts    others who use the org; percent=0 sends them away
  POST /orgs/NAME/clients/NAME?dpop=demanded|offered|ignored&active=B&grant=SCOPE&revoke=SCOPE&share=PERCENT
  POST /orgs/NAME/access-tokens?state=expired|spoilt      POST /orgs/NAME/nonces?days=N
  POST /orgs/NAME/faults   {"path":"/api/v1/users","kind":{"status":503},"times":2,"after":1}
       kinds: rate-limited, concurrency-limited, {"status":N}, {"code":"E0000145"}, {"slow":MS}, cut, truncated, {"html":N}, {"huge":BYTES},
       wrong-json, wrong-element, empty, missing-item, nul-text, deep-nesting, foreign-next, cursor-expired, temporarily-unavailable,
       no-limits, hang, {"oauth":[STATUS,"ERROR","DESCRIPTION"]}
  GET  /attacks                           all attacks, and which detections should find them
  POST /orgs/NAME/attacks/ID?ago=S        lets one happen: begun S seconds ago (0: now), or just over; tells the uuids that it wrote
  POST /orgs/NAME/attacks/ID?on=false     ends what goes on of it
  POST /orgs/NAME/rate?per_second=N       changes how fast the log grows from now on
  POST /orgs/NAME/log                     puts an entry into the log, sent as JSON
  POST /orgs/NAME/log/malformed/ID        puts a malformed entry into the log
  POST /orgs/NAME/log/refuse-cursors      all cursors of the log given so far are refused from now on
  POST /caller?address=ADDR               POST /gateway?open=false
"#;
