import hashlib
import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from study.base.environment import (
    choose_instructions,
    describe_system,
    find_commit,
    find_unlike_commit,
    has_avx2,
    list_changes,
    package_versions,
)
from study.base.files import sha256


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_versions_are_those_installed(tmp_path: Path) -> None:
    requirements = tmp_path / "requirements.in"
    requirements.write_text("# needed\nnumpy\npandas  # tables\n", encoding="utf-8")
    assert package_versions(requirements) == {"numpy": version("numpy"), "pandas": version("pandas")}


@pytest.mark.parametrize(("flags", "has"), [("fpu sse2 avx avx2 fma", True), ("fpu sse2 avx avx2x", False)])
def test_a_processor_is_asked_for_avx2(tmp_path: Path, flags: str, has: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.system", lambda: "Linux")
    (tmp_path / "cpuinfo").write_text(f"processor : 0\nflags\t\t: {flags}\nbugs : avx2\n")
    assert has_avx2(tmp_path / "cpuinfo") is has
    assert not has_avx2(tmp_path / "none")


def test_without_avx2_a_processor_computes_as_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("study.base.environment.has_avx2", lambda: False)
    assert choose_instructions() == {}
    assert describe_system()["instructions"] == "of the processor"


@pytest.mark.skipif(not has_avx2(), reason="this processor has no AVX2, or is not asked")
def test_numpy_computes_with_avx2_and_nothing_wider() -> None:
    features = "from numpy._core._multiarray_umath import __cpu_features__ as f; print(f['X86_V4'], f['X86_V3'])"
    command = [sys.executable, "-W", "error", "-c", features]
    environment = {**os.environ, **choose_instructions()}
    printed = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    assert printed.split() == ["False", "True"]


def test_digest_of_known_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert sha256(tmp_path / "a") == hashlib.sha256(b"abc").hexdigest()


def test_commit_of_a_checkout_and_whether_it_was_modified(tmp_path: Path) -> None:
    assert find_commit(tmp_path) is None
    git(tmp_path, "init", "--quiet")
    assert find_commit(tmp_path) is None
    (tmp_path / "file").write_text("1")
    git(tmp_path, "add", "file")
    git(tmp_path, "commit", "--quiet", "-m", "first")
    first = find_commit(tmp_path)
    assert first is not None
    assert len(first["hash"]) == 40
    assert first["modified"] is False
    (tmp_path / "file").write_text("2")
    assert find_commit(tmp_path) == {"hash": first["hash"], "modified": True}


def test_a_file_is_unlike_a_commit_by_its_content(tmp_path: Path) -> None:
    """As committed: ends of lines of Windows from before git was told to change them, and what Git LFS keeps."""
    git(tmp_path, "init", "--quiet")
    names = ["windows.txt", "changed.txt", "ignored.txt", "large.bin"]
    for name in names:
        (tmp_path / name).write_bytes(b"a\r\nb\r\n")
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{hashlib.sha256(b'a').hexdigest()}\nsize 1\n"
    (tmp_path / "large.bin").write_bytes(pointer.encode())
    git(tmp_path, "add", *names[:2], "large.bin")
    git(tmp_path, "commit", "--quiet", "-m", "first")
    (tmp_path / ".gitattributes").write_text("* text=auto eol=lf\n")
    git(tmp_path, "add", ".gitattributes")
    git(tmp_path, "commit", "--quiet", "-m", "second")
    (tmp_path / "changed.txt").write_bytes(b"a\r\nc\r\n")
    assert list_changes(tmp_path) == ["changed.txt", "ignored.txt"]
    (tmp_path / "large.bin").write_bytes(b"a")
    assert find_unlike_commit(tmp_path, "HEAD", [".gitattributes", *names]) == ["changed.txt", "ignored.txt"]


def test_what_git_says_in_the_encoding_of_a_locale_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A complaint in Turkish, ISO-8859-9, as outside a checkout."""
    complaint = tmp_path / "git"
    complaint.write_bytes(b"#!/bin/sh\nprintf 'fatal: \\376\\360' >&2\nexit 128\n")
    complaint.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _: str(complaint))
    assert find_commit(tmp_path) is None


def test_a_folder_inside_another_checkout_is_none_of_its_own(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "file").write_text("1")
    git(tmp_path, "add", "file")
    git(tmp_path, "commit", "--quiet", "-m", "first")
    (tmp_path / "inner").mkdir()
    assert find_commit(tmp_path / "inner") is None
