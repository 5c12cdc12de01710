"""The shipped pipelines."""
import json
import unittest

from zeroth import Case, SHARED, SOURCE


class Pipelines(Case):
    def test_quickstart_learns(self):
        result = self.run_json(SOURCE / "pipelines/quickstart.json")
        self.assertGreater(result["metrics"]["H"], 0.5 * result["optimum"]["H"])

    def test_shuffled_attributes_destroy_it(self):
        import numpy
        random = numpy.random.default_rng(0)
        # The quickstart's world is the host's own; build a linear one here to shuffle.
        folder = self.folder / "world"
        folder.mkdir()
        attributes = random.random((50, 12)).astype("float32")
        labels = numpy.repeat(numpy.arange(50), 40)
        features = 2 * attributes[labels] @ random.standard_normal((12, 64)) + random.standard_normal((2000, 64))
        unseen = labels % 5 == 1
        test = unseen | (numpy.arange(2000) % 5 == 0)
        arrays = dict(features=features.astype("float32"), labels=labels, trainval=numpy.flatnonzero(~test),
                      test_seen=numpy.flatnonzero(test & ~unseen), test_unseen=numpy.flatnonzero(unseen))
        for name, array in arrays.items():
            numpy.save(folder / f"{name}.npy", array)
        pipeline = self.write("p.json", {
            "zeroth": 1, "extends": str(SOURCE / "pipelines/base/f-clswgan.json"),
            "data": {"use": "data.npy", "params": {"root": str(folder)}},
            "generator": {"params": {"hidden": 512, "learning_rate": 0.001, "penalty_weight": 1,
                                     "classifier_epochs": 5}},
            "train": {"epochs": 60}, "synthesis": {"per_class": 40}})
        scores = {}  # chance is 10
        for name, order in (("true", numpy.arange(50)), ("shuffled", numpy.roll(numpy.arange(50), 7))):
            numpy.save(folder / "attributes.npy", attributes[order])
            scores[name] = self.run_json(pipeline)["metrics"]["T1"]
        print(scores, end=" ")
        self.assertGreater(scores["true"], 50)
        self.assertLess(scores["shuffled"], 35)

    def test_published_figures_are_machine_readable(self):
        for path in (SOURCE / "pipelines/d3gzsl").glob("f-clswgan-*.json"):
            text = "\n".join(line for line in path.read_text().splitlines() if not line.strip().startswith("//"))
            published = json.loads(text).get("published", {})
            if "fc1000" not in path.name:
                self.assertAlmostEqual(published["H"], 2 * published["U"] * published["S"] /
                                       (published["U"] + published["S"]), delta=0.1)

    @unittest.skipUnless((SHARED / "data/CUB").exists(), "the real CUB features are not here")
    def test_real_cub_runs_end_to_end(self):
        self.environment["ZEROTH_DATA"] = str(SHARED / "data")
        result = self.run_json(SOURCE / "pipelines/d3gzsl/f-clswgan-cub-fc1000.json", "--set", "train.epochs=1",
                               "--set", "generator.params.hidden=64", "--set", "student.params.embedding=64",
                               "--set", "teacher.params.embedding=64", "--set", "teacher.params.epochs=1")
        self.assertEqual(result["test_looks"], 1)


if __name__ == "__main__":
    unittest.main()
