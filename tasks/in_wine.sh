#!/bin/bash
# Runs a Windows program under Wine in a Debian chroot: in_wine.sh CHROOT PROGRAM ARG...
# The Linux file system appears under Z:\host and the current folder stays the current folder. Of the environment only
# CTYPES_* is passed on. The mounts are this process's own: nothing stays mounted.
set -euo pipefail
chroot=$1
shift
mkdir -p "$chroot/host"
mapfile -t passed < <(env | grep '^CTYPES_' || true)

exec unshare --mount --propagation private bash -c '
  chroot=$1 here=$2 count=$3
  shift 3
  mount --bind /proc "$chroot/proc"
  mount --bind /dev "$chroot/dev"
  mount --rbind / "$chroot/host"
  exec chroot "$chroot" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
    HOME=/root XDG_RUNTIME_DIR=/tmp WINEPREFIX=/opt/prefix WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml=" NO_COLOR=1 \
    DENO_DIR="Z:\\tmp\\deno-dir" DENO_NO_UPDATE_CHECK=1 "${@:1:count}" \
    bash -c '\''cd "/host$1"; shift; exec "$@"'\'' bash "$here" "${@:count+1}"
' bash "$chroot" "$PWD" "${#passed[@]}" "${passed[@]}" "$@"
