#!/usr/bin/env bash
# Makes a stand-in for python:3.12-slim-bookworm where images cannot be pulled: Debian by debootstrap, with this machine's
# own CPython 3.12 and the certificates it trusts. As root: tools/stand_in_image.sh TAG
# PYTHON_PREFIX says where a CPython 3.12 is; without it pyenv's is taken.
set -euo pipefail
tag=$1
packages=ca-certificates,libssl3,libffi8,libsqlite3-0,zlib1g,libbz2-1.0,liblzma5,libexpat1
for prefix in ${PYTHON_PREFIX:-"${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.12.*}; do
  [ -x "$prefix/bin/python3.12" ] && break
done
[ -x "$prefix/bin/python3.12" ] || { echo "No CPython 3.12 is here: set PYTHON_PREFIX." >&2; exit 1; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
root=$folder/root
debootstrap --variant=minbase --include="$packages" bookworm "$root" >"$folder/log" || { tail "$folder/log" >&2; exit 1; }
cp -a "$prefix/bin/python3.12" "$root/usr/local/bin/"
cp -a "$prefix"/lib/libpython3*.so* "$root/usr/local/lib/" 2>/dev/null || true # a static build has none
mkdir -p "$root/usr/local/lib/python3.12/site-packages"
tar -C "$prefix/lib/python3.12" --exclude=./site-packages --exclude=./test --exclude=__pycache__ -cf - . |
  tar -C "$root/usr/local/lib/python3.12" -xf -
ln -s python3.12 "$root/usr/local/bin/python"
chroot "$root" sh -c 'ldconfig && python -m ensurepip --default-pip >/dev/null 2>&1'
certificates=/etc/ssl/certs/ca-certificates.crt
cp -L "$certificates" "$root$certificates"

container=$(buildah from scratch)
buildah copy --quiet "$container" "$root" / >/dev/null
buildah config --cmd python --env PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin \
  --env "SSL_CERT_FILE=$certificates" --env "PIP_CERT=$certificates" "$container"
buildah commit --quiet --rm "$container" "$tag" >/dev/null
