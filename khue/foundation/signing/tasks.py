"""The job behind a confirmed batch."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from khue.core.jobs import JobFailed, Progress, job
from khue.foundation.signing.adapters.keys import open_signer, time_stamper
from khue.foundation.signing.adapters.signers import SignerUnreachableError, SigningRefusedError
from khue.foundation.signing.models import Batch
from khue.foundation.signing.selectors import key_folder
from khue.foundation.signing.services import sign_papers


@job("signing.sign", _("Signing of papers"))
def sign_confirmed(progress: Progress, *, batch: int, papers: list[int]) -> dict[str, Any]:
    """Sign what was confirmed, with a key that needs no secret; goes on where a killed worker stopped."""
    with progress.scope():
        row = Batch.objects.select_related("key", "person").get(pk=batch)
    try:
        signer = open_signer(row.key.kind, row.key.locator, key_folder())
        with time_stamper() as stamper:
            done = sign_papers(
                batch=row,
                papers=papers,
                signer=signer,
                stamper=stamper,
                open_chunk=progress.scope,
                tell=progress.advance,
            )
    except (SigningRefusedError, SignerUnreachableError) as error:
        raise JobFailed("signing.key_unusable") from error
    return {"signed": done}
