"""PostgreSQL's own programs, for dumps: of the newest version that is installed, or of the wheel."""

from __future__ import annotations

import os
import shutil
import subprocess

import psycopg
from psycopg.conninfo import conninfo_to_dict

from khue.config import embedded
from khue.config.server import candidates


class ProgramFailed(RuntimeError):  # noqa: N818 - reads as the fact it states
    """A program of PostgreSQL is missing, or ended with an error; the text is what it said."""


def run(program: str, *arguments: str) -> None:
    """Run `pg_dump` or `pg_restore` on the database of the owner's login. Raises `ProgramFailed`.

    The address goes by the environment, so that the list of processes shows no password.
    """
    found = _found(program)
    environment = {**os.environ, **_login(embedded.database_urls().owner)}
    ended = subprocess.run([found, *arguments], env=environment, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise ProgramFailed(f"{program}: {ended.stderr.strip()[-2000:]}")


def _found(program: str) -> str:
    for folder in candidates():
        if (folder / program).exists():
            return str(folder / program)
    on_path = shutil.which(program)
    if on_path is None:
        raise ProgramFailed(
            f"{program} is not installed; on Debian: apt-get install postgresql-client, or PG_BIN names its folder"
        )
    return on_path


def _login(url: str) -> dict[str, str]:
    names = {
        "host": "PGHOST",
        "port": "PGPORT",
        "user": "PGUSER",
        "password": "PGPASSWORD",
        "dbname": "PGDATABASE",
    }
    parts = conninfo_to_dict(url)
    return {name: str(parts[key]) for key, name in names.items() if parts.get(key)}


def has_tables() -> bool:
    """Whether anything stands in the database of the owner's login."""
    with psycopg.connect(embedded.database_urls().owner) as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        return bool(row and row[0])
