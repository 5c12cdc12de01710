"""zeroth report: runs side by side, over seeds; what may not be compared, and what is no run."""
import csv
import io
import json
import os
import pathlib
import shutil
import statistics
import tempfile
import time
import unittest

from zeroth import Case, tiny_generative

KEPT = {}  # run directories by what they were made with: tests only read them, or copies


class ReportCase(Case):
    WARM = True

    def made(self, name="tiny", epochs=1, seed=1, protocol="final-epoch", world=0):
        """A finished run in the test's own folder `runs`."""
        key = (name, epochs, seed, protocol, world)
        if key not in KEPT:
            document = tiny_generative(name=name, evaluate={"protocol": protocol})
            document["train"]["epochs"] = epochs
            document["data"]["params"]["seed"] = world
            # Figures that are not all 0, so that there is something to tell apart.
            document["data"]["params"].update(noise=0.1, test_per_class=12)
            document["generator"]["params"]["classifier_epochs"] = 20
            document["classifier"]["params"]["epochs"] = 30
            out, _ = self.zeroth("run", self.write("p.json", document), "--seed", seed, "--quiet", "--json",
                                 "--run-dir", self.folder / "made")
            KEPT[key] = self.keep(json.loads(out)["run_dir"])
        target = self.folder / "runs" / KEPT[key].name
        target.parent.mkdir(exist_ok=True)
        if not target.exists():
            shutil.copytree(KEPT[key], target)
        return target

    def keep(self, run):
        self.kept.mkdir(exist_ok=True)
        place = self.kept / f"{len(KEPT)}-{os.path.basename(run)}"
        shutil.move(run, place)
        return place

    @classmethod
    def setUpClass(cls):
        cls.kept = pathlib.Path(tempfile.mkdtemp(prefix="zeroth-kept-"))
        cls.addClassCleanup(shutil.rmtree, cls.kept, ignore_errors=True)
        cls.addClassCleanup(KEPT.clear)

    def report(self, *arguments, code=0, out="report"):
        """(stdout, stderr)"""
        return self.zeroth("report", *arguments, "--out", self.folder / out, "--quiet", "--map", "none", code=code)

    def document(self, *arguments, **options):
        return json.loads(self.report(*arguments, "--json", **options)[0])

    def settings(self, document):
        return {one["label"]: one for group in document["groups"] for one in group["settings"]}

    def result(self, run):
        return json.loads((run / "result.json").read_text())

    def file(self, name, out="report"):
        return (self.folder / out / name).read_text()


class Report(ReportCase):
    def test_seeds_are_a_row_and_settings_a_table(self):
        runs = [self.made(epochs=epochs, seed=seed) for epochs in (1, 3) for seed in (1, 2, 3)]
        out, err = self.report(self.folder / "runs")
        self.assertEqual(err, "")
        self.assertRegex(out, r"^synthetic, final-epoch, inductive\n\npipeline +train\.epochs +n +U ")
        self.assertRegex(out, r"\ntiny +1 +3 ")
        self.assertIn("tiny, train.epochs 1", out)
        self.assertTrue(out.endswith(f"\n6 runs: {self.folder}/report/index.html\n"), out)
        document = json.loads(self.file("report.json"))
        for epochs in (1, 3):
            one = self.settings(document)[f"tiny, train.epochs {epochs}"]
            self.assertEqual((one["n"], one["values"]), (3, {"train.epochs": str(epochs)}))
            values = [self.result(run)["metrics"] for run in runs[:3] if epochs == 1] or \
                     [self.result(run)["metrics"] for run in runs[3:]]
            for figure in ("U", "S", "H", "T1", "AUSUC"):
                told, own = one["figures"][figure], [value[figure] for value in values]
                self.assertAlmostEqual(told["mean"], statistics.mean(own), 9)
                self.assertAlmostEqual(told["deviation"], statistics.stdev(own), 9)
                self.assertLessEqual(told["low"], told["mean"])
                self.assertGreaterEqual(told["high"], told["mean"])
        group, = document["groups"]
        pair, = group["pairs"]
        self.assertTrue(pair["paired_by_seed"])
        self.assertEqual(pair["figures"]["H"]["adjusted_p"], pair["figures"]["H"]["p"])  # one pair

    def test_the_files(self):
        for seed in (1, 2):
            self.made(seed=seed)
            self.made(epochs=3, seed=seed)
        self.report(self.folder / "runs")
        files = {str(path.relative_to(self.folder / "report")) for path in (self.folder / "report").rglob("*")
                 if path.is_file()}
        self.assertLessEqual({"index.html", "report.json", "references.bib", "tables/table.md", "tables/table.tex",
                              "tables/table.csv", "tables/runs.csv", "tables/differences.md", "tables/differences.tex",
                              "tables/differences.csv"}, files)
        self.assertEqual(sorted(files - {"report.json"}), sorted(json.loads(self.file("report.json"))["files"]))
        latex = self.file("tables/table.tex")
        self.assertIn("\\usepackage{booktabs}", latex)
        self.assertRegex(latex, r"\\caption\{[^\n]*protocol final-epoch [^\n]*n = 2 seeds")
        self.assertRegex(latex, r"\\textbf\{\d+\.\d \$\\pm\$ \d+\.\d\}")
        self.assertEqual(latex.count("{"), latex.count("}"))
        rows = list(csv.DictReader(io.StringIO(self.file("tables/table.csv"))))
        one = self.settings(json.loads(self.file("report.json")))[rows[0]["label"]]
        self.assertEqual(float(rows[0]["H"]), one["figures"]["H"]["mean"])
        self.assertEqual(float(rows[0]["H low"]), one["figures"]["H"]["low"])
        runs = list(csv.DictReader(io.StringIO(self.file("tables/runs.csv"))))
        self.assertEqual(len(runs), 4)
        self.assertEqual(float(runs[0]["H"]), self.result(self.folder / runs[0]["run"])["metrics"]["H"])
        self.assertIn("@misc{arXiv:1712.00981", self.file("references.bib"))
        header, _, *lines = [line for line in self.file("tables/table.md").splitlines() if line.startswith("|")]
        self.assertEqual({line.count("|") for line in lines}, {header.count("|")})

    def test_the_same_runs_make_the_same_numbers_wherever_they_are_found(self):
        runs = [self.made(seed=seed) for seed in (1, 2)]
        whole = self.document(self.folder / "runs")
        self.assertEqual(self.document(*reversed(runs))["groups"], whole["groups"])
        for run in runs:  # by name, from the folder above
            self.assertTrue(run.name in {one["run"] for one in whole["groups"][0]["settings"][0]["runs"]})
        named = self.document(*[run.name for run in runs])
        self.assertEqual(named["groups"][0]["settings"][0]["figures"], whole["groups"][0]["settings"][0]["figures"])

    def test_one_seed_is_said_to_be_one(self):
        self.made()
        self.made(epochs=3)
        self.report(self.folder / "runs")
        self.assertIn("one seed each", self.file("tables/table.md"))
        sentence, = json.loads(self.file("report.json"))["groups"][0]["sentences"]
        self.assertRegex(sentence, "with one seed each|other seeds may say otherwise")
        for one in self.settings(json.loads(self.file("report.json"))).values():
            self.assertIsNone(one["figures"]["H"]["deviation"])

    def test_a_study_and_its_plan(self):
        self.write("p.json", tiny_generative())
        plan = self.write("study.json", {"zeroth_study": 1, "pipelines": ["p.json"], "seeds": [1, 2],
                                         "grid": {"train.epochs": [1, 2]}})
        self.zeroth("study", "run", plan, "--index", "1", "--quiet")
        self.zeroth("study", "run", plan, "--index", "2", "--quiet")
        whole = self.document(plan)
        self.assertEqual((whole["runs"], whole["left_out"]), (2, []))
        self.assertEqual(self.document(self.folder / "study.runs")["groups"], whole["groups"])
        self.zeroth("study", "run", plan, "--quiet")
        self.assertEqual([one["n"] for one in self.settings(self.document(plan)).values()], [2, 2])
        self.write("other.json", {"zeroth_study": 1, "pipelines": ["p.json"], "seeds": [1]})
        _, err = self.report("other.json", code=66)
        self.assertIn("other.runs is not there: none of its runs was begun", err)

    def test_a_baseline_and_a_difference(self):
        for seed in (1, 2):
            self.made(seed=seed)
            self.made(epochs=3, seed=seed)
        document = self.document(self.folder / "runs", "--baseline", "train.epochs 1", "--difference", "30")
        group, = document["groups"]
        self.assertEqual(group["baseline"], "tiny, train.epochs 1")
        self.assertTrue(group["sentences"][0].startswith("tiny, train.epochs 3 against tiny, train.epochs 1: "))
        _, err = self.report(self.folder / "runs", "--baseline", "nothing like it", code=2)
        self.assertEqual(err, 'error: no setting "nothing like it"\n  where  --baseline\n'
                              "  why    tiny, train.epochs 1\n         tiny, train.epochs 3\n"
                              "  fix    write one of these\n")
        _, err = self.report(self.folder / "runs", "--baseline", "tiny", code=2)
        self.assertIn('error: 2 settings fit "tiny"\n', err)
        for size in ("-1", "0", "1e300", "1e-300", "nan", "inf"):
            _, err = self.report(self.folder / "runs", "--difference", size, code=2)
            self.assertIn("--difference", err)

    def test_protocols_stand_apart_and_their_gap_is_told(self):
        for seed in (1, 2):
            self.made(epochs=3, seed=seed)
            self.made(epochs=3, seed=seed, protocol="paper-oracle")
        document = self.document(self.folder / "runs")
        self.assertEqual(sorted(group["protocol"] for group in document["groups"]), ["final-epoch", "paper-oracle"])
        self.assertEqual([len(group["settings"]) for group in document["groups"]], [1, 1])
        gap, = document["optimism"]
        means = {group["protocol"]: group["settings"][0]["figures"]["H"]["mean"] for group in document["groups"]}
        self.assertAlmostEqual(gap["gaps"]["H"]["mean"], means["paper-oracle"] - means["final-epoch"], 9)
        self.assertIn("epochs were chosen on the test rows", " ".join(document["notes"]))
        self.assertIn("paper-oracle", self.file("tables/optimism.md"))
        looks = {group["protocol"]: group["settings"][0]["test_looks"] for group in document["groups"]}
        self.assertEqual(looks, {"final-epoch": [1, 1], "paper-oracle": [3, 3]})

    def test_other_data_of_one_name_stand_apart(self):
        self.made()
        self.made(world=1)
        document = self.document(self.folder / "runs")
        self.assertEqual(len(document["groups"]), 2)
        self.assertEqual(len({group["data"] for group in document["groups"]}), 2)
        self.assertEqual([group["pairs"] for group in document["groups"]], [[], []])


class BadInput(ReportCase):
    def left_out(self, *arguments):
        document = self.document(*arguments)
        return document["runs"], {os.path.basename(one["path"]): one["why"] for one in document["left_out"]}

    def test_runs_that_are_none_are_named_and_left_out(self):
        good = self.made()
        broken, cut, foreign = (self.folder / "runs" / name for name in ("broken", "cut", "foreign"))
        for copy in (broken, cut):
            shutil.copytree(good, copy)
        scores = bytearray((broken / "scores.safetensors").read_bytes())
        scores[-1] ^= 1
        (broken / "scores.safetensors").write_bytes(scores)
        (cut / "result.json").unlink()
        foreign.mkdir()
        (foreign / "results.txt").write_text("H 99.9")
        out, err = self.report(self.folder / "runs", "runs/gone")
        self.assertIn("1 run, 4 left out: ", out)
        self.assertIn(f"left out: {broken}: it is damaged: scores.safetensors: its checksum is another", err)
        self.assertIn(f"left out: {cut}: it is damaged: it has no result.json", err)
        self.assertIn(f"left out: {foreign}: there is no run in it", err)
        self.assertIn("left out: runs/gone: it is not there", err)
        self.assertEqual(len(json.loads(self.file("report.json"))["left_out"]), 4)

    def test_a_changed_figure_is_damage(self):
        run = self.made()
        result = self.result(run)
        result["metrics"]["H"] = 99.9
        (run / "result.json").write_text(json.dumps(result))
        _, err = self.report(run, code=65)
        self.assertEqual(err, f"error: the run cannot be in a report\n  where  zeroth report\n  why    {run}: it is damaged: "
                              "result.json: it tells other figures than the look it is of\n"
                              "  fix    name finished runs: `zeroth runs` says what has become of each\n",
                         err)

    def test_documents_of_another_form(self):
        good = self.made()
        for name, content in {"env.json": "[]", "status.json": "{}", "looks.jsonl": "\n", "config.resolved.json": "{\"a\":",
                              "result.json": "[1]", "scores.safetensors": ""}.items():
            copy = self.folder / "bad" / f"in-{name}"
            shutil.copytree(good, copy)
            (copy / name).write_text(content)
        runs, left_out = self.left_out(good, self.folder / "bad")
        self.assertEqual((runs, len(left_out)), (1, 6))
        for why in left_out.values():
            self.assertTrue(why.startswith("it is damaged: "), why)

    def test_runs_that_have_not_finished(self):
        good = self.made()
        document = tiny_generative(name="long")
        document["train"]["epochs"] = 1_000_000
        process = self.start("run", self.write("long.json", document), "--run-dir", self.folder / "runs", "--quiet")
        deadline = time.monotonic() + 60
        while not list(self.folder.glob("runs/*-long-*/metrics.jsonl")) and time.monotonic() < deadline:
            time.sleep(0.05)
        runs, left_out = self.left_out(self.folder / "runs")
        process.terminate()
        process.communicate()
        (name, why), = left_out.items()
        self.assertEqual((runs, "-long-" in name), (1, True))
        self.assertRegex(why, r"^it is running \(process \d+ on .*\)$")
        self.assertRegex(self.left_out(good, name)[1][name], "^it was interrupted")

    def test_nothing_that_could_be_reported(self):
        _, err = self.report(self.folder / "nowhere", code=66)
        self.assertIn("error: the run cannot be in a report\n", err)
        self.assertIn("nowhere: it is not there", err)
        (self.folder / "empty").mkdir()
        _, err = self.report(self.folder / "empty", self.folder / "nowhere", code=66)
        self.assertIn("error: none of 2 can be in a report\n", err)
        self.assertFalse((self.folder / "report").exists())
        self.assertEqual(list(self.folder.glob(".zeroth-new-*")), [])

    def test_the_same_run_twice_counts_once(self):
        run = self.made()
        (self.folder / "link").symlink_to(run)
        document = self.document(run, run, self.folder / "link", self.folder / "runs")
        self.assertEqual(document["runs"], 1)
        self.assertEqual("3 names of runs that are named already: each run counts once", document["notes"][0])

    def test_the_same_seed_twice_counts_once(self):
        run = self.made()
        self.zeroth("rerun", run, "--out", self.folder / "again", "--quiet")
        document = self.document(self.folder / "again", run)
        self.assertEqual(document["runs"], 1)
        note, = [one for one in document["notes"] if "seed 1" in one]
        self.assertIn("with the same bits", note)
        self.assertIn(f"{run}, which began first, counts", note)

    def test_a_report_replaces_a_report_and_nothing_else(self):
        run = self.made()
        self.report(run)
        self.report(run)
        (self.folder / "report" / "notes.txt").write_text("mine")
        _, err = self.report(run, code=73)
        self.assertEqual(err, f"error: there is something already\n  where  {self.folder}/report\n"
                              "  why    notes.txt in it is of no report\n"
                              "  fix    give another place with --out, or remove it\n")
        self.assertEqual(self.file("notes.txt"), "mine")
        self.write("file", "mine")
        for there in ("runs", "file"):
            before = sorted(self.folder.rglob("*"))
            _, err = self.report(run, code=73, out=there)
            self.assertIn("  why    it is no earlier report\n", err)
            self.assertEqual(sorted(self.folder.rglob("*")), before)
        _, err = self.report(run, code=73, out="no/such/folder")
        self.assertIn("  why    its folder does not exist\n", err)

    def test_a_report_among_the_runs_is_no_run(self):
        self.made()
        self.report(self.folder / "runs", out="runs/report")
        document = self.document(self.folder / "runs", out="runs/report")
        self.assertEqual((document["runs"], document["left_out"]), (1, []))

    def test_names_are_texts(self):
        name = "a_b & 100% <b>|*#{}"
        self.made(name=name)
        self.report(self.folder / "runs")
        self.assertIn("a\\_b \\& 100\\% \\textless{}b\\textgreater{}", self.file("tables/table.tex"))
        self.assertIn("a\\_b \\& 100% \\<b>\\|\\*\\#{}", self.file("tables/table.md"))
        self.assertNotIn("<b>", self.file("index.html"))
        row, = csv.DictReader(io.StringIO(self.file("tables/table.csv")))
        self.assertEqual(row["pipeline"], name)


if __name__ == "__main__":
    unittest.main()
