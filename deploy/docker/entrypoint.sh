#!/bin/sh
# Runs the image's service: no argument serves, "migrate" brings its database to the current schema.
set -eu

# Every socket is an open file. Engines set a soft limit as low as 1024; up to the hard one needs no privilege.
files=$(ulimit -Hn)
if [ "$files" = unlimited ] || [ "$files" -gt 65536 ]; then files=65536; fi
ulimit -Sn "$files"

exec python -m "$(printf %s "$SERVICE_MODULE" | tr - _)" "$@"
