"""The PostgreSQL that Khuê brings along, so that a stranger needs no database administrator.

`ready()` makes the database answer: the server named by `DATABASE_URL` when there is one, else a cluster of our own,
made on first use, joined when it already runs and adopted after a `kill -9`. Whoever leaves last turns off the light:
every process that uses the cluster holds a shared lock on one file, and `Cluster.stop` ends the server only when
nobody else holds it. `database_urls()` starts nothing, so that a linter may read the settings.

The server listens on a Unix socket only, with a password for each role. PostgreSQL refuses to run as root, so root
starts it under another account, and in `/var/lib/khue` where that account cannot enter the data folder.
"""

import atexit
import fcntl
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from khue.config import processes, server
from khue.config.server import EmbeddedError, Home
from khue.config.setup import prepare_server, server_urls

__all__ = [
    "Cluster",
    "EmbeddedError",
    "Home",
    "Urls",
    "data_dir",
    "database_urls",
    "discard",
    "ensure",
    "locate",
    "ready",
]

CLONE = Path(__file__).resolve().parents[2]
AWKWARD = frozenset('"$`\\\n')


class Urls(NamedTuple):
    """The three logins of the database, as libpq connection URLs."""

    owner: str
    app: str
    worker: str


@dataclass
class Cluster:
    """A database that answers and that this process uses. `started_by_us` tells who started the server."""

    url_owner: str
    started_by_us: bool
    home: Home | None = None
    _seat: int | None = field(default=None, repr=False)

    def stop(self) -> bool:
        """Leave the cluster, and end its server when nobody else uses it; true in that case. May be called again."""
        if self.home is None or self._seat is None:
            return False
        with _locked(self.home):
            os.close(self._seat)
            self._seat = None
            return _is_alone(self.home) and server.stop(self.home)


def data_dir() -> Path:
    """The folder of everything Khuê keeps outside PostgreSQL: `KHUE_DATA_DIR`, else `.khue` beside the code."""
    return Path(os.environ.get("KHUE_DATA_DIR") or CLONE / ".khue").expanduser().resolve()


def database_urls(folder: Path | None = None) -> Urls:
    """The logins of owner, web application and worker. Asks no server; makes the passwords when there are none."""
    if owner := os.environ.get("DATABASE_URL"):
        return Urls(*server_urls(owner))
    return _urls(locate(folder or data_dir()))


def ready() -> Cluster:
    """Make the database answer, whichever it is; this process leaves it when it ends. Call before the first query.

    `KHUE_DURABLE=0` starts a throw-away cluster (see `ensure`). Raises EmbeddedError or ServerError with what to do.
    """
    if owner := os.environ.get("DATABASE_URL"):
        prepare_server(owner)
        return Cluster(owner, started_by_us=False)
    cluster = ensure(data_dir(), durable=os.environ.get("KHUE_DURABLE", "1") != "0")
    atexit.register(cluster.stop)
    return cluster


def ensure(folder: Path, *, durable: bool = True) -> Cluster:
    """Start the cluster of `folder`, or join the one that runs.

    `durable=False` is for throw-away clusters: no fsync, small buffers. Raises EmbeddedError when it cannot be done.
    """
    home = locate(folder.resolve())
    with _locked(home):
        started = server.start(home, _passwords(home), durable=durable)
        seat = os.open(home.data_dir / "database.users", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(seat, fcntl.LOCK_SH)
    return Cluster(_urls(home).owner, started, home, seat)


def discard(folder: Path) -> None:
    """End the server of `folder` and throw its data away; the next `ensure` makes an empty cluster."""
    home = locate(folder.resolve())
    with _locked(home):
        server.stop(home)
        shutil.rmtree(home.cluster, ignore_errors=True)
        if home.cluster.parent != home.data_dir:
            shutil.rmtree(home.cluster.parent, ignore_errors=True)
            (home.data_dir / "database.at").unlink(missing_ok=True)


def locate(folder: Path) -> Home:
    """Find the home of the cluster of `folder`, which is made if it is not there.

    A cluster that had to be put elsewhere is remembered in the folder's file `database.at`: a new folder of the same
    name gets a new cluster, a moved folder keeps its own.
    """
    pointer, cluster = folder / "database.at", folder / "postgres"
    try:
        if pointer.exists():
            cluster = Path(pointer.read_text())
        account = processes.account_for(cluster)
        processes.make_folder(folder, account)
        if account and not cluster.exists() and not _suits(cluster, account):
            cluster = Path(_write_once(pointer, str(server.SHARED_HOME / secrets.token_hex(6) / "postgres")))
        processes.make_folder(cluster.parent, account)
    except OSError as error:
        message = f"The data folder {folder} cannot be used: {error}"
        raise EmbeddedError(message) from error
    if not AWKWARD.isdisjoint(str(cluster)):
        message = (
            f"The path {folder} has a character that a shell would read; KHUE_DATA_DIR names another folder."
        )
        raise EmbeddedError(message)
    return Home(folder, cluster, account)


def _suits(cluster: Path, account: processes.Account) -> bool:
    """Tell whether the account's server can live there. Without root it must, and only the socket can be elsewhere."""
    plain = AWKWARD.isdisjoint(str(cluster))
    return plain and server.fits_socket(cluster) and account.can_enter(cluster.parent)


def _urls(home: Home) -> Urls:
    passwords = _passwords(home)
    place = f"{server.DATABASE}?host={quote(str(home.socket_dir), safe='')}&port={server.PORT}"
    return Urls(*(f"postgresql://{role}:{passwords[role]}@/{place}" for role in server.ROLES))


def _passwords(home: Home) -> Mapping[str, str]:
    file = home.data_dir / "database.json"
    if not file.exists():
        _write_once(file, json.dumps({role: secrets.token_urlsafe(24) for role in server.ROLES}))
    known: dict[str, str] = json.loads(file.read_text())
    return known


def _write_once(file: Path, text: str) -> str:
    """Write a private file unless another process was first; answer what stands there."""
    with tempfile.NamedTemporaryFile("w", dir=file.parent, prefix=f".{file.name}-") as draft:
        draft.write(text)
        draft.flush()
        try:
            os.link(draft.name, file)
        except FileExistsError:
            return file.read_text()
    return text


@contextmanager
def _locked(home: Home) -> Iterator[None]:
    """One starter or stopper at a time; the kernel gives the lock back when its holder dies."""
    with (home.data_dir / "database.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_alone(home: Home) -> bool:
    with (home.data_dir / "database.users").open("a") as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
