"""The conversation of `khue setup`: options first, then the terminal, then defaults; at last what to do next."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import re
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from khue.core.scope import open_scope, system
from khue.core.text import clean
from khue.foundation.accounts.services import first_password
from khue.foundation.organisations.models import Unit
from khue.portal.founding import (
    Founded,
    LoginTaken,
    ProvinceUnknown,
    Wanted,
    administrators,
    found,
    go_on,
    is_founded,
    province_named,
)
from khue.portal.founding.services import REASON

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
DEFAULT_LOGIN = "quantri"
NEXT: tuple[Promise, ...] = (
    _("Start the web server (khue serve) and the worker (khue worker), then sign in at %(url)s/."),
    _("Schools: Organisations › Found an organisation, or all at once: khue import schools FILE.xlsx"),
    _(
        "Each school in this order: khue import staff, classes, pupils FILE.xlsx --school CODE --year 2026-2027"
    ),
    _("Accounts for heads and staff: Settings › Accounts; each gets a card with a first password"),
    _("Keep the keys apart from the backups: %(keys)s"),
)


class NotUsable(ValueError):  # noqa: N818 - reads as the fact it states
    """What was given or typed cannot be used; the text says what to do. Nothing was founded."""


def run(given: argparse.Namespace) -> int:
    """Found what is missing; returns the exit code. Raises `NotUsable`."""
    with override(settings.LANGUAGE_CODE):
        there, made = administrators(), ""
        if there and given.login in {None, *there}:
            result = go_on(given.login or there[0])
        else:
            wanted, made = _wanted(given)
            try:
                result = found(wanted)
            except LoginTaken as error:
                raise NotUsable(_("Somebody else signs in as %s. Choose another login.") % error) from error
        _show(result, made, as_json=given.json)
    return 0


def _wanted(given: argparse.Namespace) -> tuple[Wanted, str]:
    """What to found, and the password when we made it up."""
    province = None if is_founded() else _province(given)
    name = clean(given.administrator or _ask(_("Full name of the first administrator"), "--administrator"))
    login = given.login or _ask(_("Login"), "--login", DEFAULT_LOGIN)
    if not name:
        raise NotUsable(_("Type the administrator's full name."))
    if not LOGIN.fullmatch(login):
        raise NotUsable(_("A login has 3 to 60 small letters without diacritics, digits, dots or dashes."))
    password, is_made = _password(given.password_file)
    wanted = Wanted(
        province=province,
        department=clean(given.department or ""),
        with_communes=not given.no_communes,
        login=login,
        administrator=name,
        password=password,
        password_is_given=is_made,
    )
    return wanted, password if is_made else ""


def _ask(question: Promise, option: str, default: str = "") -> str:
    """The answer typed on the terminal; without a terminal the default, or a refusal that names the option."""
    if not sys.stdin.isatty():
        if default:
            return default
        raise NotUsable(_("%(question)s? Give %(option)s.") % {"question": question, "option": option})
    sys.stderr.write(f"{question}{f' [{default}]' if default else ''}: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip() or default


def _province(given: argparse.Namespace) -> Unit:
    text = given.province or os.environ.get("KHUE_PROVINCE") or _ask(_("Province"), "--province")
    with open_scope(system(REASON)):
        try:
            return province_named(text)
        except ProvinceUnknown as unknown:
            near = ", ".join(map(str, unknown.args))
            message = _("There is no province %s today.") % text
            hint = _("Did you mean %s?") % near if near else ""
            raise NotUsable(f"{message} {hint}".strip()) from unknown


def _password(file: Path | None) -> tuple[str, bool]:
    """The password, and whether we made it up because nobody was there to choose one."""
    if file is not None:
        try:
            text = sys.stdin.readline() if str(file) == "-" else file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise NotUsable(_("The password cannot be read from %s.") % file) from error
        chosen = text.strip("\r\n")
    elif sys.stdin.isatty():
        question, again = _("Password (empty: one is made and shown once)"), _("Once more")
        chosen = getpass.getpass(f"{question}: ", sys.stderr)
        if chosen and chosen != getpass.getpass(f"{again}: ", sys.stderr):
            raise NotUsable(_("The two passwords differ."))
    else:
        chosen = ""
    if not chosen and file is None:
        return first_password(), True
    try:
        validate_password(chosen)
    except ValidationError as error:
        raise NotUsable(" ".join(error.messages)) from error
    return chosen, False


def _show(result: Founded, made: str, *, as_json: bool) -> None:
    department = result.department
    url, keys = settings.KHUE.public_url, str(settings.KHUE.keys_dir)
    steps = [str(step) % {"url": url, "keys": keys} for step in NEXT]
    if as_json:
        answer = {
            "schema": 1,
            "department": department.name,
            "organisations": result.organisations,
            "years": [f"{year}-{year + 1}" for year in result.years],
            "login": result.login,
            "password": made or None,
            "is_new_account": result.is_new_account,
            "url": url,
            "next": steps,
        }
        print(json.dumps(answer, ensure_ascii=False))
        return
    print(department.name)
    if result.organisations:
        print(_("%s organisations entered") % result.organisations)
    if result.years:
        print(_("School years opened: %s") % ", ".join(f"{year}-{year + 1}" for year in result.years))
    print(_("Login: %s") % result.login)
    if made:
        print(_("First password, shown this once: %s") % made)
    print(_("Next:"))
    for number, step in enumerate(steps, 1):
        print(f"  {number}. {step}")
