#!/usr/bin/env bash
# PostgreSQL for the other scripts.
#
#   postgres.sh install       makes sure that PostgreSQL 15 or newer is here: installs it, or says the one line that does
#   postgres.sh bare -- CMD   runs CMD with DATABASE_URL of a new, empty server, which is deleted afterwards
#
# Tests and demo use `oktually postgres` instead. `bare` is for `.sqlx`, without which `oktually` cannot be built.
set -euo pipefail
source "$(dirname "$0")/say.sh"

oldest=15

# The folder of the newest installation's programs, wherever distributions and Homebrew put them; as the service itself looks.
bin_dir() {
  local initdb version
  {
    command -v initdb || true
    ls -d /usr/lib/postgresql/*/bin/initdb /usr/pgsql-*/bin/initdb /usr/libexec/postgresql*/initdb \
      /opt/homebrew/opt/postgresql*/bin/initdb /usr/local/opt/postgresql*/bin/initdb \
      /Applications/Postgres.app/Contents/Versions/*/bin/initdb 2>/dev/null || true
    if command -v pg_config >/dev/null; then echo "$(pg_config --bindir)/initdb"; fi
  } | while read -r initdb; do
    version=$("$initdb" --version 2>/dev/null | sed -nE 's/.*\) ([0-9]+).*/\1/p') || true
    if [ -n "$version" ]; then echo "$version $(dirname "$initdb")"; fi
  done | sort -rnu | while read -r version initdb; do
    if [ "$version" -ge "$oldest" ]; then echo "$initdb"; fi
  done | head -n 1
}

install() {
  local root=() line words
  if [ -n "$(bin_dir)" ]; then return; fi
  if command -v apt-get >/dev/null; then
    line='apt-get install -y postgresql'
  elif command -v dnf >/dev/null; then
    line='dnf install -y postgresql-server'
  elif command -v brew >/dev/null; then
    line='brew install postgresql@17'
  else
    die "PostgreSQL $oldest or newer is needed, and no apt, dnf or brew is here to install it with. Install it, then come again."
  fi
  if [[ $line != brew* ]] && [ "$(id -u)" != 0 ]; then
    # Somebody may be there to type a password; nobody is, where this is no terminal.
    if ! command -v sudo >/dev/null || ! { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
      die "PostgreSQL $oldest or newer is needed. As root: $line"
    fi
    root=(sudo)
  fi
  step "Installing PostgreSQL: ${root[*]:+${root[*]} }$line"
  read -ra words <<<"$line"
  case $line in
    apt-get*) apt_install ${root[@]+"${root[@]}"} ;;
    *) ${root[@]+"${root[@]}"} "${words[@]}" ;;
  esac
  if [ -z "$(bin_dir)" ]; then
    die "What was installed is older than PostgreSQL $oldest. Install a newer one, then come again."
  fi
}

# Debian's package would also make a server of its own and keep it running; the programs are all that is wanted.
apt_install() {
  local note=/etc/postgresql-common/createcluster.d/oktually.conf
  "$@" mkdir -p "$(dirname "$note")"
  echo 'create_main_cluster = false' | "$@" tee "$note" >/dev/null
  "$@" apt-get update -q
  "$@" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends postgresql
  "$@" rm "$note"
}

bare() {
  # Not local: the trap needs them when the function is over.
  as=()
  bin=$(bin_dir)
  if [ -z "$bin" ]; then
    install
    bin=$(bin_dir)
  fi
  # Short, because a socket's path has 107 bytes at most.
  folder=$(mktemp -d /tmp/oktually-bare.XXXXXX)
  if [ "$(id -u)" = 0 ]; then
    # PostgreSQL refuses to run as root.
    user=$(id -un postgres 2>/dev/null || echo nobody)
    chown "$user" "$folder"
    as=(runuser -u "$user" --)
  fi
  server() { (cd "$folder" && ${as[@]+"${as[@]}"} "$bin/$1" -D "$folder/data" "${@:2}"); }
  trap 'server pg_ctl stop -m immediate -s 2>/dev/null || true; rm -rf "$folder"' EXIT
  # Nobody else can enter the folder, and nothing listens on a network: no password is needed.
  server initdb --username=owner --auth=trust --encoding=UTF8 --locale=C --no-sync >/dev/null
  server pg_ctl start -w -s -l "$folder/log" -o "-c listen_addresses= -c unix_socket_directories=$folder -c fsync=off" ||
    { cat "$folder/log"; die "PostgreSQL did not start."; }
  DATABASE_URL="postgres://owner@localhost/postgres?host=$folder" PATH="$bin:$PATH" "$@"
}

case "${1:-}" in
  install) install ;;
  bare) shift; [ "${1:-}" != -- ] || shift; bare "$@" ;;
  *) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
