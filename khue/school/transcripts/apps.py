"""The room `transcripts` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TranscriptsConfig(AppConfig):
    """Transcripts."""

    name = "khue.school.transcripts"
    label = "transcripts"
    verbose_name = _("Transcripts")

    def ready(self) -> None:
        """Declare the paper, the pages, the jobs."""
        from khue.core.registry import Room, guides, rooms
        from khue.school.transcripts import tasks

        rooms.register(
            "transcripts", Room("hoc-ba/", "khue.school.transcripts.urls", "khue.school.transcripts.api")
        )
        guides.register("hoc-ba/", "hoc-ba-so")
        _paper()
        _places()
        _record()
        self.jobs = tasks


def _paper() -> None:
    """The paper itself: how it is set, who signs it, what strangers may learn of it."""
    from khue.core.registry import PaperKind, paper_kinds
    from khue.school.transcripts.layouts import canonical, content, paper

    kind = PaperKind(
        title=_("Transcript"),
        template=paper.TEMPLATE,
        content_id=canonical.CONTENT_ID,
        roles={"homeroom": "homeroom", "head": "head", "seal": "seal"},
        paper=content.paper_of,
        xml=content.xml_of,
        fields=content.signature_fields,
        facts=content.facts_of,
    )
    paper_kinds.register("transcript", kind)


def _places() -> None:
    """Where people find transcripts: the menu, and the inbox of who signs."""
    from khue.core.registry import InboxPart, MenuItem, inbox_parts, menu
    from khue.school.transcripts.selectors.waiting import (  # models load after apps
        classes_to_sign,
        count_classes,
    )

    item = MenuItem(
        _("Transcripts"), "transcripts:classes", "scroll-text", "transcripts.view", weight=60, on_phone=True
    )
    menu.register("transcripts", item)
    signing = InboxPart(
        _("Transcripts to sign"), "pen-line", "transcripts.view", count_classes, classes_to_sign, 10
    )
    inbox_parts.register("transcripts", signing)


def _record() -> None:
    """What transcripts show in a pupil's record."""
    from khue.school.transcripts.selectors.records import has_papers, papers, related
    from khue.sector.pupils.selectors import RecordPart, record_parts, related_parts  # models load after apps

    part = RecordPart(
        title=_("Transcripts"),
        template="transcripts/_record_papers.html",
        context=papers,
        holds=has_papers,
        tab="giay-to",
        rule="transcripts.view",
    )
    record_parts.register("transcripts.papers", part)
    related_parts.register("transcripts", related)
