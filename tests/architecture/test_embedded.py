"""The embedded database starts, is shared, and comes back after whatever happened to it or to its starters."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from khue.config import embedded, processes, setup
from khue.config.embedded import Cluster, database_urls, discard, ensure
from khue.config.setup import ServerError, prepare_server, server_urls

STARTER = """
import os, sys, time
from pathlib import Path
from khue.config.embedded import ensure
ensure(Path(sys.argv[1]))
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """One that is only asked."""
    with tempfile.TemporaryDirectory(prefix="khue-") as parent:
        yield ensure(Path(parent, "data"), durable=False)
        discard(Path(parent, "data"))


@pytest.fixture(scope="module")
def stopped() -> Iterator[Path]:
    """A data folder whose cluster was used and stopped, to be copied: that is quicker than making one."""
    with tempfile.TemporaryDirectory(prefix="khue-") as parent:
        Path(parent).chmod(0o711)
        path = Path(parent, "data")
        ensure(path, durable=False).stop()
        yield path


@pytest.fixture
def empty() -> Iterator[Path]:
    """A data folder that is not there yet; it is thrown away, with whatever runs in it."""
    with tempfile.TemporaryDirectory(prefix="khue-") as parent:
        path = Path(parent, "data")
        yield path
        discard(path)


@pytest.fixture
def folder(empty: Path, stopped: Path) -> Path:
    """A data folder with a stopped cluster in it."""
    empty.parent.chmod(0o711)
    subprocess.run(["cp", "-a", stopped, empty], check=True)
    return empty


@pytest.fixture
def no_server_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_WORKER_URL"):
        monkeypatch.delenv(variable, raising=False)


pytestmark = pytest.mark.usefixtures("no_server_named")


def _ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def _tell(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def _home(cluster: Cluster) -> embedded.Home:
    assert cluster.home is not None
    return cluster.home


def _pid(cluster: Cluster) -> int:
    found = processes.postmaster(_home(cluster).cluster)
    assert found is not None
    return found.pid


def _wait_for_end(pid: int) -> None:
    while Path(f"/proc/{pid}/cwd").exists():
        time.sleep(0.01)


def test_a_new_cluster_answers_its_three_logins(cluster: Cluster) -> None:
    urls = database_urls(_home(cluster).data_dir)
    assert [_ask(url, "SELECT current_user::text") for url in urls] == [
        "khue_owner",
        "khue_app",
        "khue_worker",
    ]


def test_the_application_has_no_power_beyond_its_grants(cluster: Cluster) -> None:
    powers = "SELECT array[rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolinherit] FROM pg_roles"
    for role in ("khue_app", "khue_worker"):
        assert _ask(cluster.url_owner, f"{powers} WHERE rolname = '{role}'") == [False] * 5


def test_the_owner_can_take_on_the_application_and_add_extensions(cluster: Cluster) -> None:
    owner = cluster.url_owner
    assert _ask(f"{owner}&options=-c%20role%3Dkhue_app", "SELECT current_user::text") == "khue_app"
    _tell(owner, *(f"CREATE EXTENSION {name}" for name in ("unaccent", "pg_trgm", "btree_gist")))


def test_vietnamese_is_lowered_and_stored_whole(cluster: Cluster) -> None:
    assert _ask(cluster.url_owner, "SELECT lower('ĐẶNG THỊ Ứng')") == "đặng thị ứng"


def test_the_server_ends_with_the_last_who_leaves(folder: Path) -> None:
    first, second = ensure(folder, durable=False), ensure(folder, durable=False)
    assert (first.started_by_us, second.started_by_us) == (True, False)
    assert (first.stop(), first.stop(), second.stop()) == (False, False, True)
    assert processes.postmaster(_home(first).cluster) is None


def test_data_outlives_a_stop_and_a_second_start(folder: Path) -> None:
    first = ensure(folder)
    _tell(first.url_owner, "CREATE TABLE kept AS SELECT 7 AS mark")
    first.stop()
    assert _ask(ensure(folder).url_owner, "SELECT mark FROM kept") == 7


def test_only_one_of_several_starters_at_once_starts(folder: Path) -> None:
    with ThreadPoolExecutor(4) as starters:
        clusters = list(starters.map(lambda _: ensure(folder, durable=False), range(4)))
    assert sorted(cluster.started_by_us for cluster in clusters) == [False, False, False, True]
    assert sorted(cluster.stop() for cluster in clusters) == [False, False, False, True]


def test_a_killed_server_comes_back_with_all_that_was_acknowledged(folder: Path) -> None:
    first = ensure(folder)
    _tell(first.url_owner, "CREATE TABLE kept (mark int)", "INSERT INTO kept VALUES (8)")
    busy, pid = psycopg.connect(first.url_owner), _pid(first)
    os.kill(pid, signal.SIGKILL)
    _wait_for_end(pid)
    second = ensure(folder)
    busy.close()
    assert second.started_by_us
    assert _ask(second.url_owner, "SELECT mark FROM kept") == 8


def test_a_server_whose_starter_was_killed_is_adopted(folder: Path) -> None:
    starter = subprocess.Popen([sys.executable, "-c", STARTER, folder], stdout=subprocess.PIPE)
    with starter:
        assert starter.stdout is not None
        assert starter.stdout.readline() == b"ready\n"
        starter.kill()
    cluster = ensure(folder)
    assert not cluster.started_by_us
    assert _ask(cluster.url_owner, "SELECT 1") == 1
    assert cluster.stop()


def test_a_strangers_pid_in_the_lock_files_is_neither_trusted_nor_killed(folder: Path) -> None:
    first = ensure(folder)
    home, pid = _home(first), _pid(first)
    locks = (home.cluster / "postmaster.pid", home.socket_dir / ".s.PGSQL.5432.lock")
    os.kill(pid, signal.SIGKILL)
    _wait_for_end(pid)
    with subprocess.Popen(["sleep", "60"], **processes.identity(home.account)) as stranger:
        for lock in locks:
            lock.write_text(lock.read_text().replace(str(pid), str(stranger.pid), 1))
        assert processes.postmaster(home.cluster) is None
        assert ensure(folder).started_by_us
        assert stranger.poll() is None
        stranger.kill()


def test_a_lock_file_cut_short_does_not_stop_a_start(folder: Path) -> None:
    first = ensure(folder, durable=False)
    first.stop()
    (_home(first).cluster / "postmaster.pid").write_text("")
    assert ensure(folder, durable=False).started_by_us


def test_a_half_made_cluster_is_made_again(empty: Path) -> None:
    home = embedded.locate(empty)
    draft = home.cluster.with_suffix(".new")
    draft.mkdir()
    (draft / "PG_VERSION").write_text("15\n")
    assert _ask(ensure(empty, durable=False).url_owner, "SELECT 1") == 1


def test_roles_are_mended_when_the_passwords_are_lost(folder: Path) -> None:
    ensure(folder, durable=False).stop()
    (folder / "database.json").unlink()
    ensure(folder, durable=False)
    assert _ask(database_urls(folder).app, "SELECT 1") == 1


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("x" * 120, id="too long for a socket"),
        pytest.param(
            "Tài liệu của 'Khuê', \"2025\" $HOME \\ 100%", id="letters that a shell or a list would read"
        ),
    ],
)
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can put the cluster elsewhere")
def test_root_puts_a_cluster_with_an_awkward_path_elsewhere(empty: Path, name: str) -> None:
    place = empty / name
    try:
        assert _ask(ensure(place, durable=False).url_owner, "SELECT 1") == 1
    finally:
        discard(place)


@pytest.mark.parametrize("name", ["Tài liệu của tôi 100%", "o'clock", "x" * 70])
def test_a_path_may_have_spaces_quotes_and_length(empty: Path, name: str) -> None:
    place = empty / name
    try:
        assert _ask(ensure(place, durable=False).url_owner, "SELECT 1") == 1
    finally:
        discard(place)


def test_a_private_home_is_no_obstacle(empty: Path) -> None:
    empty.mkdir(mode=0o700)
    cluster = ensure(empty, durable=False)
    assert _ask(cluster.url_owner, "SELECT 1") == 1
    assert empty.stat().st_mode & 0o777 == 0o700


def test_a_new_folder_of_the_same_name_has_a_new_cluster(empty: Path) -> None:
    empty.mkdir(mode=0o700)
    first = ensure(empty, durable=False)
    _tell(first.url_owner, "CREATE TABLE old ()")
    first.stop()
    discard(empty)
    assert _ask(ensure(empty, durable=False).url_owner, "SELECT to_regclass('old')") is None


def test_the_addresses_can_be_read_without_a_server(empty: Path) -> None:
    urls = database_urls(empty)
    assert urls == database_urls(empty)
    assert processes.postmaster(empty / "postgres") is None
    assert (empty / "database.json").stat().st_mode & 0o777 == 0o600


def test_a_named_server_gives_each_role_its_own_derived_password() -> None:
    owner, app, worker = server_urls("postgresql://boss:secret@db.example:6432/khue?sslmode=require")
    assert owner == "postgresql://boss:secret@db.example:6432/khue?sslmode=require"
    assert app.startswith("postgresql://khue_app:")
    assert app.endswith("@db.example:6432/khue?sslmode=require")
    assert app.replace("khue_app", "khue_worker") != worker
    assert "secret" not in app + worker


def test_a_server_that_trusts_its_owner_lets_him_take_on_the_roles() -> None:
    assert server_urls("postgresql:///khue?host=/run/pg")[1] == (
        "postgresql:///khue?host=/run/pg&options=-c%20role%3Dkhue_app"
    )


def test_a_named_server_is_given_the_roles(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = cluster.url_owner
    monkeypatch.setattr(setup, "ROLES", {"new_app": "DATABASE_APP_URL", "new_worker": "DATABASE_WORKER_URL"})
    for _twice in range(2):
        prepare_server(owner)
    assert [_ask(url, "SELECT current_user::text") for url in server_urls(owner)] == [
        "khue_owner",
        "new_app",
        "new_worker",
    ]


def test_an_owner_who_may_not_make_roles_is_told_what_to_run(cluster: Cluster) -> None:
    url = cluster.url_owner
    _tell(url, "CREATE ROLE modest LOGIN PASSWORD 'small'")
    modest = f"postgresql://modest:small@{url.partition('@')[2]}"
    with pytest.raises(ServerError, match="CREATE ROLE khue_app"):
        prepare_server(modest)


def test_a_named_server_that_is_away_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match="does not answer"):
        prepare_server(f"postgresql://boss:secret@/khue?host={tmp_path}")
