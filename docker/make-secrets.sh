#!/bin/sh
# docker/make-secrets.sh [folder]: what the servers of compose.yml and the node know each other by, made at the first start, each
# in a volume of its own below /run/secrets. What is there stays, so it may run at every start and be cut short anywhere.
set -eu
umask 077
cd "${1:-/run/secrets}"

# keep <file> <text>: written aside and renamed, so that half a secret is never there.
keep() {
  printf '%s\n' "$2" >"$1.new"
  sync "$1.new"
  mv "$1.new" "$1"
}

# secret <file> <bytes>: makes it, in hexadecimal, where it is not there yet.
secret() { [ -s "$1" ] || keep "$1" "$(od -An -v -tx1 -N "$2" /dev/urandom | tr -d ' \n')"; }

secret mongodb/key 96
secret mongodb/admin 24
secret mongodb/nodo 24
secret neo4j/password 24
secret redis/password 24

keep neo4j/auth "neo4j/$(cat neo4j/password)"
keep redis/redis.conf "requirepass $(cat redis/password)"
keep nodo/settings "NODO_MONGODB_URI='mongodb://nodo:$(cat mongodb/nodo)@mongodb:27017/nodo?replicaSet=nodo'
NODO_NEO4J_PASSWORD=$(cat neo4j/password)
NODO_REDIS_URL=redis://:$(cat redis/password)@redis:6379"

# The users under which the images run their servers; MongoDB takes no key that others could read.
chown -R 999:999 mongodb redis
chown -R 7474:7474 neo4j
chown -R 10001:10001 nodo
