"""What is done to keys, papers and the reports about them."""

from khue.foundation.signing.services.papers import (
    SignatureField,
    confirm_batch,
    enrol_key,
    lift_papers,
    sign_fields,
    sign_papers,
)

__all__ = ["SignatureField", "confirm_batch", "enrol_key", "lift_papers", "sign_fields", "sign_papers"]
