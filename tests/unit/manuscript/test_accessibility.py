"""No violation that axe-core calls serious or moderate, on any page, in light and dark, on a screen and on a phone.

No page is wider than the window.

axe-core is looked for where `npm install --no-save axe-core` puts it; it is no part of the project.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from study.instrument.forms import html_form
from study.reproduction.pages import Page, Section, as_html
from study.words.dictionary import label
from study.writing.documents import Assets, page_links, write_html
from study.writing.rendering import divide
from unit.instrument.filled_forms import demonstration
from unit.manuscript.made_up_results import ROOT, Case, figures
from unit.manuscript.test_index_page import page as index_page

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: accessibility is not checked"),
    pytest.mark.skipif(not AXE.is_file(), reason="no axe-core here (npm install --no-save axe-core): not checked"),
]
LOOKS = [(width, theme) for width in (1200, 390) for theme in ("light", "dark")]
# The shadows of tables that can be scrolled keep axe from telling the contrast of what stands on them.
RUN = """(() => {
  const plain = document.createElement("style");
  plain.textContent = ".scroll, .equation { background: none !important }";
  document.head.append(plain);
  return axe.run().then((result) => {
    const found = result.violations.map((one) => [one.id, one.impact, one.nodes.slice(0, 2).map((node) => node.html)]);
    return [result.passes.length, document.documentElement.scrollWidth, found];
  });
})()"""


class Browser:
    """One Chromium for all pages, led through its pipe for debugging."""

    def __init__(self, profile: Path) -> None:
        reading, self.writing = os.pipe()
        self.reading, writing = os.pipe()
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--remote-debugging-pipe",
            f"--user-data-dir={profile}",
        ]
        shell = ["/bin/sh", "-c", f'exec "$@" 3</dev/fd/{reading} 4>/dev/fd/{writing}', "sh", str(CHROMIUM), *options]
        self.process = subprocess.Popen(shell, pass_fds=(reading, writing), stderr=subprocess.DEVNULL)
        os.close(reading)
        os.close(writing)
        self.answers, self.number, self.session = os.fdopen(self.reading, "rb"), 0, ""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")
        self.call("Page.setBypassCSP", enabled=True)  # the page's own policy would keep the check from running

    def call(self, method: str, **parameters: Any) -> Any:
        """Send a command; return its answer."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        message |= {"sessionId": self.session} if self.session else {}
        os.write(self.writing, json.dumps(message).encode() + b"\0")
        answer = self.await_answer(lambda given: given.get("id") == self.number)
        assert "error" not in answer, answer
        return answer["result"]

    def await_answer(self, wanted: Callable[[Any], bool]) -> Any:
        """Read what comes until it is what is wanted."""
        while True:
            text = bytearray()
            while (byte := self.answers.read(1)) != b"\0":
                assert byte, "Chromium has ended"
                text += byte
            given = json.loads(bytes(text))
            if wanted(given):
                return given

    def open(self, file: Path, width: int, theme: str) -> None:
        """Load a page in one look."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width < 500
        )
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])
        self.call("Page.navigate", url=file.as_uri())
        self.await_answer(lambda given: given.get("method") == "Page.loadEventFired")

    def evaluate(self, script: str) -> Any:
        """Return what a script on the page gives."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def close(self) -> None:
        """End Chromium."""
        self.call("Browser.close")
        self.process.wait(30)
        self.answers.close()
        os.close(self.writing)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    started = Browser(tmp_path_factory.mktemp("profile"))
    yield started
    started.close()


@pytest.fixture(scope="module")
def pages(article: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The article, a supplement, the index page, a certificate and a questionnaire."""
    folder = tmp_path_factory.mktemp("pages")
    text = article["markdown"].read_text(encoding="utf-8")
    named = re.findall(r"\{#((?:tbl|fig):\w+)", text)
    manuscript = ROOT / "manuscript"
    assets = Assets(figures(folder / "figures"), manuscript / "styles", manuscript / "references.bib", "id")
    links = page_links("supplement", "id", ["manuscript", "supplement"], ["id", "en"], "id")
    supplement = folder / "supplement.html"
    write_html(divide(text, named[5:], "id")["supplement"], assets, "", links, supplement)
    rows = [("full/paths.csv, row X1 -> Y, column estimate", "0.33", "0.34", "0.00001")] * 2
    sections = [Section("Numbers", "they differ", ("where", "published", "found", "allowed difference"), rows)]
    return {
        "article": article["html"].read_text(encoding="utf-8"),
        "supplement": supplement.read_text(encoding="utf-8"),
        "index": index_page(folder, Case(), claims=True),
        "certificate": as_html(Page("Certificate", "SIMULATED DATA", "Not reproduced.", sections, {"a.csv": "0" * 64})),
        "form": html_form(demonstration("en").questionnaire, manuscript / "styles" / "questionnaire.html.jinja"),
    }


def violations(browser: Browser, page: str, width: int, theme: str, folder: Path) -> Iterator[Any]:
    """What axe finds wrong on a page, which is no wider than the window."""
    probe = folder / "probe.html"
    probe.write_text(page, encoding="utf-8")
    browser.open(probe, width, theme)
    browser.evaluate(AXE.read_text(encoding="utf-8") + "; 0")
    passes, reach, found = browser.evaluate(RUN)
    assert passes > 10
    assert reach <= width
    yield from found


@pytest.mark.parametrize("name", ["article", "supplement", "index", "certificate", "form"])
@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_no_page_has_a_violation_that_matters(
    browser: Browser, pages: dict[str, str], tmp_path: Path, name: str, width: int, theme: str
) -> None:
    found = list(violations(browser, pages[name], width, theme, tmp_path))
    assert [one for one in found if one[1] in ("critical", "serious", "moderate")] == []


def test_a_violation_is_found(browser: Browser, pages: dict[str, str], tmp_path: Path) -> None:
    broken = re.sub(
        r"(<main[^>]*>)", r'\1<img src="data:,"><p style="color: #ccc; background: #fff">Pucat</p>', pages["index"]
    )
    assert {"image-alt", "color-contrast"} <= {one[0] for one in violations(browser, broken, 1200, "light", tmp_path)}
    assert label("results", "id") in broken
