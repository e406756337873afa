"""The jobs behind a confirmed batch: signing it, and adding the time stamps that a silent server owed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from khue.core.jobs import JobFailed, Progress, enqueue, job
from khue.core.models import JobRun, JobState
from khue.core.scope import open_scope, system
from khue.foundation.signing.adapters.keys import has_time_stamps, open_signer, time_stamper
from khue.foundation.signing.adapters.signers import SignerUnreachableError, SigningRefusedError
from khue.foundation.signing.choices import Level
from khue.foundation.signing.models import Batch, Signature
from khue.foundation.signing.selectors import key_folder, waiting_for_stamps
from khue.foundation.signing.services import lift_papers, sign_papers

LIFT_AFTER = 300


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
    with progress.scope():
        bare = Signature.objects.filter(batch=row, level=Level.B).count() if has_time_stamps() else 0
    if bare:
        with open_scope(system("time stamps")):
            enqueue("signing.lift", wait=LIFT_AFTER)
    return {"signed": done, "without_stamp": bare}


@job("signing.lift", _("Time stamps for signed papers"))
def lift_waiting(progress: Progress) -> dict[str, Any]:
    """Add the time stamps that were missing; what the server does not give now is asked for again."""
    with time_stamper() as stamper:
        lifted, left = lift_papers(stamper=stamper, open_chunk=progress.scope, tell=progress.advance)
    return {"lifted": lifted, "left": left}


def lift_again() -> None:
    """Upkeep: have issued papers without a time stamp lifted, unless a job is at it or no server is named."""
    open_states = (JobState.WAITING, JobState.RUNNING)
    is_asked = JobRun.objects.filter(kind="signing.lift", state__in=open_states).exists()
    if has_time_stamps() and not is_asked and waiting_for_stamps().exists():
        enqueue("signing.lift")
