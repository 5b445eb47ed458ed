# shellcheck shell=bash
# Words for whoever watches; sourced by the other scripts. Colours only on a terminal, and not where NO_COLOR is set.

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
  bold=$'\e[1m' red=$'\e[31m' yellow=$'\e[33m' plain=$'\e[0m'
else
  bold='' red='' yellow='' plain=''
fi

say() { printf '%s\n' "$*"; }
step() { printf '\n%s==> %s%s\n' "$bold" "$*" "$plain"; }
# What is skipped is said where it would have come, and again at the end, where it is read.
all_skipped=()
skipped() {
  all_skipped+=("$*")
  printf '%sSKIPPED: %s%s\n' "$yellow" "$*" "$plain"
}
# The same of what other programs said, as the file $1 has kept it.
note_skipped() {
  local what
  while IFS= read -r what; do all_skipped+=("$what"); done < <(sed -E 's/\x1b\[[0-9;]*m//g' "$1" | sed -n 's/^.*SKIPPED: //p' | awk '!seen[$0]++')
}
say_skipped() {
  local what
  for what in ${all_skipped[@]+"${all_skipped[@]}"}; do printf '%sSKIPPED: %s%s\n' "$yellow" "$what" "$plain"; done
}
die() {
  printf '%s%s%s\n' "$red" "$*" "$plain" >&2
  exit 1
}
