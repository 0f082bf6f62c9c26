#!/bin/sh
# Makes sure that the browser tests find a Chromium: LHTQ_CHROMIUM, one on the PATH, or Debian's own package.
set -eu

here() {
    for name in chromium chromium-browser google-chrome; do
        command -v "$name" >/dev/null && return
    done
    return 1
}

fail() {
    echo "$1" >&2
    echo "The browser tests need Chromium. Install it, or set LHTQ_CHROMIUM to its path." >&2
    exit 1
}

if [ -n "${LHTQ_CHROMIUM:-}" ]; then
    [ -x "$LHTQ_CHROMIUM" ] || fail "LHTQ_CHROMIUM is $LHTQ_CHROMIUM, which cannot be run."
    exit 0
fi
if here; then
    exit 0
fi

command -v apt-get >/dev/null || fail "There is no Chromium here, and no apt-get to install it with."
if [ "$(id -u)" -eq 0 ]; then
    as_root="env"
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root="sudo -n env"
else
    fail "There is no Chromium here, and installing it takes root."
fi

echo "Installing Chromium for the browser tests …"
# `env`, because sudo drops the variables it is given. Left unquoted below: it is several words.
apt="$as_root DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300"
$apt update || fail "apt-get update failed."
# The fonts hold every Vietnamese letter; without any, Chromium draws boxes.
$apt install -y --no-install-recommends chromium fonts-dejavu-core </dev/null >/dev/null || fail "apt-get install failed."
here || fail "Chromium was installed, but is not on the PATH."
