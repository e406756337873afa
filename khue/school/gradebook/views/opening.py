"""What every page about a book asks first: which book it is, what it is called, the way back."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khue.core import clock
from khue.core.ui.frame import Crumb
from khue.foundation.calendar.formulas import AUGUST
from khue.foundation.calendar.selectors import current_year, term_on
from khue.foundation.organisations.models import Organisation
from khue.school.gradebook.selectors.books import SUMMER, TERMS, Book, NoBook, book_of, conduct_book_of
from khue.sector.classes.models import SchoolClass

CONDUCT_SLUG = "ren-luyen"
TERM_WORDS = {1: "I", 2: "II"}
YEAR_TERM, AFTER_SUMMER = 3, 4
RESULT_TERMS: Mapping[int, Promise] = {
    1: gettext_lazy("Term I"),
    2: gettext_lazy("Term II"),
    YEAR_TERM: gettext_lazy("Whole year"),
    AFTER_SUMMER: gettext_lazy("After the summer"),
}
RESULT_TERM_WORDS: Mapping[int, Promise] = {
    1: gettext_lazy("term I"),
    2: gettext_lazy("term II"),
    YEAR_TERM: gettext_lazy("the whole year"),
    AFTER_SUMMER: gettext_lazy("after the summer"),
}
FIRST_TERM_MONTHS = (*range(AUGUST, 13), 1)


def book_or_404(uuid: UUID, subject: str, term: int) -> Book:
    """The book of a subject (its code, or `ren-luyen` for conduct); raises `Http404` where the scope shows none."""
    try:
        if subject == CONDUCT_SLUG:
            return conduct_book_of(class_uuid=uuid, term=term)
        return book_of(class_uuid=uuid, subject=subject, term=term)
    except NoBook as error:
        raise Http404 from error


def slug_of(book: Book) -> str:
    """The book's subject as its address writes it."""
    return book.code or CONDUCT_SLUG


def address_of(book: Book, page: str = "grid") -> str:
    """The address of one of the book's pages."""
    return reverse(f"gradebook:{page}", args=[book.class_uuid, slug_of(book), book.term])


def title_of(book: Book) -> str:
    """`Toán · 8A2 · học kì I`."""
    name = book.name if book.subject is not None else _("Conduct")
    when = _("after summer training") if book.term == SUMMER else RESULT_TERM_WORDS[book.term]
    return f"{name} · {book.class_name} · {when}"


def phone_title_of(book: Book) -> tuple[str, str]:
    """The same for the bar of a phone: `Toán · 8A2` over `Học kì I · khoá 15/01/2027`."""
    name, class_name, when = title_of(book).rsplit(" · ", 2)
    lock = _("lock %(day)s") % {"day": f"{clock.local(book.closes_at):%d/%m/%Y}"} if book.closes_at else ""
    return f"{name} · {class_name}", " · ".join(filter(None, (capfirst(when), lock)))


def crumbs_to(*more: Crumb) -> list[Crumb]:
    """The way from the room's first page."""
    return [Crumb(_("Gradebooks"), reverse("gradebook:books")), *more]


def crumbs_down_to(book: Book) -> list[Crumb]:
    """The way down the school to the book: the school, the class, its gradebooks."""
    of_class = SchoolClass(uuid=book.class_uuid).get_absolute_url()
    class_words = _("Class %(name)s") % {"name": book.class_name}
    return [
        Crumb(book.school),
        Crumb(class_words, of_class),
        Crumb(_("Gradebooks"), reverse("gradebook:books")),
    ]


def crumbs_of(book: Book, here: str) -> list[Crumb]:
    """The way from the room's first page over the book to a page about it."""
    return crumbs_to(Crumb(title_of(book), address_of(book)), Crumb(here))


def year_shown(request: HttpRequest) -> int:
    """The school year chosen in the bar, else today's."""
    return int(request.session.get("year") or current_year())


def term_shown(request: HttpRequest, organisation: int | None) -> int:
    """The term that the address asks for (`ki`), else the one that runs at the organisation."""
    asked = request.GET.get("ki", "")
    return int(asked) if asked in {str(each) for each in TERMS} else term_now(organisation)


def term_now(organisation: int | None) -> int:
    """The term that runs today, else the one the month belongs to."""
    path = Organisation.objects.filter(pk=organisation or 0).values_list("path", flat=True).first() or ""
    term = term_on(path, clock.today())
    return term.number if term else 1 if clock.today().month in FIRST_TERM_MONTHS else 2
