#!/bin/sh
# Runs the image's service: no argument serves, "migrate" brings its database to the current schema.
set -eu
exec python -m "$(printf %s "$SERVICE_MODULE" | tr - _)" "$@"
