# shellcheck shell=sh
# What start.sh, test.sh and install.sh share; sourced with $project set. `prepare prod` or `prepare all` brings what
# is missing and leaves the program to run in $node. A stamp is written last, so what was cut short is done again.

kept="$project/.runtime"
lock_file="$project/package-lock.json"
carried="$kept/node/node_modules/node-linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')/bin/node"

# speak <es> <pt> <en>: one line on stderr in the reader's language.
speak() {
  case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
    pt*) echo "$2" >&2 ;;
    en*) echo "$3" >&2 ;;
    *) echo "$1" >&2 ;;
  esac
}

# as_admin <command…>: runs it as root, asking through sudo only where a person can answer.
as_admin() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif ! command -v sudo >/dev/null; then return 1
  elif [ -t 0 ]; then sudo "$@"
  else sudo -n "$@"
  fi
}

# apt_bring <package…>: from the system's packages; quiet, its words go to the log.
apt_bring() {
  command -v apt-get >/dev/null || return 1
  {
    as_admin env DEBIAN_FRONTEND=noninteractive apt-get update &&
      as_admin env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$@"
  } >>"$kept/prepare.log" 2>&1
}

hash_of() { sha256sum <"$1" | cut -c1-64; }

dashboard_hash() {
  [ -d "$project/src/dashboard" ] || return 0
  (
    cd "$project" &&
      find src/dashboard src/model package-lock.json -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
  ) | cut -c1-64
}

stamp_is() { [ -r "$kept/$1.stamp" ] && [ "$(cat "$kept/$1.stamp")" = "$2" ]; }

# A power cut must not leave a stamp without what it stands for: the files reach the disk first.
write_stamp() {
  sync -f "$kept"
  echo "$2" >"$kept/$1.stamp.new" && mv "$kept/$1.stamp.new" "$kept/$1.stamp"
}

system_node_is_enough() {
  command -v npm >/dev/null || return 1
  version=$(node --version 2>/dev/null) || return 1
  version=${version#v}
  [ "${version%%.*}" -ge 26 ]
}

# Sets $node where a runtime is at hand, ours or the system's.
find_node() {
  if stamp_is runtime "$(hash_of "$project/install/runtime/package-lock.json")" && [ -x "$carried" ]; then node=$carried
  elif system_node_is_enough; then node=$(command -v node)
  else return 1
  fi
}

packages_stand() {
  [ -d "$project/node_modules" ] || return 1
  stamp_is packages "$(hash_of "$lock_file") all" && return 0
  [ "$1" = prod ] && stamp_is packages "$(hash_of "$lock_file") prod"
}

dashboard_stands() { stamp_is dashboard "$(dashboard_hash)" && [ -d "$project/dist" ]; }

has_ffmpeg() { command -v "${NODO_FFMPEG:-ffmpeg}" >/dev/null; }

all_stand() { find_node && packages_stand "$1" && dashboard_stands && has_ffmpeg; }

need_npm() {
  command -v npm >/dev/null && return 0
  if command -v node >/dev/null; then set -- npm; else set -- nodejs npm ca-certificates libatomic1; fi
  has_ffmpeg || set -- "$@" ffmpeg
  speak "Instalando $*…" "Instalando $*…" "Installing $*…"
  apt_bring "$@" && command -v npm >/dev/null && return 0
  speak "Falta npm y no se pudo instalar: ejecuta como administrador «apt-get install $*» y repite." \
    "Falta o npm e não foi possível instalá-lo: execute como administrador «apt-get install $*» e repita." \
    "npm is missing and could not be installed: run “apt-get install $*” as administrator and repeat."
  return 1
}

# clean_install <npm> [flag]: what the lock file of this folder says. No package needs its install script (bcrypt carries
# its binaries), and npm may be set to block them.
clean_install() { "$@" ci --ignore-scripts --no-audit --no-fund --loglevel=error >>"$kept/prepare.log" 2>&1; }

# The npm that fits the runtime: an older one, under an older node, leaves out what is optional and asks for a newer.
fitting_npm() {
  if [ "$node" = "$carried" ]; then "$node" "$kept/node/node_modules/npm/bin/npm-cli.js" "$@"
  else npm "$@"
  fi
}

# not_fetched <es> <pt> <en>
not_fetched() {
  speak "No se pudo traer $1: conecta el equipo a internet para la primera vez (detalle en .runtime/prepare.log)." \
    "Não foi possível trazer $2: conecte o equipamento à internet na primeira vez (detalhes em .runtime/prepare.log)." \
    "Could not fetch $3: connect the box to the internet for the first time (details in .runtime/prepare.log)."
}

carried_runs() { "$carried" --version >>"$kept/prepare.log" 2>&1; }

bring_node() {
  need_npm || return 1
  speak 'Trayendo Node 26…' 'Trazendo o Node 26…' 'Fetching Node 26…'
  rm -rf "$kept/runtime.stamp" "$kept/node"
  mkdir -p "$kept/node"
  cp "$project/install/runtime/package.json" "$project/install/runtime/package-lock.json" "$kept/node/"
  if ! (cd "$kept/node" && clean_install npm); then
    not_fetched 'Node 26' 'o Node 26' 'Node 26'
    return 1
  fi
  # The smallest Debian lacks a library that it needs. And a package of another processor is optional to npm, so only
  # that it runs tells that it is there.
  carried_runs || { apt_bring libatomic1 && carried_runs; } || {
    speak 'Node 26 no funciona en este sistema: mira .runtime/prepare.log.' \
      'O Node 26 não funciona neste sistema: veja .runtime/prepare.log.' \
      'Node 26 does not run on this system: see .runtime/prepare.log.'
    return 1
  }
  write_stamp runtime "$(hash_of "$project/install/runtime/package-lock.json")"
  find_node
}

bring_packages() {
  speak 'Trayendo los paquetes…' 'Trazendo os pacotes…' 'Fetching the packages…'
  rm -f "$kept/packages.stamp"
  without=
  [ "$1" = all ] || without=--omit=dev
  if ! (cd "$project" && clean_install fitting_npm $without); then
    not_fetched 'los paquetes' 'os pacotes' 'the packages'
    return 1
  fi
  write_stamp packages "$(hash_of "$lock_file") $1"
}

build_dashboard() {
  [ -d "$project/src/dashboard" ] || return 0
  speak 'Construyendo el panel…' 'Construindo o painel…' 'Building the dashboard…'
  rm -f "$kept/dashboard.stamp"
  before=$(dashboard_hash)
  if ! (cd "$project" && "$node" node_modules/vite/bin/vite.js build --config src/dashboard/vite.config.ts) \
    >>"$kept/prepare.log" 2>&1; then
    speak 'No se pudo construir el panel: mira .runtime/prepare.log.' \
      'Não foi possível construir o painel: veja .runtime/prepare.log.' \
      'The dashboard could not be built: see .runtime/prepare.log.'
    return 1
  fi
  write_stamp dashboard "$before"
}

# One at a time: whoever comes second waits here and finds everything done.
prepare_locked() {
  : >"$kept/prepare.log"
  find_node || bring_node || return 1
  packages_stand "$1" || bring_packages "$1" || return 1
  dashboard_stands || build_dashboard || return 1
  # Without ffmpeg the program itself says what to do, and commands that need none still work.
  has_ffmpeg || apt_bring ffmpeg || true
}

prepare() {
  all_stand "$1" && return 0
  if ! mkdir -p "$kept" 2>/dev/null || ! [ -w "$kept" ]; then
    speak "No se puede escribir en $project: da permiso o copia el proyecto a tu carpeta." \
      "Não é possível escrever em $project: dê permissão ou copie o projeto para a sua pasta." \
      "Cannot write to $project: give permission or copy the project to a folder of yours."
    return 1
  fi
  # The lock is let go before the program runs: its descriptor ends with this subshell.
  (flock 9 && prepare_locked "$1") 9>"$kept/lock" && find_node
}

# The flags of every run of the program: design.md, Threads. A small first heap generation and a compile cache halve
# the memory that type stripping costs; the thread pool is shared by bcrypt and the file system.
run_flags='--max-semi-space-size=1 --disable-warning=ExperimentalWarning'
export NODE_COMPILE_CACHE="${NODE_COMPILE_CACHE:-$kept/compile-cache}"
export UV_THREADPOOL_SIZE="${UV_THREADPOOL_SIZE:-$(($(nproc) + 4))}"
