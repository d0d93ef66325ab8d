#!/bin/bash
# docker/ready: whether all parts of the node are up; bash alone, so that asking twice a minute costs no memory.
exec 3<>"/dev/tcp/127.0.0.1/${NODO_HTTP_PORT:-8000}" || exit 1
printf 'GET /readyz HTTP/1.0\r\n\r\n' >&3
read -r answer <&3
[[ $answer == *' 200 '* ]]
