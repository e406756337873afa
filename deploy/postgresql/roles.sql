-- The logins and the database of an installation, once, as the server's administrator:
--
--   psql -v owner="$(openssl rand -hex 20)" -v app="$(openssl rand -hex 20)" -v worker="$(openssl rand -hex 20)" \
--        -f deploy/postgresql/roles.sql
--
-- Keep the three passwords: they go into /etc/khue/owner.env and /etc/khue/khue.env.
-- khue_owner makes and changes tables. khue_app (web) and khue_worker (jobs) own nothing and stand under row-level
-- security; none of the three is a superuser or may pass row-level security by.
\set ON_ERROR_STOP on

CREATE ROLE khue_owner LOGIN PASSWORD :'owner' NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
CREATE ROLE khue_app LOGIN PASSWORD :'app' NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOINHERIT;
CREATE ROLE khue_worker LOGIN PASSWORD :'worker' NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOINHERIT;

CREATE DATABASE khue OWNER khue_owner ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0;
REVOKE ALL ON DATABASE khue FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE khue TO khue_app, khue_worker;

-- A page that takes longer is wrong; a job works in chunks.
ALTER ROLE khue_app IN DATABASE khue SET statement_timeout = '30s';
ALTER ROLE khue_app IN DATABASE khue SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE khue_worker IN DATABASE khue SET statement_timeout = '10min';
ALTER ROLE khue_owner IN DATABASE khue SET lock_timeout = '10s';

\connect khue
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT CREATE, USAGE ON SCHEMA public TO khue_owner;
GRANT USAGE ON SCHEMA public TO khue_app, khue_worker;
