"""Questions about staff: who works where on a day, who leads, what a position is called at a kind of institution."""

from khue.sector.staff.selectors.extras import StaffPart, post_endings, staff_parts
from khue.sector.staff.selectors.posts import (
    ROLE_OF,
    head_of,
    leader_of,
    main_posts,
    position_label,
    posts_of_person,
    posts_on,
    teachers_of,
)

__all__ = [
    "ROLE_OF",
    "StaffPart",
    "head_of",
    "leader_of",
    "main_posts",
    "position_label",
    "post_endings",
    "posts_of_person",
    "posts_on",
    "staff_parts",
    "teachers_of",
]
