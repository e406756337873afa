"""`khue demo`: from an empty folder to a running province, or what is in it."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from khue.config import embedded
from khue.config.cli import prepare
from khue.config.demo.processes import DemoRuns, only_one, sweep
from khue.config.demo.serving import Demo, NotReady, PortTaken, base_url, require_free, wanted_port
from khue.portal.demo.sizes import SIZES

if TYPE_CHECKING:
    from khue.portal.demo.accounts import DemoAccount

DONE, UNUSABLE, INTERNAL = 0, 2, 4


def run(*, what: str | None, size: str | None, serve: bool, as_json: bool) -> int:
    """The command; returns its exit code."""
    home = embedded.data_dir()
    if what:
        return _list(what, home, as_json=as_json)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with only_one(home):
            if sweep(home):
                _say("Processes of an earlier demo that was killed were ended.")
            return _make(home, size, serve=serve, as_json=as_json)
    except DemoRuns:
        _say(f"A demo already runs on {home}: {base_url(home)}/")
    except PortTaken as error:
        _say(f"Another program listens on port {error}; KHUE_DEMO_PORT names another port.")
    except NotReady as error:
        _say(f"The web server does not answer at {error}.")
        return INTERNAL
    return UNUSABLE


def _make(home: Path, size: str | None, *, serve: bool, as_json: bool) -> int:
    if serve:
        require_free(wanted_port())
    os.environ.setdefault(
        "KHUE_PUBLIC_URL", base_url(home)
    )  # printed on papers as the address of their check
    prepare("owner")
    from django.core.management import call_command
    from django.db import connection

    from khue.portal.demo.days import demo_now
    from khue.portal.demo.loading import ProvinceThere, load, sign_when_needed, what_is_there

    call_command("migrate", verbosity=0, stdout=sys.stderr)
    there = what_is_there()
    wanted = SIZES[size or (there.size if there else "small")]
    try:
        loaded = load(wanted)
    except ProvinceThere:
        held = f"the demo of size {there.size}" if there else "a province that is no demo"
        _say(f"The database holds {held}; KHUE_DATA_DIR names another folder. Nothing was changed.")
        return UNUSABLE
    if loaded.rows:
        _say(f"{loaded.rows} rows in {loaded.seconds:.1f} s")
    sign_when_needed(wanted)
    accounts = _accounts(base_url(home))
    connection.close()
    if not serve:
        _print_accounts(accounts, as_json=as_json)
        return DONE
    Demo(home, wanted_port(), demo_now()).run(lambda: _welcome(base_url(home), accounts))
    return DONE


def _list(what: str, home: Path, *, as_json: bool) -> int:
    prepare("app")
    from khue.core.scope import open_scope, system
    from khue.portal.demo import schools
    from khue.portal.demo.loading import what_is_there

    if what_is_there() is None:
        _say("There is no demo in the database; khue demo makes one.")
        return UNUSABLE
    if what == "accounts":
        _print_accounts(_accounts(base_url(home)), as_json=as_json)
        return DONE
    with open_scope(system("demo")):
        found = schools.demo_schools()
    if as_json:
        print(json.dumps(schools.as_json(found), ensure_ascii=False))
    else:
        for school in found:
            print(f"{school.code:<12} {school.name:<44} {' '.join(school.classes)}")
    return DONE


def _accounts(base: str) -> list[DemoAccount]:
    from khue.core.scope import open_scope, system
    from khue.portal.demo.accounts import demo_accounts

    with open_scope(system("demo")):
        return demo_accounts(base)


def _print_accounts(accounts: Sequence[DemoAccount], *, as_json: bool) -> None:
    if as_json:
        from khue.portal.demo.accounts import as_json as rows

        print(json.dumps(rows(accounts), ensure_ascii=False))
    else:
        _table(accounts)


def _table(accounts: Sequence[DemoAccount]) -> None:
    from django.utils.translation import override

    from khue.foundation.accounts.selectors import role_label

    with override("vi"):
        rows = [(role_label(each.role), each.login, each.person, each.school) for each in accounts]
    rows.insert(0, ("Vai trò", "Tài khoản", "Người dùng", "Đơn vị"))
    widths = [max(len(row[place]) for row in rows) for place in range(3)]
    for row in rows:
        print(
            "  "
            + "  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=False))
            + f"  {row[3]}"
        )
    print(f"\n  Mật khẩu chung / one password for all: {accounts[0].password}")


def _welcome(url: str, accounts: Sequence[DemoAccount]) -> None:
    print(f"\nKhuê đang chạy tại / is running at  {url}/\n")
    _table(accounts)
    print("\n  Ctrl-C để dừng / to stop\n", flush=True)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
