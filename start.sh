#!/usr/bin/env bash
# Starts Primary Assistant with one command; `./start.sh --help` says how. Works with the bash 3.2 of macOS.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'TEXT'
Usage: ./start.sh [options]

Installs what is missing, starts PostgreSQL and the server on this machine, and prints the address to open.
Ctrl-C ends everything. Your data stays in the folder data/.

  --local        run on this machine without Docker (also when no mode is given)
  --dev          reload on change, debugger on 127.0.0.1:9229: in containers where Docker answers, else (or with
                 --local) from the sources on this machine
  --prod         run in containers, for good: nginx, PostgreSQL, Redis (also: production)
  --staging      the same beside it, with data of its own, on port 3001
  --model NAME   with containers: run a model server with this model (llama3.2:3b); remembered in .env
  --skip-model   with containers: leave the model as it is
  --port N       port to listen on (8000; 80 with --prod)
  --host H       address to listen on (127.0.0.1); 0.0.0.0 lets other machines in
  --demo         load a demo user with a year of made-up data and show the sign-in
  --yes          ask no questions
  --help         show this and end

Settings can also stand in a file named .env; options given here come before it.
TEXT
}

fail() {
  local code=$1
  shift
  printf '%s\n' "$*" >&2
  exit "$code"
}

# Prints the first Node that is new enough to install the packages; their own Node 24 then runs the server.
find_node() {
  local candidate
  for candidate in node node_modules/.bin/node; do
    if "$candidate" -e 'process.exit(Number.parseInt(process.versions.node) >= 20 ? 0 : 1)' 2>/dev/null; then
      printf '%s\n' "$candidate"
      return
    fi
  done
  fail 4 'Node.js 20 or newer is needed and was not found: install it from https://nodejs.org, then run ./start.sh again.'
}

install_packages() {
  local node
  node=$(find_node)
  "$node" scripts/ensure-installed.mjs
  own_node=node_modules/.bin/node
  [ -x "$own_node" ] || own_node=node
}

# Becomes the given script. exec, so that Ctrl-C and other signals reach the server itself.
become() {
  [ ! -f .env ] || set -- --env-file=.env "$@"
  exec "$own_node" --disable-warning=ExperimentalWarning "$@"
}

start_local() {
  install_packages
  # A terminal is for people: the server's JSON lines go to a file unless told otherwise.
  grep -qs '^LOG_FILE=' .env || export LOG_FILE="${LOG_FILE-${DATA_DIR:-data}/log/server.log}"
  "$own_node" scripts/build.ts
  become dist/main.js
}

start_dev() {
  install_packages
  become scripts/dev.ts
}

hint_at_containers() {
  if command -v docker >/dev/null && docker version --format '{{.Server.Version}}' >/dev/null 2>&1; then
    printf 'Docker answers on this machine: ./start.sh --prod or --dev would use it.\n'
  fi
}

set_port() {
  case $1 in
    '' | *[!0-9]*) fail 2 "--port needs a number, not '$1'." ;;
  esac
  export PORT="$1"
  port=$1
}

set_host() {
  [ -n "$1" ] || fail 2 '--host needs an address.'
  export HOST="$1"
}

set_model() {
  case $1 in
    '' | -*) fail 2 '--model needs the name of a model, such as llama3.2:3b.' ;;
  esac
  model=$1
}

mode=local is_local='' is_dev='' port='' model='' skip_model='' assume_yes=''
while [ $# -gt 0 ]; do
  case $1 in
    --local) is_local=1 ;;
    --dev) is_dev=1 ;;
    --prod | --production | production) mode=prod ;;
    --staging) mode=staging ;;
    --model)
      set_model "${2-}"
      shift
      ;;
    --model=*) set_model "${1#*=}" ;;
    --skip-model) skip_model=1 ;;
    --port)
      set_port "${2-}"
      shift
      ;;
    --port=*) set_port "${1#*=}" ;;
    --host)
      set_host "${2-}"
      shift
      ;;
    --host=*) set_host "${1#*=}" ;;
    --demo) export PA_DEMO=1 ;;
    --yes) assume_yes=1 ;;
    --help | -h)
      usage
      exit 0
      ;;
    *) fail 2 "Unknown option '$1': ./start.sh --help lists all." ;;
  esac
  shift
done

if [ "$mode" != local ] && [ -n "$is_local$is_dev" ]; then
  fail 2 "--$mode cannot go together with --local or --dev: choose one."
fi
if [ "$mode" = local ] && [ -n "$model$skip_model" ] && [ -z "$is_dev" ]; then
  fail 2 '--model and --skip-model go together with --prod, --staging or --dev: without Docker set OLLAMA_BASE_URL in .env.'
fi
if [ -z "$is_dev" ] && [ "$mode" = local ]; then
  [ -n "$is_local" ] || hint_at_containers
  start_local
elif [ -n "$is_dev" ]; then
  mode=dev
  . scripts/start-containers.sh
  if [ -z "$is_local" ] && engine_answers; then start_dev_containers; else start_dev; fi
else
  . scripts/start-containers.sh
  start_containers
fi
