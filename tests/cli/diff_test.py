"""`zeroth diff A B`: what differs between two runs, whether that explains their figures, and what it refuses."""
import json
import pathlib
import re
import shutil
import tempfile
import unittest

import numpy

from worlds import write_linear_world
from zeroth import Case, tiny_generative

FIGURES = ("U", "S", "H", "T1", "AUSUC")


def flat(text):
    return " ".join(text.split())


class Diff(Case):
    WARM = True

    @classmethod
    def setUpClass(cls):
        cls.shared = pathlib.Path(tempfile.mkdtemp(prefix="zeroth-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.shared, ignore_errors=True)
        cls.world = cls.shared / "world"
        cls.data = write_linear_world(cls.world)
        cls.made = {}  # runs by their pipeline: each is trained once, and every test has its copy

    def fresh_run_of(self, **changes):
        pipeline = tiny_generative(**{"name": "m", "data": self.data, **changes})
        return self.folder / self.run_json(self.write("p.json", pipeline), "--threads", "1")["run_dir"]

    def run_of(self, **changes):
        key = json.dumps(changes)
        if key not in self.made:
            run = self.fresh_run_of(**changes)
            self.made[key] = self.shared / "runs" / run.name
            shutil.copytree(run, self.made[key])
            return run
        copy = self.folder / "runs" / self.made[key].name
        if not copy.exists():
            shutil.copytree(self.made[key], copy)
        return copy

    def diff(self, first, second):
        return json.loads(self.zeroth("diff", first, second, "--json")[0])

    def text(self, first, second, columns=100):
        self.environment["COLUMNS"] = str(columns)
        return self.zeroth("diff", first, second)[0]

    def class_averages(self, run):
        """U and S of predictions.npy, by the tables of the data set."""
        table = numpy.load(run / "predictions.npy")
        classes = numpy.unique(table[:, 0])
        labels = numpy.load(self.world / "labels.npy")
        names = numpy.unique(labels)
        right = {c: (table[table[:, 0] == c][:, 1] == c).mean() for c in classes}
        unseen = [right[c] for c in classes if names[c] % 5 == 1]
        seen = [right[c] for c in classes if names[c] % 5 != 1]
        return 100 * numpy.mean(unseen), 100 * numpy.mean(seen)

    def test_only_the_seed(self):
        first, second = self.run_of(), self.run_of(seed=2)
        document = self.diff(first, second)
        self.assertEqual(document["verdict"]["kind"], "chance")
        self.assertEqual(document["settings"], [{"path": "seed", "first": 1, "second": 2, "role": "seed"}])
        self.assertTrue(document["data"]["same"])
        self.assertEqual((document["plugins"], document["environment"], document["warnings"]), ([], [], []))
        figures = document["figures"]
        self.assertEqual(figures["not_compared"], [])
        for side, run in (("first", first), ("second", second)):
            result = json.loads((run / "result.json").read_text())
            self.assertEqual(figures[side], result["metrics"])
        for figure in FIGURES:
            one = figures["difference"][figure]
            # The rows of the scores say the same as the figures of the run.
            self.assertAlmostEqual(one["value"], figures["second"][figure] - figures["first"][figure], 9, figure)
            self.assertLessEqual(one["low"], one["value"])
            self.assertGreaterEqual(one["high"], one["value"])
            self.assertEqual(one["p"] < 0.05, not one["low"] <= 0 <= one["high"])
            self.assertEqual(one["distinguishable"], one["adjusted_p"] < 0.05)
        # Holm's step-down, the slow way.
        by_p = sorted(FIGURES, key=lambda name: figures["difference"][name]["p"])
        adjusted = 0
        for rank, figure in enumerate(by_p):
            adjusted = max(adjusted, min(1, (len(FIGURES) - rank) * figures["difference"][figure]["p"]))
            self.assertAlmostEqual(figures["difference"][figure]["adjusted_p"], adjusted, 12)
        tables = [numpy.load(run / "predictions.npy") for run in (first, second)]
        self.assertEqual(figures["rows"], len(tables[0]))
        self.assertEqual(figures["same_predictions"], int((tables[0][:, 1] == tables[1][:, 1]).sum()))
        text = self.text(first, second)
        self.assertIn("\nchance: only the seed differs.", text)
        self.assertIn("data\n  the same: ", text)

    def test_shown_numbers_add_up(self):
        for seed in (2, 3):
            text = self.text(self.run_of(), self.run_of(seed=seed))
            rows = re.findall(r"(?m)^  (U|S|H|T1|AUSUC) +([\d.]+) +([\d.]+) +([-+]?[\d.]+)   \[([-+\d.]+), ([-+\d.]+)\]", text)
            self.assertEqual([row[0] for row in rows], list(FIGURES), text)
            for name, first, second, difference, low, high in rows:
                self.assertEqual(round(float(second) - float(first), 1), float(difference), (name, text))
                self.assertLessEqual(float(low), float(difference))
                self.assertGreaterEqual(float(high), float(difference))
            self.assertIn("all figures of the table together (Holm)", flat(text))

    def test_bundles(self):
        first, second = self.run_of(), self.run_of(seed=2)
        whole = self.diff(first, second)
        self.zeroth("bundle", first, "--out", "first.zip", "--quiet")
        self.zeroth("bundle", second, "--out", "second.zip", "--quiet")
        for pair in (("first.zip", second), (first, "second.zip"), ("first.zip", "second.zip")):
            document = self.diff(*pair)
            self.assertEqual(document["figures"], whole["figures"])
            self.assertEqual(document["verdict"], whole["verdict"])
            self.assertEqual([run["run"] for run in document["runs"]], [str(one) for one in pair])
        self.assertEqual(self.diff(first, "first.zip")["verdict"]["kind"], "identical")
        self.assertIn("A  first.zip: finished, seed 1", self.text("first.zip", second))
        (self.folder / "no.zip").write_text("no archive")
        self.zeroth("diff", "no.zip", second, code=65)

    def test_the_interval_is_that_of_class_averages(self):
        first, second = self.run_of(), self.run_of(seed=2)
        U, S = self.class_averages(first)
        figures = self.diff(first, second)["figures"]
        self.assertAlmostEqual(figures["first"]["U"], U, 9)
        self.assertAlmostEqual(figures["first"]["S"], S, 9)
        # A twin of the interval of S: class by class the variance of the paired differences of rows.
        tables = [numpy.load(run / "predictions.npy") for run in (first, second)]
        labels = tables[0][:, 0]
        difference = (tables[1][:, 1] == labels).astype(float) - (tables[0][:, 1] == labels)
        names = numpy.unique(numpy.load(self.world / "labels.npy"))
        seen = [c for c in numpy.unique(labels) if names[c] % 5 != 1]
        variance = sum(difference[labels == c].var(ddof=1) / (labels == c).sum() for c in seen) / len(seen) ** 2
        half = 100 * 1.959964 * variance ** 0.5
        one = figures["difference"]["S"]
        self.assertGreater(half, 0.5)
        self.assertAlmostEqual((one["high"] - one["low"]) / 2, half, delta=0.08 * half)

    def test_rows_say_what_the_figures_say(self):
        """Of recipes with a classifier of their own for unseen classes, an oracle gate, a threshold that was chosen."""
        def two_stage(seed, threshold, protocol):
            return {"name": "ts", "recipe": "two-stage", "synthesis": {"per_class": 20}, "seed": seed,
                    "train": {"epochs": 2, "batch": 64}, "gate": {"threshold": threshold}, "ood": {"use": "ood.energy"},
                    "classifier": {"params": {"epochs": 10}}, "evaluate": {"protocol": protocol},
                    "teacher": {"use": "teacher.mlp", "params": {"embedding": 16}}}
        for threshold, protocol in (("oracle", "final-epoch"), ("seen-quantile", "final-epoch"),
                                    ("seen-quantile", "validation")):
            with self.subTest(threshold=threshold, protocol=protocol):
                runs = [self.run_of(**two_stage(seed, threshold, protocol)) for seed in (1, 2)]
                figures = self.diff(*runs)["figures"]
                self.assertEqual(figures["not_compared"], [])
                for figure in FIGURES:
                    self.assertAlmostEqual(figures["difference"][figure]["value"],
                                           figures["second"][figure] - figures["first"][figure], 9, figure)

    def test_the_same_run_twice(self):
        first, second = self.run_of(), self.fresh_run_of()
        verdict = self.diff(first, second)["verdict"]
        self.assertEqual((verdict["kind"], verdict["causes"]), ("identical", []))
        renamed = self.folder / "runs" / "copy"
        shutil.copytree(first, renamed)
        self.assertEqual(self.diff(first, renamed)["verdict"]["kind"], "identical")
        out = self.text(first, second)
        self.assertIn("settings\n  the same\n", out)
        self.assertNotIn("distinguishable", out)
        self.assertTrue(out.endswith("identical: scores, model and metrics are the same to the last bit.\n"), out)

    def test_settings(self):
        first = self.run_of()
        second = self.run_of(synthesis={"per_class": 20}, train={"epochs": 2, "batch": 16})
        document = self.diff(first, second)
        self.assertEqual({one["path"]: (one["first"], one["second"]) for one in document["settings"]},
                         {"synthesis.per_class": (10, 20), "train.epochs": (3, 2)})
        self.assertEqual(document["verdict"]["kind"], "configuration")
        self.assertIn("configuration: 2 settings; everything else is the same.", document["verdict"]["text"])
        self.assertIn("runs of more seeds would tell", document["verdict"]["text"])
        both = self.diff(first, self.run_of(seed=3, synthesis={"per_class": 20}))
        self.assertEqual(both["verdict"]["kind"], "several")
        self.assertEqual([one["kind"] for one in both["verdict"]["causes"]], ["configuration", "chance"])
        other_generator = self.run_of(generator={"use": "generator.tf-vaegan", "params": {"hidden": 16, "critic_steps": 2}})
        only = [one for one in self.diff(first, other_generator)["settings"] if "first" not in one or "second" not in one]
        self.assertTrue(only)
        self.assertIn("(not there)", self.text(first, other_generator))

    def test_what_no_bit_depends_on(self):
        first = self.run_of()
        shutil.copytree(self.world, self.folder / "elsewhere")
        data = {"use": "data.npy", "params": {"root": str(self.folder / "elsewhere")}}
        second = self.fresh_run_of(name="other", data=data, checkpoint={"every": 2})
        document = self.diff(first, second)
        self.assertEqual(document["verdict"]["kind"], "identical", document["verdict"])
        self.assertEqual({one["role"] for one in document["settings"]}, {"idle", "data"})
        self.assertIn("the same data", self.text(first, second, 400))

    def test_other_data(self):
        first = self.run_of()
        other = self.folder / "world"
        shutil.copytree(self.world, other)
        features = numpy.load(other / "features.npy")
        numpy.save(other / "features.npy", features[:, ::-1])
        second = self.fresh_run_of(data={"use": "data.npy", "params": {"root": str(other)}})
        document = self.diff(first, second)
        self.assertFalse(document["data"]["same"])
        self.assertEqual(document["verdict"]["kind"], "data")
        self.assertEqual(document["figures"]["not_compared"], ["they were tested on other data"])
        self.assertNotIn("difference", document["figures"])
        self.assertIn("Not compared: they were tested on other data.", self.text(first, second))

    def test_another_environment(self):
        first = self.run_of()
        second = self.folder / "runs" / "moved"
        shutil.copytree(first, second)
        environment = json.loads((second / "env.json").read_text())
        environment["threads"] = 7
        environment["cuda"] = "none"
        (second / "env.json").write_text(json.dumps(environment))
        document = self.diff(first, second)
        self.assertEqual(document["verdict"]["kind"], "identical")
        self.assertIn("numerics (threads, cuda) shows in none of them", document["verdict"]["text"])
        again = self.run_of(seed=2)  # bits of its own, and told as if only the threads were others
        config = json.loads((again / "config.resolved.json").read_text())
        config["seed"] = 1
        (again / "config.resolved.json").write_text(json.dumps(config))
        unexplained = self.diff(first, again)
        self.assertEqual(unexplained["verdict"]["kind"], "unexplained")
        self.assertIn("config.resolved.json was changed since the run began", unexplained["warnings"][0])
        text = self.text(first, again)
        self.assertIn("\nUNEXPLAINED: ", text)
        self.assertIn("warning: ", text)
        there = json.loads((again / "env.json").read_text())
        there["threads"] = 7
        (again / "env.json").write_text(json.dumps(there))
        self.assertEqual(self.diff(first, again)["verdict"]["kind"], "numerics")
        for id, plugin in there["plugins"].items():
            if id.startswith("generator"):
                plugin["hash"] = "0" * 32
        there["threads"] = 1
        (again / "env.json").write_text(json.dumps(there))
        other = self.diff(first, again)
        self.assertEqual(other["verdict"]["kind"], "plugins")
        self.assertEqual(other["plugins"][0]["plugin"], "generator.f-clswgan")
        self.assertEqual(other["plugins"][0]["second"], "1.0.0 (hash 00000000)")

    def test_protocols_and_settings_are_not_alike(self):
        strict = self.run_of()
        oracle = self.run_of(evaluate={"protocol": "paper-oracle"})
        document = self.diff(oracle, strict)
        self.assertEqual(document["figures"]["not_compared"],
                         ["the protocols differ: paper-oracle and final-epoch; A chose its epoch on the test rows"])
        self.assertNotIn("difference", document["figures"])
        gap = document["figures"]["optimism_gap"]["H"]
        self.assertAlmostEqual(gap, document["figures"]["first"]["H"] - document["figures"]["second"]["H"])
        self.assertGreaterEqual(gap, 0)
        self.assertAlmostEqual(self.diff(strict, oracle)["figures"]["optimism_gap"]["H"], gap)
        self.assertIn("Only the protocol differs. Optimism gap, best on test minus strict: U ",
                      flat(self.text(oracle, strict)))
        transductive = self.run_of(seed=2)  # no recipe here can have read more: it says that it did
        config = json.loads((transductive / "config.resolved.json").read_text())
        config["problem"]["setting"] = "transductive"
        (transductive / "config.resolved.json").write_text(json.dumps(config))
        document = self.diff(strict, transductive)
        self.assertEqual(document["figures"]["not_compared"],
                         ["the settings of the problem differ: inductive and transductive; one of them reads more "
                          "than the other"])
        self.assertNotIn("optimism_gap", document["figures"])
        validation = self.run_of(evaluate={"protocol": "validation"})
        self.assertIn("figures of validation rows are no test figures",
                      self.diff(strict, validation)["figures"]["not_compared"][0])

    def test_other_classes(self):
        first = self.run_of()
        document = self.diff(first, self.run_of(evaluate={"protocol": "validation"}))
        self.assertEqual(document["figures"]["not_compared"][-1], "they were tested on other classes")

    def test_a_run_without_result(self):
        first = self.run_of()
        second = self.folder / "runs" / "stopped"
        shutil.copytree(first, second)
        (second / "result.json").unlink()
        document = self.diff(first, second)
        self.assertIsNone(document["figures"])
        self.assertEqual(document["verdict"]["kind"], "unfinished")
        self.assertIn("nothing differs that a result depends on", document["verdict"]["text"])
        (second / "env.json").unlink()
        self.assertIn("(not read yet)", self.text(first, second))
        pipeline = tiny_generative(name="m", data={"use": "data.npy", "params": {"root": "nowhere"}})
        self.zeroth("run", self.write("p.json", pipeline), "--quiet", "--run-dir", self.folder / "failed", code=66)
        failed = next((self.folder / "failed").iterdir())
        document = self.diff(first, failed)
        self.assertEqual(document["runs"][1]["state"], "failed")
        self.assertIn("so far they differ in data (1 setting of the reader)", document["verdict"]["text"])
        self.assertIn(": failed, seed 1", self.text(first, failed))

    def test_names_by_their_beginning(self):
        first, second = self.run_of(), self.run_of(seed=2)
        document = self.diff(first.name[-8:], second.name[-8:])
        self.assertEqual(document["verdict"]["kind"], "chance")

    def test_refusals(self):
        first, second = self.run_of(), self.run_of(seed=2)
        err = self.zeroth("diff", first, self.world, code=66)[1]
        self.assertEqual(err, f"error: this is not a run directory\n  where  {self.world}\n"
                              "  why    it has no config.resolved.json\n"
                              "  fix    give the directory that `zeroth run` printed\n")
        self.zeroth("diff", first, self.folder / "nothing", code=66)
        self.assertIn("second", self.zeroth("diff", first, code=2)[1])

        def refused(name, change, why):
            broken = self.folder / "runs" / "broken"
            shutil.copytree(second, broken)
            change(broken / name)
            err = self.zeroth("diff", first, broken, code=65)[1]
            self.assertIn(str(broken / name), err)
            self.assertIn(why, err)
            shutil.rmtree(broken)

        flip = lambda file: file.write_bytes(file.read_bytes()[:-3] + b"abc")
        refused("scores.safetensors", flip, "its checksum is another")
        refused("scores.safetensors", lambda file: file.unlink(), "the file is missing")
        refused("looks.jsonl", lambda file: file.write_text(file.read_text().replace('"H"', '"h"', 1)), "looks")
        refused("looks.jsonl", lambda file: file.write_text(""), "it holds no look that a result could be of")
        refused("config.resolved.json", lambda file: file.write_text("{"), "JSON")
        refused("env.json", lambda file: file.write_text("[]"), "")

    def test_it_changes_nothing(self):
        first, second = self.run_of(), self.run_of(seed=2)
        files = lambda run: {f: f.read_bytes() for f in sorted(run.rglob("*")) if f.is_file()}
        before = files(first), files(second)
        self.text(first, second)
        self.assertEqual((files(first), files(second)), before)

    def test_lines_fit(self):
        first = self.run_of()
        second = self.run_of(seed=2, synthesis={"per_class": 20}, evaluate={"protocol": "paper-oracle"})
        for columns in (60, 80, 100):
            for one in (self.text(first, second, columns), self.text(first, self.run_of(seed=2), columns)):
                own = [line for line in one.splitlines() if str(self.folder) not in line]
                self.assertLessEqual(max(map(len, own)), columns, one)


if __name__ == "__main__":
    unittest.main()
