#!/bin/sh
# Writes the lock files: versions and hashes only, no host and no path. The npm lock comes from a build.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/python -m pip --quiet install uv
lock() { .venv/bin/uv pip compile --quiet --generate-hashes --no-annotate --no-header \
  --python-version 3.11 --universal pyproject.toml "$@"; }
lock --upgrade --extra install --output-file requirements.lock
lock --upgrade --extra install --extra dev --constraint requirements.lock \
  --output-file requirements-dev.lock
.venv/bin/python scripts/build.py --fresh-npm-lock
