#!/bin/sh
# Print the path of a uv that is new enough, after installing one where there is none.
#
# Nothing outside the repository is changed unless there is no other way: a uv of our own lies in .freightwire/uv.
# Tried in this order: a uv on the PATH or in the usual places; pip into a directory of its own (which an "externally
# managed" Python allows); a virtual environment; uv's own installer; pip from the system's packages (Debian, Ubuntu).
# What happens is told on standard error, so that the output is the path alone.
set -eu

wanted=0.13.9      # what is installed; a release that the lock file was made with
minimum_minor=9    # any uv from 0.9 on will do

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
own=$root/.freightwire/uv

say() { printf '%s\n' "$*" >&2; }

new_enough() { # path: whether it is a uv that runs and is new enough
    [ -n "$1" ] && [ -x "$1" ] || return 1
    version=$("$1" --version 2>/dev/null) || return 1
    version=${version#uv }
    version=${version%% *}
    major=${version%%.*}
    rest=${version#*.}
    minor=${rest%%.*}
    case "$major$minor" in '' | *[!0-9]*) return 1 ;; esac
    [ "$major" -gt 0 ] || [ "$minor" -ge "$minimum_minor" ]
}

found() { # print the first that will do
    for candidate in "$(command -v uv || true)" "$HOME/.local/bin/uv" "$HOME/.cargo/bin/uv" "$own/bin/uv"; do
        if new_enough "$candidate"; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    return 1
}

by_pip() {
    python3 -m pip --version >/dev/null 2>&1 || return 1
    say "uv $wanted: installing with pip into $own"
    python3 -m pip install --quiet --disable-pip-version-check --no-input --upgrade --target "$own" "uv==$wanted" >&2
}

by_venv() {
    python3 -c 'import ensurepip, venv' >/dev/null 2>&1 || return 1
    say "uv $wanted: installing into a virtual environment in $own"
    python3 -m venv "$own" >&2 && "$own/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$wanted" >&2
}

by_installer() {
    url=https://astral.sh/uv/$wanted/install.sh
    script=$(mktemp)
    if command -v curl >/dev/null 2>&1; then
        fetch="curl --proto =https --tlsv1.2 -fsSL -o $script $url"
    elif command -v wget >/dev/null 2>&1; then
        fetch="wget -q -O $script $url"
    else
        rm -f "$script"
        return 1
    fi
    say "uv $wanted: installing with its own installer into $own"
    status=0
    $fetch && UV_UNMANAGED_INSTALL="$own/bin" sh "$script" >&2 || status=1
    rm -f "$script"
    return $status
}

by_system_packages() {
    command -v apt-get >/dev/null 2>&1 || return 1
    if [ "$(id -u)" -eq 0 ]; then
        elevate=
    elif command -v sudo >/dev/null 2>&1; then
        elevate=sudo
    else
        return 1
    fi
    say "python3-pip is missing: installing it with apt-get"
    $elevate apt-get -q update >&2 || return 1
    $elevate env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends python3-pip >&2 || return 1
    by_pip
}

found && exit 0
mkdir -p "$own"
for way in by_pip by_venv by_installer by_system_packages; do
    if $way && found; then
        exit 0
    fi
done
say "uv 0.$minimum_minor or newer is needed and could not be installed: see https://docs.astral.sh/uv/getting-started/installation/"
exit 1
