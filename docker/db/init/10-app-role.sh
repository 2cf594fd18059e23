#!/bin/bash
# Runs once, on an empty volume: the role and the database of the app. The role owns its database; it may create another
# for the trial that every restore begins with.
set -euo pipefail
app_password=$(cat "$APP_PASSWORD_FILE")
export app_password
psql -v ON_ERROR_STOP=1 --no-psqlrc -U "$POSTGRES_USER" -d postgres -v role="$APP_USER" -v database="$APP_DB" <<'SQL'
\getenv password app_password
create role :"role" login nosuperuser createdb nocreaterole password :'password';
create database :"database" owner :"role";
revoke all on database :"database" from public;
revoke all on database postgres from public;
grant connect on database postgres to :"role";
grant pg_monitor to :"role";
SQL
# Extensions need the superuser; the app finds them there.
psql -v ON_ERROR_STOP=1 --no-psqlrc -U "$POSTGRES_USER" -d "$APP_DB" <<'SQL'
create extension if not exists citext;
create extension if not exists pg_trgm;
create extension if not exists unaccent;
create extension if not exists vector;
SQL
