#!/bin/sh
# Makes sure that the tests of documents find LibreOffice and poppler's tools: on the PATH, or Debian's own packages.
set -eu

here() {
    for name in soffice pdftotext pdffonts pdfinfo pdftohtml; do
        command -v "$name" >/dev/null || return 1
    done
}

fail() {
    echo "$1" >&2
    echo "The tests of documents need LibreOffice Writer and Calc, and poppler-utils, on the PATH." >&2
    exit 1
}

if here; then
    exit 0
fi

command -v apt-get >/dev/null || fail "There is no LibreOffice here, and no apt-get to install it with."
if [ "$(id -u)" -eq 0 ]; then
    as_root="env"
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root="sudo -n env"
else
    fail "There is no LibreOffice here, and installing it takes root."
fi

echo "Installing LibreOffice for the tests of documents …"
# `env`, because sudo drops the variables it is given. Left unquoted below: it is several words.
apt="$as_root DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300"
$apt update || fail "apt-get update failed."
# Without a screen, and without fonts: the tests show documents in the face that comes with the software.
$apt install -y --no-install-recommends libreoffice-writer-nogui libreoffice-calc-nogui poppler-utils </dev/null >/dev/null ||
    fail "apt-get install failed."
here || fail "LibreOffice was installed, but is not on the PATH."
