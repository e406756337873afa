"""What the launcher must know of processes, accounts and folders: whose a pid is, and whom to run the server as."""

import os
import pwd
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

NOBODYS_PID = 2**31 - 1
READY_LINE = 7


@dataclass(frozen=True)
class Postmaster:
    """The living server of a cluster."""

    pid: int
    ready: bool


@dataclass(frozen=True)
class Account:
    """The account that root lends to the server."""

    uid: int
    gid: int

    def can_enter(self, folder: Path) -> bool:
        """Tell whether this account can walk into `folder`, as the kernel sees it."""
        asked = subprocess.run(["test", "-x", folder], check=False, cwd="/", **identity(self))
        return asked.returncode == 0


class Identity(TypedDict, total=False):
    """The arguments of `subprocess` that change the account."""

    user: int
    group: int
    extra_groups: list[int]


def identity(account: Account | None) -> Identity:
    """Return the arguments that make `subprocess` run a program as the account; none for our own."""
    return Identity(user=account.uid, group=account.gid, extra_groups=[]) if account else Identity()


def account_for(cluster: Path) -> Account | None:
    """Choose the account for a cluster: our own, unless we are root; then its owner, `postgres` or `nobody`."""
    if os.geteuid() != 0:
        return None
    if cluster.exists():
        owner = cluster.stat()
        return Account(owner.st_uid, owner.st_gid)
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return Account(entry.pw_uid, entry.pw_gid)


def make_folder(folder: Path, account: Account | None) -> None:
    """Make a folder of our own with its parents: private, or one that the account may pass through."""
    if not folder.exists():
        make_folder(folder.parent, account)
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            folder.chmod(0o711 if account else 0o700)


def make_socket_folder(folder: Path, account: Account | None) -> None:
    """Make a private folder for the account; refuse one that somebody else has put there."""
    uid = account.uid if account else os.geteuid()
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        if account:
            os.chown(folder, account.uid, account.gid)
    found = folder.lstat()
    if folder.is_symlink() or not folder.is_dir() or found.st_uid != uid or found.st_mode & 0o077:
        message = f"{folder} belongs to somebody else; remove it or choose a shorter KHUE_DATA_DIR"
        raise PermissionError(message)


def postmaster(cluster: Path) -> Postmaster | None:
    """Return the server that runs on `cluster`, or None.

    The pid file alone proves nothing: after a crash its number may belong to another program. A server stands in its
    own folder, and that is what is compared.
    """
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        pid = int(lines[0])
        if Path(f"/proc/{pid}/cwd").readlink() != cluster.resolve():
            return None
    except (OSError, ValueError, IndexError):
        return None
    return Postmaster(pid, ready=len(lines) > READY_LINE and lines[READY_LINE].strip() == "ready")


def bury(*locks: Path) -> None:
    """Take a dead server's number out of its lock files, where it may by now be a stranger's and stop a new start.

    The files themselves stay: PostgreSQL reads in them whether a child of the dead server is still writing.
    """
    for lock in locks:
        if lock.exists():
            _, _, rest = lock.read_text().partition("\n")
            if rest:
                lock.write_text(f"{NOBODYS_PID}\n{rest}")
            else:
                lock.unlink()
