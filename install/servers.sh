#!/bin/sh
# install/servers.sh start|stop|status <folder> [mongodb|neo4j|redis …]: real MongoDB, Neo4j and Redis without a container
# engine, for the tests and for who wants to try the bundle. They listen on 127.0.0.1 alone, at ports that the folder
# keeps with their data, logs and passwords. `start` waits until all answer and prints the settings with which a node
# uses them, as lines for a shell; they stay in <folder>/servers.env. Without names all three are meant.
set -u
project=$(dirname "$(dirname "$(readlink -f "$0")")")
. "$project/install/prepare.sh"
. "$project/install/servers/programs.sh"
. "$project/install/servers/processes.sh"

usage() {
  speak "Uso: $0 start|stop|status <carpeta> [mongodb|neo4j|redis …]" \
    "Uso: $0 start|stop|status <pasta> [mongodb|neo4j|redis …]" \
    "Usage: $0 start|stop|status <folder> [mongodb|neo4j|redis …]"
  exit 2
}

[ $# -ge 2 ] && [ -n "$2" ] || usage
act=$1 folder=$(readlink -m "$2")
shift 2
for name in "$@"; do
  case $name in mongodb | neo4j | redis) ;; *) usage ;; esac
done
[ $# -gt 0 ] || set -- mongodb neo4j redis
chosen=" $* "

# chosen_in <server…>: those of them that are meant, in this order.
chosen_in() {
  for name in "$@"; do
    case $chosen in *" $name "*) echo "$name" ;; esac
  done
}

title_of() {
  case $1 in mongodb) echo MongoDB ;; neo4j) echo Neo4j ;; redis) echo Redis ;; esac
}

# Those of all servers of the folder, without the ones in $mute.
settings() {
  echo 'NODO_STORAGE=servers'
  for name in mongodb neo4j redis; do
    [ -s "$folder/$name/port" ] || continue
    case $mute in *" $name "*) continue ;; esac
    at="127.0.0.1:$(cat "$folder/$name/port")"
    password=$(cat "$folder/$name/password")
    case $name in
      mongodb) echo "NODO_MONGODB_URI='mongodb://nodo:$password@$at/nodo?replicaSet=nodo&authSource=admin'" ;;
      redis) echo "NODO_REDIS_URL='redis://:$password@$at'" ;;
      neo4j) printf "NODO_NEO4J_URI='bolt://%s'\nNODO_NEO4J_USER=neo4j\nNODO_NEO4J_PASSWORD=%s\n" "$at" "$password" ;;
    esac
  done
}

start() {
  prepare prod || return 2
  code=0
  ready=
  # In this order, so that the slowest one comes up while the others are launched.
  for name in $(chosen_in neo4j mongodb redis); do
    if pid_of "$name" >/dev/null || "program_of_$name"; then ready="$ready $name"; else code=2; fi
  done
  [ -n "$ready" ] || return $code
  hold
  awaited=
  for name in $ready; do
    pid_of "$name" >/dev/null || "launch_$name" || return 2
    awaited="$awaited $name=$(pid_of "$name")"
  done
  mute=
  settings >"$folder/servers.env"
  # shellcheck disable=SC2086 # the flags and the servers are words
  mute=$(set -a && . "$folder/servers.env" && "$node" $run_flags "$recipes/answer.ts" $awaited) || code=2
  # shellcheck disable=SC2086,SC2116 # a line each becomes words of one line
  mute=" $(echo $mute) "
  for name in $mute; do
    code=2
    speak "$(title_of "$name") no responde: mira $folder/$name/log." \
      "$(title_of "$name") não responde: veja $folder/$name/log." \
      "$(title_of "$name") does not answer: see $folder/$name/log."
  done
  settings >"$folder/servers.env"
  cat "$folder/servers.env"
  return $code
}

status() {
  code=0
  for name in $(chosen_in mongodb neo4j redis); do
    if pid=$(pid_of "$name"); then
      at="127.0.0.1:$(cat "$folder/$name/port"), pid $pid, $(memory_of "$pid") MB"
      speak "$(title_of "$name"): en marcha, $at" "$(title_of "$name"): em execução, $at" "$(title_of "$name"): running, $at"
    else
      code=1
      speak "$(title_of "$name"): detenido" "$(title_of "$name"): parado" "$(title_of "$name"): stopped"
    fi
  done 2>&1
  return $code
}

# hold: until this script ends nobody else starts or stops what is in this folder, and what it writes is its owner's alone.
hold() {
  umask 077
  if ! mkdir -p "$folder" 2>/dev/null || ! [ -w "$folder" ]; then
    speak "No se puede escribir en $folder." "Não é possível escrever em $folder." "Cannot write to $folder."
    exit 2
  fi
  exec 9>"$folder/lock"
  flock 9
}

case $act in
  start) start ;;
  stop)
    [ -d "$folder" ] || exit 0
    hold
    # What depends on the documents goes first.
    for name in $(chosen_in neo4j redis mongodb); do end "$name"; done
    ;;
  status) status ;;
  *) usage ;;
esac
