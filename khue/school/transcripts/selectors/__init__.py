"""Questions about transcripts: what a class's pages would say, and where each paper stands."""

from khue.school.transcripts.selectors.pages import ClassPage, pages_of_class
from khue.school.transcripts.selectors.papers import (
    ClassPaper,
    ClassProgress,
    latest_of_class,
    papers_of_person,
    progress_of_school,
)
from khue.school.transcripts.selectors.waiting import classes_to_sign

__all__ = [
    "ClassPage",
    "ClassPaper",
    "ClassProgress",
    "classes_to_sign",
    "latest_of_class",
    "pages_of_class",
    "papers_of_person",
    "progress_of_school",
]
