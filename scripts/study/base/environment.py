"""The surroundings of a run: versions of packages, the commit of the project, and how Python is called."""

import ctypes
import os
import platform
import re
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from functools import partial
from hashlib import sha1, sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

LFS_POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize {}\n"
# Published files are results of a run and none of its inputs.
WITHOUT = ("--", ".", ":(exclude,glob)**/published/**")


def package_versions(requirements: Path) -> dict[str, str]:
    """Return the installed version of each package that the requirements name."""
    lines = [line.partition("#")[0].strip() for line in requirements.read_text(encoding="utf-8").splitlines()]
    return {name: version(name) for name in sorted(filter(None, lines))}


# Processors differ in their widest instructions, which add in another order and take other logarithms: the last digits
# of most numbers would tell the processor. Those of AVX2 (x86-64, since 2013) are the widest that most of them share.
# The second names what the locked numpy has for wider ones.
AVX2 = {"OPENBLAS_CORETYPE": "Haswell", "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR"}
# The matrices are small: a second thread of the linear algebra would wait in a loop longer than it computes. Snakemake
# gives its jobs the same. Resamples have threads of their own (`plssem.resampling`).
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
WINDOWS_NAME_OF_AVX2 = 40  # PF_AVX2_INSTRUCTIONS_AVAILABLE


def describe_system() -> dict[str, str]:
    """Return the Python version, the kind of machine, and the instructions that numbers are computed with."""
    machine = {"python": platform.python_version(), "system": platform.system(), "machine": platform.machine()}
    return {**machine, "instructions": "AVX2" if has_avx2() else "of the processor"}


def choose_instructions() -> dict[str, str]:
    """Return the environment under which numpy computes with AVX2 and nothing wider; none on a processor without it.

    It takes effect in processes that import numpy afterwards.
    """
    return dict(AVX2) if has_avx2() else {}


def has_avx2(processors: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether the processor is known to have AVX2; not asked but on Linux and Windows."""
    if platform.system() == "Windows":
        return bool(getattr(ctypes, "windll").kernel32.IsProcessorFeaturePresent(WINDOWS_NAME_OF_AVX2))  # noqa: B009
    return (
        processors.is_file()
        and re.search(r"^flags\b.* avx2\b", processors.read_text(encoding="utf-8"), re.MULTILINE) is not None
    )


def find_commit(root: Path) -> dict[str, Any] | None:
    """Return the checked-out commit of the project and whether tracked files differ from it; None outside a checkout.

    A project unpacked inside another repository is no checkout of its own.
    """
    top = _git(root, ["rev-parse", "--show-toplevel"])
    head = _git(root, ["rev-parse", "HEAD"])
    if top is None or head is None or Path(top).resolve() != root.resolve():
        return None
    return {"hash": head, "modified": bool(_git(root, ["status", "--porcelain", "--untracked-files=no", *WITHOUT]))}


def list_changes(root: Path) -> list[str]:
    """Name the files that differ from the checked-out commit, those that git neither tracks nor ignores included."""
    lines = _git(root, ["status", "--porcelain", "-z", "--untracked-files=all", "--no-renames"]) or ""
    return [line[3:] for line in lines.split("\0") if line]


def has_commit(root: Path, known: str) -> bool | None:
    """Whether a checkout has a commit; None where that cannot be told: outside a checkout, or in a shallow clone."""
    if find_commit(root) is None:
        return None
    if _git(root, ["cat-file", "-e", f"{known}^{{commit}}"]) is not None:
        return True
    return None if _git(root, ["rev-parse", "--is-shallow-repository"]) == "true" else False


def find_unlike_commit(root: Path, known: str, names: Sequence[str]) -> list[str]:
    """Name those of some files of which a commit that the checkout has holds another version, or none.

    Their content tells: of what git ignores, or was told not to look at, `list_changes` knows nothing, and a filter
    that git was told to pass it through may hide anything.
    """
    entries = (entry.partition("\t") for entry in (_git(root, ["ls-tree", "-r", "-z", known]) or "").split("\0"))
    held = {name: head.rpartition(" ")[2] for head, _, name in entries}
    return [name for name in names if held.get(name) not in _object_names((root / name).read_bytes())]


def _object_names(content: bytes) -> set[str]:
    """Return what git calls a content: as it is, with the ends of lines of either system, or left to Git LFS."""
    unix = content.replace(b"\r\n", b"\n")
    pointer = LFS_POINTER.format(sha256(content).hexdigest(), len(content)).encode()
    written = (content, unix, unix.replace(b"\n", b"\r\n"), pointer)
    hashes = (partial(sha1, usedforsecurity=False), sha256)
    return {make(b"blob %d\0%b" % (len(one), one)).hexdigest() for one in written for make in hashes}


def list_tracked(root: Path) -> list[str]:
    """Name the files that git keeps."""
    return [name for name in (_git(root, ["ls-files", "-z"]) or "").split("\0") if name]


def _git(root: Path, arguments: Sequence[str]) -> str | None:
    executable = shutil.which("git")
    if executable is None:
        return None
    # Git words its complaints in the language and the encoding of the user's locale; nobody reads them here.
    result = subprocess.run(  # noqa: S603
        [executable, *arguments],
        cwd=root,
        env={**os.environ, "GIT_NO_REPLACE_OBJECTS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return os.fsdecode(result.stdout).rstrip() if result.returncode == 0 else None


LONGEST = 32768  # characters of a path on Windows, with the zero at its end


def as_command(path: str, system: str = os.name) -> str:
    """Return a path that stands in a command for one word: as it is, in its short form (Windows), or quoted.

    Snakemake writes the path of Python into the command of each script without quotes, so that a project in a folder
    such as "My Documents" would not run.
    """
    if shlex.quote(path) == path or (system == "nt" and " " not in path):
        return path
    if system == "nt":
        short = _short(path)
        return short if " " not in short else f'"{path}"'
    return shlex.quote(path)


def _short(path: str) -> str:
    """Ask Windows for the form with short names (SITIAM~1); the path itself where the disk keeps none."""
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 (there on Windows alone)
    buffer = ctypes.create_unicode_buffer(LONGEST)
    return buffer.value if kernel.GetShortPathNameW(path, buffer, LONGEST) else path
