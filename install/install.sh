#!/bin/sh
# install/install.sh: installs the node to keep. Its own system user `nodo`, the program in /opt/comuniarte-nodo, the
# data in /var/lib/nodo, a service that starts with the box and comes back after a crash, and the command `nodo`.
# Run it again from newer sources to update; the data stay.
set -u
source=$(dirname "$(dirname "$(readlink -f "$0")")")
target=/opt/comuniarte-nodo
project="$target.nuevo"
. "$source/install/prepare.sh"

refuse() {
  speak "$1" "$2" "$3"
  exit 2
}

[ "$(id -u)" = 0 ] || refuse "Ejecuta como administrador: sudo $0" "Execute como administrador: sudo $0" \
  "Run as administrator: sudo $0"
[ -d /run/systemd/system ] || refuse \
  'Este sistema no usa systemd: inicia el nodo con install/start.sh.' \
  'Este sistema não usa systemd: inicie o nó com install/start.sh.' \
  'This system does not use systemd: start the node with install/start.sh.'
[ "$source" != "$target" ] || refuse "Ejecútalo desde otra carpeta: $target se reemplaza." \
  "Execute de outra pasta: $target é substituída." "Run it from another folder: $target is replaced."

# Made beside the old one and swapped at the end, so that an interrupted update leaves what was there.
umask 022
rm -rf "$project" && mkdir -p "$project" || exit 2
tar -C "$source" --exclude=./.git --exclude=./data --exclude=./.tap --exclude=./coverage --exclude=./bench-results \
  --exclude=./.runtime/compile-cache --exclude=./.runtime/image --exclude=./.runtime/lock --exclude='./.runtime/servers*' -cf - . |
  tar -C "$project" --no-same-owner -xf - || exit 2
# Only what the service's user finds too: a runtime in somebody's own folder is no help to it.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
prepare prod || exit 2

id nodo >/dev/null 2>&1 || useradd --system --user-group --home-dir /var/lib/nodo --shell /usr/sbin/nologin nodo || exit 2

systemctl stop nodo.service 2>/dev/null
rm -rf "$target.viejo"
[ ! -e "$target" ] || mv "$target" "$target.viejo" || exit 2
mv "$project" "$target" || exit 2
rm -rf "$target.viejo"

cp "$target/install/nodo.service" /etc/systemd/system/nodo.service || exit 2
cat >/usr/local/bin/nodo <<'END'
#!/bin/sh
# The commands of the installed node, as its own user: sudo nodo user list
cd /var/lib/nodo || exit 2
exec runuser -u nodo -- env HOME=/var/lib/nodo NODO_DATA_DIR=/var/lib/nodo NODE_COMPILE_CACHE=/var/cache/nodo \
  /opt/comuniarte-nodo/install/start.sh "$@"
END
chmod 755 /usr/local/bin/nodo
systemctl daemon-reload && systemctl enable --quiet nodo.service && systemctl restart nodo.service || exit 2

speak 'Instalado. Mira la dirección y el código del primer inicio: journalctl -u nodo -n 20' \
  'Instalado. Veja o endereço e o código do primeiro início: journalctl -u nodo -n 20' \
  'Installed. See the address and the code of the first run: journalctl -u nodo -n 20'
