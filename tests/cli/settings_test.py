"""What a problem hands to training: inductive, transductive, few-shot."""
import json
import unittest

from zeroth import Case, SOURCE

PIPELINE = {
    "zeroth": 1, "name": "setting", "recipe": "generative",
    "data": {"use": "data.synthetic"},
    "generator": {"use": "generator.f-clswgan", "params": {"hidden": 16, "classification_weight": 0}},
    "synthesis": {"per_class": 5}, "train": {"epochs": 1, "batch": 64},
    "classifier": {"use": "classifier.nearest-prototype"},
    "published": {"H": 50.0, "table": "table 1", "row": "mine"},
}


class Settings(Case):
    WARM = True

    def result(self, *arguments, **changes):
        pipeline = self.write("p.json", json.dumps({**PIPELINE, **changes}))
        return json.loads(self.zeroth("run", pipeline, "--json", "--quiet", *arguments)[0])

    def rows(self, result):
        predictions = self.folder / result["run_dir"] / "predictions.npy"
        return (predictions.stat().st_size - 128) // 16

    def test_shots_help_and_are_not_tested(self):
        plain = self.result()
        few = self.result(problem={"setting": "few-shot", "shots": 5})
        self.assertEqual((plain["setting"], few["setting"]), ("inductive", "few-shot, 5"))
        self.assertEqual(self.rows(plain) - self.rows(few), 5 * 10)
        self.assertGreater(few["metrics"]["T1"], plain["metrics"]["T1"] + 20)

    def test_two_stages_read_shots_too(self):
        changes = {"recipe": "two-stage", "teacher": {"use": "teacher.mlp", "params": {"embedding": 16}},
                   "ood": {"use": "ood.energy"}, "gate": {"threshold": "seen-quantile"},
                   "problem": {"setting": "few-shot", "shots": 5}}
        few = self.result(**changes)
        plain = self.result(**{**changes, "problem": {}})
        self.assertGreater(few["metrics"]["T1"], plain["metrics"]["T1"] + 20)

    def test_only_figures_of_the_same_setting_stand_beside(self):
        few = {"setting": "few-shot", "shots": 2}
        self.assertIn("published", self.result())
        self.assertNotIn("published", self.result(problem=few))
        same = {**PIPELINE["published"], "setting": "few-shot, 2"}
        self.assertIn("published", self.result(problem=few, published=same))
        pipeline = self.write("p.json", json.dumps({**PIPELINE, "problem": few}))
        text = " ".join(self.zeroth("run", pipeline, "--quiet")[0].split())
        self.assertIn("Training had some labelled images of unseen classes too, which are not tested (setting: few-shot, "
                      "2). Only figures of the same setting compare with these.", text)

    def test_validation_has_the_setting_too(self):
        for protocol in ("validation", "strict-val"):
            with self.subTest(protocol=protocol):
                result = self.result(problem={"setting": "few-shot", "shots": 5}, evaluate={"protocol": protocol})
                self.assertEqual(result["setting"], "few-shot, 5")

    def test_a_recipe_that_does_not_read_them_is_refused(self):
        pipeline = self.write("p.json", json.dumps({**PIPELINE, "problem": {"setting": "transductive"}}))
        _, err = self.zeroth("validate", pipeline, code=78)
        self.assertRegex(err, "^error: recipe generative cannot use a transductive problem\n"
                              rf"  where  {pipeline}:1:\d+  /problem/setting\n"
                              "  why    it declares no input \"unlabelled\"\n         no installed recipe does\n$")
        _, err = self.zeroth("validate", SOURCE / "pipelines/quickstart.json", "--set", "problem.setting=few-shot", code=78)
        self.assertIn("error: recipe d3gzsl cannot use a few-shot problem\n", err)
        self.assertIn("these do: generative, two-stage\n", err)

    def test_too_few_rows(self):
        pipeline = self.write("p.json", json.dumps({**PIPELINE, "problem": {"setting": "few-shot", "shots": 99}}))
        _, err = self.zeroth("run", pipeline, "--quiet", code=65)
        self.assertRegex(err, r"error: there is no few-shot problem in these data\n  where  /problem\n  why    the unseen class "
                              r"\d+ \(from 0\) has 20 test rows; 99 of them as shots leave none to test\n")

    def test_a_rehearsal_has_them(self):
        pipeline = self.write("p.json", json.dumps({**PIPELINE, "problem": {"setting": "few-shot"}}))
        self.assertIn("training\n", self.zeroth("run", pipeline, "--dry-run")[0])


if __name__ == "__main__":
    unittest.main()
