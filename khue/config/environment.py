"""What a deployment says through its environment, as one typed object.

Only where the machine ends and the program begins: addresses, folders, keys. Policy (windows, thresholds, password
rules) is dated data in the database.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Environment:
    """The deployment. Every field has a default that is right for a machine of one's own.

    `role` says which login of the database this process uses: `app` (web), `worker` (jobs) or `owner` (migrations).
    `demo` opens the demo's own time-stamp server; a province never sets it.
    """

    data_dir: Path
    secret_key: str
    debug: bool
    hosts: tuple[str, ...]
    role: str
    public_url: str
    province: str
    secure: bool
    demo: bool

    @property
    def keys_dir(self) -> Path:
        """Where the keys of encrypted columns lie: never inside the database, and apart from its backup."""
        return Path(os.environ.get("KHUE_KEYS_DIR") or self.data_dir / "keys")

    @property
    def files_dir(self) -> Path:
        """Where the content-addressed store keeps its bytes."""
        return self.data_dir / "files"


def flag(name: str) -> bool:
    """An environment variable as a yes or no: `1`, `true`, `yes` and `on` are yes."""
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def load() -> Environment:
    """Read the environment; creates the data folder and its secret key when they are missing."""
    data_dir = Path(os.environ.get("KHUE_DATA_DIR") or ROOT / ".khue").resolve()
    return Environment(
        data_dir=data_dir,
        secret_key=os.environ.get("KHUE_SECRET_KEY") or _kept_secret(data_dir / "secret-key"),
        debug=flag("KHUE_DEBUG"),
        hosts=tuple(os.environ.get("KHUE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")),
        role=os.environ.get("KHUE_ROLE", "app"),
        public_url=os.environ.get("KHUE_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
        province=os.environ.get("KHUE_PROVINCE", "Ninh Bình"),
        secure=flag("KHUE_SECURE"),
        demo=flag("KHUE_DEMO"),
    )


def _kept_secret(path: Path) -> str:
    """The secret in `path`; made once, readable by its owner only, and never overwritten."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as target:
        secret = secrets.token_urlsafe(48)
        target.write(secret)
    return secret
