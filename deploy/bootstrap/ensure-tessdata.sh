#!/bin/sh
# Print the directory with Tesseract's language data (Romanian, English, German, orientation), after installing them
# where they are missing. As root from Debian's packages; as another user the packages are only unpacked, into
# .freightwire/. What happens is told on standard error, so that the output is the path alone.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
own=$root/.freightwire/tessdata
packages="tesseract-ocr-ron tesseract-ocr-eng tesseract-ocr-deu tesseract-ocr-osd"

say() { printf '%s\n' "$*" >&2; }

complete() { # directory: whether it has all languages
    for language in ron eng deu osd; do
        [ -s "$1/$language.traineddata" ] || return 1
    done
}

found() {
    for place in "${FREIGHTWIRE_AI_TESSDATA:-}" "${TESSDATA_PREFIX:-}" /usr/share/tesseract-ocr/5/tessdata \
        /usr/share/tesseract-ocr/4.00/tessdata /usr/share/tessdata /usr/local/share/tessdata "$own"; do
        [ -n "$place" ] || continue
        if complete "$place"; then
            printf '%s\n' "$place"
            return 0
        fi
    done
    return 1
}

install_packages() {
    say "Tesseract's language data are missing: installing them with apt-get"
    # shellcheck disable=SC2086  # the packages are several words
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages >&2 ||
        { apt-get -q update >&2 &&
            DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages >&2; }
}

unpack_packages() { # without root: the files are data only, and lie well in a directory of our own
    say "Tesseract's language data are missing: unpacking Debian's packages into .freightwire/tessdata"
    work=$(mktemp -d)
    status=0
    (
        cd "$work"
        # shellcheck disable=SC2086
        apt-get -q download $packages >&2
        for package in *.deb; do
            dpkg -x "$package" "$work/unpacked"
        done
        mkdir -p "$own"
        find "$work/unpacked" -name '*.traineddata' -exec cp {} "$own/" \;
    ) || status=1
    rm -rf "$work"
    return $status
}

found && exit 0
if command -v apt-get >/dev/null 2>&1; then
    if [ "$(id -u)" -eq 0 ]; then install_packages && found && exit 0; fi
    if command -v dpkg >/dev/null 2>&1 && unpack_packages && found; then exit 0; fi
fi
say "Scans and photographs need Tesseract's language data: install $packages"
say "(elsewhere: ron, eng, deu and osd of tessdata_fast), or set FREIGHTWIRE_AI_TESSDATA to the directory that has them."
exit 1
