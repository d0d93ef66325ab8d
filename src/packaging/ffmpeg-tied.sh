#!/bin/sh
# Runs the program named by NODO_TIED_FFMPEG at low priority, its life tied to the process that started this:
# the kernel kills it with that one (prctl PR_SET_PDEATHSIG). Each step takes the place of the one before, so that
# signals reach the program itself. Of memory it gets 2 GiB: twice what two threads at 1080p take, and no more for a file
# that was made to take all there is.
ulimit -v 2097152 2>/dev/null
if command -v setpriv >/dev/null 2>&1; then
  exec setpriv --pdeathsig KILL -- nice -n 15 "$NODO_TIED_FFMPEG" "$@"
fi
exec nice -n 15 "$NODO_TIED_FFMPEG" "$@"
