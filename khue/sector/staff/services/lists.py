"""The posts of a staff list: opened, ended and put into groups by a constant number of statements."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation

from khue.core import clock
from khue.core.crud import Together
from khue.core.crud.services import require_organisation
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.foundation.accounts.services import HatList
from khue.foundation.organisations.models import Organisation
from khue.foundation.people.models import Person
from khue.foundation.people.services import widen_reach
from khue.sector.staff.choices import Position
from khue.sector.staff.models import Post
from khue.sector.staff.selectors import ROLE_OF, position_label, post_endings
from khue.sector.staff.services.posts import HELD


class StaffList:
    """What a list does to the posts at one organisation.

    `appoint`, `end`, `join_unit` and `change_subject` promise what the services of one post do; nothing is stored
    before `write`.
    """

    def __init__(self, organisation: int, writes: Together) -> None:
        for act in ("staff.add", "staff.change"):
            require(current_scope(), act)
        require_organisation(organisation)
        self.organisation, self.writes, self.today = organisation, writes, clock.today()
        self.hats = HatList(organisation, writes)
        self._school = Organisation.objects.get(pk=organisation)
        self._posts: dict[int, list[Post]] = defaultdict(list)
        self._ended: list[Post] = []
        self._read: list[tuple[int, int]] = []
        rows = Post.objects.select_for_update(of=("self",)).filter(organisation_id=organisation)
        for row in rows.select_related("person").order_by("pk"):
            self._posts[row.person_id].append(row)

    def on_today(self) -> list[Post]:
        """The posts that hold today, with their people."""
        return [post for posts in self._posts.values() for post in posts if _holds(post, self.today)]

    def open_posts(self, person: int) -> list[Post]:
        """The posts of somebody that have no end, the oldest first."""
        return [post for post in self._posts.get(person, ()) if post.valid_to is None]

    def refuse_held(self, person: int, position: str, valid_from: dt.date | None) -> None:
        """Raise `ValidationError` for a post that is held already on its first day."""
        day = valid_from or self.today
        posts = self._posts.get(person, ())
        if any(post.position == position and _holds(post, day) for post in posts):
            raise ValidationError(HELD, code="held")

    def appoint(
        self,
        *,
        person: Person,
        position: str,
        valid_from: dt.date | None,
        internal_unit: int | None,
        main_subject: int | None,
        leads_unit: bool,
    ) -> Post:
        """Say that somebody works here from a day on (today), and open the hat for it."""
        day = valid_from or self.today
        held = [post for post in self._posts.get(person.pk, ()) if _holds(post, day)]
        post = Post(
            person_id=person.pk,
            organisation_id=self.organisation,
            position=position,
            internal_unit_id=internal_unit,
            main_subject_id=main_subject,
            is_main=not any(each.is_main for each in held),
            valid_from=day,
        )
        if person.keeper_id != self.organisation:
            self._read.append((person.pk, self.organisation))
        self._posts[person.pk].append(post)
        self.writes.add(post)
        self.writes.tell("staff.appointed", post, position=position, valid_from=day.isoformat())
        self._open_hat(post)
        if leads_unit:
            self.join_unit(post, internal_unit, leads=True)
        return post

    def end(self, post: Post, reason: str) -> None:
        """End a post today, and the hat with the last post that brings it."""
        post.valid_to = max(self.today, post.valid_from + dt.timedelta(days=1))
        self._ended.append(post)
        self.writes.change(post, ["valid_to"])
        self.writes.tell("staff.post_ended", post, reason=reason, valid_to=post.valid_to.isoformat())
        role = ROLE_OF.get(Position(post.position))
        others = (ROLE_OF.get(Position(each.position)) for each in self.open_posts(post.person_id))
        if role is not None and role not in others:
            self.hats.end(person=post.person_id, role=role, valid_to=post.valid_to)

    def join_unit(self, post: Post, internal_unit: int | None, *, leads: bool) -> None:
        """Put a post into a group, as its leader or not. A group has one leader: the last one named."""
        leads = leads and internal_unit is not None
        old = [post.internal_unit_id, post.leads_unit]
        if old == [internal_unit, leads]:
            return
        if leads:
            for other in self.on_today():
                if other is not post and other.leads_unit and other.internal_unit_id == internal_unit:
                    self.join_unit(other, internal_unit, leads=False)
        post.internal_unit_id, post.leads_unit = internal_unit, leads
        self.writes.change(post, ["internal_unit", "leads_unit"])
        self.writes.tell("staff.unit_changed", post, old=old, new=[internal_unit, leads])

    def change_subject(self, post: Post, main_subject: int) -> None:
        """Change the subject somebody was trained for."""
        old = post.main_subject_id
        if old != main_subject:
            post.main_subject_id = main_subject
            self.writes.change(post, ["main_subject"])
            self.writes.tell("staff.subject_changed", post, old=old, new=main_subject)

    def write(self) -> None:
        """Store everything, and end what ends with posts."""
        if self._read:
            widen_reach(self._read)
        self.writes.write()
        if self._ended:
            for end in post_endings:
                end(self._ended)

    def _open_hat(self, post: Post) -> None:
        role = ROLE_OF.get(Position(post.position))
        if role is None:
            return
        with translation.override(settings.LANGUAGE_CODE):  # what papers print is Vietnamese
            title = str(position_label(post.position, self._school))
        self.hats.open(person=post.person_id, role=role, valid_from=post.valid_from, title=title)


def _holds(post: Post, day: dt.date) -> bool:
    return post.valid_from <= day and (post.valid_to is None or post.valid_to > day)
