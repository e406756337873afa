"""No model signals and no business in `save()`: services are the only place where things happen.

Good: `def enrol(*, pupil: Pupil, …)` in services.py, which announces an event
Bad: `@receiver(post_save, …)`, `def save(self, …)`, `def delete(self, …)` on a model
"""

import ast
from collections.abc import Iterator

from tools.source import Problem, Source

SIGNALS = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "pre_init", "post_init"}
VERBS = {"save", "delete"}


def check(source: Source) -> Iterator[Problem]:
    """Report listeners to models, and models that act when they are stored."""
    if not source.is_python or source.path.parts[0] != "khue":
        return
    in_models = "models" in (*source.path.parts, source.path.stem)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.db.models"):
            for name in node.names:
                if name.name in SIGNALS:
                    yield Problem(
                        node.lineno, f"{name.name}: services announce events, models send no signals"
                    )
        if in_models and isinstance(node, ast.FunctionDef) and node.name in VERBS:
            yield Problem(node.lineno, f"{node.name}() on a model: the verb belongs into services")
