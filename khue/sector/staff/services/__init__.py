"""Verbs on posts: appoint, end, put into a group; and what becomes of posts when a school ends."""

from khue.sector.staff.services.following import posts_follow, posts_return, posts_that_follow
from khue.sector.staff.services.lists import StaffList
from khue.sector.staff.services.posts import appoint, change_subject, end_post, join_unit

__all__ = [
    "StaffList",
    "appoint",
    "change_subject",
    "end_post",
    "join_unit",
    "posts_follow",
    "posts_return",
    "posts_that_follow",
]
