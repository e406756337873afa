"""Writing signed papers to a folder: PDF, XML, the trusted roots, and a manifest that lists every digest."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from khue.core import audit, files
from khue.core.models import StoredFile
from khue.core.outputs import require_folder
from khue.core.scope import open_scope, system
from khue.foundation.documents.choices import PaperState
from khue.foundation.documents.formulas import show_code
from khue.foundation.organisations.models import OrganisationCode
from khue.foundation.signing.models import Signature
from khue.foundation.signing.selectors import signatures_of, trust_folder
from khue.school.transcripts.models import Transcript
from khue.school.transcripts.selectors import ClassPaper, latest_of_class, pages_of_class
from khue.sector.classes.models import SchoolClass


class ExportRefused(ValueError):  # noqa: N818 -- reads as the fact it states
    """There is no such school, year or class; nothing was written."""


def export_papers(school: str, year: int, class_name: str | None, out: Path) -> dict[str, Any]:
    """Export every class (or one); answers `{papers, exported, not_signed: [{pupil, missing}]}`."""
    with open_scope(system("transcripts export")):
        classes = _classes(school, year, class_name)
        require_folder(out)
        manifest: list[dict[str, Any]] = []
        not_signed: list[dict[str, Any]] = []
        papers = 0
        for school_class in classes:
            papers += _export_class(school_class, out, manifest, not_signed)
        _trust(out)
        _write(out / "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1).encode())
        audit.record(
            "transcripts.exported", None, organisation=classes[0].organisation_id, papers=len(manifest)
        )
    return {"papers": papers, "exported": len(manifest), "not_signed": not_signed}


def _classes(school: str, year: int, class_name: str | None) -> list[SchoolClass]:
    code = OrganisationCode.objects.current().filter(code=school).first()
    if code is None:
        raise ExportRefused(f"{school}: there is no school with this code")
    rows = SchoolClass.objects.filter(organisation_id=code.organisation_id, year_id=year)
    rows = rows.select_related("organisation", "organisation__unit", "year").order_by("name")
    found = [row for row in rows if class_name is None or row.name == class_name]
    if not found:
        raise ExportRefused(
            f"{school} has no {'class ' + class_name if class_name else 'classes'} in this year"
        )
    return found


def _export_class(
    school_class: SchoolClass, out: Path, manifest: list[dict[str, Any]], not_signed: list[dict[str, Any]]
) -> int:
    latest = latest_of_class(school_class)
    signatures = signatures_of(each.transcript.paper_id for each in latest.values())
    pages = pages_of_class(school_class)
    for page in pages:
        known = latest.get(page.person.pk)
        name = page.person.sector_identifier or str(page.person.uuid)
        if known is None or known.transcript.paper.state != PaperState.ISSUED:
            not_signed.append({"pupil": name, "missing": _missing(page.missing, known)})
        else:
            entry = _export_paper(school_class, known.transcript, name, out)
            manifest.append(
                {**entry, "signatures": [_signature(each) for each in signatures[known.transcript.paper_id]]}
            )
    return len(pages)


def _missing(lacking: list[str], known: ClassPaper | None) -> str:
    """What stands between a pupil and a signed paper: codes of the year's gaps, `paper`, or whose signature."""
    if known is not None and known.turn:
        return known.turn
    return ",".join(lacking) or "paper"


def _export_paper(school_class: SchoolClass, transcript: Transcript, name: str, out: Path) -> dict[str, Any]:
    paper = transcript.paper
    folder = Path(school_class.name.replace("/", "-").strip(".") or "-")
    stem = f"{name}_{school_class.year.code}_v{paper.version}"
    paths = {kind: folder / f"{stem}.{kind}" for kind in ("pdf", "xml")}
    stored: dict[str, StoredFile | None] = {"pdf": paper.pdf, "xml": paper.xml}
    for kind, path in paths.items():
        file = stored[kind]
        if file is not None:
            _write(out / path, files.read(file))
    return {
        "pupil": name,
        "class": school_class.name,
        "version": paper.version,
        "pdf": str(paths["pdf"]),
        "xml": str(paths["xml"]),
        "sha256": paper.pdf.digest if paper.pdf else "",
        "code": show_code(paper.code),
    }


def _signature(row: Signature) -> dict[str, str]:
    return {"role": row.capacity, "time": row.signed_at.isoformat(), "level": row.level}


def _trust(out: Path) -> None:
    folder = out / "trust"
    folder.mkdir(exist_ok=True)
    for path in sorted(trust_folder().glob("*.pem")):
        shutil.copyfile(path, folder / path.name)


def _write(path: Path, content: bytes) -> None:
    """Write to a temporary file, then rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
