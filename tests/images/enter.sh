#!/usr/bin/env bash
# Runs a command in an image's files as a container would: read-only root, a user, a folder at /mnt, a writable /tmp or none.
# Usage, as root: unshare --mount enter.sh ROOT USER:GROUP FOLDER-or-"" TMP-or-"" COMMAND…
set -euo pipefail
root=$1 user=$2 folder=$3 tmp=$4
shift 4
mount --make-rprivate /
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
if [ -n "$folder" ]; then mount --bind "$folder" "$root/mnt"; fi
if [ -n "$tmp" ]; then mount -t tmpfs tmpfs "$root/tmp"; fi
mount -o remount,ro,bind "$root"
exec chroot --userspec="$user" --groups= "$root" "$@"
