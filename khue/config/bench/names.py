"""The benches by name, each with the module that measures it; they are loaded when they are run."""

from __future__ import annotations

BENCHES = {
    "pages": "khue.config.bench.pages",
    "gradebook": "khue.config.bench.saving",
    "transcripts": "khue.config.bench.sealing",
    "import": "khue.config.bench.importing",
    "term-close": "khue.config.bench.closing",
}
