"""Every lint accepts its good examples and finds the bad ones."""

from pathlib import PurePosixPath
from types import ModuleType

import pytest

from tools import addresses, budget, names, one_clock, reasons, signals, whole_words
from tools.source import Problem, Source

PUPILS = "khue/sector/pupils/views.py"
TEMPLATE = "khue/sector/pupils/templates/pupils/page.html"
MODELS = "khue/sector/pupils/models.py"


def _lines(count: int) -> str:
    return "def work():\n" + "    x = 1\n" * count


GOOD = [
    (budget, PUPILS, _lines(40)),
    (budget, PUPILS, 'def work():\n    """Say\n\n    much.\n    """\n' + "    x = 1\n    # why\n\n" * 40),
    (budget, "khue/sector/pupils/migrations/0001_initial.py", _lines(500)),
    (names, "khue/core/text.py", ""),
    (names, "khue/core/commonplace.py", ""),
    (one_clock, PUPILS, "clock.today()\nclock.now()\n"),
    (one_clock, PUPILS, "timezone.localtime(moment)\n"),
    (one_clock, "khue/core/clock.py", "dt.datetime.now(dt.UTC)\n"),
    (one_clock, "tests/browser/test_day.py", "date.today()\n"),
    (one_clock, "khue/school/gradebook/sql/close.sql", "SELECT '[2025-01-01,)'::daterange;\n"),
    (addresses, PUPILS, "redirect('pupils:list')\nreverse('account_login')\n"),
    (addresses, "khue/portal/views.py", "reverse('pupils:list')\n"),
    (addresses, "khue/sector/pupils/tests/test_views.py", "reverse('classes:list')\n"),
    (addresses, TEMPLATE, "{% url 'pupils:list' %}{% url 'bulk:run' %}"),
    (addresses, "khue/core/bulk/pages.py", "redirect('bulk:run')\n"),
    (reasons, PUPILS, "x = 1  # noqa: S608 - the names come from the model\n"),
    (reasons, PUPILS, "x = 1  # type: ignore[misc]\n"),
    (reasons, PUPILS, "x = '# noqa'\n"),
    (signals, MODELS, "def clean(self): ...\n"),
    (signals, "khue/sector/pupils/services.py", "def save(pupil): ...\n"),
    (whole_words, PUPILS, 'label = _("Class")\ntext = f"{label} {name}"\n'),
    (whole_words, PUPILS, 'text = f"{name}" + _("class")\n'),
]
BAD = [
    (budget, PUPILS, _lines(41)),
    (budget, PUPILS, "x = 1\n" * 401),
    (names, "khue/core/utils.py", ""),
    (names, "khue/foundation/people/name_helpers.py", ""),
    (names, "khue/common/text.py", ""),
    (one_clock, PUPILS, "datetime.date.today()\n"),
    (one_clock, PUPILS, "dt.datetime.now(dt.UTC)\n"),
    (one_clock, PUPILS, "timezone.now()\n"),
    (one_clock, PUPILS, "timezone.localdate()\n"),
    (one_clock, PUPILS, "time.time()\n"),
    (one_clock, MODELS, "models.DateTimeField(auto_now_add=True)\n"),
    (one_clock, "khue/school/gradebook/sql/close.sql", "SELECT created::date;\n"),
    (one_clock, PUPILS, "cursor.execute('SELECT created::date')\n"),
    (addresses, PUPILS, "reverse('classes:detail', args=[1])\n"),
    (addresses, PUPILS, "urls.reverse_lazy('classes:detail')\n"),
    (addresses, "khue/core/crud/views.py", "redirect('pupils:list')\n"),
    (addresses, TEMPLATE, '{% url "classes:list" %}'),
    (reasons, PUPILS, "x = 1  # noqa\n"),
    (reasons, PUPILS, "x = 1  # noqa: S608\n"),
    (reasons, PUPILS, "# mypy: ignore-errors\n"),
    (reasons, PUPILS, "# ruff: noqa\n"),
    (signals, PUPILS, "from django.db.models.signals import post_save\n"),
    (signals, MODELS, "class Pupil:\n    def save(self): ...\n"),
    (whole_words, PUPILS, "text = f\"{_('Class')} {name}\"\n"),
    (whole_words, PUPILS, "text = f\"{', '.join([gettext('Class')])}\"\n"),
]


def _found(lint: ModuleType, path: str, text: str) -> list[Problem]:
    return list(lint.check(Source(PurePosixPath(path), text)))


@pytest.mark.parametrize(("lint", "path", "text"), GOOD)
def test_a_good_example_passes(lint: ModuleType, path: str, text: str) -> None:
    assert _found(lint, path, text) == []


@pytest.mark.parametrize(("lint", "path", "text"), BAD)
def test_a_bad_example_is_found_once(lint: ModuleType, path: str, text: str) -> None:
    assert len(_found(lint, path, text)) == 1
