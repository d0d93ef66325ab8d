# shellcheck shell=sh
# How servers.sh starts each server in $folder, knows it again, and ends it; sourced after programs.sh.

boot=$(cat /proc/sys/kernel/random/boot_id)

# began <pid>: when that process began, in ticks since the boot; fails where there is none, or it has ended unreaped.
began() {
  read -r line 2>/dev/null <"/proc/$1/stat" || return 1
  # The name in parentheses may hold anything; after it come the state and, as the twentieth, the time (proc(5)).
  # shellcheck disable=SC2086 # the numbers are words
  set -- ${line##*) }
  [ "$1" != Z ] && echo "${20}"
}

# pid_of <server>: its process, if it still is the one that was started here. A number alone may by now be another's.
pid_of() {
  read -r pid then boot_then 2>/dev/null <"$folder/$1/pid" || return 1
  [ "$boot_then" = "$boot" ] && [ "$(began "$pid")" = "$then" ] && echo "$pid"
}

memory_of() { awk '/^VmRSS:/ { print int($2 / 1024) }' "/proc/$1/status"; }

# Below the range from which the kernel gives ports to outgoing calls: there one could be taken while its server is away.
free_port() {
  "$node" -e "const take = () => {
      const port = 20000 + Math.floor(Math.random() * 12000)
      const server = require('node:net').createServer().on('error', take)
      server.listen(port, '127.0.0.1', () => server.close(() => console.log(port)))
    }
    take()"
}

# place_for <server>: its folder, with a port and a password that stay.
place_for() {
  mkdir -p "$folder/$1" || return 1
  [ -s "$folder/$1/password" ] || od -An -tx1 -N24 /dev/urandom | tr -d ' \n' >"$folder/$1/password"
  [ -s "$folder/$1/port" ] || free_port >"$folder/$1/port"
}

# launch <server> <command…>: in its folder and in a session of its own, which no terminal's end reaches. With as many
# open files as the box allows: MongoDB has one for each collection and index, and ends itself where it may not.
launch() {
  name=$1
  shift
  (cd "$folder/$name" && ulimit -n "$(ulimit -H -n)" && exec setsid "$@") </dev/null >>"$folder/$name/log" 2>&1 9>&- &
  echo "$! $(began $!) $boot" >"$folder/$name/pid"
}

# What is dropped is let go of at once, and memory given back: after a suite that makes a database for each test it holds
# 430 MB instead of 780.
launch_mongodb() {
  place_for mongodb && mkdir -p "$folder/mongodb/data" || return 1
  launch mongodb "$servers/mongodb/mongod" --dbpath data --bind_ip 127.0.0.1 --port "$(cat "$folder/mongodb/port")" \
    --replSet nodo --keyFile password --nounixsocket --wiredTigerCacheSizeGB 0.25 --oplogSize 256 \
    --setParameter shutdownTimeoutMillisForSignaledShutdown=0 --setParameter diagnosticDataCollectionEnabled=false \
    --setParameter minSnapshotHistoryWindowInSeconds=10 --setParameter tcmallocAggressiveMemoryDecommit=1
}

launch_neo4j() {
  place_for neo4j && find_java || return 1
  launch neo4j "$java" -Xms64m -Xmx512m -XX:+UseSerialGC --add-opens=java.base/java.nio=ALL-UNNAMED \
    --add-opens=java.base/java.io=ALL-UNNAMED --add-opens=java.base/sun.nio.ch=ALL-UNNAMED \
    -cp "$servers/neo4j/*" "$recipes/Neo4j.java" "$(cat "$folder/neo4j/port")" password
}

# The password stands in a file, not on the command line, which everybody on the box can read.
launch_redis() {
  place_for redis || return 1
  cat >"$folder/redis/redis.conf" <<END
bind 127.0.0.1
port $(cat "$folder/redis/port")
requirepass $(cat "$folder/redis/password")
appendonly yes
save ""
END
  launch redis redis-server redis.conf
}

# end <server>: asks it to end and waits until it has; after a minute it is ended all the same.
end() {
  tenths=0
  while pid=$(pid_of "$1"); do
    case $tenths in
      0) kill -TERM "$pid" ;;
      600) kill -KILL "$pid" ;;
    esac
    tenths=$((tenths + 1))
    sleep 0.1
  done
  rm -f "$folder/$1/pid"
}
