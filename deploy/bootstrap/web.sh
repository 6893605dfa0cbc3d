#!/bin/sh
# Installs what web/ needs, as its lock file has it, and runs the npm scripts that are named.
# Without Node it says so and does nothing, which is an error only in CI.
set -eu
cd "$(dirname "$0")/../../web"

if ! command -v npm >/dev/null 2>&1 || ! node --eval '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' 2>/dev/null; then
    echo "web/ is left out: it needs Node 20.19 or newer, with npm (found: $(node --version 2>/dev/null || echo none))" >&2
    [ -z "${CI:-}" ]
    exit
fi

installed=node_modules/.installed-lock.json
if ! cmp -s package-lock.json "$installed"; then
    npm ci --no-audit --no-fund --loglevel=error
    cp package-lock.json "$installed"
fi
for script in "$@"; do
    npm run --silent "$script"
done
