#!/usr/bin/env bash
# Everything that must hold before a change is merged, the quick and telling things first. `make test` and CI run this.
#
# TEST_ENV   variables for the tests alone, as NAME=value with blanks between: `oktually` itself refuses names that it does not know
# ARGS       further arguments of the test runner, such as the name of a test
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/scripts/say.sh

oktually=${CARGO_TARGET_DIR:-target}/debug/oktually
read -ra test_env <<<"${TEST_ENV:-}"
read -ra args <<<"${ARGS:-}"
# The service refuses to start with a variable that is no setting of its own, and what is set for a service of one's own
# has no business in its tests.
unset "${!OKTUALLY_@}"

SECONDS=0
step "Layout of the code"
cargo fmt --all --check

step "Licences, sources and advisories of dependencies"
if command -v cargo-deny >/dev/null; then
  cargo deny --log-level error check
else
  skipped "cargo-deny is not installed (cargo install cargo-deny --locked): licences and advisories are not looked at"
fi

step "PostgreSQL"
tests/scripts/postgres.sh install

step "Queries against a freshly migrated database"
tests/scripts/sqlx.sh compare

step "Lints"
cargo clippy --workspace --all-targets --locked -- -D warnings

step "Build"
cargo build --workspace --bins --locked

step "What is generated and committed"
tests/scripts/generated.sh compare

step "Documentation of the code"
RUSTDOCFLAGS='-D warnings' cargo doc -q --workspace --no-deps --locked

if command -v cargo-nextest >/dev/null; then
  runner=(cargo nextest run --workspace --locked)
else
  skipped "cargo-nextest is not installed (cargo install cargo-nextest --locked): cargo test takes its place, and is slower"
  runner=(cargo test --workspace --locked)
fi
for program in chromium chromedriver; do
  if ! command -v "$program" >/dev/null; then skipped "$program is not installed (Debian: chromium chromium-driver): the pages are not tried in a browser"; fi
done
step "Tests"
"$oktually" postgres --throwaway -- env ${test_env[@]+"${test_env[@]}"} "${runner[@]}" ${args[@]+"${args[@]}"} || failed=$?
say_skipped
say "make test took $((SECONDS / 60)) min $((SECONDS % 60)) s."
exit "${failed:-0}"
