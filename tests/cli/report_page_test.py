"""The page of `zeroth report`, in a real browser, and the files of its figures."""
import base64
import csv
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

from browser import CHROMIUM, Browser
from zeroth import Case, tiny_generative

WIDTHS = (1280, 400)
SCHEMES = ("light", "dark")

# Texts that a person sees, as boxes: of a text in a box that scrolls the part that is in view.
VISIBLE_TEXTS = """
(() => {
  const boxes = [];
  const add = (text, rect, within) => {
    let {left, top, right, bottom} = rect;
    for (let one = within; one; one = one.parentElement) {
      if (getComputedStyle(one).overflowX === "visible") continue;
      const clip = one.getBoundingClientRect();
      left = Math.max(left, clip.left); right = Math.min(right, clip.right);
      top = Math.max(top, clip.top); bottom = Math.min(bottom, clip.bottom);
    }
    if (right - left > 1 && bottom - top > 1) boxes.push({text, left, top, right, bottom});
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.data.trim() || ["SCRIPT", "STYLE", "title", "desc"].includes(parent.tagName) || !parent.checkVisibility()) continue;
    if (parent.tagName === "text") { add(node.data, parent.getBoundingClientRect(), parent.closest(".drawing")); continue; }
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) add(node.data.trim(), rect, parent);
  }
  return boxes;
})()
"""

# Texts whose colour does not stand out from what is behind them by 4.5 to 1.
FAINT_TEXTS = """
(() => {
  const channels = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (text) => {
    const [r, g, b] = channels(text).slice(0, 3).map((one) => one / 255)
      .map((one) => (one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (channels(colour).length === 3 || channels(colour)[3] === 1) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  return [...document.querySelectorAll("body *")].filter((one) => !["SCRIPT", "STYLE", "title", "desc"].includes(one.tagName)
    && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) && one.checkVisibility())
    .filter((one) => {
      const style = getComputedStyle(one), front = one.tagName === "text" ? style.fill : style.color;
      const [a, b] = [light(front), light(behind(one))].sort((x, y) => y - x);
      return (a + 0.05) / (b + 0.05) < 4.5;
    }).map((one) => one.textContent.trim());
})()
"""


def overlaps(boxes):
    """Pairs of texts that lie on each other by more than a pixel."""
    found = []
    boxes = sorted(boxes, key=lambda box: box["top"])
    for i, one in enumerate(boxes):
        for other in boxes[i + 1:]:
            if other["top"] >= one["bottom"]:
                break
            wide = min(one["right"], other["right"]) - max(one["left"], other["left"])
            high = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
            if wide > 1 and high > 1.5:
                found.append((one["text"], other["text"], round(wide), round(high)))
    return found


SHARED = pathlib.Path()


def setUpModule():
    """A report of ten small runs: six settings, two of them over two seeds, one also by paper-oracle."""
    global SHARED
    SHARED = pathlib.Path(tempfile.mkdtemp(prefix="zeroth-report-page-"))
    unittest.addModuleCleanup(shutil.rmtree, SHARED, ignore_errors=True)
    case = Case()
    case.folder, case.environment = SHARED, dict(os.environ, XDG_CACHE_HOME=str(SHARED / "cache"))
    name = "tiny <i>&amp; 'co'"
    for epochs in range(1, 7):
        for seed in (1, 2) if epochs < 3 else (1,):
            pipeline = tiny_generative(name=name, seed=seed, train={"epochs": epochs, "batch": 16})
            case.run_json(case.write("p.json", pipeline))
    for seed in (1, 2):
        pipeline = tiny_generative(name=name, seed=seed, train={"epochs": 2, "batch": 16},
                                   evaluate={"protocol": "paper-oracle"})
        case.run_json(case.write("p.json", pipeline))
    (SHARED / "runs" / "not-a-run").mkdir()
    (SHARED / "runs" / "not-a-run" / "status.json").write_text("{")
    case.zeroth("report", "runs", "--out", "report")


class Report(Case):
    WARM = True

    def setUp(self):
        super().setUp()
        self.report = SHARED / "report"
        self.page = (self.report / "index.html").read_text()


class Files(Report):
    def test_every_figure_has_its_values_and_its_pictures(self):
        figures = re.findall(r'<figure id="([^"]+)"', self.page)
        self.assertGreater(len(figures), 20)
        for what in ("seen-unseen", "seconds", "memory", "classes-1", "confused-1", "gate-1", "losses-1-1"):
            self.assertIn(f"table-1-{what}", figures)
        self.assertTrue(any(one.endswith("learning-test") for one in figures), figures)
        for one in figures:
            with self.subTest(one):
                with (self.report / f"figures/{one}.csv").open() as file:
                    rows = list(csv.reader(file))
                self.assertGreater(len(rows), 1)
                self.assertEqual({len(row) for row in rows}, {len(rows[0])})
                drawing = ElementTree.parse(self.report / f"figures/{one}.svg").getroot()
                self.assertTrue(drawing.findtext("{http://www.w3.org/2000/svg}title"))
                self.assertEqual((self.report / f"figures/{one}.pdf").read_bytes()[:7], b"%PDF-1.")
        self.assertEqual({one.stem for one in (self.report / "figures").glob("*.csv")} , set(figures))

    def test_values_are_those_of_the_runs(self):
        document = json.loads((self.report / "report.json").read_text())
        figures = {setting["label"]: setting["figures"] for setting in document["groups"][0]["settings"]}
        with (self.report / "figures/table-1-seconds.csv").open() as file:
            rows = {row["series"]: row for row in csv.DictReader(file)}
        self.assertEqual(set(rows), set(figures))
        for label, row in rows.items():
            self.assertAlmostEqual(float(row["y"]), figures[label]["H"]["mean"])
            self.assertAlmostEqual(float(row["low"]), figures[label]["H"]["low"])

    def test_the_page_needs_nothing_from_elsewhere_and_its_links_lead_somewhere(self):
        self.assertNotRegex(self.page, r'(src|href)="(https?:)?//|url\(|@import')
        for link in set(re.findall(r'href="([^"#][^"]*)"', self.page)):
            if link != "data:,":
                self.assertTrue((self.report / link).is_file(), link)
        for place in re.findall(r'href="#([^"]+)"', self.page):
            self.assertIn(f'id="{place}"', self.page)
        places = re.findall(r'\bid="([^"]+)"', self.page)
        self.assertEqual(len(places), len(set(places)))

    def test_what_users_name_is_text(self):
        self.assertNotIn("<i>", self.page)
        self.assertIn("tiny &lt;i&gt;&amp;amp; &#39;co&#39;", self.page)
        self.assertIn("not-a-run", self.page)

    @unittest.skipUnless(shutil.which("pdflatex"), "pdflatex is not installed, and no figure is compiled")
    def test_pgfplots_compile(self):
        kinds = {re.sub(r"[\d-]+", "", one.stem): one for one in (self.report / "figures").glob("*.tex")}
        for kind, file in kinds.items():
            with self.subTest(kind):
                said = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", str(file)],
                                      cwd=self.folder, capture_output=True, text=True)
                if "File `pgfplots.sty' not found" in said.stdout:
                    self.skipTest("the package pgfplots is not installed")
                self.assertEqual(said.returncode, 0, said.stdout[-2000:])
        whole = self.write("whole.tex", "\\documentclass{article}\\usepackage{pgfplots}\\begin{document}Before\n"
                           f"\\input{{{kinds.popitem()[1]}}}\nbehind it.\\end{{document}}\n")
        said = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", str(whole)], cwd=self.folder,
                              capture_output=True, text=True)
        self.assertEqual(said.returncode, 0, said.stdout[-2000:])


class Templates(Report):
    FIX = ("  fix    host/report/page of the sources, or share/zeroth/report of an installation, has those that come with "
           "Zeroth; begin with a copy\n")

    def make(self, templates, code=0):
        return self.zeroth("report", SHARED / "runs", "--out", self.folder / "out", "--templates", templates,
                           "--map", "none", code=code)

    def test_a_page_of_ones_own(self):
        (self.folder / "mine").mkdir()
        self.write("mine/page.mustache", "{{title}}:{{#groups}} {{> one}}{{/groups}}\n")
        self.write("mine/one.mustache", "[{{protocol}}]")
        self.make("mine")
        self.assertEqual((self.folder / "out/index.html").read_text(),
                         "10 runs on synthetic: [final-epoch (the last epoch)] [paper-oracle (the epoch is the best on "
                         "the test rows)]\n")

    def test_what_is_missing_or_broken_is_told_and_nothing_is_written(self):
        _, err = self.make("nowhere", 66)
        self.assertIn("error: cannot read the folder of templates\n  where  nowhere\n  why    No such file or directory\n"
                      + self.FIX, err)
        (self.folder / "empty").mkdir()
        _, err = self.make("empty", 66)
        self.assertIn("error: the folder has no templates\n  where  empty\n", err)
        self.write("empty/table.mustache", "{{#rows}}")
        _, err = self.make("empty", 65)
        self.assertIn('error: a template of the page is broken\n  where  empty/table.mustache\n  why    Unclosed section "rows" '
                      "at 0\n" + self.FIX, err)
        self.assertFalse((self.folder / "out").exists())


@unittest.skipUnless(CHROMIUM, "Chromium is not installed: tools/packages-browser.txt")
class Page(Report):
    def setUp(self):
        super().setUp()
        self.browser = Browser()
        self.addCleanup(self.browser.close)

    def show(self, width=1280, scheme="light", script=True):
        self.browser.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.browser.call("Emulation.setScriptExecutionDisabled", value=not script)
        self.browser.open(f"file://{self.report}/index.html")
        self.assertTrue(self.browser.until("document.readyState === 'complete' && document.querySelector('footer') !== null"))

    def column(self, name, table="#tab-table-1"):
        """Texts of a column of the first body, from the top."""
        return self.browser.evaluate(
            f"(() => {{ const t = document.querySelector('{table}'); const i = [...t.tHead.rows[0].cells].findIndex(c => "
            f"c.textContent === '{name}'); return [...t.tBodies[0].rows].filter(r => !r.hidden).map(r => "
            "r.cells[i].querySelector('.value').textContent); })()")

    def press_heading(self, name, table="#tab-table-1"):
        self.browser.evaluate(f"[...document.querySelectorAll('{table} th button')].find(b => b.textContent === '{name}').click()")

    def test_nothing_overlaps_and_everything_can_be_read(self):
        for width in WIDTHS:
            for scheme in SCHEMES:
                with self.subTest(f"{width} {scheme}"):
                    self.show(width, scheme)
                    self.assertEqual(overlaps(self.browser.evaluate(VISIBLE_TEXTS)), [])
                    self.assertEqual(self.browser.evaluate(FAINT_TEXTS), [])
                    self.assertLessEqual(self.browser.evaluate("document.documentElement.scrollWidth"), width)
                    small = self.browser.evaluate(
                        "[...document.querySelectorAll('svg text:not([transform])')].map(t => t.getBoundingClientRect().height)"
                        ".filter(height => height && height < 11).length")
                    self.assertEqual(small, 0)
        self.browser.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        self.assertEqual(overlaps(self.browser.evaluate(VISIBLE_TEXTS)), [])
        self.assertLessEqual(self.browser.evaluate("document.documentElement.scrollWidth"), WIDTHS[-1])
        self.assertEqual(self.browser.complaints(), [])
        self.assertEqual(self.browser.hosts(), set())

    def test_without_script_it_shows_everything(self):
        self.show(script=False)
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('th button').length"), 0)
        self.assertEqual(len(self.column("H")), 6)
        shown = "[...document.querySelectorAll('figure svg')].filter(s => s.getBoundingClientRect().width).length"
        self.assertEqual(self.browser.evaluate(shown), self.page.count("<figure "))
        self.assertEqual(overlaps(self.browser.evaluate(VISIBLE_TEXTS)), [])

    def test_it_is_dark_where_the_browser_is(self):
        light = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number).every(c => c > 128)"
        self.show(scheme="light")
        self.assertTrue(self.browser.evaluate(light))
        self.show(scheme="dark")
        self.assertFalse(self.browser.evaluate(light))
        line = self.browser.evaluate("getComputedStyle(document.querySelector('svg polyline[data-name]')).stroke")
        self.assertEqual(line, "rgb(86, 180, 233)")

    def test_it_prints(self):
        for scheme in SCHEMES:
            self.show(scheme=scheme)
            printed = base64.b64decode(self.browser.call("Page.printToPDF")["data"])
            self.assertEqual(printed[:5], b"%PDF-")
            self.assertGreater(printed.count(b"/Type /Page\n"), 2)
        self.browser.call("Emulation.setEmulatedMedia", media="print",
                          features=[{"name": "prefers-color-scheme", "value": "dark"}])
        self.assertEqual(self.browser.evaluate("getComputedStyle(document.body).color"), "rgb(29, 33, 37)")  # on white
        self.assertEqual(overlaps(self.browser.evaluate(VISIBLE_TEXTS)), [])

    def test_tables_are_sorted_and_filtered(self):
        self.show()
        as_made, numbers = self.column("H"), lambda: [float(one.split()[0]) for one in self.column("H")]
        self.press_heading("H")
        self.assertEqual(numbers(), sorted(numbers(), reverse=True))
        self.press_heading("H")
        self.assertEqual(numbers(), sorted(numbers()))
        self.assertEqual(sorted(as_made), sorted(self.column("H")))
        self.assertEqual(self.browser.evaluate("[...document.querySelectorAll('#tab-table-1 th[aria-sort]')].map(one => "
                                               "one.textContent + ' ' + one.getAttribute('aria-sort'))"), ["H ascending"])
        self.press_heading("train.epochs")
        self.assertEqual(self.column("train.epochs"), ["6", "5", "4", "3", "2", "1"])
        self.browser.evaluate("const f = document.querySelector('#table-1 .filter input'); f.value = '± 2'; "
                              "f.dispatchEvent(new Event('input'))")
        self.assertEqual(len(self.column("H")), self.browser.evaluate(
            "[...document.querySelectorAll('#tab-table-1 tbody tr')].filter(r => r.textContent.includes('±') && "
            "r.textContent.includes('2')).length"))
        self.assertEqual(self.browser.complaints(), [])

    def test_charts_answer_whoever_points_at_them(self):
        self.show()
        spot = self.browser.evaluate(
            "(() => { const s = document.querySelector('#table-1-losses-1-1 .wide svg'); s.scrollIntoView({block: 'center'}); "
            "const r = s.getBoundingClientRect(); return [r.x + r.width * 0.9, r.y + r.height / 2]; })()")
        self.browser.call("Input.dispatchMouseEvent", type="mouseMoved", x=spot[0], y=spot[1])
        self.assertTrue(self.browser.until("document.querySelector('.tip') !== null"))
        said = self.browser.evaluate("document.querySelector('.tip').textContent").split("\n")
        with (self.report / "figures/table-1-losses-1-1.csv").open() as file:
            last = {}
            for row in csv.DictReader(file):
                last[row["series"]] = (row["x"], float(row["y"]))
        for name, (x, y) in last.items():
            self.assertTrue(said[0].endswith(f": {x}"), said)
            shown = next(float(line.split(": ")[1]) for line in said if line.startswith(name + ": "))
            self.assertLess(abs(shown - y), 0.01 * max(abs(value) for _, value in last.values()) + 1e-6)
        tips = self.browser.evaluate("document.querySelectorAll('#table-1-classes-1 svg polygon title').length")
        self.assertGreaterEqual(tips, 9)
        named = "[...document.querySelectorAll('figure svg')].every(s => s.getAttribute('aria-label') && s.querySelector('desc'))"
        self.assertTrue(self.browser.evaluate(named))

    def test_charts_are_enlarged(self):
        self.show()
        self.browser.evaluate("[...document.querySelectorAll('#table-1-seen-unseen button')].find(b => b.textContent === "
                              "'Enlarge').click()")
        view = "document.querySelector('dialog[open] svg').getAttribute('viewBox')"
        whole = self.browser.evaluate(view)
        spot = self.browser.evaluate("(() => { const r = document.querySelector('dialog svg').getBoundingClientRect(); "
                                     "return [r.x + r.width / 2, r.y + r.height / 2]; })()")
        self.browser.call("Input.dispatchMouseEvent", type="mouseWheel", x=spot[0], y=spot[1], deltaX=0, deltaY=-100)
        self.assertTrue(self.browser.until(f"{view} !== '{whole}'"))
        self.assertLess(float(self.browser.evaluate(view).split()[2]), float(whole.split()[2]))
        self.browser.press("0", ord("0"), "0")
        self.assertEqual(self.browser.evaluate(view), whole)
        self.browser.press("Escape", 27)
        self.assertTrue(self.browser.until("document.querySelector('dialog') === null"))
        self.assertEqual(self.browser.complaints(), [])


if __name__ == "__main__":
    unittest.main()
