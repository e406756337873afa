"""Questions about transcripts: what a class's pages would say, and where each paper stands."""

from khue.school.transcripts.selectors.pages import ClassPage, pages_of_class, source_digest
from khue.school.transcripts.selectors.papers import (
    ClassPaper,
    ClassProgress,
    latest_of_class,
    papers_of_person,
    progress_of_school,
)

__all__ = [
    "ClassPage",
    "ClassPaper",
    "ClassProgress",
    "latest_of_class",
    "pages_of_class",
    "papers_of_person",
    "progress_of_school",
    "source_digest",
]
