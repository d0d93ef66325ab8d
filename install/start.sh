#!/bin/sh
# install/start.sh [command …]: brings the runtime, the packages and the built dashboard where they are missing, then
# runs `nodo <command>` (default: start) in the foreground. A second run starts at once and needs no network.
set -u
project=$(dirname "$(dirname "$(readlink -f "$0")")")
. "$project/install/prepare.sh"
prepare prod || exit 2
[ $# -gt 0 ] || set -- start
# shellcheck disable=SC2086 # the flags are words
exec "$node" $run_flags "$project/cli/nodo.ts" "$@"
