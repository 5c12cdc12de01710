"""Every golden case whose component exists, through the plugins as loaded."""
import json
import unittest

from zeroth import Case, SOURCE

COMPONENTS = sorted(
    [f"ood.{name}" for name in ("energy", "entropy", "gen", "gradnorm", "kl-uniform", "knn", "log-msp",
                                "mahalanobis", "max-logit", "msp", "odin", "react", "vim")]
    + [f"expert.{name}" for name in ("apn", "cexp", "dan", "dazle", "fexp", "msdn-av", "msdn-va")]
    + [f"loss.{name}" for name in ("alignment", "attribute-cross-entropy", "attribute-decorrelation",
                                   "attribute-regression", "batch-embedding", "batch-ood", "class-contrastive",
                                   "compactness", "cross-entropy", "decoupled-distillation", "expert-distillation",
                                   "feature-reconstruction", "gradient-penalty", "logit-adjusted-cross-entropy",
                                   "logit-distillation", "margin-aware", "relational-distillation",
                                   "self-calibration", "semantic-reconstruction", "supervised-contrastive",
                                   "vae-kl")]
    + [f"metric.{name}" for name in ("ausuc", "calibrated-stacking", "czsl", "gzsl", "ood")]
    + ["d3gzsl.ood-label", "d3gzsl.ood-embedding", "data.minmax", "data.l2regions", "data.l2rows",
       "dedn.predict", "msdn.predict", "cegzsl.comparator",
       "cegzsl.embedding", "ddgan.forward-pair", "ddgan.posterior", "ddgan.schedule", "tfvaegan.feedback",
       "cycle-clswgan.cycle", "lisgan.souls", "lisgan.soul-losses", "f-vaegan-d2.losses", "cada-vae.losses",
       "cada-vae.alignment", "cada-vae.divergence", "cada-vae.warm-up", "izf.flow", "izf.losses", "izf.discrepancy", "free.samc",
       "free.refinement"])


class Golden(Case):
    def test_every_case(self):
        files = [SOURCE / "tests/golden" / f"{component}.json" for component in COMPONENTS]
        report = json.loads(self.zeroth("check-cases", *files, "--json")[0])
        self.assertEqual(report["failed"], 0)
        expected = sum(len(json.loads(file.read_text())["cases"]) for file in files)
        self.assertEqual(len(report["cases"]), expected)
        for case in report["cases"]:
            self.assertLessEqual({"component", "name", "ok", "max_error"}, set(case))

    def test_every_case_on_another_device(self):
        files = [SOURCE / "tests/golden" / f"{component}.json" for component in COMPONENTS]
        report = json.loads(self.zeroth("check-cases", *files, "--device", "simulated", "--json")[0])
        self.assertEqual([case for case in report["cases"] if not case["ok"]], [])
        self.assertIn('unknown device "gpu"', self.zeroth("check-cases", files[0], "--device", "gpu", code=78)[1])

    def test_a_wrong_number_is_found(self):
        path = SOURCE / "tests/golden/ood.energy.json"
        document = json.loads(path.read_text())
        document["cases"] = document["cases"][:1]
        document["cases"][0]["outputs"]["score"]["data"][0] += 1e-6
        wrong = self.write("wrong.json", document)
        report = json.loads(self.zeroth("check-cases", wrong, "--json", code=1)[0])
        self.assertEqual(report["failed"], 1)
        self.assertAlmostEqual(report["cases"][0]["max_error"], 1e-6, places=9)

    def test_a_wrong_gradient_is_found(self):
        document = json.loads((SOURCE / "tests/golden/loss.cross-entropy.json").read_text())
        document["cases"] = document["cases"][:1]
        document["cases"][0]["outputs"]["grad.logits"]["data"][0] += 1e-6
        self.zeroth("check-cases", self.write("wrong.json", document), code=1)

    def test_files_that_are_no_cases(self):
        self.assertIn("cannot open the case file", self.zeroth("check-cases", "absent.json", code=66)[1])
        self.assertIn("this is not a file of golden cases",
                      self.zeroth("check-cases", self.write("x.json", "{}"), code=65)[1])

    def test_a_component_that_is_not_installed_fails(self):
        document = {"component": "ood.nothing", "cases": [
            {"name": "a", "outputs": {}, "rtol": 1e-9, "atol": 1e-9}]}
        report = json.loads(self.zeroth("check-cases", self.write("x.json", document), "--json", code=1)[0])
        self.assertEqual(report["cases"][0]["why"], "no such component is installed")


if __name__ == "__main__":
    unittest.main()
