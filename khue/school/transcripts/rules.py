"""Who prepares, signs, seals and sees transcripts."""

from __future__ import annotations

from khue.core.rules import add_rule
from khue.foundation.accounts.rules import (
    is_commune,
    is_department,
    is_family,
    is_head,
    is_records_clerk,
    is_registrar,
    is_teacher,
)

is_reader = is_department | is_commune | is_head | is_registrar | is_records_clerk | is_teacher

add_rule("transcripts.view", is_reader)
add_rule("transcripts.view_own", is_family)
add_rule("transcripts.prepare", is_teacher | is_head | is_registrar)
add_rule("transcripts.sign_homeroom", is_teacher | is_head)
add_rule("transcripts.sign_head", is_head)
add_rule("transcripts.sign_seal", is_records_clerk)
add_rule("transcripts.export", is_department | is_head | is_registrar | is_records_clerk)
