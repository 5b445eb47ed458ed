#!/usr/bin/env bash
# What takes minutes, or downloads, or root: by hand before a release. `make check-slow` runs this.
#
# ARGS   the names of the steps to run, all without it: sdks gateways speed fuzz service
#
# What a step needs and cannot have is said as SKIPPED. Okta's SDKs are installed into a folder that is deleted afterwards.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/scripts/say.sh

target=${CARGO_TARGET_DIR:-target}
read -ra steps <<<"${ARGS:-sdks gateways speed fuzz service}"
unset "${!OKTUALLY_@}"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export OKTA_SDKS=${OKTA_SDKS:-$scratch/sdks}

sdks() {
  step "Okta's own SDKs read the simulator"
  tests/readers/install.sh "$OKTA_SDKS"
  cargo test --locked -p okta-sim --test it okta_s_own_sdks -- --ignored --nocapture
}

gateways() {
  step "Real gateways: squid and dante with the committed configurations"
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && ! { command -v squid && command -v danted; } >/dev/null; then
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends squid dante-server iproute2
  fi
  cargo test --locked -p okta-client --test gateways -- --nocapture
}

speed() {
  step "What the client costs beside Okta's SDKs, and what the simulator bears"
  cargo bench --locked -p okta-client --bench speed
}

fuzz() {
  step "Nonsense from the wire"
  if command -v cargo-fuzz >/dev/null; then
    # cargo-fuzz needs what only nightly compilers are supposed to offer. There is no unsafe code to sanitize.
    (cd okta-client && RUSTC_BOOTSTRAP=1 cargo fuzz run --sanitizer none wire -- -max_total_time=60)
  else
    skipped "cargo-fuzz is not installed (cargo install cargo-fuzz --locked)"
  fi
}

service() {
  step "The queue, and whole scans"
  cargo build --release --locked --bin oktually
  "$target/release/oktually" postgres --throwaway -- cargo bench --locked -p oktually-tests
}

for name in "${steps[@]}"; do
  case $name in
    sdks | gateways | speed | fuzz | service) ;;
    *) die "There is no step $name: sdks gateways speed fuzz service" ;;
  esac
done
# What the steps' own programs skip is listed in the end too, also if a step fails.
set +e
(
  set -e
  for name in "${steps[@]}"; do "$name"; done
) 2>&1 | tee "$scratch/said"
failed=${PIPESTATUS[0]}
set -e
note_skipped "$scratch/said"
say_skipped
exit "$failed"
