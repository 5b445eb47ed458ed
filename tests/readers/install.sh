#!/usr/bin/env bash
# Okta's own SDKs, into a folder that goes with whoever asked for them: `install.sh FOLDER`.
# What cannot be had is said and left out; the readers beside this file are run with what is there.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/scripts/say.sh

folder=${1:?a folder is needed}
mkdir -p "$folder"
log=$folder/install.log

python() {
  command -v python3 >/dev/null && python3 -m venv "$folder/python" && "$folder/python/bin/pip" install -q --disable-pip-version-check okta
}
node() {
  command -v npm >/dev/null && npm install --prefix "$folder/node" --silent --no-audit --no-fund @okta/okta-sdk-nodejs
}

for language in python node; do
  if [ -e "$folder/$language/ready" ]; then continue; fi
  if "$language" >>"$log" 2>&1; then
    touch "$folder/$language/ready"
  else
    skipped "Okta's SDK for $language cannot be installed here: $(tail -n 1 "$log" 2>/dev/null || true)"
  fi
done
