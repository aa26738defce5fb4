"""Content hashes of code and files, which tell Snakemake when a result is out of date.

Snakemake goes by the time stamps of inputs and by the text of the script itself. It sees neither a change in a module
that the script imports nor a file restored with an old time stamp; a rule's `params` with these hashes covers both.
"""

import ast
import hashlib
from collections.abc import Iterator
from pathlib import Path

__all__ = ["code_hash", "content_hash", "local_imports"]


def code_hash(script: Path) -> str:
    """Hash a script and every module under its folder that it imports, directly or not."""
    modules = sorted(local_imports(script, script.parent))
    digest = hashlib.sha256()
    for module in [script, *modules]:
        digest.update(module.relative_to(script.parent).as_posix().encode())
        digest.update(_normalised(module))
    return digest.hexdigest()


def content_hash(*files: Path) -> str:
    """Hash the content of files; a file that does not exist counts as such."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(hashlib.sha256(file.read_bytes()).digest() if file.is_file() else b"missing")
    return digest.hexdigest()


def local_imports(script: Path, folder: Path) -> set[Path]:
    """Find the modules under `folder` that a script imports, following imports of imports."""
    found: set[Path] = set()
    waiting = [script]
    while waiting:
        new = set(_imported(waiting.pop(), folder)) - found - {script}
        found |= new
        waiting.extend(new)
    return found


def _imported(module: Path, folder: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _files(alias.name, folder)
        elif isinstance(node, ast.ImportFrom) and node.module:
            name = _absolute(node, module, folder)
            yield from _files(name, folder)
            for alias in node.names:
                yield from _files(f"{name}.{alias.name}", folder)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield from _files(".".join(filter(None, [_package(module, folder, node.level), alias.name])), folder)


def _absolute(node: ast.ImportFrom, module: Path, folder: Path) -> str:
    name = node.module or ""
    return f"{_package(module, folder, node.level)}.{name}" if node.level else name


def _package(module: Path, folder: Path, level: int) -> str:
    return ".".join(module.relative_to(folder).parts[:-level])


def _files(name: str, folder: Path) -> Iterator[Path]:
    parts = name.split(".")
    for depth in range(1, len(parts) + 1):
        package = folder.joinpath(*parts[:depth])
        yield from (path for path in (package.with_suffix(".py"), package / "__init__.py") if path.is_file())


def _normalised(module: Path) -> bytes:
    # A checkout on Windows may differ in line endings only, which must not make results out of date.
    return module.read_bytes().replace(b"\r\n", b"\n")
