"""A plugin that was built with an earlier SDK loads, passes the kit and trains to the same bits."""
import json
import unittest

from zeroth import Case, FIXTURES, read_safetensors

OLDER = sorted(FIXTURES.glob("sdk-*"))
PIPELINE = {
    "zeroth": 1, "name": "abi", "recipe": "d3gzsl", "data": {"use": "data.synthetic"},
    "generator": {"use": "generator.f-clswgan", "params": {"hidden": 16, "classification_weight": 0}},
    "teacher": {"use": "teacher.normalised"}, "student": {"use": "student.normalised"}, "ood": {"use": "ood.virtual-logit"},
    "joint": {"per_class": 2},
    "losses": {"class": {"use": "loss.cross-entropy", "rows": "mixed", "inputs": {"logits": "student_logits"}},
               "od": {"use": "loss.batch-ood", "rows": "mixed"}},
    "train": {"epochs": 2, "batch": 64},
}


class Abi(Case):
    def plugins(self, folder):
        return [word for file in sorted(folder.glob("*.so")) for word in ("--plugin", file)]

    def trained(self, name, pipeline, folder):
        out, _ = self.zeroth("run", pipeline, "--json", "--quiet", "--run-dir", self.folder / name, *self.plugins(folder))
        result = json.loads(out)
        return result["metrics"], read_safetensors(self.folder / result["run_dir"] / "model.safetensors")

    def test_there_is_an_earlier_one(self):
        self.assertTrue(OLDER)

    def test_they_say_of_which_they_are(self):
        today = json.loads(self.zeroth("doctor", "--json")[0])["sdk"]
        for folder in OLDER:
            for file in folder.glob("*.so"):
                with self.subTest(file.name):
                    said = json.loads(self.zeroth("inspect", file, "--json")[0])["sdk"]
                    self.assertEqual(f"sdk-{said}", folder.name)
                    self.assertNotEqual(said, today)

    def test_they_pass_the_kit(self):
        for folder in OLDER:
            for file in folder.glob("*normalised*.so"):
                with self.subTest(file.name):
                    self.zeroth("validate", file, "--strict", "2")

    def test_they_train_to_the_same_bits(self):
        pipeline = self.write("p.json", {**PIPELINE, "ood": {"use": "ood.energy"}})
        metrics, tensors = self.trained("today", pipeline, FIXTURES / "harmless")
        for folder in OLDER:
            with self.subTest(folder.name):
                older_metrics, older = self.trained(folder.name, pipeline, folder)
                self.assertEqual(older_metrics, metrics)
                self.assertEqual(older, tensors)

    def test_an_older_score_and_an_older_recipe(self):
        for folder in OLDER:
            with self.subTest(folder.name):
                self.zeroth("run", self.write("p.json", PIPELINE), "--quiet", "--run-dir", self.folder / "score",
                            *self.plugins(folder))
                recipe = {"zeroth": 1, "name": "abi", "data": PIPELINE["data"], "generator": PIPELINE["generator"],
                          "recipe": {"use": "recipe.strange", "params": {"fault": "none"}}, "strange": {"width": 50},
                          "train": {"epochs": 1, "batch": 64}}
                self.zeroth("run", self.write("r.json", recipe), "--quiet", "--run-dir", self.folder / "recipe",
                            *self.plugins(folder))


if __name__ == "__main__":
    unittest.main()
