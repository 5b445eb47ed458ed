#!/usr/bin/env bash
# What is generated from the program and committed: the API's description, and the README's table of settings.
#
#   generated.sh compare   fails where they are not what the program says
#   generated.sh write     writes them anew
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/scripts/say.sh

case "${1:-}" in
  compare | write) ;;
  *) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac

oktually=${CARGO_TARGET_DIR:-target}/debug/oktually
# What is set for a service of one's own has no business here.
unset "${!OKTUALLY_@}"
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT

"$oktually" openapi >"$fresh/oktually.json"
"$oktually" settings >"$fresh/settings"
awk -v table="$fresh/settings" '
  /^<!-- settings -->$/ { print; print ""; while ((getline line < table) > 0) print line; print ""; inside = 1; found = 1; next }
  /^<!-- \/settings -->$/ { inside = 0 }
  !inside { print }
  END { exit !found }
' README.md >"$fresh/README.md" || die "README.md has lost the marks between which its table of settings stands."

for pair in oktually.json:openapi/oktually.json README.md:README.md; do
  made=$fresh/${pair%%:*} kept=${pair#*:}
  if cmp -s "$made" "$kept"; then
    say "$kept is as the program says."
  elif [ "$1" = write ]; then
    cat "$made" >"$kept"
    say "$kept was written anew."
  else
    diff -u "$kept" "$made" | head -n 40 || true
    die "$kept is not what the program says. Run make openapi, and commit what it writes."
  fi
done
