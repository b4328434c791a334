#!/usr/bin/env bash
# Runs once, in an empty PostgreSQL volume, as superuser: the owner, which is none, and its database. Every other role is
# made by the owner (`manage.py roles`), every table by it too (`manage.py migrate`), just as `make run` does.
set -euo pipefail

psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv prefix ROLE_PREFIX
\getenv password PORTAL_OWNER_PASSWORD
\getenv database PORTAL_DATABASE
SELECT :'prefix' || '_owner' AS owner \gset
CREATE ROLE :"owner" LOGIN CREATEROLE CREATEDB NOSUPERUSER NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE :"database" OWNER :"owner";
SQL
