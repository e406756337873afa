"""Words are found in code and templates, and a catalogue that lacks one is told so."""

import pytest
from babel.messages.catalog import Catalog

from tools.catalogues import Word, words_of
from tools.messages import merged, problems


def _catalogue(**translations: str) -> Catalog:
    catalogue = Catalog(locale="vi")
    for msgid, text in translations.items():
        catalogue.add(msgid, text)
    return catalogue


def test_words_of_python_are_found() -> None:
    text = '_("Pupil")\nngettext_lazy("%(n)s class", "%(n)s classes", "n")\npgettext("month", "May")\nother("no")\n'
    assert set(words_of(text, is_template=False)) == {
        Word("Pupil", None, None),
        Word("%(n)s class", "%(n)s classes", None),
        Word("May", None, "month"),
    }


def test_words_of_a_template_are_found_whatever_its_indentation() -> None:
    text = """{% load i18n %}
      <p title="{% translate "The pupil's name" %}">it's {{ _("Class")|upper }}
    {% blocktranslate count n=x trimmed %}
        One {{ n }} pupil
    {% plural %}
        {{ n }} pupils
    {% endblocktranslate %}</p>{# it's a comment #}"""
    assert set(words_of(text, is_template=True)) == {
        Word("The pupil's name", None, None),
        Word("Class", None, None),
        Word("One %(n)s pupil", "%(n)s pupils", None),
    }


@pytest.mark.parametrize(
    ("words", "translations", "expected"),
    [
        ([Word("Pupil", None, None)], {"Pupil": "Học sinh"}, []),
        ([Word("Pupil", None, None)], {}, ["missing: 'Pupil'"]),
        ([Word("May", None, "month")], {}, ["missing: 'May' (month)"]),
        ([], {"Pupil": "Học sinh"}, ["obsolete: 'Pupil'"]),
        ([Word("Pupil", None, None)], {"Pupil": ""}, ["untranslated: 'Pupil'"]),
        (
            [Word("%(n)s new", None, None)],
            {"%(n)s new": "mới"},
            ["placeholders differ: '%(n)s new' -> 'mới'"],
        ),
    ],
)
def test_a_catalogue_is_held_against_the_words(
    words: list[Word], translations: dict[str, str], expected: list[str]
) -> None:
    assert list(problems(words, _catalogue(**translations))) == expected


def test_an_update_keeps_known_translations_adds_new_words_and_drops_old_ones() -> None:
    before = _catalogue(Pupil="Học sinh", Gone="Đã bỏ")
    words = [Word("Pupil", None, None), Word("Class", None, None), Word("one", "many", None)]
    after = merged(words, before)
    assert {message.id: message.string for message in after if message.id} == {
        "Pupil": "Học sinh",
        "Class": "",
        ("one", "many"): ("",),
    }
