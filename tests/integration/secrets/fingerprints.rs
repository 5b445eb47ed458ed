//! All that is ever shown of a secret.

use crate::store::Ground;

#[tokio::test]
async fn a_fingerprint_tells_secrets_of_a_tenant_apart_and_says_nothing_across_tenants() {
    let ground = Ground::new().await;
    let (acme, zeta) = (ground.tenant("acme").await, ground.tenant("zeta").await);
    let (ours, theirs) = (ground.connection(acme, "org").await, ground.connection(zeta, "org").await);
    let first = ground.credential(acme, ours, "secret").await.fingerprint;
    let again = ground.credential(acme, ours, "secret").await.fingerprint;
    let other = ground.credential(acme, ours, "another").await.fingerprint;
    let elsewhere = ground.credential(zeta, theirs, "secret").await.fingerprint;
    assert_eq!(first, again);
    assert_ne!(first, other);
    assert_ne!(first, elsewhere, "nobody can tell that two tenants have the same secret");
    assert!(first.len() == 8 && first.bytes().all(|byte| byte.is_ascii_hexdigit()));
}

#[tokio::test]
async fn a_secret_is_nowhere_in_the_database() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let connection = ground.connection(acme, "org").await;
    ground.credential(acme, connection, "00canarycanarycanarycanarycanarycanary1").await;
    let tables: Vec<String> =
        sqlx::query_scalar("select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'")
            .fetch_all(&ground.db.owner)
            .await
            .unwrap();
    for table in tables {
        // Bytes are written as hexadecimal digits.
        let seen = format!(
            "select count(*) from {table} t where t::text like '%canarycanary%' or t::text like '%' || encode('canarycanary', 'hex') || '%'"
        );
        assert_eq!(ground.count(&seen).await, 0, "{table}");
    }
}
