"""Who looks into reports of altered papers: the head, and the records clerk who keeps the seal."""

from __future__ import annotations

from khue.core.rules import add_rule
from khue.foundation.accounts.rules import is_head, is_records_clerk

add_rule("signing.handle_reports", is_head | is_records_clerk)
