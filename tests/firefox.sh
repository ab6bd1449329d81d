#!/bin/sh
# Debian's Firefox as Playwright starts it: by the Python of the tests, with what stands between (tests/firefox.py).
exec "${PEERMAP_PYTHON:-python3}" "$(dirname "$0")/firefox.py" "$@"
