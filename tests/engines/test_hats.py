"""How far a hat reaches, on the day it is worn."""

from __future__ import annotations

import datetime as dt

import pytest

from khue.core.jobs import scope_of as scope_of_job
from khue.core.models import JobRun
from khue.core.scope import NOBODY, Reach, open_scope, system
from khue.foundation.accounts.models import Account, Membership
from khue.foundation.accounts.selectors import hats_of, scope_of, scope_of_membership
from tests.world import DAY, World, account, organisation, person

pytestmark = pytest.mark.django_db


def hat(world: World, standing: str) -> Membership:
    return hats_of(world.people[standing])[0]


def test_only_the_department_reaches_the_whole_installation(world: World) -> None:
    assert scope_of(hat(world, "director"), None).reach is Reach.ALL
    assert scope_of(hat(world, "head"), None).reach is Reach.SOME


def test_a_school_without_a_parent_reaches_itself_alone(world: World) -> None:
    with open_scope(system("test")):
        alone = organisation("THCS Lẻ", "school", "0009.")
        account(world, "head alone", person("Ngô Thị Lẻ", alone), alone, "head")
    scope = scope_of(hat(world, "head alone"), None)
    assert (scope.reach, scope.roots) == (Reach.SOME, ("0009.",))


def test_a_job_loses_its_scope_with_the_membership(world: World) -> None:
    worn = hat(world, "head")
    job = JobRun(kind="test", account_id=world.people["head"].pk, membership_id=worn.pk)
    assert scope_of_job(job).organisation == world.schools[0].pk
    with open_scope(system("test")):
        Membership.objects.filter(pk=worn.pk).update(valid_to=DAY + dt.timedelta(days=1))
    assert scope_of_job(job) == NOBODY


def test_a_job_loses_its_scope_with_the_account(world: World) -> None:
    worn = hat(world, "head")
    Account.objects.filter(pk=world.people["head"].pk).update(is_active=False)
    assert scope_of_membership(worn.pk) is None


def test_work_of_an_account_without_a_hat_reaches_nobody(world: World) -> None:
    assert scope_of_job(JobRun(kind="test", account_id=7)) == NOBODY
    assert scope_of_job(JobRun(kind="test")).reach is Reach.ALL
