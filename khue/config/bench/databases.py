"""The bench's own database: `khue_bench_<size>`, built once per schema, generator version and seed.

It lies in the same server as the product's. Its fingerprint is its comment; a database of another one is made anew.
"""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from khue.config import embedded
from khue.config.cli import prepare
from khue.config.environment import ROOT
from khue.portal.demo.sizes import GENERATOR, SEED, SIZES

VARIABLES = ("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_WORKER_URL")
SCHEMA = ("khue/**/migrations/*.py", "khue/**/sql/*.sql")


def database_name(size: str) -> str:
    """The name of the database of a size."""
    return f"khue_bench_{size}"


def fingerprint(size: str) -> str:
    """What the database of a size is made of: schema, generator, seed."""
    schema = sha256()
    for pattern in SCHEMA:
        for path in sorted(ROOT.glob(pattern)):
            schema.update(path.read_bytes())
    return f"{size} generator {GENERATOR} seed {SEED} schema {schema.hexdigest()[:16]}"


def enter(size: str) -> None:
    """Make the database of a size the one this process and its children use, as the owner; build it when needed."""
    embedded.ready()
    urls = embedded.database_urls()
    name = database_name(size)
    stands = _stands(urls.owner, name, fingerprint(size))
    if not stands:
        _make(urls.owner, name)
    for variable, url in zip(VARIABLES, urls, strict=True):
        os.environ[variable] = renamed(url, name)
    prepare("owner")
    if not stands:
        _fill(size)
        _sign(urls.owner, name, fingerprint(size))


def renamed(url: str, name: str) -> str:
    """The address of another database of the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _stands(owner: str, name: str, wanted: str) -> bool:
    question = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    with psycopg.connect(owner) as connection:
        found = connection.execute(question, [name]).fetchone()
    return found is not None and found[0] == wanted


def _make(owner: str, name: str) -> None:
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _fill(size: str) -> None:
    from django.core.management import call_command  # noqa: PLC0415 -- Django is set up after the database is chosen

    from khue.portal.demo.loading import load  # noqa: PLC0415 -- as above

    sys.stderr.write(f"building {database_name(size)}\n")
    call_command("migrate", verbosity=0, stdout=sys.stderr)
    loaded = load(SIZES[size])
    sys.stderr.write(
        f"{loaded.rows} rows in {loaded.seconds:.1f} s, {loaded.rows / loaded.seconds:.0f} rows/s\n"
    )


def _sign(owner: str, name: str, text: str) -> None:
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(text))
        )
