#!/bin/sh
# Makes .venv when it is missing and installs the packages of the lock file named as $1, by hash.
set -eu
cd "$(dirname "$0")/.."
lock=$1
: "${PYTHON:=python3}"
if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "PeerMap needs Python 3.11 or newer (found: ${PYTHON:-none}); name one with PYTHON=…" >&2
  exit 1
fi
# Debian keeps what makes a complete environment in packages of their own. Without them: the pip that
# this Python has; else, as root, Debian's package; else say what is missing.
make_venv() {
  "$PYTHON" -m venv .venv >/dev/null 2>&1 && return
  rm -rf .venv
  if "$PYTHON" -m pip --version >/dev/null 2>&1 && "$PYTHON" -m venv --without-pip .venv; then
    "$PYTHON" -m pip --disable-pip-version-check --quiet --python .venv/bin/python install pip && return
    rm -rf .venv
  fi
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    { apt-get update -q && apt-get install -q -y --no-install-recommends python3-venv; } >&2
    "$PYTHON" -m venv .venv && return
  fi
  echo "This Python cannot make virtual environments; on Debian: apt install python3-venv" >&2
  return 1
}
if ! [ -x .venv/bin/python ] || ! .venv/bin/python -c 'import pip' 2>/dev/null; then
  rm -rf .venv
  echo "Making the virtual environment (.venv)"
  make_venv
fi
echo "Installing the packages of $lock"
pip() { .venv/bin/python -m pip --disable-pip-version-check --quiet "$@"; }
pip install --require-hashes --no-deps -r "$lock"
pip install --no-deps --no-build-isolation --no-index --editable .
