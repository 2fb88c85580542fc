"""A trained pipeline as a Python package that pip installs."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from quotes.writing import UnwritableError


def package(model: Path, out: Path) -> Path:
    """Write the pipeline in the folder *model* as a wheel into the folder *out*; return the wheel.

    It requires spaCy and this package, whose entry points say what the pipeline is made of.

    Raises:
        UnwritableError: if *model* is no pipeline, or the wheel cannot be built.
    """
    from spacy.cli.package import package as lay_out

    if not (model / "meta.json").is_file():
        raise UnwritableError(f"{model}: is no trained pipeline; name the folder that 'quotes train' wrote")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableError(
            f"{out}: cannot be written ({error.strerror}); choose another folder"
        ) from error
    before = set(out.glob("*.whl"))
    with tempfile.TemporaryDirectory() as temporary:
        try:
            lay_out(model, Path(temporary), create_sdist=False, create_wheel=False, require_parent=True)
        except SystemExit as error:
            raise UnwritableError(
                f"{model}: cannot be packaged; its name and version must be those of a package"
            ) from error
        (source,) = Path(temporary).iterdir()
        command = [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--wheel-dir",
            os.fspath(out),
        ]
        if _has_setuptools():  # else pip gets it, from the network
            command.append("--no-build-isolation")
        done = subprocess.run([*command, source], capture_output=True, text=True)
    if done.returncode:
        reason = " ".join(done.stderr.strip().splitlines()[-1:])
        raise UnwritableError(f"{out}: the wheel cannot be built ({reason}); pip install setuptools wheel")
    built = set(out.glob("*.whl")) - before or set(out.glob("*.whl"))
    return max(built, key=lambda wheel: wheel.stat().st_mtime)


def _has_setuptools() -> bool:
    from importlib.util import find_spec

    return find_spec("setuptools") is not None and find_spec("wheel") is not None
