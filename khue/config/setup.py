"""Preparing a database server that is not ours: the one that `DATABASE_URL` names, by its owner's login.

The application and the worker log in as roles of their own (`DATABASE_APP_URL`, `DATABASE_WORKER_URL`). Without these
addresses their passwords are derived from the owner's, so that every machine finds the same ones and nothing is stored.
An owner without a password is trusted by the server for what it is; then the roles are taken on with `SET ROLE`.
"""

import hashlib
import hmac
import os
from urllib.parse import unquote, urlsplit, urlunsplit

ROLES = {"khue_app": "DATABASE_APP_URL", "khue_worker": "DATABASE_WORKER_URL"}


class ServerError(RuntimeError):
    """The named server does not answer, or lacks what only its administrator can add: then the text is SQL to run."""


def server_urls(owner: str) -> tuple[str, str, str]:
    """Return the logins of owner, application and worker on the server of `owner`."""
    app, worker = (os.environ.get(variable) or _login(owner, role) for role, variable in ROLES.items())
    return owner, app, worker


def prepare_server(owner: str) -> None:
    """See that the application's roles can log in, and make them where the owner may.

    Raises ServerError with the exact SQL for the administrator when it may not.
    """
    import psycopg  # noqa: PLC0415 - the launcher itself runs before anything is installed

    statements = [
        line
        for role, url in zip(ROLES, server_urls(owner)[1:], strict=True)
        for line in _lacks(owner, role, url)
    ]
    if not statements:
        return
    try:
        with psycopg.connect(owner, connect_timeout=10) as connection:
            for statement in statements:
                connection.execute(statement.encode())
    except psycopg.OperationalError as error:
        message = f"The database at DATABASE_URL does not answer: {error}"
        raise ServerError(message) from error
    except psycopg.errors.InsufficientPrivilege as error:
        message = "\n".join(
            ["The owner at DATABASE_URL may not make roles. Its administrator runs:", *statements]
        )
        raise ServerError(message) from error


def _lacks(owner: str, role: str, url: str) -> list[str]:
    """SQL for a role that cannot log in; a role by another address is its administrator's."""
    import psycopg  # noqa: PLC0415 - the launcher itself runs before anything is installed

    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.OperationalError as error:
        if os.environ.get(ROLES[role]):
            message = f"{ROLES[role]} does not answer: {error}"
            raise ServerError(message) from error
    else:
        return []
    user, secret = unquote(urlsplit(owner).username or ""), urlsplit(owner).password
    login = f"LOGIN PASSWORD '{_password(secret, role)}'" if secret else "NOLOGIN"
    return [
        f"DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;",
        f"ALTER ROLE {role} NOINHERIT {login};",
        f'GRANT {role} TO "{user}";' if user else f"GRANT {role} TO CURRENT_USER;",
    ]


def _login(owner: str, role: str) -> str:
    parts = urlsplit(owner)
    if not parts.password:
        return f"{owner}{'&' if parts.query else '?'}options=-c%20role%3D{role}"
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role}:{_password(parts.password, role)}@{host}"))


def _password(secret: str, role: str) -> str:
    return hmac.new(secret.encode(), role.encode(), hashlib.sha256).hexdigest()[:40]
