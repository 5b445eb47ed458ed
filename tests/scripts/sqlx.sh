#!/usr/bin/env bash
# The committed `.sqlx`: what the compiler knows of each query without asking a database.
#
#   sqlx.sh compare   fails where it is not what a freshly migrated database says
#   sqlx.sh write     writes it anew
#
# sqlx's macros write one file a query into SQLX_OFFLINE_DIR whenever they ask a database, so its command line is not needed.
# The macros run only when the crate is compiled, and only `core` holds SQL. Both commands start a server of their own.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/scripts/say.sh

source_file=core/src/lib.rs

case "${1:-}" in
  compare | write) exec tests/scripts/postgres.sh bare -- "$0" "of-database-$1" ;;
  of-database-compare | of-database-write) ;;
  *) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac

# The migrations grant to roles of the cluster, which `oktually migrate` makes; here their names are enough.
sed 's/--.*//' migrations/*.sql | grep -o 'oktually_[a-z]*' | sort -u | sed 's/.*/create role &;/' |
  psql -X -q -v ON_ERROR_STOP=1 "$DATABASE_URL"
for migration in migrations/*.sql; do
  # As sqlx runs them: each in a transaction, unless its first line says otherwise.
  transaction=(--single-transaction)
  if head -n 1 "$migration" | grep -q '^-- no-transaction'; then transaction=(); fi
  psql -X -q -v ON_ERROR_STOP=1 ${transaction[@]+"${transaction[@]}"} -f "$migration" "$DATABASE_URL"
done

fresh=$(mktemp -d)
untouched=$(mktemp)
touch -r "$source_file" "$untouched"
# The file gets its time back, so that nothing else is compiled again for having been looked at.
trap 'touch -r "$untouched" "$source_file"; rm -rf "$fresh" "$untouched"' EXIT
touch "$source_file"
# The test profile holds the crate's tests too.
SQLX_OFFLINE=false SQLX_OFFLINE_DIR="$fresh" cargo check --locked -p oktually-core --lib --profile test

count=$(find "$fresh" -name 'query-*.json' | wc -l)
if [ "$count" -eq 0 ]; then die "No query was looked at; did the crate compile?"; fi
if diff -rq .sqlx "$fresh" >/dev/null 2>&1; then
  say "$((count)) queries are as a freshly migrated database has them."
elif [ "$1" = of-database-write ]; then
  mkdir -p .sqlx
  rm -f .sqlx/query-*.json
  cp "$fresh"/query-*.json .sqlx/
  # What was compiled with the former files is compiled again.
  touch "$untouched"
  say "$((count)) queries were written to .sqlx."
else
  diff -rq .sqlx "$fresh" || true
  die ".sqlx is not what a freshly migrated database says. Run make sqlx, and commit what it writes."
fi
