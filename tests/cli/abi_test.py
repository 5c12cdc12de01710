"""A plugin that was built with an earlier SDK loads, passes the kit and trains to the same bits."""
import json
import re
import unittest

from zeroth import Case, FIXTURES, read_safetensors, tiny_generative

OLDER = sorted(FIXTURES.glob("sdk-*"))
LAYOUTS = FIXTURES.parent / "abi"
# What no plugin sees: between the host and its libzeroth_sdk.
HOSTS_OWN = r"zeroth::(plan|host_side|detail)::"
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

    def test_what_an_older_reader_returns_arrives(self):
        """A data set crosses by value, so its layout is that of every SDK."""
        for folder in [FIXTURES / "harmless", *OLDER]:
            with self.subTest(folder.name):
                pipeline = self.write("o.json", tiny_generative(data={"use": "data.told-optimum"}))
                out, err = self.zeroth("run", pipeline, "--json", "--run-dir", self.folder / f"told-{folder.name}",
                                       *self.plugins(folder))
                result = json.loads(out)
                self.assertEqual((result["optimum"], result["warnings"]),
                                 ({"U": 50.0, "S": 75.0, "H": 60.0}, ["the world is small"]))
                self.assertIn("warning: the world is small\n", err)


def classes_of(file):
    """Size, alignment and table of virtual functions by class, of GCC's -fdump-lang-class."""
    found = {}
    for block in file.read_text().split("\n\n"):
        if re.match(r"(Class|Vtable for) zeroth::", block) and not re.search(HOSTS_OWN, block.split("\n")[0]):
            lines = block.split("\n")
            found[lines[0]] = "\n".join(line for line in lines[1:] if "0x" not in line)
    return found


class Layouts(Case):
    def test_no_class_of_an_older_sdk_has_another_layout(self):
        if not (LAYOUTS / "classes-today.txt").exists():
            self.skipTest("only GCC says how it lays classes out")
        today = classes_of(LAYOUTS / "classes-today.txt")
        for folder in OLDER:
            older = classes_of(LAYOUTS / f"classes-{folder.name.removeprefix('sdk-')}.txt")
            self.assertGreater(len(older), 100)
            for name, layout in older.items():
                with self.subTest(folder.name, of=name):
                    self.assertEqual(today.get(name), layout)

    def test_a_grown_class_would_be_seen(self):
        """The text says both: the bytes of a struct and the functions of an interface."""
        if not (LAYOUTS / "classes-today.txt").exists():
            self.skipTest("only GCC says how it lays classes out")
        today = classes_of(LAYOUTS / "classes-today.txt")
        self.assertIn("size=32 ", today["Class zeroth::Optimum"])
        self.assertEqual(today["Vtable for zeroth::DataReader"].count("(int (*)(...))"), 5)


if __name__ == "__main__":
    unittest.main()
