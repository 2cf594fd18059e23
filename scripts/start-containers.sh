# shellcheck shell=bash disable=SC2154 # start.sh sets mode and the other options
# The modes of start.sh that run in containers: sourced by it, works with the bash 3.2 of macOS.
# Reads: mode port model skip_model assume_yes; uses fail() of start.sh.

readonly LEAST_ENGINE=25 LEAST_COMPOSE=2.24 LEAST_MEMORY_MB=900 LEAST_DISK_MB=2500 DEFAULT_MODEL=llama3.2:3b
readonly HEALTHY_WITHIN_S=300

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
  green=$'\033[32m' red=$'\033[31m' dim=$'\033[2m' plain=$'\033[0m' good='✅ ' bad='❌ ' wait_sign='⏳ '
else
  green='' red='' dim='' plain='' good='' bad='' wait_sign=''
fi

step() { printf '%s%-14s%s %s\n' "$dim" "$1" "$plain" "$2"; }

platform() {
  case $(uname -s) in
    Darwin) printf 'macOS' ;;
    Linux) if grep -qi microsoft /proc/version 2>/dev/null; then printf 'WSL 2'; else printf 'Linux'; fi ;;
    *) uname -s ;;
  esac
}

engine_answers() { command -v docker >/dev/null && docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

# at_least VERSION LEAST: compares two version numbers part by part.
at_least() {
  local IFS=. i a b
  # shellcheck disable=SC2206 # split at the points on purpose
  a=(${1%%[!0-9.]*}) b=($2)
  for i in 0 1 2; do
    if [ "${a[i]:-0}" -gt "${b[i]:-0}" ]; then return 0; fi
    if [ "${a[i]:-0}" -lt "${b[i]:-0}" ]; then return 1; fi
  done
}

check_engine() {
  local engine compose_version
  command -v docker >/dev/null || fail 4 'Docker was not found: install it from https://docs.docker.com/engine/install, or run ./start.sh without --prod.'
  engine_answers || fail 4 'Docker does not answer: start it (on Linux: sudo systemctl start docker), and see that this user may use it (group docker).'
  engine=$(docker version --format '{{.Server.Version}}')
  compose_version=$(docker compose version --short 2>/dev/null || printf '0')
  at_least "$engine" "$LEAST_ENGINE" || fail 4 "Docker Engine $LEAST_ENGINE or newer is needed, and this is $engine: update Docker."
  at_least "${compose_version#v}" "$LEAST_COMPOSE" || fail 4 "Docker Compose $LEAST_COMPOSE or newer is needed, and this is $compose_version: update it."
  step Platform "$(platform), Docker $engine, Compose $compose_version"
}

check_room() {
  local free_mb total_mb
  free_mb=$(($(df -Pk . | awk 'NR == 2 { print $4 }') / 1024))
  [ "$free_mb" -ge "$LEAST_DISK_MB" ] || fail 9 "Only $free_mb MB of the disk are free, and $LEAST_DISK_MB are needed for the images: make room (docker system prune), then start again."
  total_mb=$(docker info --format '{{.MemTotal}}')
  total_mb=$((total_mb / 1048576))
  [ "$total_mb" -ge "$LEAST_MEMORY_MB" ] || step Memory "only $total_mb MB: $LEAST_MEMORY_MB are advised"
  step Room "$free_mb MB disk, $total_mb MB memory"
}

# setting NAME: its value in the environment or the settings file; empty when there is none.
setting() {
  local value
  eval "value=\${$1:-}"
  if [ -z "$value" ] && [ -f "$env_file" ]; then value=$(sed -n "s/^$1=//p" "$env_file" | tail -n 1); fi
  printf '%s' "$value"
}

# remember NAME VALUE: keeps a setting for the next start, too.
remember() {
  local rest
  [ -f "$env_file" ] || (umask 077 && : >"$env_file")
  rest=$(grep -v "^$1=" "$env_file" || true)
  printf '%s%s=%s\n' "${rest:+$rest
}" "$1" "$2" >"$env_file"
  chmod 600 "$env_file"
}

# ask QUESTION DEFAULT: the answer, or the default at once where nobody can answer.
ask() {
  local answer=''
  if [ -n "$assume_yes" ] || [ ! -t 0 ]; then
    printf '%s' "$2"
    return
  fi
  printf '%s [%s] ' "$1" "${2:-none}" >&2
  read -r answer || true
  printf '%s' "${answer:-$2}"
}

# The first start in production asks what cannot be guessed; the answers stay in .env.
ask_first_time() {
  local address tls
  if [ -f "$env_file" ] || [ -n "$assume_yes" ] || [ ! -t 0 ]; then return 0; fi
  address=$(ask 'Address that people will open (https://home.example; empty: any address of this machine)' '')
  if [ -n "$address" ]; then
    remember PUBLIC_URL "$address"
    case $address in
      https://*)
        tls=$(ask 'TLS: letsencrypt, own (your certificate), or off (another proxy does it)' letsencrypt)
        remember TLS_MODE "$tls"
        ;;
    esac
  fi
  if [ -z "$model" ] && [ -z "$skip_model" ]; then
    model=$(ask "Model for the assistant (2 GB and more of download; empty: none), such as $DEFAULT_MODEL" '')
  fi
}

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# check_ports: those to be published must be free, unless they are ours already.
check_ports() {
  local number
  if [ -n "$(compose ps -q --status running 2>/dev/null)" ]; then return 0; fi
  for number in "$@"; do
    number=${number##*:}
    port_is_free "$number" || fail 5 "Another program already uses port $number: stop it, or choose another one with --port."
  done
}

# An empty list is an unset one for the bash of macOS.
compose() { docker compose ${compose_args[@]+"${compose_args[@]}"} "$@"; }

use_model() {
  [ -z "$skip_model" ] || return 0
  if [ -n "$model" ]; then
    remember COMPOSE_PROFILES ai
    remember OLLAMA_BASE_URL http://ollama:11434
    remember OLLAMA_DEFAULT_MODEL "$model"
  else
    case ,$(setting COMPOSE_PROFILES), in *,ai,*) model=$(setting OLLAMA_DEFAULT_MODEL) ;; esac
    case ,$(setting COMPOSE_PROFILES), in *,ai,*) model=${model:-$DEFAULT_MODEL} ;; esac
  fi
}

pull_model() {
  if [ -n "$skip_model" ] || [ -z "$model" ]; then return 0; fi
  step Model "$model is being pulled, once"
  compose exec -T ollama ollama pull "$model" || fail 1 "The model $model could not be pulled: check its name, then ./start.sh --$mode --model NAME."
}

build_images() {
  local log begun=$SECONDS
  log=$(mktemp)
  step Images 'being built; the first time takes a few minutes'
  if ! compose build >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    rm -f "$log"
    fail 1 'The images could not be built (see above).'
  fi
  rm -f "$log"
  step Images "ready  $((SECONDS - begun)) s"
}

# One line for each service when it is healthy; ends when all are, or one has failed.
wait_until_healthy() {
  local begun=$SECONDS seen=' ' service state health code waiting
  while [ $((SECONDS - begun)) -lt "$HEALTHY_WITHIN_S" ]; do
    waiting=''
    while read -r service state health code; do
      case "$state/$health" in
        running/healthy | running/-) ;;
        exited/-) [ "$code" = 0 ] || service_failed "$service" ;;
        restarting/* | running/unhealthy) waiting=1 && [ $((SECONDS - begun)) -lt 90 ] || service_failed "$service" && continue ;;
        *) waiting=1 && continue ;;
      esac
      case $seen in *" $service "*) ;; *)
        seen="$seen$service "
        step "$service" "${green}${good}ready${plain}  $((SECONDS - begun)) s"
        ;;
      esac
    done <<LINES
$(compose ps -a --format '{{.Service}} {{.State}} {{or .Health "-"}} {{.ExitCode}}')
LINES
    [ -n "$waiting" ] || return 0
    sleep 0.5
  done
  fail 3 "Not everything became healthy within $HEALTHY_WITHIN_S s: look at $(shown_compose) ps and logs."
}

service_failed() {
  compose logs --no-log-prefix --tail 15 "$1" >&2
  step "$1" "${red}${bad}failed${plain}"
  fail 1 "The service $1 does not come up (see above); all its lines: $(shown_compose) logs $1"
}

shown_compose() { printf 'docker compose%s' "${compose_args[*]:+ ${compose_args[*]}}"; }

say_end() {
  local address=$1 link
  step Open "$address"
  link=$(compose logs --no-log-prefix --no-color web 2>/dev/null | sed -n 's/.*\(http[^ ]*\/auth\/setup\/[A-Za-z0-9_-]*\).*/\1/p' | tail -n 1)
  if [ -n "$link" ]; then step 'First visit' "$link"; fi
  step Logs "$(shown_compose) logs -f web"
  step Stop "$(shown_compose) down"
}

address_of() {
  local public number
  public=$(setting PUBLIC_URL)
  number=${1##*:}
  if [ -n "$public" ]; then printf '%s' "${public%/}"; else printf 'http://localhost%s' "$([ "$number" = 80 ] || printf ':%s' "$number")"; fi
}

start_containers() {
  local http
  env_file=.env
  compose_args=()
  if [ "$mode" = staging ]; then
    # Settings of its own: those of production would bring its address and its secrets along.
    env_file=.env.staging
    [ -f "$env_file" ] || (umask 077 && : >"$env_file")
    compose_args=(-p primary-assistant-staging --env-file "$env_file")
    [ -n "$(setting IMAGE_TAG)" ] || remember IMAGE_TAG staging
    [ -n "$(setting HTTPS_PORT)" ] || remember HTTPS_PORT 3444
    [ -n "$port$(setting HTTP_PORT)" ] || port=3001
  fi
  check_engine
  check_room
  [ "$mode" = staging ] || ask_first_time
  [ -z "$port" ] || remember HTTP_PORT "$port"
  unset PORT
  http=$(setting HTTP_PORT)
  http=${http:-80}
  use_model
  check_ports "$http" "$(https=$(setting HTTPS_PORT) && printf '%s' "${https:-443}")"
  build_images
  printf '%sStarting\n' "$wait_sign"
  compose up -d --quiet-pull >/dev/null 2>&1 || true
  wait_until_healthy
  pull_model
  say_end "$(address_of "$http")"
}

start_dev_containers() {
  env_file=.env
  compose_args=(-f docker-compose.dev.yml)
  if [ -n "$port" ]; then export WEB_PORT="$port"; fi
  unset PORT
  check_engine
  check_room
  check_ports "$(web=$(setting WEB_PORT) && printf '%s' "${web:-8000}")" 5432 6379 9229
  use_model
  build_images
  compose up -d --quiet-pull >/dev/null 2>&1 || true
  wait_until_healthy
  pull_model
  say_end "http://localhost:$(web=$(setting WEB_PORT) && printf '%s' "${web:-8000}")"
  step Debugger '127.0.0.1:9229'
  step Tests "$(shown_compose) exec web npm test"
}
