"""`data.rough`: the data set of another reader, treated, wherever a data set is read."""
import json
import unittest

import numpy

from region_world import make_world, pipeline_of
from worlds import write_world
from zeroth import Case, read_safetensors, tiny_d3gzsl, tiny_generative, tiny_two_stage, tiny_world

try:
    import jsonschema
except ImportError:
    jsonschema = None

SYNTHETIC = {"use": "data.synthetic", "params": tiny_world()}
TREATED = {"imbalance": 4, "label_noise": 0.1, "attribute_noise": 0.2, "attributes_missing": 0.1,
           "feature_rotation": 0.3, "feature_scale": 1.5, "seed": 3}


def rough(reader, **params):
    return {"use": "data.rough", "params": params, "reader": reader}


class Rough(Case):
    def pipeline(self, reader=SYNTHETIC, **params):
        return self.write("p.json", tiny_generative(data=rough(reader, **params)))

    def shown(self, run):
        return json.loads(self.zeroth("runs", "show", run, "--json")[0])

    def test_a_run_says_what_was_done_and_the_seed_decides_it(self):
        pipeline = self.pipeline(**TREATED)
        first, second, other = (self.run_json(pipeline, *more) for more in (
            (), ("--set", "seed=2"), ("--set", "data.params.seed=4")))
        self.assertEqual(first["warnings"], [
            "long tail of imbalance 4: 48 training rows became 27, seen classes have 2 to 8",
            "label noise 0.1: 3 of 27 training rows have the label of another seen class",
            "attribute noise 0.2: every attribute of 9 classes has noise of 0.2 times its deviation over the classes",
            "missing attributes 0.1: 5 of 45 attributes of classes became the mean over the classes",
            "feature shift by rotation 0.3, scale 1.5: 36 of 84 rows are changed, those of the test"])
        self.assertIn("H", first["optimum"])  # what is turned and scaled can be turned back
        data = [self.shown(result["run_dir"])["data"] for result in (first, second, other)]
        self.assertEqual(data[0]["hash"], data[1]["hash"])
        self.assertNotEqual(data[0]["hash"], data[2]["hash"])
        self.assertEqual(data[0]["name"], "synthetic, imbalance 4, label_noise 0.1, attribute_noise 0.2, "
                         "attributes_missing 0.1, feature_rotation 0.3, feature_scale 1.5")

    def test_a_dry_run_knows_the_rows_that_are_left(self):
        shapes = json.loads(self.zeroth("run", self.pipeline(imbalance=4, unseen_share=0.5, backbone_features=7),
                                        "--dry-run", "--json")[0])["shapes"]
        self.assertEqual((shapes["features D"], shapes["seen S"], shapes["unseen U"]), (7, 4, 5))
        self.assertLess(shapes["training rows"], 4 * 8)

    def test_a_dry_run_without_the_files_knows_what_is_declared_and_left_as_it_is(self):
        declared = {"use": "data.npy", "params": {"root": "nowhere", "shape": [16, 5, 9, 6, 3, 48]}}
        dry_run = lambda *arguments, **params: ("run", self.pipeline(*arguments, **params), "--dry-run")
        out = self.zeroth(*dry_run(rough(declared, label_noise=0.1), backbone_features=7), "--json")[0]
        shapes = json.loads(out)["shapes"]
        self.assertEqual([shapes[name] for name in ("features D", "attributes d", "seen S", "unseen U", "training rows")],
                         [7, 5, 6, 3, 48])
        self.assertEqual(self.zeroth(*dry_run(declared, imbalance=4), code=78)[1],
                         "error: the shapes of the data are not known\n  where  /data\n"
                         "  why    data.rough cannot tell them by data.reader.params.shape, and the files of data.npy are "
                         "not there\n  fix    put the files there, or leave out what changes how many rows or classes "
                         "there are\n")
        del declared["params"]["shape"]
        self.assertIn("  why    the pipeline does not say data.reader.params.shape\n  fix    add \"shape\"; ",
                      self.zeroth(*dry_run(declared, label_noise=0.1), code=78)[1])

    def test_a_model_is_tested_on_the_plain_data_too(self):
        world, place = write_world(self.folder / "world", 1), self.folder / "world"
        evaluated = lambda model, *arguments, code=0: self.zeroth("evaluate", model, *arguments, "--json", "--quiet",
                                                                  code=code)
        alike = ("warning: the model learned from what data.rough made of its data, and these are read as they are; to have "
                 f"them treated alike, leave --data out and say --set 'data.reader.params.root={place}'\n")
        # Noise of test rows alone changes nothing that is learned, so on plain rows it is the model of plain data.
        noisy = self.run_json(self.pipeline(world, feature_noise=1))
        plain = self.run_json(self.write("q.json", tiny_generative(data=world)))
        out, err = evaluated(noisy["run_dir"], "--data", place)
        self.assertIn(alike, err)
        document = json.loads(out)
        self.assertEqual(document["metrics"], plain["metrics"])
        self.assertNotEqual(document["metrics"], noisy["metrics"])
        self.assertEqual((document["data"]["name"], document["data"]["own"]), ("world", False))
        # As the warning says, they are its own data; and a part of the treatment may be left out.
        out, err = evaluated(noisy["run_dir"], "--set", f"data.reader.params.root={place}")
        self.assertNotIn("warning: the model", err)
        self.assertEqual(json.loads(out)["metrics"], noisy["metrics"])
        out, _ = evaluated(noisy["run_dir"], "--set", "data.params.feature_noise=0")
        self.assertEqual(json.loads(out)["metrics"], plain["metrics"])
        self.assertEqual(evaluated(noisy["run_dir"], "--data", place, "--set", "data.params.feature_noise=0", code=2)[1],
                         f"error: --data and --set both say which data are read\n  where  --data {place}\n"
                         "  why    the files there are read as they are\n"
                         "  fix    leave --data out, or what --set changes of the block data\n")
        self.assertTrue(evaluated(noisy["run_dir"], "--data", self.folder, code=66)[1].endswith(
            "takes a reader by --set data.use=... --set data.params.... --set data.reader=null\n"))
        out, _ = evaluated(noisy["run_dir"], "--set", "data.use=data.npy", "--set", f"data.params.root={place}", "--set",
                           "data.reader=null")
        self.assertEqual(json.loads(out)["metrics"], plain["metrics"])
        # Rows of another backbone are none for it, and what to say instead stands above.
        mapped = self.run_json(self.pipeline(world, backbone_features=7))
        err = evaluated(mapped["run_dir"], "--data", place, code=65)[1]
        self.assertIn(alike, err)
        self.assertIn("error: the model reads rows of 7 numbers\n", err)
        # In another split it learned from rows that the plain data set tests.
        split = self.run_json(self.pipeline(world, unseen_share=0.4))
        self.assertRegex(evaluated(split["run_dir"], "--data", place)[1],
                         r"warning: the data set tests \d of the model's seen classes as unseen, such as \d: if these are "
                         "the images that it learned from, it is tested on training rows\n")
        self.assertNotIn("seen classes as unseen", evaluated(split["run_dir"])[1])

    def test_files_are_read_checked_and_written_treated(self):
        world = write_world(self.folder / "world", 1)
        report = json.loads(self.zeroth("data", "verify", self.folder / "world", "--use", "data.rough", "--set",
                                        "rows_per_class=3", "--set", "normalise_attributes=true", "--json")[0])
        self.assertIn("at most 3 training rows a class: 54 training rows became 18, seen classes have 3 to 3",
                      report["warnings"])
        self.zeroth("data", "convert", self.folder / "world", "--use", "data.rough", "--set", "rows_per_class=3",
                    self.folder / "thin")
        rows = numpy.load(self.folder / "thin/trainval.npy")
        self.assertEqual(numpy.bincount(numpy.load(self.folder / "thin/labels.npy")[rows]).tolist(),
                         [3, 0, 3, 3, 0, 3, 3, 0, 3])
        treated = self.run_json(self.pipeline(world, rows_per_class=3))
        written = self.run_json(self.write("q.json", tiny_generative(
            data={"use": "data.npy", "params": {"root": "thin"}})))
        self.assertEqual(treated["metrics"], written["metrics"])
        # Elsewhere the same files are found, behind the reader that wraps theirs.
        (self.folder / "world").rename(self.folder / "moved")
        self.assertIn("moved, rows_per_class 3, the same here",
                      self.zeroth("verify", treated["run_dir"], "--data", self.folder / "moved")[0])
        self.zeroth("rerun", treated["run_dir"], "--data", self.folder / "moved", "--quiet")  # with the same figures
        err = self.zeroth("run", self.folder / "p.json", "--run-dir", self.folder / "runs", code=66)[1]
        self.assertIn(f"where  {self.folder / 'world'}", err)

    def test_changed_features_that_lie_in_a_file_are_the_same(self):
        world = write_world(self.folder / "world", 1)
        pipeline = self.pipeline(world, feature_rotation=0.5, feature_noise=1, shifted_rows="all", backbone_features=7)
        memory, file = (self.run_json(pipeline, "--set", f"name=of-{limit}", "--rows-in-memory", limit) for limit in (2048, 0))
        self.assertEqual(memory["metrics"], file["metrics"])
        self.assertNotEqual(memory["metrics"], self.run_json(self.pipeline(world))["metrics"])

    def test_regions_have_fewer_rows_and_stay_in_their_file(self):
        world = make_world(self)
        reader = {"use": "data.region-hdf5", "params": {"file": str(world)}}
        pipeline = pipeline_of("msdn", world, {"data": rough(reader, imbalance=6, label_noise=0.1)})
        pipeline["experts"] = {name: {} for name in ("attribute-to-visual", "visual-to-attribute")}
        result = self.run_json(self.write("r.json", pipeline))
        self.assertIn("label noise 0.1: 4 of 35 training rows have the label of another seen class",
                      result["warnings"])
        err = self.zeroth("run", "r.json", "--set", "data.params.feature_rotation=0.5", "--run-dir", "runs",
                          code=78)[1]
        self.assertIn("error: regions of images cannot be shifted\n  where  ", err)

    def test_what_is_wrong_is_said_where_it_stands(self):
        rows, regions = SYNTHETIC, {"use": "data.region-hdf5", "params": {"file": "x.hdf5"}}
        validator = None
        if jsonschema:
            schema = json.loads(self.zeroth("schema")[0])
            validator = jsonschema.Draft202012Validator(schema)
        for data, said in (
                (rough(rows, imbalance=50), ""),
                (rough(rough(rows, seed=1, label_noise=0.2), imbalance=2), ""),
                ({"use": "data.rough"}, 'data.rough needs the block "reader"\n  where  /'),
                (rough(rows, imbalance=201), '"imbalance" must be at most 200, not 201\n'),
                (rough(rows, shifted_rows="train"), '"shifted_rows" must be'),
                (rough(regions), "recipe generative cannot train on data.region-hdf5\n"),
                (rough({"use": "data.synthetic", "params": {"noise": 0}}), '"noise" must be above 0, not 0\n')):
            with self.subTest(data):
                document = tiny_generative(data=data)
                err = self.zeroth("validate", self.write("p.json", document), code=78 if said else 0)[1]
                self.assertIn(said, err)
                if validator:
                    self.assertEqual(validator.is_valid(document), not said)
        err = self.zeroth("validate", self.pipeline({"use": "data.synthetic", "params": {"features": 10**9}}),
                          code=78)[1]
        self.assertRegex(err, r"error: the synthetic world would be too large\n  where  .*p.json:1:\d+  /data/reader\n")

    def test_the_conformance_kit_finds_nothing(self):
        out, _ = self.zeroth("validate", "data.rough", "--strict", "3")
        self.assertRegex(out, r"1[0-9] pass, \d skip\n$")


class LongTail(Case):
    """What is declared against a tail: balanced batches, adjusted logits."""

    def state(self, pipeline, *settings):
        sets = [word for one in settings for word in ("--set", one)]
        result = self.run_json(self.write("p.json", pipeline), *sets)
        return read_safetensors(result["run_dir"] + "/checkpoints/last.safetensors"), result

    def losses(self, result):
        lines = (self.folder / result["run_dir"] / "metrics.jsonl").read_text().splitlines()
        return [json.loads(line)["losses"] for line in lines if "losses" in json.loads(line)][-1]

    def test_batches_are_drawn_as_the_pipeline_says_in_every_recipe(self):
        data = rough(SYNTHETIC, imbalance=4)
        for make in (tiny_generative, tiny_d3gzsl, tiny_two_stage):
            with self.subTest(make.__name__):
                pipeline = make(data=data, evaluate={"protocol": "final-epoch"}, gate={"threshold": "seen-quantile"})
                if make is not tiny_two_stage:
                    del pipeline["gate"]
                usual, result = self.state(pipeline)
                balanced, changed = self.state(pipeline, "train.sampling=balanced")
                self.assertNotEqual(usual, balanced)
                # In every training, and every epoch has the iterations that it had.
                for training in {name.split("/")[0] for name in usual if "/parameters/" in name}:
                    differ = [name for name in usual if name.startswith(training + "/parameters/")
                              and usual[name] != balanced[name]]
                    self.assertTrue(differ, training)
                steps = [[json.loads(line).get("step") for line in
                          (self.folder / one["run_dir"] / "metrics.jsonl").read_text().splitlines()]
                         for one in (result, changed)]
                self.assertEqual(steps[0], steps[1])
        self.assertEqual(usual, self.state(pipeline, "train.sampling=declared")[0])

    def test_few_shots_go_to_a_balanced_classifier(self):
        problem = {"setting": "few-shot", "shots": 2}
        pipeline = tiny_generative(data=rough(SYNTHETIC, imbalance=4), problem=problem)
        usual, result = self.state(pipeline)
        for rebalance in ("balanced-batches", "logit-adjustment"):
            state, other = self.state(pipeline, "classifier.params.rebalance=" + rebalance)
            self.assertEqual(usual, state)  # what is learned for evaluation changes no training
            self.assertNotEqual(result["metrics"], other["metrics"])
            model = self.zeroth("evaluate", other["run_dir"], "--json")[0]
            self.assertEqual(json.loads(model)["metrics"]["H"], other["metrics"]["H"])

    def test_the_student_of_equally_many_rows_learns_the_same_with_adjusted_logits(self):
        # Four real rows of each of 6 seen classes on the average, four synthetic ones of each unseen class.
        pipeline = tiny_d3gzsl(train={"epochs": 2, "batch": 24}, joint={"weight": 0.1, "per_class": 4})
        adjusted = "losses.cls.use=loss.logit-adjusted-cross-entropy"
        usual, even = (self.losses(self.state(pipeline, *more)[1]) for more in ((), (adjusted,)))
        self.assertEqual(usual.keys(), even.keys())
        for name in usual:
            self.assertAlmostEqual(usual[name], even[name], delta=1e-4 * (1 + abs(usual[name])))
        pipeline["data"] = rough(SYNTHETIC, imbalance=4)
        usual, uneven, twice = (self.losses(self.state(pipeline, *more)[1]) for more in (
            (), (adjusted,), (adjusted, "losses.cls.params.tau=2")))
        self.assertEqual(len({one["cls"] for one in (usual, uneven, twice)}), 3)

    def test_what_is_wrong_is_said(self):
        file = self.write("p.json", tiny_generative())
        for setting, said in (
                ("train.sampling=epoch", '"sampling" must be one of declared, plain, balanced, not "epoch"'),
                ("classifier.params.rebalance=balanced", '"rebalance" must be one of'),
                ("classifier.params.tau=0", '"tau" must be above 0, not 0')):
            err = self.zeroth("validate", file, "--set", setting, code=78)[1]
            self.assertIn(said, err)
        err = self.zeroth("validate", self.write("q.json", tiny_d3gzsl()), "--set",
                          "losses.cls.use=loss.logit-adjusted-cross-entropy", "--set", "losses.cls.params.tau=-1",
                          code=78)[1]
        self.assertIn('"tau" must be above 0, not -1', err)


if __name__ == "__main__":
    unittest.main()
