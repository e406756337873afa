"""Sessions in the database, read by a plain statement: every request of everybody begins with it."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection

_READ = (
    "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > statement_timestamp()"
)


class SessionStore(db.SessionStore):
    """Django's sessions in the database; only the reading differs."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing for one that is over or unknown, whose key is given up."""
        with connection.cursor() as cursor:
            cursor.execute(_READ, [self.session_key])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        held: dict[str, Any] = self.decode(found[0])
        return held
