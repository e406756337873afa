"""Papers as others read them: with the programs of Debian, not with the libraries that made them."""

from __future__ import annotations

import shutil
import subprocess

import pytest

PACKAGES = {
    "openssl": "openssl",
    "pdfsig": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "pdftotext": "poppler-utils",
    "softhsm2-util": "softhsm2",
    "xmlsec1": "xmlsec1",
}


def needs(program: str) -> pytest.MarkDecorator:
    """The mark of a test that asks a program of the machine; without it the test says which package is missing."""
    reason = f"{program} is not installed: apt install {PACKAGES[program]}"
    return pytest.mark.skipif(not shutil.which(program), reason=reason)


def printed(pdf: bytes, *options: str) -> str:
    """The text on the pages of a PDF, laid out as on paper; a form feed ends each page."""
    command = ["pdftotext", *(options or ["-layout"]), "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
