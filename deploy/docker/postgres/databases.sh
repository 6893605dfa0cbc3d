#!/bin/bash
# Runs once, on an empty volume: a role and a database for every service that keeps one. No service can reach another's.
# The built-in locale sorts and lower-cases the same on every system, whatever its C library.
set -eu

make_database() { # make_database SERVICE PASSWORD
  psql -v ON_ERROR_STOP=1 -v service="freightwire_$1" -v password="$2" \
    --username "$POSTGRES_USER" --dbname "${POSTGRES_DB:-$POSTGRES_USER}" <<'SQL'
CREATE ROLE :"service" LOGIN PASSWORD :'password';
CREATE DATABASE :"service" OWNER :"service"
  TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8';
REVOKE CONNECT ON DATABASE :"service" FROM PUBLIC;
SQL
}

make_database orders "$FREIGHTWIRE_ORDERS_DB_PASSWORD"
make_database notifier "$FREIGHTWIRE_NOTIFIER_DB_PASSWORD"
