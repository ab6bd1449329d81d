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
if ! [ -x .venv/bin/python ] || ! .venv/bin/python -c 'import pip' 2>/dev/null; then
  rm -rf .venv
  echo "Making the virtual environment (.venv)"
  "$PYTHON" -m venv .venv || {
    echo "This Python cannot make virtual environments; on Debian: apt install python3-venv" >&2
    exit 1
  }
fi
echo "Installing the packages of $lock"
pip() { .venv/bin/python -m pip --disable-pip-version-check --quiet "$@"; }
pip install --require-hashes --no-deps -r "$lock"
pip install --no-deps --no-build-isolation --no-index --editable .
