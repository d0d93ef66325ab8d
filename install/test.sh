#!/bin/sh
# install/test.sh [tap's arguments …]: brings what start.sh brings and what only the tests need, checks format, lint and
# types, and runs the whole suite. Its last line is `N passed, N failed, N skipped`; its exit code is the suite's.
set -u
project=$(dirname "$(dirname "$(readlink -f "$0")")")
. "$project/install/prepare.sh"

# brings <command> <package>: the package where the command is not there.
brings() { command -v "$1" >/dev/null || wanted="$wanted $2"; }

bring_test_tools() {
  wanted=
  brings chromium chromium
  brings nginx nginx
  brings wrk wrk
  brings gcc gcc
  [ -e /usr/include/stdlib.h ] || wanted="$wanted libc6-dev"
  brings systemd-analyze systemd
  # Without an engine the image is built by these.
  brings buildah buildah
  brings debootstrap debootstrap
  python3 -c 'import ensurepip, venv' 2>/dev/null || wanted="$wanted python3-venv"
  docker compose version >/dev/null 2>&1 || brings docker-compose docker-compose
  [ -n "$wanted" ] || return 0
  mkdir -p "$kept"
  speak "Instalando$wanted…" "Instalando$wanted…" "Installing$wanted…"
  # shellcheck disable=SC2086 # the packages are words
  apt_bring $wanted && return 0
  speak "No se pudo instalar: ejecuta como administrador «apt-get install$wanted» y repite." \
    "Não foi possível instalar: execute como administrador «apt-get install$wanted» e repita." \
    "Could not install: run “apt-get install$wanted” as administrator and repeat."
  return 1
}

# The suite's own class of tests, made of the plugins that .taprc names.
build_tap() {
  wanted_tap="$(hash_of "$lock_file") $(hash_of "$project/.taprc")"
  stamp_is tap "$wanted_tap" && return 0
  node_modules/.bin/tap build >>"$kept/prepare.log" 2>&1 && write_stamp tap "$wanted_tap"
}

# What asks the box from outside in Python: schemathesis, and a client of tus. Where it cannot be had, those tests are
# skipped with the reason.
bring_python() {
  wanted_python=$(hash_of "$project/install/python/requirements.txt")
  stamp_is python "$wanted_python" && [ -x "$kept/python/bin/st" ] && return 0
  speak 'Trayendo schemathesis y tuspy…' 'Trazendo o schemathesis e o tuspy…' 'Fetching schemathesis and tuspy…'
  rm -rf "$kept/python.stamp" "$kept/python"
  python3 -m venv "$kept/python" >>"$kept/prepare.log" 2>&1 &&
    "$kept/python/bin/pip" install --quiet --no-input --disable-pip-version-check \
      --requirement "$project/install/python/requirements.txt" >>"$kept/prepare.log" 2>&1 &&
    write_stamp python "$wanted_python" && return 0
  rm -rf "$kept/python"
  not_fetched 'schemathesis y tuspy' 'o schemathesis e o tuspy' 'schemathesis and tuspy'
}

# count <name>: what the summary at the end of the suite's TAP says of it; what is nought is not named there.
count() {
  number=$(grep -a '^# { total: ' "$kept/suite.tap" | tail -n 1 | sed -n "s/.* $1: \([0-9]*\).*/\1/p")
  echo "${number:-0}"
}

# Each assertion that failed, with what it says of itself.
failures() {
  awk '/^ *not ok/ { print; kept = 1; next }
    kept == 1 && !/^ *---$/ { kept = 0 }
    kept { print; kept = 2 }
    /^ *\.\.\.$/ { kept = 0 }' "$kept/suite.tap"
}

# Where a container engine runs, the servers that storage is tested against come from it; elsewhere from registries.
has_engine() { docker compose version >/dev/null 2>&1 && docker info >/dev/null 2>&1; }
in_engine() {
  docker compose --project-name nodo-test --file "$project/docker/compose.test.yml" "$@" >>"$kept/prepare.log" 2>&1
}
# Prints the settings of the servers, as far as they can be had.
start_servers() {
  if has_engine && in_engine up --detach --wait; then
    sed -n "s/^  \(NODO_[A-Z0-9_]*\): \(.*\)/\1='\2'/p" "$project/docker/compose.test.yml"
  else
    "$project/install/servers.sh" start "$servers_folder"
  fi
}
end_servers() {
  if has_engine; then in_engine down --volumes; fi
  "$project/install/servers.sh" stop "$servers_folder"
  rm -rf "$servers_folder"
}

prepare all && bring_test_tools || exit 2
cd "$project" || exit 2
PATH="$(dirname "$node"):$PATH"
export PATH
build_tap || exit 2
bring_python
servers_folder=$(mktemp -d) || exit 2
trap end_servers EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
# Under names of the suite's own, which no node that it starts takes for its settings.
eval "$(start_servers | sed -n '/^NODO_STORAGE=/d; s/^NODO_/export NODO_TEST_/p')"
# Without a terminal nothing may be drawn over and over: a line for each file, and afterwards what failed.
reporter=terse
[ -t 1 ] || { reporter=base && export CI="${CI:-1}"; }

# By node itself: the system's npm may not run under this node.
passed=0 failed=0
if "$node" --run check; then passed=1; else failed=1; fi

: >"$kept/suite.tap"
node_modules/.bin/tap --reporter="$reporter" --output-file="$kept/suite.tap" "$@"
suite=$?
# The reporter leaves the cursor behind an escape of its own.
echo
[ "$reporter" = terse ] || failures
passed=$((passed + $(count pass)))
failed=$((failed + $(count fail)))
skipped=$(count skip)
# A suite that broke off has no summary of its failure.
[ $suite -eq 0 ] || [ $failed -gt 0 ] || failed=1

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
