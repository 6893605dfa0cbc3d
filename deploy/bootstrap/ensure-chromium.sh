#!/bin/sh
# Print the path of a Chromium for the board's tests, after installing one where there is none (Debian, Ubuntu).
# What happens is told on standard error, so that the output is the path alone.
set -eu

found() {
    for name in "${FREIGHTWIRE_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        [ -n "$name" ] || continue
        # Ubuntu's chromium-browser without its snap is a script that only says so.
        if command -v "$name" >/dev/null 2>&1 && "$name" --version >/dev/null 2>&1; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

found && exit 0
if command -v apt-get >/dev/null 2>&1; then
    if [ "$(id -u)" -eq 0 ]; then elevate=; elif command -v sudo >/dev/null 2>&1; then elevate="sudo -n"; else elevate=false; fi
    echo "Chromium is missing: installing it with apt-get" >&2
    if $elevate apt-get -q update >&2 &&
        $elevate env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium fonts-dejavu-core >&2; then
        found && exit 0
    fi
fi
echo "the board's tests need Chromium: install it, or set FREIGHTWIRE_CHROMIUM to the path of one" >&2
exit 1
