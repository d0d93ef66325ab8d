#!/bin/sh
# docker/nodo [command …]: the command `nodo` of the image, with the flags that start.sh gives. What compose.yml's first
# start made for the node (docker/make-secrets.sh) is read here, so that `docker exec … nodo doctor` knows it too.
set -u
project=/opt/comuniarte-nodo
. "$project/install/prepare.sh"
if [ -r /run/secrets/nodo/settings ]; then
  set -a
  . /run/secrets/nodo/settings
  set +a
fi
[ $# -gt 0 ] || set -- start
# shellcheck disable=SC2086,SC2154 # the flags are words, and prepare.sh's
exec "$carried" $run_flags "$project/cli/nodo.ts" "$@"
