#!/usr/bin/env bash
# Makes the secrets of docker-compose.yml in deploy/secrets; what is there already stays as it is.
# Keep a copy of the keyring apart from the database's backups: without it nothing that is sealed can be opened again.
set -euo pipefail
cd "$(dirname "$0")"

# The folder is closed to others. The files in it are not, because a container reads them as a user of its own.
mkdir -p -m 0700 secrets
random() { head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

keep() {
  if [ -e "secrets/$1" ]; then
    cat >/dev/null
  else
    (umask 0333 && cat >"secrets/$1")
    echo "made deploy/secrets/$1"
  fi
}

url() { printf 'postgres://%s:%s@postgres/oktually' "$1" "$(cat "secrets/$2")"; }

for login in owner api worker; do
  random 24 | keep "${login}_password"
done
url oktually owner_password | keep owner_database_url
url oktually_api api_password | keep api_database_url
url oktually_worker worker_password | keep worker_database_url
printf 'k%s:%s\n' "$(random 4)" "$(head -c 32 /dev/urandom | base64)" | keep keyring
