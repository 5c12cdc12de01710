"""Tables of papers: the installed ones are those of the papers, plans of their runs, runs beside published figures."""
import csv
import json
import statistics
import unittest

from published import PUBLISHED, PUBLISHED_EXPERTS
from zeroth import SOURCE, Case, tiny_generative

TABLES = sorted(path.stem for path in (SOURCE / "pipelines/papers").glob("*.json"))
# Rows whose printed H is not that of their printed U and S.
MISPRINTED = {("CADA-VAE", "CUB"), ("TDCSS", "AWA1"), ("fExp, no distillation", "SUN")}


def table_named(name):
    """"DEDN Table 1" of "dedn-table1"."""
    method, _, table = name.partition("-table")
    return f"{method.upper()} Table {table}"


class PaperCase(Case):
    WARM = True

    def paper(self, name):
        return json.loads(self.zeroth("report", "--paper", name, "--json")[0])


class Installed(PaperCase):
    def test_all_are_listed(self):
        self.assertEqual(len(TABLES), 12)
        listed = json.loads(self.zeroth("report", "--paper", "--json")[0])
        self.assertEqual([one["name"] for one in listed], TABLES)
        self.assertEqual({one["paper"] for one in listed}, {"arXiv:2402.11424", "arXiv:2404.16348", "arXiv:2203.03137"})
        lines = self.zeroth("report", "--paper")[0].splitlines()
        self.assertEqual([line.split()[0] for line in lines], TABLES)
        self.assertIn("D3GZSL, table 1: generalised zero-shot learning", lines[0])

    def test_rows_of_pipelines_are_those_of_the_papers(self):
        found = set()
        for name in filter(lambda one: "-table" in one, TABLES):
            paper = self.paper(name)
            figures = {2: ("T1", "H") if name == "msdn-table2" else ("U", "S"), 3: ("U", "S", "H"),
                       4: ("T1", "U", "S", "H")}
            for cell in paper["cells"]:
                if not cell["pipelines"]:
                    continue
                key = (table_named(name), cell["row"], cell["data"].lower())
                expected = {**PUBLISHED, **PUBLISHED_EXPERTS}.get(key)
                if expected is None and (*key, "zsl") in PUBLISHED_EXPERTS:
                    expected = (*PUBLISHED_EXPERTS[*key, "zsl"], *PUBLISHED_EXPERTS[*key, "gzsl"])
                with self.subTest(table=name, row=cell["row"], data=cell["data"]):
                    self.assertEqual(cell["not_here"], "")
                    if expected is None:
                        continue
                    found.add(key)
                    printed = tuple(cell["published"][figure] for figure in figures[len(expected)])
                    self.assertEqual(printed, expected)
        printed = {key[:3] for key in (*PUBLISHED, *PUBLISHED_EXPERTS) if not key[0].startswith("f-CLSWGAN")}
        self.assertEqual(printed - found, set())

    def test_rows_that_other_tables_repeat(self):
        cells = {(cell["row"], cell["data"]): cell for cell in self.paper("dedn-table1")["cells"]}
        self.assertEqual(cells["f-CLSWGAN", "AWA2"]["published"], {"T1": 68.2, "U": 57.9, "S": 61.4, "H": 59.6})
        self.assertEqual(cells["f-CLSWGAN", "AWA2"]["pipelines"], ["f-clswgan/awa1"])
        self.assertIn("reached on AWA1", cells["f-CLSWGAN", "AWA2"]["told"])
        self.assertEqual(cells["MSDN", "SUN"]["pipelines"], ["msdn/sun-zsl", "msdn/sun-gzsl"])
        self.assertEqual(cells["MSDN", "SUN"]["published"], {"T1": 65.8, "U": 52.2, "S": 34.2, "H": 41.3})
        self.assertEqual(cells["CE-GZSL", "SUN"]["published"], {"T1": 63.3, "U": 48.8, "S": 38.6, "H": 43.1})
        shared = {(cell["row"], cell["data"]): cell["published"] for cell in self.paper("msdn-table1")["cells"]}
        both = set(shared) & set(cells)
        self.assertGreater(len(both), 30)
        for key in both:
            self.assertEqual(shared[key], cells[key]["published"], key)
        baseline = next(cell for cell in self.paper("d3gzsl-table4")["cells"] if cell["data"] == "CUB")
        self.assertEqual((baseline["row"], baseline["published"]["H"]), ("published baseline", 49.7))

    def test_h_is_that_of_u_and_s(self):
        checked = 0
        for name in TABLES:
            for cell in self.paper(name)["cells"]:
                figures = cell["published"]
                if not {"U", "S", "H"} <= set(figures) or (cell["row"], cell["data"]) in MISPRINTED:
                    continue
                u, s = figures["U"], figures["S"]
                self.assertAlmostEqual(figures["H"], 2 * u * s / (u + s), delta=0.11, msg=(name, cell))
                checked += 1
        self.assertGreater(checked, 150)

    def test_every_pipeline_is_installed_and_can_be_read(self):
        installed = {one["name"] for one in json.loads(self.zeroth("pipelines", "--json")[0])}
        self.environment.pop("ZEROTH_DATA", None)
        for one in json.loads(self.zeroth("report", "--paper", "--json")[0]):
            self.assertEqual(set(one["pipelines"]) - installed, set())
        out = self.zeroth("report", "--paper", "d3gzsl-table2")[0]
        self.assertRegex(out, r"(?m)^f-CLSWGAN IV-TS +AWA1 +67.4 +88.9 +two-stage/f-clswgan-awa1-iv-ts$")
        self.assertRegex(out, r"published by protocol paper-oracle")

    def test_what_runs_cannot_make(self):
        out = self.zeroth("report", "--paper", "dedn-table2")[0]
        self.assertRegex(out, r"CUB: head +CUB +112 +sizes of clusters are no figures of a run")
        err = self.zeroth("study", "new", "--paper", "dedn-table2", code=2)[1]
        self.assertIn('no run makes the table "dedn-table2"', err)

    def test_a_name_of_none(self):
        err = self.zeroth("report", "--paper", "d3gzsl-tabel1", code=66)[1]
        self.assertIn('no table of a paper "d3gzsl-tabel1"; did you mean "d3gzsl-table1"?', err)
        self.assertIn('no table of a paper "x"', self.zeroth("study", "new", "--paper", "x", code=66)[1])
        self.write("broken.json", {"zeroth_paper": 1, "title": 3})
        err = self.zeroth("study", "new", "--paper", "broken.json", code=78)[1]
        self.assertIn('error: "title" must be a text\n  where  broken.json:1:', err)


class Plans(PaperCase):
    def test_a_plan_of_a_table(self):
        out = self.zeroth("study", "new", "--paper", "d3gzsl-table1", "--seeds", "0..4", "--out", "plan.json")[0]
        self.assertIn("plan.json: 200 runs\n", out)
        self.assertIn("the published figures were made by paper-oracle", out)
        self.assertIn("--set evaluate.protocol=paper-oracle", out)
        plan = json.loads((self.folder / "plan.json").read_text())
        self.assertEqual(plan["seeds"], {"from": 0, "to": 4})
        self.assertEqual(len(plan["pipelines"]), 40)
        self.assertEqual(plan["pipelines"][:2], ["cycle-clswgan/awa1", "cycle-clswgan/cub"])
        self.environment["ZEROTH_DATA"] = "/nowhere"
        planned = json.loads(self.zeroth("study", "plan", "plan.json", "--rehearse", "0", "--json")[0])
        self.assertEqual(len(planned["runs"]), 200)
        self.assertEqual({run["seed"] for run in planned["runs"]}, {0, 1, 2, 3, 4})

    def test_two_tables_and_own_pipelines_count_each_once(self):
        out = self.zeroth("study", "new", "quickstart", "--paper", "d3gzsl-table3", "--paper", "d3gzsl-table4",
                          "--seeds", "1", "--set", "evaluate.protocol=paper-oracle")[0]
        self.assertNotIn("the published figures were made by", out)
        plan = json.loads((self.folder / "study.json").read_text())
        self.assertEqual(len(plan["pipelines"]), 1 + 8 + 6)
        self.assertEqual(plan["pipelines"][0], "quickstart")

    def test_pipelines_beside_a_table_of_ones_own(self):
        (self.folder / "mine").mkdir()
        self.write("mine/p.json", tiny_generative())
        self.write("mine/other.json", tiny_generative(name="other"))
        self.write("mine/table.json", own_table("p.json"))
        self.zeroth("study", "new", "--paper", "mine/table.json", "--seeds", "1")
        self.assertEqual(json.loads((self.folder / "study.json").read_text())["pipelines"],
                         ["mine/p.json", "mine/other.json"])
        self.write("mine/table.json", own_table("q.json"))
        err = self.zeroth("study", "new", "--paper", "mine/table.json", "--out", "other.json", code=66)[1]
        self.assertIn('no pipeline "q.json"', err)

    def test_a_study_of_nothing(self):
        err = self.zeroth("study", "new", code=2)[1]
        self.assertIn("a study needs pipelines", err)


def own_table(pipeline, **changes):
    return {"zeroth_paper": 1, "title": "Mine, table 1", "paper": "mine", "protocol": "paper-oracle",
            "figures": ["U", "H"], "data": ["A", "B"], "classes": {"A": [6, 3]},
            "rows": [{"row": "theirs", "not_here": "nobody wrote it", "published": {"A": [50.0, None]}},
                     {"row": "ours & more", "pipelines": {"A": pipeline, "B": "other.json"}, "told": {"A": "a word"}}],
            **changes}


class Tables(PaperCase):
    """Runs of a study beside the figures of a table."""

    def setUp(self):
        super().setUp()
        pipeline = tiny_generative(published={"H": 40.5, "table": "Mine Table 1", "row": "ours & more"})
        self.write("p.json", pipeline)
        other = tiny_generative(name="other")
        other["train"]["batch"] = 8
        self.write("other.json", other)
        self.write("table.json", own_table("p.json"))

    def study(self, *options, name="study.json"):
        self.zeroth("study", "new", "p.json", "--seeds", "1-2", "--out", name, *options)
        self.zeroth("study", "run", name, "--quiet")
        return name

    def report(self, *arguments):
        """(cells of the CSV by (row, data, source, figure), report.json, the whole folder)"""
        out = self.zeroth("report", *arguments, "--paper", "table.json", "--out", "out")[0]
        self.assertIn("tables/paper-table.md", out)
        folder = self.folder / "out"
        with open(folder / "tables/paper-table.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        return rows, json.loads((folder / "report.json").read_text()), folder

    def test_own_beside_published_each_with_its_protocol(self):
        study = self.study()
        rows, report, folder = self.report(study)
        cells = {(row["row"], row["data"], row["source"], row["figure"]): row for row in rows}
        self.assertEqual(cells["ours & more", "A", "published", "H"]["mean"], "40.5")
        self.assertEqual(cells["ours & more", "A", "published", "H"]["protocol"], "paper-oracle")
        own = cells["ours & more", "A", "own", "U"]
        results = self.folder.glob("study.runs/*/*/result.json")
        values = [json.loads(path.read_text())["metrics"]["U"] for path in results]
        self.assertAlmostEqual(float(own["mean"]), statistics.mean(values), places=9)
        self.assertAlmostEqual(float(own["deviation"]), statistics.stdev(values), places=9)
        self.assertEqual((own["n"], own["protocol"], own["same_protocol"]), ("2", "final-epoch", "no"))
        self.assertEqual(len(own["runs"].split()), 2)
        self.assertEqual(cells["ours & more", "B", "own", "H"]["note"], "not run")
        self.assertEqual(cells["theirs", "A", "published", "U"]["note"], "nobody wrote it")
        self.assertEqual(report["papers"][0]["paper"], "table")
        markdown = (folder / "tables/paper-table.md").read_text()
        self.assertIn("| ours \\& more | published | paper-oracle |", markdown)
        self.assertRegex(markdown, r"\| ours \\& more \| own \| final-epoch † \| 2 \| .* \| .* \| not run \|  \|")
        self.assertIn("† Another protocol than the published figures", markdown)
        self.assertIn("theirs: nobody wrote it.", markdown)
        latex = (folder / "tables/paper-table.tex").read_text()
        self.assertIn("ours \\& more & own & final-epoch \\dag{} & 2 &", latex)

    def test_the_protocol_of_the_paper_is_not_marked(self):
        rows, _, folder = self.report(self.study("--set", "evaluate.protocol=paper-oracle"))
        own = [row for row in rows if row["source"] == "own" and row["mean"]]
        self.assertEqual({row["same_protocol"] for row in own}, {"yes"})
        self.assertNotIn("†", (folder / "tables/paper-table.md").read_text())

    def test_what_was_changed_is_no_run_of_the_row(self):
        rows, _, folder = self.report(self.study("--set", "train.epochs=2"))
        cells = {(row["row"], row["data"], row["source"], row["figure"]): row for row in rows}
        self.assertEqual(cells["ours & more", "A", "own", "H"]["note"], "not run")
        self.assertEqual(cells["ours & more", "A", "own", "H"]["mean"], "")
        changed = cells["ours & more", "A", "changed", "H"]
        self.assertEqual(changed["note"], "changed: train.epochs 2, there 3")
        self.assertNotEqual(changed["mean"], "")
        markdown = (folder / "tables/paper-table.md").read_text()
        self.assertIn("| ours \\& more | changed (2) |", markdown)
        self.assertIn("(1) ours \\& more on A: a word. (2) changed: train.epochs 2, there 3.", markdown)

    def test_data_of_other_classes_are_told(self):
        self.write("table.json", own_table("p.json", classes={"A": [150, 50]}))
        rows, _, _ = self.report(self.study())
        changed, = [row for row in rows if row["source"] == "changed" and row["data"] == "A" and row["figure"] == "H"]
        self.assertEqual(changed["note"], "changed: data of 6 seen and 3 unseen classes, there 150 and 50")

    def test_a_run_of_no_row_is_named(self):
        self.run_json("p.json", "--set", "name=stranger", "--set", "train.epochs=1")
        run, = (self.folder / "runs").iterdir()
        _, report, folder = self.report(run)
        why = '"stranger" is the pipeline of no row'
        self.assertEqual(report["papers"][0]["unused"], [{"runs": [run.name], "why": why}])
        self.assertIn(f'Not in the table: {run.name}, since {why}.',
                      (folder / "tables/paper-table.md").read_text())


if __name__ == "__main__":
    unittest.main()
