"""Content hashes of code and files, which tell Snakemake when a result is out of date.

Snakemake goes by the time stamps of inputs and by the text of the script itself. It sees neither a change in a module
that the script imports nor a file restored with an old time stamp; a rule's `params` with these hashes covers both.
Comments, docstrings and layout of code, and words of a configuration that a rule does not read, change no hash.
"""

import ast
import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = {"id", "en"}
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef


def code_hash(script: Path) -> str:
    """Hash a script, every module under its folder that it imports, directly or not, and the data that these read."""
    modules = local_imports(script, script.parent)
    # The dictionaries stand beside the module that reads them, and so does the catalogue of tables.
    words = {file for module in modules if module.stem == "dictionary" for file in module.parent.glob("*.yaml")}
    tables = {module.with_suffix(".toml") for module in modules if module.with_suffix(".toml").is_file()}
    digest = hashlib.sha256()
    for module in [script, *sorted(modules | words | tables)]:
        digest.update(module.relative_to(script.parent).as_posix().encode())
        is_code = module.suffix == ".py"
        digest.update(_syntax(module.read_text(encoding="utf-8"))[1] if is_code else module.read_bytes())
    return digest.hexdigest()


def content_hash(*files: Path) -> str:
    """Hash the content of files; a file that does not exist counts as such."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(hashlib.sha256(file.read_bytes()).digest() if file.is_file() else b"missing")
    return digest.hexdigest()


def part_hash(file: Path, part: str) -> str:
    """Hash the part of a YAML file that a rule uses: all ("", of any file), or what is left without words.

    "unlabelled": without labels. "structure": without labels and without texts in the languages of the readers.
    """
    if not part or not file.is_file():
        return content_hash(file)
    content = _without_words(_parsed(file.read_bytes()), texts=part == "structure")
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, default=str).encode()).hexdigest()


@lru_cache(maxsize=64)
def _parsed(text: bytes) -> Any:
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (both are safe)


def _without_words(content: Any, *, texts: bool) -> Any:
    """Return parsed YAML without labels; with `texts` also without every mapping from languages to texts."""
    if isinstance(content, dict):
        return {
            str(key): _without_words(value, texts=texts)
            for key, value in content.items()
            if key != "label" and not (texts and isinstance(value, dict) and value and set(value) <= LANGUAGES)
        }
    return [_without_words(value, texts=texts) for value in content] if isinstance(content, list) else content


def local_imports(script: Path, folder: Path) -> set[Path]:
    """Find the modules under `folder` that a script imports, following imports of imports.

    A name that a package's `__init__.py` re-exports counts as its own module alone: with the whole package, a change
    in one function would make every result out of date. A test holds that these files do nothing but re-export.
    """
    needed: set[Path] = set()
    waiting = [script]
    while waiting:
        imported = _imported_modules(waiting.pop().read_text(encoding="utf-8"), folder)
        new = imported - needed - {script}
        needed |= new
        waiting.extend(new)
    return needed


@lru_cache(maxsize=1024)
def _imported_modules(text: str, folder: Path) -> frozenset[Path]:
    return frozenset(module for base, name in _syntax(text)[0] for module in _modules(base, name, folder))


@lru_cache(maxsize=1024)
def _syntax(text: str) -> tuple[tuple[tuple[str, str], ...], bytes]:
    """Return what a module imports, as pairs (module, name), and the digest of what it does.

    The name is empty for `import module`. The digest leaves out comments, layout and docstrings.
    """
    tree = ast.parse(text)
    imports: list[tuple[str, str]] = []
    for node in _statements(tree):
        if isinstance(node, ast.Import):
            imports += [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            imports += [(node.module or "", alias.name) for alias in node.names]
        elif isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            del node.body[0]
    return tuple(imports), hashlib.sha256(ast.dump(tree).encode()).digest()


def _statements(tree: ast.Module) -> list[ast.AST]:
    """Return a module and all statements in it; not the expressions, which are most of a tree and hold no import."""
    found: list[ast.AST] = [tree]
    for node in found:
        for part in ("body", "orelse", "finalbody", "handlers", "cases"):
            inner = getattr(node, part, ())
            found += inner if isinstance(inner, list) else ()
    return found


def _modules(base: str, name: str, folder: Path) -> Iterator[Path]:
    """Yield the files that `from base import name` needs; none where it is not of this folder."""
    module = folder.joinpath(*base.split("."))
    package = module / "__init__.py"
    if name and (module / f"{name}.py").is_file():
        yield module / f"{name}.py"
    elif module.with_suffix(".py").is_file():
        yield module.with_suffix(".py")
    elif package.is_file():
        exports = _syntax(package.read_text(encoding="utf-8"))[0]
        for origin, exported in [pair for pair in exports if name in ("", pair[1])]:
            yield from _modules(origin, exported, folder)
