#!/bin/sh
# test/docker/build-image.sh: builds docker/Dockerfile as an engine would, where none runs: by buildah, on a base made of
# Debian's own packages under the base's name. Needs root. The layers are kept in .runtime/image; where nothing that goes
# into the image has changed, nothing is done.
set -eu
project=$(dirname "$(dirname "$(dirname "$(readlink -f "$0")")")")
. "$project/install/prepare.sh"
log="$kept/image.log"
base=$(sed -n 's/^ARG BASE=//p' "$project/docker/Dockerfile")

images() { buildah --root "$kept/image/storage" --runroot "$kept/image/run" "$@"; }
has_image() { images inspect --type image "$1" >/dev/null 2>&1; }

ingredients() {
  (
    cd "$project" &&
      find .dockerignore .npmrc cli docker install package.json package-lock.json src tsconfig.json -type f -print0 |
      LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
  ) | cut -c1-64
}

# The smallest Debian, set up as the image of that name is: nothing is synced file by file, and no manuals.
make_base() {
  box=$(images from scratch)
  root=$(images mount "$box")
  debootstrap --variant=minbase bookworm "$root"
  rm -rf "$root"/var/cache/apt/*.bin "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
  echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/docker-apt-speedup"
  printf 'path-exclude %s\n' '/usr/share/doc/*' '/usr/share/man/*' '/usr/share/locale/*' >"$root/etc/dpkg/dpkg.cfg.d/docker"
  # Where the way out has an authority of its own, npm must know it in there too.
  if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then
    cp "$NODE_EXTRA_CA_CERTS" "$root/etc/authorities.pem"
    images config --env NODE_EXTRA_CA_CERTS=/etc/authorities.pem "$box"
  fi
  images umount "$box"
  images commit --quiet --rm "$box" "$base"
}

build() {
  : >"$log"
  has_image "$base" || make_base >>"$log" 2>&1
  before=$(ingredients)
  images bud --isolation chroot --format docker --layers --force-rm --pull=never --jobs 2 --file "$project/docker/Dockerfile" \
    --tag comuniarte-nodo "$project" >>"$log" 2>&1
  write_stamp image "$before"
}

mkdir -p "$kept/image"
exec 9>"$kept/image/lock"
flock 9
stamp_is image "$(ingredients)" && has_image comuniarte-nodo || build
