"""Signed transcripts of the closed year: one class of each secondary school, so that there is something to check.

The signers are the class's homeroom teacher, the head and the keeper of the seal, each in the own hat and with a
certificate of the demo's authority. The other classes wait for somebody to sign them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any

from django.db.models import Count

from khue.core import clock
from khue.core.scope import Scope, open_scope, system
from khue.foundation.accounts.choices import Role
from khue.foundation.accounts.models import Account, Membership
from khue.foundation.accounts.selectors import scope_of
from khue.foundation.documents.choices import PaperState
from khue.foundation.organisations.choices import Stage
from khue.foundation.organisations.models import Organisation
from khue.foundation.organisations.selectors import codes_of
from khue.foundation.people.models import Person
from khue.foundation.signing.adapters.demo_authority import DemoAuthority
from khue.foundation.signing.adapters.demo_keys import DemoTimeStamper
from khue.foundation.signing.adapters.keys import open_signer
from khue.foundation.signing.choices import Capacity, KeyKind
from khue.foundation.signing.models import SigningKey
from khue.foundation.signing.selectors import key_folder, keys_for
from khue.foundation.signing.services import confirm_batch, enrol_key, sign_fields, sign_papers
from khue.portal.demo.days import moment
from khue.portal.demo.sizes import CLOSED
from khue.school.transcripts.models import Transcript
from khue.school.transcripts.services import prepare_class, signable
from khue.sector.classes.models import ClassPlacement, HomeroomAssignment, SchoolClass

DAYS = {
    Capacity.HOMEROOM: moment(dt.date(2026, 8, 26), 15, 10),
    Capacity.HEAD: moment(dt.date(2026, 8, 27), 9, 20),
    Capacity.SEAL: moment(dt.date(2026, 8, 28), 10, 5),
}
"""After the summer's re-assessments."""
SECONDARY = (Stage.LOWER_SECONDARY, Stage.UPPER_SECONDARY)


def sign_demo_classes(say: Callable[[str], None]) -> int:
    """Sign the smallest class of each secondary school; returns how many papers bear all signatures now.

    May be called again: what is signed stays, what a cut left goes on.
    """
    papers = sum(sign_class(school_class) for school_class in smallest_classes())
    say(f"{papers} transcripts signed")
    return papers


def sign_class(
    school_class: SchoolClass, threads: int = 2, capacities: Iterable[Capacity] = tuple(Capacity)
) -> int:
    """Prepare the transcripts of a class and have everybody (or some) sign; returns how many bear all signatures."""
    authority, stamper = DemoAuthority.open(key_folder()), DemoTimeStamper(key_folder())
    with clock.frozen(DAYS[Capacity.HOMEROOM]), _everything():
        prepare_class(school_class=school_class, sign_fields=sign_fields, threads=threads)
    for capacity in capacities:
        with clock.frozen(DAYS[capacity]):
            with _everything():
                scope = _hat(school_class, capacity)
                _enrol(authority, school_class.organisation, scope, capacity)
            _sign(school_class, capacity, scope, stamper)
    with _everything():
        return Transcript.objects.filter(school_class=school_class, paper__state=PaperState.ISSUED).count()


def enrol_homerooms(say: Callable[[str], None]) -> None:
    """Give every homeroom teacher of the closed year a key, so that whoever tries the demo can sign a class."""
    authority = DemoAuthority.open(key_folder())
    with _everything():
        rows = HomeroomAssignment.objects.filter(
            school_class__year_id=CLOSED, school_class__stage__in=SECONDARY
        ).select_related("school_class__organisation")
        for row in rows:
            scope = _scope_of(row.person_id, row.organisation_id, Role.TEACHER)
            _enrol(authority, row.school_class.organisation, scope, Capacity.HOMEROOM)
        say(f"{SigningKey.objects.count()} signing keys")


def _everything() -> AbstractContextManager[Any]:
    return open_scope(system("demo"))


def smallest_classes() -> list[SchoolClass]:
    """One class a school: that with the fewest pupils."""
    with _everything():
        sizes = ClassPlacement.objects.filter(
            school_class__year_id=CLOSED, school_class__stage__in=SECONDARY
        ).values_list("organisation_id", "school_class_id")
        ordered = sizes.annotate(pupils=Count("pk")).order_by("-pupils", "school_class_id")
        smallest = {school: number for school, number, _ in ordered}
        rows = SchoolClass.objects.select_related("organisation", "organisation__unit", "year")
        return list(rows.filter(pk__in=smallest.values()).order_by("pk"))


def _hat(school_class: SchoolClass, capacity: Capacity) -> Scope:
    school = school_class.organisation_id
    if capacity == Capacity.HOMEROOM:
        teacher = HomeroomAssignment.objects.filter(school_class=school_class).earliest("pk")
        return _scope_of(teacher.person_id, school, Role.TEACHER)
    role = Role.HEAD if capacity == Capacity.HEAD else Role.RECORDS_CLERK
    hat = Membership.objects.filter(organisation_id=school, role=role).earliest("pk")
    return _scope_of(hat.person_id, school, role)


def _scope_of(person: int, school: int, role: Role) -> Scope:
    hat = Membership.objects.select_related("organisation").get(
        person_id=person, organisation_id=school, role=role
    )
    return scope_of(hat, Account.objects.values_list("pk", flat=True).get(person_id=person))


def _enrol(authority: DemoAuthority, school: Organisation, scope: Scope, capacity: Capacity) -> None:
    """A key for somebody, or for the school's seal, unless there is one."""
    if keys_for(scope, capacity).exists():
        return
    code = codes_of([school.pk])[school.pk]
    person = Person.objects.get(pk=scope.person)
    is_seal = capacity == Capacity.SEAL
    name = f"{code}-{person.pk}"
    signer = (
        authority.seal(code, organisation=school.name)
        if is_seal
        else authority.person(name, name=person.full_name, organisation=school.name)
    )
    enrol_key(
        organisation=school.pk,
        person=person.pk,
        is_seal=is_seal,
        kind=KeyKind.FILE,
        locator=f"seals/{code}.pem" if is_seal else f"people/{name}.pem",
        chain=signer.chain,
    )


def _sign(school_class: SchoolClass, capacity: Capacity, scope: Scope, stamper: DemoTimeStamper) -> None:
    with open_scope(scope):
        ready, _stale = signable(school_class, capacity)
        if not ready:
            return
        key = keys_for(scope, capacity)[0]
        batch = confirm_batch(papers=ready, capacity=capacity, key=key, person=scope.person or 0)
    sign_papers(
        batch=batch,
        papers=[paper.pk for paper in ready],
        signer=open_signer(key.kind, key.locator, key_folder()),
        stamper=stamper,
        open_chunk=lambda: open_scope(scope),
    )
