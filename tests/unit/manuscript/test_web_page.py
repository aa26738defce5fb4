"""What the page does in a browser: run in headless Chromium, by a script that is added to the page and reports."""

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from study.writing.documents import Assets, page_links, write_html
from unit.manuscript.made_up_results import ROOT, figures

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: the web page is not tried in a browser")
REPORT = """<script>addEventListener("load", () => {
  const find = (start) => [...document.querySelectorAll("a.number")].find((a) => a.hash.startsWith(start));
  const result = (() => { %s })();
  const report = Object.assign(document.createElement("pre"), {id: "report", textContent: JSON.stringify(result)});
  document.body.append(report);
});</script></body>"""


@pytest.fixture(scope="module")
def page(article: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copy(article["html"], tmp_path_factory.mktemp("page")))


def tried(page: Path, script: str, width: int = 1200) -> Any:
    probe = page.with_name("probe.html")
    probe.write_text(page.read_text(encoding="utf-8").replace("</body>", REPORT % script), encoding="utf-8")
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--virtual-time-budget=4000",
        f"--window-size={width},800",
    ]
    command = [str(CHROMIUM), *options, f"--user-data-dir={page.parent / 'profile'}", "--dump-dom", probe.as_uri()]
    shown = subprocess.run(command, capture_output=True, check=True, timeout=120).stdout.decode()
    report = re.search(r'<pre id="report">(.*?)</pre>', shown, flags=re.DOTALL)
    assert report is not None, shown[-500:]
    return json.loads(unescape(report[1]))


def test_a_tap_on_a_number_shows_its_origin_and_the_next_replaces_it(page: Path) -> None:
    script = """
      const panel = document.getElementById("origin");
      find("#n-full.paths.X1--Y.estimate").click();
      const first = [panel.matches(":popover-open"), panel.innerText, document.activeElement.id];
      find("#n-full.flow.kept").click();
      const box = panel.getBoundingClientRect();
      const inside = box.left >= 0 && box.right <= innerWidth && box.top >= 0;
      const second = [panel.matches(":popover-open"), panel.innerText, inside];
      panel.querySelector("button").click();
      return [...first, ...second, panel.matches(":popover-open")];
    """
    shown, text, focus, shown_again, other, inside, left = tried(page, script, width=500)
    assert shown
    assert "full/paths.csv" in text
    assert "0,33" in text
    assert focus == "origin"
    assert shown_again
    assert "full/flow.json" in other
    assert inside
    assert not left


def test_every_number_can_be_reached_and_opened_with_the_keyboard(page: Path) -> None:
    script = """
      const links = [...document.querySelectorAll("a.number")];
      const toggle = document.getElementById("numbers");
      const places = () => [...new Set(links.map((a) => a.tabIndex))];
      const before = [toggle.hidden, toggle.getAttribute("aria-pressed"), places()];
      toggle.click();
      const after = [toggle.getAttribute("aria-pressed"), places()];
      links[9].focus();
      links[9].dispatchEvent(new KeyboardEvent("keydown", {key: " ", cancelable: true, bubbles: true}));
      const open = document.getElementById("origin").matches(":popover-open");
      toggle.click();
      const roles = links.every((a) => a.getAttribute("role") === "button");
      return [before, after, places(), links.length, roles, open];
    """
    before, after, again, count, roles, opened = tried(page, script)
    assert before == [False, "false", [-1]], "a thousand numbers stand between a reader of the keyboard and the text"
    assert after == ["true", [0]]
    assert again == [-1]
    assert count > 300
    assert roles
    assert opened


def test_a_citation_leads_to_its_reference_and_names_it(page: Path) -> None:
    script = """
      const links = [...document.querySelectorAll("a[role=doc-biblioref]")];
      const reference = (a) => document.getElementById(a.hash.slice(1)).textContent.trim();
      const named = links.filter((a) => a.title && a.title === reference(a));
      return [links.length, named.length];
    """
    count, named = tried(page, script)
    assert count > 20
    assert named == count


def test_the_first_cell_of_a_row_names_it_and_a_group_has_a_head(page: Path) -> None:
    script = """
      const rows = [...document.querySelectorAll(".float tbody tr")];
      const heads = rows.filter((row) => row.cells.length === 1 && row.cells[0].scope === "rowgroup"
        && row.cells[0].colSpan === row.closest("table").tHead.rows[0].cells.length);
      const named = rows.filter((row) => row.cells.length > 1 && row.cells[0].matches("th[scope=row]"));
      return [rows.length, heads.length, named.length];
    """
    rows, heads, named = tried(page, script)
    assert heads > 10
    assert heads + named == rows


def test_tables_sort_within_their_groups_by_the_numbers_of_the_language(page: Path) -> None:
    script = """
      const table = document.querySelector("table[id='tbl:outer_model'], [id='tbl:outer_model'] table");
      const heads = [...table.tHead.rows[0].cells];
      const texts = (row) => [...row.cells].map((cell) => cell.textContent.trim());
      const rows = () => [...table.tBodies].flatMap((body) => [...body.rows]).map(texts);
      const before = rows();
      heads[1].querySelector("button").click();
      const up = rows();
      heads[1].querySelector("button").click();
      return [before, up, rows(), heads[1].getAttribute("aria-sort")];
    """
    before, up, down, state = tried(page, script)
    assert state == "descending"
    assert [row for row in up if len(row) == 1] == [row for row in before if len(row) == 1]
    group = [float(row[1].replace(",", ".")) for row in up[1:5]]
    assert group == sorted(group)
    assert [float(row[1].replace(",", ".")) for row in down[1:5]] == group[::-1]
    assert sorted(map(str, up)) == sorted(map(str, before))


def test_a_figure_names_the_rule_that_draws_it_and_leads_to_its_files(page: Path) -> None:
    script = """
      const lines = [...document.querySelectorAll("figure + .drawn")];
      const name = (line) => line.previousElementSibling.id.replace("fig:", "");
      const links = (line) => [...line.querySelectorAll("a")].map((a) => a.getAttribute("href"));
      const told = lines.map((line) => [name(line), line.innerText, links(line)]);
      return [document.querySelectorAll("figure").length, told];
    """
    count, lines = tried(page, script)
    assert count == len(lines) > 5
    assert all("draw_figures" in text for _, text, _ in lines)
    assert all(links == [f"figures/{name}.svg", f"figures/{name}.pdf"] for name, _, links in lines)


def test_a_figure_leads_to_the_results_that_it_shows(tmp_path: Path) -> None:
    styles, body = ROOT / "manuscript" / "styles", "[](#fig:growth)\n\n::: float\n![T](growth){#fig:growth alt=A}\n:::"
    drawn, target = figures(tmp_path / "figures"), tmp_path / "documents" / "page.html"
    target.parent.mkdir()
    data = {"growth": [str(tmp_path / "full" / "growth.csv")]}
    assets = Assets(drawn, styles, styles.parent / "references.bib", "en", None, data)
    links = page_links("manuscript", "en", ["manuscript"], ["en"], "en")
    write_html(f"---\ntitle: T\nlang: en\n---\n\n{body}\n", assets, "", links, target)
    assert '<a href="../full/growth.csv">growth.csv</a>' in target.read_text(encoding="utf-8")


def test_figures_open_larger_and_close(page: Path) -> None:
    script = """
      const viewer = document.getElementById("viewer"), button = document.querySelector(".zoom");
      button.click();
      const open = [viewer.open, viewer.querySelector("img").alt === button.querySelector("img").alt];
      viewer.querySelector(".close").click();
      const count = (selector) => document.querySelectorAll(selector).length;
      return [...open, viewer.open, count(".zoom") - count("figure")];
    """
    assert tried(page, script) == [True, True, False, 0]


def test_the_theme_changes_and_text_stays_legible(page: Path) -> None:
    script = """
      const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number)
        .map((part) => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
      const contrast = () => {
        const style = getComputedStyle(document.body);
        const [one, other] = [light(style.color), light(style.backgroundColor)];
        return [other > one, (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)];
      };
      const before = contrast();
      document.getElementById("theme").click();
      return [before, contrast()];
    """
    (bright, first), (still_bright, second) = tried(page, script)
    assert bright != still_bright
    assert min(first, second) > 7


def test_nothing_is_fetched_and_nothing_is_wider_than_a_phone(page: Path) -> None:
    script = """
      const fetched = performance.getEntriesByType("resource").filter((entry) => !entry.name.startsWith("data:"));
      return [fetched.length, document.documentElement.scrollWidth <= innerWidth, innerWidth];
    """
    fetched, fits, width = tried(page, script, width=500)
    assert fetched == 0
    assert fits
    assert width <= 500


def test_no_table_is_wider_than_a_printed_page(page: Path) -> None:
    script = """
      const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
      rules.filter((rule) => rule.media?.mediaText === "print").forEach((rule) => { rule.media.mediaText = "all"; });
      const tables = [...document.querySelectorAll(".scroll")];
      return [tables.length, tables.filter((table) => table.scrollWidth > table.clientWidth + 1).length];
    """
    tables, wide = tried(page, script, width=718)  # A4 between its margins, in pixels of a page
    assert tables > 5
    assert wide == 0
