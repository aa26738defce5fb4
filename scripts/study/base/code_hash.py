"""Content hashes of code and files, which tell Snakemake when a result is out of date.

Snakemake goes by the time stamps of inputs and by the text of the script itself. It sees neither a change in a module
that the script imports nor a file restored with an old time stamp; a rule's `params` with these hashes covers both.
"""

import ast
import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

__all__ = ["code_hash", "content_hash", "local_imports"]


def code_hash(script: Path) -> str:
    """Hash a script, every module under its folder that it imports, directly or not, and the data that these read."""
    modules = local_imports(script, script.parent)
    # The dictionaries stand beside the module that reads them, and so does the catalogue of tables.
    words = {file for module in modules if module.stem == "dictionary" for file in module.parent.glob("*.yaml")}
    tables = {module.with_suffix(".toml") for module in modules if module.with_suffix(".toml").is_file()}
    digest = hashlib.sha256()
    for module in [script, *sorted(modules | words | tables)]:
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
    """Find the modules under `folder` that a script imports, following imports of imports.

    A name that a package's `__init__.py` re-exports counts as its own module alone: with the whole package, a change
    in one function would make every result out of date. A test holds that these files do nothing but re-export.
    """
    found: set[Path] = set()
    waiting = [script]
    while waiting:
        names = _imported_names(waiting.pop().read_text(encoding="utf-8"))
        new = {module for base, name in names for module in _modules(base, name, folder)} - found - {script}
        found |= new
        waiting.extend(new)
    return found


@lru_cache(maxsize=1024)
def _imported_names(text: str) -> tuple[tuple[str, str], ...]:
    """Return what a module's text imports, as pairs (module, name); the name is empty for `import module`."""
    return tuple(_statements(ast.parse(text)))


def _statements(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


def _modules(base: str, name: str, folder: Path) -> Iterator[Path]:
    """Yield the files that `from base import name` needs; none where it is not of this folder."""
    place = folder.joinpath(*base.split("."))
    package = place / "__init__.py"
    if name and (place / f"{name}.py").is_file():
        yield place / f"{name}.py"
    elif place.with_suffix(".py").is_file():
        yield place.with_suffix(".py")
    elif package.is_file():
        exports = _imported_names(package.read_text(encoding="utf-8"))
        for origin, exported in [pair for pair in exports if name in ("", pair[1])]:
            yield from _modules(origin, exported, folder)


def _normalised(module: Path) -> bytes:
    # A checkout on Windows may differ in line endings only, which must not make results out of date.
    return module.read_bytes().replace(b"\r\n", b"\n")
