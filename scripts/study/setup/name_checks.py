"""Names in the files of a study that are unknown, stand twice, or are in the same words as others."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches

from study.base.errors import StudyError
from study.setup.codebook import normalise
from study.setup.config import Text


def find_repeated(names: Iterable[str]) -> list[str]:
    """Return each name that stands there more than once."""
    return [name for name, count in Counter(names).items() if count > 1]


def suggest(name: str, known: Iterable[str], otherwise: str) -> str:
    """Ask for the known name that is most like another; what to do otherwise, where none is like it."""
    near = get_close_matches(name, list(known), n=1)
    return f"did you mean {near[0]}?" if near else otherwise


def one_of(known: Collection[str], nothing: str) -> str:
    """Say which names are expected; `nothing` where there is none."""
    return f"one of {', '.join(known) or nothing}"


def find_unknown(
    names: Iterable[str],
    known: Collection[str],
    *,
    what: str,
    where: str,
    expected: str = "",
    otherwise: str = "correct the name or delete it",
) -> Iterator[StudyError]:
    """Refuse each name that is not known; otherwise: what to do where no known one is like it."""
    for name in [name for name in names if name not in known]:
        yield StudyError(
            what=what,
            where=where,
            found=name,
            expected=expected or f"one of {', '.join(known)}",
            remedy=suggest(name, known, otherwise),
        )


def find_same_words(labels: Mapping[str, Text], where: str) -> Iterator[StudyError]:
    """Refuse two names with the same words in a language, which no reader could tell apart."""
    named: dict[tuple[str, str], str] = {}
    for name, label in labels.items():
        for language, words in label.items():
            first = named.setdefault((language, normalise(words)), name)
            if first != name:
                yield StudyError(
                    what="two labels in the same words",
                    where=where,
                    found=f"{words} ({language}) for {first} and {name}",
                    expected="words of its own for each",
                    remedy="reword one of them",
                )
