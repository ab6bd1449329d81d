#!/bin/sh
# Debian's Chromium without the pages of its own address bar: two processes and half a second of
# processor time for each person whom a test gives a browser, and nothing that a page or a test sees.
# In the switch that Playwright gives, as of two such switches Chromium reads the last one alone.
for given in "$@"; do
  shift
  case "$given" in
    --disable-features=*) given="$given,WebUIOmniboxPopup,WebUIOmniboxAimPopup" ;;
  esac
  set -- "$@" "$given"
done
exec /usr/bin/chromium "$@"
