//! Real gateways with the configurations that are committed in `deploy/egress`: squid (HTTP CONNECT) and dante (SOCKS5), through
//! the way out that production takes.
//!
//! Each test runs in network and mount namespaces of its own, in which names lead where the test says and the simulator has a public
//! address. That takes root and the gateway's program (Debian: `squid`, `dante-server`); without them it says that it is skipped.
#![expect(clippy::unwrap_used, reason = "a test whose ground does not hold has failed, and says where")]

mod place;
mod way;

use place::{PASSWORD, Place};
use way::{refused_inside, trouble};

use okta_client::EgressTrouble;

/// Lines before the committed ones that let nobody in without a password.
const SQUID_WITH_USERS: &str = "auth_param basic program /usr/lib/squid/basic_ncsa_auth /etc/squid/users
acl known proxy_auth REQUIRED
http_access deny !known
";

#[test]
fn squid_leads_to_okta_and_nowhere_else() {
    place::inside("squid", "squid_leads_to_okta_and_nowhere_else", async |place: &Place| {
        let squid = place.squid("");
        let okta = place.okta().await;
        okta.is_read_through("http://172.30.2.2:3128").await;
        refused_inside(&okta, "http://172.30.2.2:3128").await;
        drop(squid);
        assert_eq!(trouble(&okta, "http://172.30.2.2:3128", "acme").await, EgressTrouble::GatewayDown);

        let _squid = place.squid(SQUID_WITH_USERS);
        okta.is_read_through(&format!("http://watch:{PASSWORD}@172.30.2.2:3128")).await;
        for gateway in ["http://watch:another@172.30.2.2:3128", "http://172.30.2.2:3128"] {
            assert_eq!(trouble(&okta, gateway, "acme").await, EgressTrouble::GatewayCredential, "{gateway}");
        }
        refused_inside(&okta, &format!("http://watch:{PASSWORD}@172.30.2.2:3128")).await;
    });
}

#[test]
fn dante_leads_to_okta_and_nowhere_else() {
    place::inside("danted", "dante_leads_to_okta_and_nowhere_else", async |place: &Place| {
        let dante = place.dante(|committed| committed.to_owned());
        let okta = place.okta().await;
        okta.is_read_through("socks5h://172.30.2.2:1080").await;
        refused_inside(&okta, "socks5h://172.30.2.2:1080").await;
        drop(dante);
        assert_eq!(trouble(&okta, "socks5h://172.30.2.2:1080", "acme").await, EgressTrouble::GatewayDown);

        let _dante = place.dante(|committed| committed.replace("socksmethod: none", "socksmethod: username"));
        okta.is_read_through(&format!("socks5h://watch:{PASSWORD}@172.30.2.2:1080")).await;
        for gateway in ["socks5h://watch:another@172.30.2.2:1080", "socks5h://172.30.2.2:1080"] {
            assert_eq!(trouble(&okta, gateway, "acme").await, EgressTrouble::GatewayCredential, "{gateway}");
        }
        refused_inside(&okta, &format!("socks5h://watch:{PASSWORD}@172.30.2.2:1080")).await;
    });
}
