//! Every table keeps the rules; one that does not is named.

use oktually_tests::TestDb;

use super::rules;

const NONE: [&str; 0] = [];

#[tokio::test]
async fn every_table_is_a_tenants_or_known_to_be_the_services_own() {
    assert_eq!(rules::without_a_tenant(&TestDb::new().await.owner).await, NONE);
}

#[tokio::test]
async fn every_table_of_tenants_is_closed_by_forced_row_level_security_with_the_tenants_policy() {
    let db = TestDb::new().await;
    assert_eq!(rules::open(&db.owner).await, NONE);
    assert_eq!(rules::without_the_tenants_policy(&db.owner).await, NONE);
    assert_eq!(rules::too_wide_policies(&db.owner).await, NONE);
}

#[tokio::test]
async fn every_key_of_a_table_of_tenants_begins_with_the_tenant() {
    let db = TestDb::new().await;
    assert_eq!(rules::without_a_key(&db.owner).await, NONE);
    assert_eq!(rules::keys_without_the_tenant(&db.owner).await, NONE);
    assert_eq!(rules::unique_indexes_without_the_tenant(&db.owner).await, NONE);
}

#[tokio::test]
async fn no_column_is_of_a_type_that_no_index_serves_under_row_level_security() {
    assert_eq!(rules::columns_no_index_serves(&TestDb::new().await.owner).await, NONE);
}

#[tokio::test]
async fn a_table_that_breaks_a_rule_is_named() {
    let db = TestDb::new().await;
    sqlx::raw_sql(
        "create table shared_words (word text primary key);
         create table loose (tenant_id uuid, id uuid unique references operators, primary key (id, tenant_id));
         create table keyless (tenant_id uuid not null, mood int4range);
         call close_table('keyless');
         create policy everybody on keyless to oktually_tenant using (true);
         create table pointing (tenant_id uuid, id uuid, primary key (tenant_id, id), foreign key (tenant_id) references loose (id));
         call close_table('pointing');
         drop policy tenant on pointing;
         create policy tenant on pointing to oktually_tenant, oktually_opener using (tenant_id = current_tenant()) with check (true);
         create unique index met on pointing (id)",
    )
    .execute(&db.owner)
    .await
    .unwrap();
    assert_eq!(rules::without_a_tenant(&db.owner).await, ["shared_words"]);
    assert_eq!(rules::open(&db.owner).await, ["loose"]);
    assert_eq!(rules::without_the_tenants_policy(&db.owner).await, ["loose", "pointing"]);
    assert_eq!(rules::too_wide_policies(&db.owner).await, ["keyless.everybody"]);
    assert_eq!(rules::without_a_key(&db.owner).await, ["keyless"]);
    assert_eq!(
        rules::keys_without_the_tenant(&db.owner).await,
        ["loose.loose_id_fkey", "loose.loose_id_key", "loose.loose_pkey", "pointing.pointing_tenant_id_fkey"]
    );
    assert_eq!(rules::unique_indexes_without_the_tenant(&db.owner).await, ["loose.loose_id_key", "loose.loose_pkey", "pointing.met"]);
    assert_eq!(rules::columns_no_index_serves(&db.owner).await, ["keyless.mood"]);
}
