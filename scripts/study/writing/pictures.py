"""The pictures of the README; each describes what it shows, so that one older than the results is noticed."""

import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from study.base.errors import StudyError
from study.base.files import write_text
from study.results.numbers import anchor

SIZE = (900, 480)  # pixels
NUMBER = "full.paths.X1->Y.estimate"  # whose origin is shown
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Opens the origin of a number where it stands last in a paragraph. What comes before goes: headless Chromium takes a
# blank picture of a long page that has been scrolled.
_OPEN = """<script>addEventListener("load", () => {
  const link = [...document.querySelectorAll("p a.number")].filter((number) => number.hash === "#%s").at(-1);
  for (const other of document.querySelectorAll("#contents, #theme")) other.remove();
  for (let node = link.closest("p"); node.id !== "text"; node = node.parentElement) {
    while (node.previousElementSibling) node.previousElementSibling.remove();
  }
  link.click();
});</script></body>"""


def picture_results(*, results: Path, images: Path) -> None:
    """Make the pictures of the README from the results: a number with its origin, and the path model."""
    photograph_origin(results / "manuscript" / "manuscript.en.html", NUMBER, images / "origin.png")
    scale_figure(results / "figures" / "en" / "path_model.png", images / "path_model.png")


def origin_shown(page: Path, key: str) -> str:
    """Return what the web page says of a number's origin, its parts joined by semicolons."""
    row = re.search(rf'<tr id="{re.escape(anchor(key))}">(.*?)</tr>', page.read_text(encoding="utf-8"), re.DOTALL)
    if row is None:
        raise StudyError(
            what="the page does not quote this number",
            where=str(page),
            found="nothing",
            expected=key,
            remedy="name one that it quotes",
        )
    return "; ".join(unescape(cell) for cell in re.findall(r"<td>(.*?)</td>", row[1]) if cell)


def photograph_origin(page: Path, key: str, target: Path) -> None:
    """Take a picture of the web page with a number's origin open; StudyError where there is no Chromium."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise StudyError(
            what="there is no browser",
            where="the programs of this machine",
            found="nothing",
            expected=BROWSERS[0],
            remedy="install Debian's chromium",
        )
    with TemporaryDirectory() as folder:
        opened = Path(folder, "page.html")
        shot = Path(folder, "shot.png")
        text = page.read_text(encoding="utf-8").replace("</body>", _OPEN % anchor(key))
        write_text(text, opened)
        size = f"--window-size={SIZE[0]},{2 * SIZE[1]}"
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--virtual-time-budget=4000",
            size,
        ]
        command = [browser, *options, f"--user-data-dir={folder}/profile", f"--screenshot={shot}", opened.as_uri()]
        subprocess.run(command, capture_output=True, check=True, timeout=120)  # noqa: S603
        with Image.open(shot) as picture:
            _save(picture.convert("RGB").crop((0, 0, *SIZE)), origin_shown(page, key), target)


def scale_figure(figure: Path, target: Path) -> None:
    """Make a figure as wide as the pictures of the README; it keeps its description."""
    with Image.open(figure) as picture:
        height = round(picture.height * SIZE[0] / picture.width)
        scaled = picture.convert("RGB").resize((SIZE[0], height), Image.Resampling.LANCZOS)
        _save(scaled, description(figure), target)


def description(picture: Path) -> str:
    """Return what a PNG says that it shows; empty where it says nothing."""
    with Image.open(picture) as opened:
        return str(opened.info.get("Description", ""))


def _save(picture: Image.Image, shown: str, target: Path) -> None:
    texts = PngInfo()
    texts.add_itxt("Description", shown)
    picture.save(target, format="PNG", optimize=True, pnginfo=texts)
