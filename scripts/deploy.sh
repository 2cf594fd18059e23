#!/usr/bin/env bash
# A new release without a failed request: builds it, starts a second web container beside the old one, waits until it is
# healthy, and only then lets the old one finish what it is doing and go. One that does not come up is taken away again,
# and the old one serves on. `scripts/deploy.sh --help` says more. Works with the bash 3.2 of macOS.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  cat <<'TEXT'
Usage: scripts/deploy.sh [options] [-- options of docker compose, such as -p NAME --env-file FILE]

Run it in the folder of the installation, after `git pull`. nginx stays as it is unless its configuration changed.

  --tag TAG       name of the new images (the commit and the time)
  --no-build      the images with this tag are there already
  --wait SECONDS  how long the new container may take to become healthy (180)
  --help          show this and end
TEXT
}

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

tag=$(git rev-parse --short HEAD 2>/dev/null || printf 'release')-$(date -u +%Y%m%d%H%M%S) is_built='' wait_s=180
while [ $# -gt 0 ]; do
  case $1 in
    --tag) tag=${2:?'--tag needs a name'} && shift ;;
    --no-build) is_built=1 ;;
    --wait) wait_s=${2:?'--wait needs seconds'} && shift ;;
    --help | -h) usage && exit 0 ;;
    --) shift && break ;;
    *) printf "Unknown option '%s': scripts/deploy.sh --help lists all.\n" "$1" >&2 && exit 2 ;;
  esac
  shift
done
compose_options=("$@")
compose() { docker compose ${compose_options[@]+"${compose_options[@]}"} "$@"; }
say() { printf '%-14s %s\n' "$1" "$2"; }

# The file that names the release of this installation.
env_file=.env
while [ $# -gt 0 ]; do
  [ "$1" != --env-file ] || env_file=${2:-.env}
  shift
done

old=$(compose ps -q --status running web)
[ -n "$old" ] || fail 'The product does not run here: start it with ./start.sh --prod or docker compose up -d.'
was_tag=$(sed -n 's/^IMAGE_TAG=//p' "$env_file" 2>/dev/null | tail -n 1 || true)
export IMAGE_TAG=$tag

if [ -z "$is_built" ]; then
  say Images "$tag is being built"
  compose build --quiet
fi

# send_to ADDRESS: nginx asks only the container with this address; `any` ends that.
send_to() {
  compose exec -T nginx sh -c "mkdir -p /tmp/web/$1 && ln -sfn /tmp/web/$1 /tmp/web/next && mv -T /tmp/web/next /tmp/web/current"
}
address_of() { docker inspect --format "{{(index .NetworkSettings.Networks \"$network\").IPAddress}}" "$1"; }

undo() {
  say Rollback 'the new container goes, the old one serves on'
  new=$(compose ps -aq web | grep -vxF "$old" || true)
  # shellcheck disable=SC2086 # one or several
  if [ -n "$new" ]; then
    docker logs --tail 20 $new >&2 2>&1 || true
    docker rm -f $new >/dev/null
  fi
}

say Secrets 'what the new release needs is made'
compose run --rm --no-deps -T init || fail 'The secrets could not be made (see above): nothing was changed.'

one=$(printf '%s' "$old" | head -n 1)
project=$(docker inspect --format '{{index .Config.Labels "com.docker.compose.project"}}' "$one")
network=${project}_frontend
count=$(printf '%s\n' "$old" | wc -l | tr -d ' ')
say Start "$count new beside $count old"
trap 'send_to any || true' EXIT
trap 'undo; exit 1' INT TERM
# The new one gets nothing before it is healthy.
if [ "$count" = 1 ]; then send_to "$(address_of "$old")"; fi
if ! compose up -d --no-deps --no-recreate --no-build --scale "web=$((count * 2))" web >/dev/null 2>&1; then
  undo
  fail 'The new container could not be started.'
fi
new=$(compose ps -aq web | grep -vxF "$old")
begun=$SECONDS
for id in $new; do
  until [ "$(docker inspect --format '{{.State.Health.Status}}' "$id")" = healthy ]; do
    restarts=$(docker inspect --format '{{.RestartCount}}' "$id")
    if [ "$restarts" -gt 0 ] || [ $((SECONDS - begun)) -ge "$wait_s" ]; then
      undo
      fail "The new release does not come up (see above): nothing was changed, $([ -z "$was_tag" ] || printf '%s ' "$was_tag")serves on."
    fi
    sleep 0.5
  done
done
trap - INT TERM
say Healthy "after $((SECONDS - begun)) s"

# Nothing new reaches the old one from here on; what it was asked before is accepted and answered before it is stopped.
send_to "$(address_of "$(printf '%s' "$new" | head -n 1)")"
sleep 3
# shellcheck disable=SC2086 # one or several
docker stop $old >/dev/null && docker rm $old >/dev/null
say Switched 'the old container finished and is gone'

others=$(grep -v '^IMAGE_TAG=' "$env_file" 2>/dev/null || true)
(umask 077 && printf '%s%s\n' "${others:+$others
}" "IMAGE_TAG=$tag" >"$env_file")

nginx=$(compose ps -q nginx)
configuration='cat /etc/nginx/nginx.conf /etc/nginx/templates/* /etc/nginx/snippets/* /docker-entrypoint.d/* | cksum'
if [ "$(docker exec "$nginx" sh -c "$configuration")" != "$(docker run --rm --network none --entrypoint sh "primary-assistant-nginx:$tag" -c "$configuration")" ]; then
  say nginx 'its configuration changed: docker compose up -d nginx takes it up, with a pause of about a second'
fi
say Done "release $tag"
