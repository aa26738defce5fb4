"""No violation that axe-core calls serious or moderate, on any page, in light and dark, on a screen and on a phone.

axe-core is looked for where `npm install --no-save axe-core` puts it; it is no part of the project.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from study.words.dictionary import label
from study.writing.documents import Assets, page_links, write_html
from study.writing.rendering import divide
from unit.manuscript.made_up_results import ROOT, Case, figures
from unit.manuscript.test_index_page import page as index_page

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: accessibility is not checked"),
    pytest.mark.skipif(not AXE.is_file(), reason="no axe-core here (npm install --no-save axe-core): not checked"),
]
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')  # it would keep the check itself from running
# Old engines stop a long run of axe; each page is loaded once for every look.
LOOKS = [(width, theme) for width in (1200, 390) for theme in ("light", "dark")]
RUN = """<script>addEventListener("load", () => axe.run().then((result) => {
  const found = result.violations.map((one) => [one.id, one.impact, one.nodes.slice(0, 2).map((node) => node.html)]);
  const report = JSON.stringify([result.passes.length, found]);
  document.body.append(Object.assign(document.createElement("pre"), {id: "report", textContent: report}));
}));</script></body>"""


@pytest.fixture(scope="module")
def pages(article: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The article, a supplement and the index page."""
    folder = tmp_path_factory.mktemp("pages")
    text = article["markdown"].read_text(encoding="utf-8")
    named = re.findall(r"\{#((?:tbl|fig):\w+)", text)
    manuscript = ROOT / "manuscript"
    assets = Assets(figures(folder / "figures"), manuscript / "styles", manuscript / "references.bib", "id")
    links = page_links("supplement", "id", ["manuscript", "supplement"], ["id", "en"], "id")
    supplement = folder / "supplement.html"
    write_html(divide(text, named[5:], "id")["supplement"], assets, "", links, supplement)
    return {
        "article": article["html"].read_text(encoding="utf-8"),
        "supplement": supplement.read_text(encoding="utf-8"),
        "index": index_page(folder, Case(), claims=True),
    }


def violations(page: str, width: int, theme: str, folder: Path) -> Iterator[Any]:
    """What axe finds wrong on a page."""
    source = AXE.read_text(encoding="utf-8").replace("</script>", "<\\/script>")
    start, _, end = POLICY.sub("", page).rpartition("</body>")
    probe = folder / "probe.html"
    themed = start.replace("<html ", f'<html data-theme="{theme}" ', 1)
    probe.write_text(f"{themed}<script>{source}</script>{RUN}{end}", encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=60000"]
    options += [f"--window-size={width},800", f"--user-data-dir={folder / 'profile'}"]
    command = [str(CHROMIUM), *options, "--dump-dom", probe.as_uri()]
    shown = subprocess.run(command, capture_output=True, check=True, timeout=300).stdout.decode()
    report = re.search(r'<pre id="report">(.*?)</pre>', shown, re.DOTALL)
    assert report is not None, "axe did not run"
    passes, found = json.loads(unescape(report[1]))
    assert passes > 10
    yield from found


@pytest.mark.parametrize("name", ["article", "supplement", "index"])
@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_no_page_has_a_violation_that_matters(
    pages: dict[str, str], tmp_path: Path, name: str, width: int, theme: str
) -> None:
    found = list(violations(pages[name], width, theme, tmp_path))
    assert [one for one in found if one[1] in ("critical", "serious", "moderate")] == []


def test_a_violation_is_found(pages: dict[str, str], tmp_path: Path) -> None:
    broken = re.sub(
        r"(<main[^>]*>)", r'\1<img src="data:,"><p style="color: #ccc; background: #fff">Pucat</p>', pages["index"]
    )
    assert {"image-alt", "color-contrast"} <= {one[0] for one in violations(broken, 1200, "light", tmp_path)}
    assert label("results", "id") in broken
