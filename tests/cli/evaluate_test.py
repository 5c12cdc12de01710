"""`zeroth evaluate`: a model on test rows again, with another score, another calibration, other data; nothing trains."""
import json
import pathlib
import shutil
import unittest

import numpy

from worlds import write_linear_world
from zeroth import Case

TWO_STAGE = {"recipe": "two-stage", "synthesis": {"per_class": 5},
             "generator": {"use": "generator.f-clswgan", "params": {"hidden": 16, "classification_weight": 0}},
             "teacher": {"use": "teacher.mlp", "params": {"embedding": 16}}, "ood": {"use": "ood.energy"},
             "gate": {"threshold": "seen-quantile", "quantile": 0.1}}
FIGURES = ("U", "S", "H", "T1", "AUSUC")


class Evaluate(Case):
    WARM = True

    def setUp(self):
        super().setUp()
        self.data = write_linear_world(self.folder / "world")

    def run_of(self, **changes):
        pipeline = {"zeroth": 1, "name": "m", "data": self.data, "train": {"epochs": 1, "batch": 64}, **changes}
        result = self.run_json(self.write("p.json", pipeline))
        return self.folder / result["run_dir"], result

    def evaluated(self, model, *arguments):
        out, err = self.zeroth("evaluate", model, *arguments, "--json", "--quiet", "--threads", "1")
        return json.loads(out), err

    def assert_same(self, one, other):
        for figure in FIGURES:
            self.assertAlmostEqual(one[figure], other[figure], 9, figure)

    def test_the_figures_of_its_run(self):
        run, result = self.run_of(**TWO_STAGE)
        document, err = self.evaluated(run)
        self.assertEqual(err, "")
        self.assert_same(document["metrics"], result["metrics"])
        # A rank of which two rows differ in their last digit only: one of some hundred thousand pairs.
        self.assertAlmostEqual(document["gate"]["AUROC"], result["gate"]["AUROC"], places=2)
        self.assertTrue(document["data"]["own"])
        self.assertEqual(document["reported"], result["metrics"])

    def test_another_score_is_that_of_a_run_with_it(self):
        run, _ = self.run_of(**TWO_STAGE)
        for score in ("ood.msp", "ood.mahalanobis", "ood.knn"):
            with self.subTest(score):
                there = self.run_of(**{**TWO_STAGE, "ood": {"use": score}})[1]
                here, err = self.evaluated(run, "--set", f"ood.use={score}", "--calibration", "seen-quantile=0.1")
                self.assertEqual(err, "")
                self.assert_same(here["metrics"], there["metrics"])
                self.assertAlmostEqual(here["gate"]["AUROC"], there["gate"]["AUROC"], places=2)
                self.assertEqual(here["set"], [f"ood.use={score}"])
        self.assertIn("warning: the threshold is that of the score that the model was made with",
                      self.evaluated(run, "--set", "ood.use=ood.msp")[1])

    def test_calibrations(self):
        run, result = self.run_of(**TWO_STAGE)
        kept = self.evaluated(run, "--calibration", "seen-quantile=0.1")[0]  # the run's own rule
        self.assertAlmostEqual(kept["calibration"]["gamma"], 0, 6)
        self.assert_same(kept["metrics"], result["metrics"])
        best = self.evaluated(run, "--calibration", "best")[0]
        self.assertGreaterEqual(best["metrics"]["H"], kept["metrics"]["H"])
        again = self.evaluated(run, "--calibration", str(best["calibration"]["gamma"] + 1e-9))[0]
        self.assertAlmostEqual(again["metrics"]["H"], best["metrics"]["H"], 6)
        everything_unseen = self.evaluated(run, "--calibration", "1e6")[0]["metrics"]
        self.assertEqual(everything_unseen["S"], 0)
        self.assertAlmostEqual(everything_unseen["U"], everything_unseen["T1"])
        out = self.zeroth("evaluate", run, "--calibration", "best", "--quiet")[0]
        self.assertIn("which nobody can know before", " ".join(out.split()))

    def test_every_look_is_recorded(self):
        run, _ = self.run_of(**TWO_STAGE)
        for number in (1, 2):
            looks = self.evaluated(run)[0]["looks"]
            self.assertEqual(looks, {"at_these_rows": number, "of_its_run": 1})
        self.assertIn("This is evaluation 3 of this model on these rows, after 1 look of its run.",
                      " ".join(self.zeroth("evaluate", run, "--quiet")[0].split()))
        log = run / "evaluations.jsonl"
        lines = log.read_text().splitlines()
        self.assertEqual([json.loads(line)["number"] for line in lines], [1, 2, 3])
        log.write_text("\n".join([lines[0], lines[2]]) + "\n")
        err = self.zeroth("evaluate", run, "--quiet", code=65)[1]
        self.assertIn("error: the record of evaluations was changed\n", err)
        self.assertIn("record 2 does not follow from those before it", err)
        log.write_text("\n".join(lines) + "\n" + lines[0][:40])  # killed while it wrote
        self.assertEqual(self.evaluated(run)[0]["looks"]["at_these_rows"], 4)
        self.zeroth("run", "--resume", run, "--quiet")  # a run does not mind

    def test_other_data(self):
        run, result = self.run_of(**TWO_STAGE)
        model = self.folder / "model"
        model.mkdir()
        for name in ("model.json", "model.safetensors"):
            shutil.copy(run / name, model)
        other = self.folder / "other"
        shutil.copytree(self.folder / "world", other)
        features = numpy.load(other / "features.npy")
        tested = numpy.concatenate([numpy.load(other / f"{name}.npy") for name in ("test_seen", "test_unseen")])
        features[tested] = features[tested][:, ::-1]
        numpy.save(other / "features.npy", features)
        document, err = self.evaluated(model, "--data", other)
        self.assertIn("has no names of classes: those of the same number, counted from 0, are taken for the same class",
                      " ".join(err.split()))
        self.assertEqual((document["data"]["own"], document["data"]["classes_by"]), (False, "numbers"))
        self.assertNotIn("reported", document)
        self.assertEqual(document["looks"], {"at_these_rows": 1, "of_its_run": 0})
        self.assertNotEqual(document["metrics"], result["metrics"])
        same = self.evaluated(model, "--data", self.folder / "world")[0]
        self.assert_same(same["metrics"], result["metrics"])
        numpy.save(other / "features.npy", features[:, :-1])
        err = self.zeroth("evaluate", model, "--data", other, code=65)[1]
        self.assertIn(f"error: the model reads rows of {features.shape[1]} numbers\n", err)
        self.assertIn(f"why    the data set has rows of {features.shape[1] - 1}\n", err)

    def test_refusals(self):
        run, _ = self.run_of(**TWO_STAGE)
        refuse = lambda *arguments, code: self.zeroth("evaluate", run, *arguments, code=code)[1]
        self.assertEqual(refuse("--set", "train.epochs=4", code=2),
                         "error: the block train says how a model is made\n  where  --set\n"
                         "  why    evaluate trains nothing\n  fix    set what a model reads when it predicts, such as "
                         "ood or inference; its threshold is moved by --calibration\n")
        self.assertIn("error: the block gate says how a model is made\n", refuse("--set", "gate.quantile=0.2", code=2))
        self.assertEqual(refuse("--calibration", "some", code=2),
                         'error: no calibration "some"\n  where  --calibration\n  why    it is no rule, and no number\n'
                         "  fix    none, best, seen-quantile=0.05 or a number, such as 0.3\n")
        self.assertIn("why    a share lies between 0 and 1\n", refuse("--calibration", "seen-quantile=2", code=2))
        self.assertEqual(refuse("--data", self.folder, code=66),
                         f"error: no data reader recognises these files\n  where  {self.folder}\n"
                         "  fix    give the folder or file of a data set; in the place of --data `zeroth evaluate` takes a "
                         "reader by --set data.use=... --set data.params....\n")
        self.assertIn('no plugin "ood.nothing"', refuse("--set", "ood.use=ood.nothing", code=69))
        self.assertIn("error: there is no model\n", self.zeroth("evaluate", self.folder, code=66)[1])
        self.assertFalse((run / "evaluations.jsonl").exists())


if __name__ == "__main__":
    unittest.main()
