#!/usr/bin/env bash
# From a checkout to findings on screen. Arguments go to the demo: `--help` tells them.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/scripts/say.sh

# Standard output belongs to the demo: its last line may be for a program.
{
  tests/scripts/postgres.sh install
  if [ ! -x "${CARGO_TARGET_DIR:-target}/debug/oktually" ]; then
    say "The first build takes some minutes; the next one takes seconds."
  fi
} >&2
cargo build --locked -p oktually-api -p oktually-demo --bins
# The demo is a program from outside: what is set for a service of one's own is not for it.
unset "${!OKTUALLY_@}"
exec cargo run -q --locked -p oktually-demo -- "$@"
