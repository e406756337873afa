"""Giving a book to somebody else for some days: a teacher is ill, a colleague types in her place."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from khue.core import clock
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.core.ui.notices import notify
from khue.foundation.people.models import Person
from khue.school.gradebook.forms import UNUSABLE, DelegationForm
from khue.school.gradebook.models import EntryDelegation
from khue.school.gradebook.selectors.books import Book
from khue.school.gradebook.selectors.delegations import delegations
from khue.school.gradebook.services.delegating import CannotDelegate, delegate, end_delegation
from khue.school.gradebook.views.opening import address_of, book_or_404, crumbs_of, title_of
from khue.sector.staff.models import Post

DAY = dt.timedelta(days=1)


@require_http_methods(["GET", "POST"])
def delegate_book(request: HttpRequest, uuid: UUID, subject: str, term: int) -> HttpResponse:
    """Who has the book besides its teachers, and giving it to one more of the school's staff."""
    book = book_or_404(uuid, subject, term)
    require(current_scope(), "gradebook.delegate", book)
    staff = _staff(book)
    form = DelegationForm(
        request.POST or None, persons=[(str(each.uuid), each.full_name) for each in staff.values()]
    )
    if request.method == "POST" and form.is_valid() and _given(form, book, staff):
        notify(request, _("The book is given. It stands among that person's books on those days."))
        return redirect("gradebook:windows")
    context = {
        "title": title_of(book),
        "crumbs": crumbs_of(book, _("Give the book to somebody")),
        "back": address_of(book),
        "form": form,
        "rows": [
            (row, row.valid_to - DAY if row.valid_to else None)
            for row in delegations(organisation=book.organisation, school_class=book.school_class)
            if row.subject_id == book.subject
        ],
    }
    return render(request, "gradebook/delegate.html", context, status=UNUSABLE if form.errors else 200)


@require_POST
def end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a book back."""
    require(current_scope(), "gradebook.delegate")
    row: EntryDelegation = get_object_or_404(EntryDelegation.objects.select_related("person"), uuid=uuid)
    end_delegation(row=row)
    words = (
        _("The book is taken back at the end of today.")
        if row.valid_from >= clock.today()
        else _("The book is taken back.")
    )
    notify(request, words)
    return redirect("gradebook:windows")


def _staff(book: Book) -> dict[str, Person]:
    """Who works at the school today and does not write in the book already, by UUID, in the order of names."""
    rows = Post.objects.current().filter(organisation_id=book.organisation).select_related("person")
    found = {str(row.person.uuid): row.person for row in rows.order_by("person__sort_key")}
    return {uuid: person for uuid, person in found.items() if person.pk not in book.writers}


def _given(form: forms.Form, book: Book, staff: dict[str, Person]) -> bool:
    data = form.cleaned_data
    person, last = staff[data["person"]], data["last_day"] + DAY
    there = [
        row
        for row in delegations(organisation=book.organisation, school_class=book.school_class)
        if row.subject_id == book.subject and row.person_id == person.pk and row.valid_from < last
    ]
    if any(row.valid_to is None or row.valid_to > data["valid_from"] for row in there):
        form.add_error("person", _("This person has the book on some of these days already."))
        return False
    try:
        delegate(
            book=book,
            person=person.pk,
            reason=data["reason"],
            valid_from=data["valid_from"],
            valid_to=last,
        )
    except CannotDelegate:
        form.add_error("person", _("This person does not work at the school today."))
    return not form.errors
