"""The audit: lines written by services in their own transaction, chained a second later, provable at any time."""

from khue.core.audit.lines import line, record, record_many, write
from khue.core.audit.sealing import seal, verify

__all__ = ["line", "record", "record_many", "seal", "verify", "write"]
