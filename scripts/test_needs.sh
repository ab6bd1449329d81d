#!/bin/sh
# Brings what the tests need beside Python: Chromium, WebKit, Firefox, PostgreSQL, Redis, an emoji font. By apt, as root.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$missing postgresql"
command -v redis-server >/dev/null 2>&1 || missing="$missing redis-server"
ls /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf >/dev/null 2>&1 || missing="$missing fonts-noto-color-emoji"
command -v WebKitWebDriver >/dev/null 2>&1 || missing="$missing webkit2gtk-driver"
command -v firefox-esr >/dev/null 2>&1 || missing="$missing firefox-esr"
command -v Xvfb >/dev/null 2>&1 || missing="$missing xvfb"
# Chromium's engine alone: without it the tests take all of Chromium, and longer.
light=""
command -v chromium-headless-shell >/dev/null 2>&1 || light="chromium chromium-headless-shell"
if [ -z "$missing" ] && { [ -z "$light" ] || [ "$(id -u)" != 0 ]; }; then exit 0; fi
if [ "$(id -u)" != 0 ]; then
  echo "The tests need these Debian packages; install them and try again:$missing" >&2
  exit 1
fi
echo "Installing for the tests:$missing $light"
export DEBIAN_FRONTEND=noninteractive
apt-get update -q || [ -z "$missing" ]
# shellcheck disable=SC2086 - the lists are meant to be split
[ -z "$missing" ] || apt-get install -q -y --no-install-recommends $missing
# shellcheck disable=SC2086
[ -z "$light" ] || apt-get install -q -y --no-install-recommends $light \
  || echo "Without $light: the browser tests take longer."
