"""What a PDF says, beside the places of its parts and what depends on its bytes alone."""

import re
import zlib
from collections.abc import Iterator

LARGEST = 1_000_000_000  # bytes of what is unpacked
# What PDF writes of the place and length of its parts, and an identifier made of its bytes.
PLACES = re.compile(rb"\d{10} \d{5} [nf]|startxref\s+\d+|\d+ 0 obj\s+\d+\s+endobj|/Length \d+")
IDENTIFIER = re.compile(rb"/ID\[\([^)]*\)\([^)]*\)\]|(?<=InstanceID>)[^<]*|(?<=DocumentID>)[^<]*")
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
TABLE = re.compile(rb"(?<!start)xref\s+((?:\d+ \d+\s+(?:\d{10} \d{5} [nf]\s+)+)+)")
SECTION = re.compile(rb"(\d+) \d+\s+((?:\d{10} \d{5} [nf]\s+)+)")
ENTRY = re.compile(rb"(\d{10}) (\d{5}) ([nf])")
START = re.compile(rb"startxref\s+(\d+)")
LENGTH = re.compile(rb"/Length (\d+)( 0 R)?(?:(?!endobj|stream).)*>>\s*stream\r?\n", re.DOTALL)
WHOLE = re.compile(rb"(\d+) 0 obj\s+(\d+)\s+endobj")


def read_pdf_text(content: bytes) -> str:
    """Return what a PDF says; ValueError where its places or lengths lead elsewhere than its parts are.

    A reader follows them, and would be shown other pages than those that are compared.
    """
    astray = next(_find_astray(content), None)
    if astray is not None:
        raise ValueError(f"a PDF whose {astray} leads elsewhere")
    text = STREAM.sub(lambda stream: _inflate(stream[1]), content)
    return IDENTIFIER.sub(b"", PLACES.sub(b"", text)).decode("latin-1")


def _find_astray(content: bytes) -> Iterator[str]:
    for table in TABLE.finditer(content):
        for section in SECTION.finditer(table[1]):
            for number, entry in enumerate(ENTRY.finditer(section[2]), start=int(section[1])):
                head = b"%d %d obj" % (number, int(entry[2]))
                if entry[3] == b"n" and not content.startswith(head, int(entry[1])):
                    yield f"place of object {number}"
    for start in START.finditer(content):
        # A table that is a stream of its own stands in an object.
        if not re.match(rb"xref|\d+ \d+ obj", content[int(start[1]) :][:32]):
            yield "place of the table of objects"
    whole = {number[1]: int(number[2]) for number in WHOLE.finditer(content)}
    for stream in LENGTH.finditer(content):
        length = whole.get(stream[1], 0) if stream[2] else int(stream[1])
        if not content[stream.end() + length :][:16].lstrip().startswith(b"endstream"):
            yield f"length of a stream ({length})"


def _inflate(stream: bytes) -> bytes:
    """Return what a compressed stream holds, also where it is the letters and figures of a drawing."""
    try:
        return zlib.decompressobj().decompress(stream, LARGEST)
    except zlib.error:
        return stream
