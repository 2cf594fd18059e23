#!/bin/sh
# Chooses the servers that run, and with TLS follows the certificate: a new one is taken up by a reload.
set -eu
chosen=/etc/nginx/conf.d/servers.inc

choose() {
  servers=$PA_SERVERS
  if [ "$servers" = tls ] && [ ! -s /certificates/fullchain.pem ]; then servers=pending; fi
  printf 'include /etc/nginx/conf.d/servers-%s.inc;\n' "$servers" >"$chosen.new"
  mv "$chosen.new" "$chosen"
}
state() { [ ! -r /certificates/fullchain.pem ] || cksum </certificates/fullchain.pem; }

choose
# Where $web looks: no address is pinned.
mkdir -p /tmp/web/any && ln -sfn /tmp/web/any /tmp/web/current
[ "$PA_SERVERS" = tls ] || exit 0
(
  seen=$(state)
  while sleep 5; do
    now=$(state)
    [ "$now" != "$seen" ] || continue
    choose
    # A certificate that does not fit its key leaves the old one in use.
    if nginx -t -q; then nginx -s reload && seen=$now; fi
  done
) &
