#!/usr/bin/env bash
# The service's two logins with their passwords, made when the database is made. `oktually migrate` then says what they may do.
set -euo pipefail

psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<SQL
set password_encryption = 'scram-sha-256';
create role oktually_api login noinherit password '$(cat /run/secrets/api_password)';
create role oktually_worker login noinherit password '$(cat /run/secrets/worker_password)';
SQL
