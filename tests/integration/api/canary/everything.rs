//! Every value in the database, as its owner sees it.

use sqlx::{AssertSqlSafe, PgPool};

/// The rows of every table as text, each with the table's name; bytes also as what they say.
pub(crate) async fn stored(owner: &PgPool) -> Vec<(String, String)> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
    )
    .fetch_all(owner)
    .await
    .unwrap();
    assert!(tables.len() > 20, "only {tables:?}");
    let mut all = Vec::new();
    for table in tables {
        let select = format!("select t::text from only {table} t");
        let rows: Vec<String> = sqlx::query_scalar(AssertSqlSafe(select)).fetch_all(owner).await.unwrap();
        all.extend(rows.into_iter().map(|row| (table.clone(), format!("{row}\n{}", said_by_bytes(&row)))));
    }
    all
}

/// What the byte strings of a row say, read as text.
fn said_by_bytes(row: &str) -> String {
    let mut said = String::new();
    for part in row.split("\\x").skip(1) {
        let digits: Vec<u32> = part.chars().map_while(|c| c.to_digit(16)).collect();
        let bytes: Vec<u8> = digits.chunks_exact(2).map(|pair| (pair[0] * 16 + pair[1]) as u8).collect();
        said.push_str(&String::from_utf8_lossy(&bytes));
        said.push('\n');
    }
    said
}

#[test]
fn bytes_are_read_as_what_they_say() {
    assert_eq!(said_by_bytes(r#"(1,"\\x6869",x,"\\x00ff41")"#), "hi\n\u{0}\u{fffd}A\n");
}
