#!/bin/sh
# Start nginx with the addresses of the services filled in.
set -eu
sed -e "s|\${GATEWAY_UPSTREAM}|$GATEWAY_UPSTREAM|" \
    -e "s|\${ORDERS_UPSTREAM}|$ORDERS_UPSTREAM|" \
    -e "s|\${NOTIFIER_UPSTREAM}|$NOTIFIER_UPSTREAM|" \
    /usr/local/lib/freightwire/nginx.conf.template > /tmp/nginx.conf
exec nginx -c /tmp/nginx.conf -g 'daemon off;'
