"""A run is a model: what it leaves, and what `zeroth predict` says with it."""
import csv
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

import h5py
import numpy
import scipy.io

from worlds import write_linear_world
from zeroth import Case, FIXTURES, SOURCE, ZEROTH

CLSWGAN = {"use": "generator.f-clswgan", "params": {"hidden": 16, "classification_weight": 0}}
TEACHER = {"use": "teacher.mlp", "params": {"embedding": 16}}
COURSES = {
    "softmax": {"recipe": "generative", "generator": CLSWGAN, "synthesis": {"per_class": 5}},
    "feedback": {"recipe": "generative", "generator": {"use": "generator.tf-vaegan", "params": {"hidden": 16}},
                 "synthesis": {"per_class": 5}, "classifier": {"use": "classifier.knn"}},
    "diffusion": {"recipe": "generative", "synthesis": {"per_class": 5},
                  "generator": {"use": "generator.ddgan", "params": {"hidden": 8, "scaling": "standardised"}},
                  "classifier": {"use": "classifier.nearest-prototype"}},
    "d3gzsl": {"recipe": "d3gzsl", "generator": CLSWGAN, "teacher": TEACHER, "ood": {"use": "ood.energy"},
               "student": {"use": "student.mlp", "params": {"embedding": 16}}, "joint": {"per_class": 2},
               "losses": {"class": {"use": "loss.cross-entropy", "rows": "mixed",
                                    "inputs": {"logits": "student_logits"}}}},
    "distance": {"recipe": "two-stage", "generator": CLSWGAN, "synthesis": {"per_class": 5}, "teacher": TEACHER,
                 "ood": {"use": "ood.mahalanobis"}, "gate": {"threshold": "seen-quantile"}},
    "neighbours": {"recipe": "two-stage", "generator": CLSWGAN, "synthesis": {"per_class": 5}, "teacher": TEACHER,
                   "ood": {"use": "ood.knn", "params": {"k": 3}}, "gate": {"threshold": "seen-quantile"}},
}


class Model(Case):
    WARM = True

    @classmethod
    def setUpClass(cls):
        cls.kept = pathlib.Path(tempfile.mkdtemp(prefix="zeroth-model-")) / "softmax"
        cls.addClassCleanup(shutil.rmtree, cls.kept.parent, ignore_errors=True)

    def setUp(self):
        super().setUp()
        self.data = write_linear_world(self.folder / "world")
        self.features = numpy.load(self.folder / "world/features.npy")

    def pipeline(self, **changes):
        return self.write("p.json", {"zeroth": 1, "name": "m", "data": self.data, "train": {"epochs": 1, "batch": 64},
                                     **changes})

    def run_of(self, *arguments, **changes):
        result = self.run_json(self.pipeline(**changes), *arguments)
        return self.folder / result["run_dir"]

    def softmax_model(self):
        """What most of these tests read: trained once, and a copy for each."""
        if not self.kept.exists():
            shutil.copytree(self.run_of(**COURSES["softmax"]), self.kept)
        return pathlib.Path(shutil.copytree(self.kept, self.folder / "softmax"))

    def rows_of_test(self):
        splits = [numpy.load(self.folder / f"world/{name}.npy") for name in ("test_seen", "test_unseen")]
        return numpy.concatenate(splits)

    def classes(self, model, *inputs):
        """The best class of every row, by its id."""
        out, _ = self.zeroth("predict", model, *inputs, "--csv", "--top", "1", "--quiet", "--threads", "1")
        return [int(row["id"]) for row in csv.DictReader(io.StringIO(out))]

    def test_it_predicts_what_the_run_predicted(self):
        rows = self.rows_of_test()
        file = self.folder / "test.npy"
        numpy.save(file, self.features[rows])
        for name, course in COURSES.items():
            with self.subTest(name):
                run = self.run_of(**course)
                predicted = numpy.load(run / "predictions.npy")[:, 1]
                shutil.copytree(run, self.folder / name / "run")
                shutil.rmtree(self.folder / "runs")
                alone = self.folder / name / "model"
                alone.mkdir()
                for part in ("model.json", "model.safetensors"):
                    shutil.copy(self.folder / name / "run" / part, alone)
                numpy.testing.assert_array_equal(self.classes(alone, file), predicted)

    def test_numpy_alone_predicts_the_same(self):
        rows = self.rows_of_test()
        numpy.save(self.folder / "test.npy", self.features[rows])
        script = SOURCE / "sdk/examples/numpy/zeroth_model.py"
        for name in ("softmax", "d3gzsl"):
            with self.subTest(name):
                run = self.run_of(**COURSES[name])
                lines = subprocess.run([sys.executable, "-B", script, run, self.folder / "test.npy"], check=True, text=True,
                                       stdout=subprocess.PIPE).stdout.splitlines()
                predicted = numpy.load(run / "predictions.npy")[:, 1]
                said = [line.split() for line in lines]
                same = sum(int(one[1]) == want for one, want in zip(said, predicted, strict=True))
                self.assertGreaterEqual(same, len(predicted) - 2)  # sums in another order may turn a tie
                self.assertEqual({int(one[1]) % 5 == 1 for one in said if one[2] == "unseen"} - {True}, set())
                shutil.rmtree(self.folder / "runs")
        run = self.run_of(**COURSES["neighbours"])
        done = subprocess.run([sys.executable, "-B", script, run, self.folder / "test.npy"], text=True,
                              stderr=subprocess.PIPE)
        self.assertIn("ask `zeroth predict`", done.stderr)

    def test_it_needs_no_training_data_and_no_plugin_that_it_does_not_name(self):
        model = self.softmax_model()
        numpy.save(self.folder / "some.npy", self.features[:3])
        shutil.rmtree(self.folder / "world")
        self.assertEqual(len(self.classes(model, self.folder / "some.npy")), 3)
        card = json.loads((model / "model.json").read_text())
        self.assertEqual(set(card["plugins"]), {"data.npy", "recipe.generative", "generator.f-clswgan", "classifier.softmax"})
        self.assertEqual(card["figures"]["H"], json.loads((model / "result.json").read_text())["metrics"]["H"])
        _, err = self.zeroth("predict", model, self.folder / "some.npy", "--no-default-paths", code=69)
        self.assertIn("recipe.generative", err)

    def test_the_model_is_of_the_epoch_that_is_reported(self):
        run = self.run_of("--set", "evaluate.protocol=paper-oracle", "--set", "train.epochs=4", **COURSES["softmax"])
        result = json.loads((run / "result.json").read_text())
        card = json.loads((run / "model.json").read_text())
        self.assertEqual((card["epoch"], card["figures"]), (result["epoch"], result["metrics"]))

    def test_no_model_of_what_cannot_predict(self):
        oracle = {**COURSES["distance"], "gate": {"threshold": "oracle"}}
        for arguments, course in (((), oracle), (("--set", "evaluate.protocol=validation"), COURSES["softmax"])):
            run = self.run_of(*arguments, **course)
            self.assertFalse((run / "model.json").exists())
            _, err = self.zeroth("predict", run, "rows.npy", code=66)
            self.assertIn(f"error: there is no model\n  where  {run}\n  why    the directory holds no model.json: a run leaves one ",
                          err)
            shutil.rmtree(self.folder / "runs")

    def test_a_component_that_does_not_say_what_it_learned(self):
        course = {**COURSES["distance"], "ood": {"use": "ood.virtual-logit"}}
        plugin = FIXTURES / "harmless/harmless_virtual_logit.so"
        out, err = self.zeroth("run", self.pipeline(**course), "--plugin", plugin, "--run-dir", self.folder / "runs")
        self.assertIn("warning: the run leaves no model: ", err)
        (run,) = (self.folder / "runs").iterdir()
        self.assertFalse((run / "model.safetensors").exists())

    def test_rows_in_any_file(self):
        model = self.softmax_model()
        rows = self.features[:5]
        numpy.save(self.folder / "rows.npy", rows)
        numpy.save(self.folder / "doubles.npy", numpy.asfortranarray(rows.astype("float64")))
        numpy.savetxt(self.folder / "rows.csv", rows, delimiter=",", fmt="%.9g")
        numpy.savetxt(self.folder / "named.csv", rows, delimiter=",", fmt="%.9g", comments="",
                      header=",".join(f"f{i}" for i in range(rows.shape[1])))
        scipy.io.savemat(self.folder / "rows.mat", {"features": rows.T, "other": numpy.ones((3, 3))})
        with h5py.File(self.folder / "rows.hdf5", "w") as file:
            file["features"] = rows.astype("float16")
            file["double"] = rows.astype("float64")
        want = self.classes(model, self.folder / "rows.npy")
        for name in ("doubles.npy", "rows.csv", "named.csv", "rows.mat"):
            with self.subTest(name):
                self.assertEqual(self.classes(model, self.folder / name), want)
        both = self.classes(model, self.folder / "rows.npy", self.folder / "rows.csv")
        self.assertEqual(both, want + want)
        _, err = self.zeroth("predict", model, self.folder / "rows.hdf5", code=2)
        self.assertIn("error: more than one data set has rows of that length\n", err)
        self.assertIn("  fix    name one of them: --variable double\n", err)
        self.assertEqual(self.classes(model, self.folder / "rows.hdf5", "--variable", "double"), want)
        with h5py.File(self.folder / "one.hdf5", "w") as file:
            file["group/features"] = rows
            file["group/labels"] = numpy.arange(5)
        self.assertEqual(self.classes(model, self.folder / "one.hdf5"), want)
        numpy.savez(self.folder / "rows.npz", rows=rows)
        for name in ("rows.npy", "rows.csv", "rows.mat", "one.hdf5", "rows.npz"):
            with self.subTest(name):
                done = self.from_input(model, self.folder / name)
                self.assertEqual([int(row["id"]) for row in csv.DictReader(io.StringIO(done.stdout.decode()))], want)

    def from_input(self, model, file):
        """What is predicted of a file that comes through a pipe."""
        return subprocess.run([ZEROTH, "predict", model, "-", "--csv", "--top", "1", "--quiet"], env=self.warm("predict"),
                              input=file.read_bytes(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def test_what_standard_input_cannot_be(self):
        model = self.softmax_model()
        with h5py.File(self.folder / "groups.hdf5", "w") as file:
            file["group/labels"] = numpy.arange(5)
        with h5py.File(self.folder / "empty.hdf5", "w") as file:
            file.create_group("group")
        numpy.save(self.folder / "none.npy", numpy.zeros((0, self.features.shape[1])))
        numpy.savez(self.folder / "short.npz", rows=numpy.zeros((2, 3)))
        cases = (("groups.hdf5", "the model reads rows of 64 numbers", "it holds group/labels"),
                 ("empty.hdf5", "the model reads rows of 64 numbers", "it holds no data set"),
                 ("none.npy", "there is no row to predict", "it holds no row of numbers"),
                 ("short.npz", "the model reads rows of 64 numbers", "it holds rows [2, 3]"),
                 ("picture.png", "the file holds no rows that can be read", "it begins like none of the files that are read"))
        (self.folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(99))
        for name, what, why in cases:
            with self.subTest(name):
                done = self.from_input(model, self.folder / name)
                err = done.stderr.decode()
                self.assertEqual(done.returncode, 65, err)
                self.assertIn(f"error: {what}\n  where  standard input\n  why    {why}", err)
                self.assertNotIn("/proc", err)
                if name != "picture.png":
                    err = self.zeroth("predict", model, self.folder / name, code=65)[1]
                    self.assertIn(f"error: {what}\n  where  {self.folder}/{name}\n  why    {why}", err)

    def test_names_that_would_steer_a_terminal(self):
        names = [f"class {k}" for k in range(50)]
        names[0] = "red \x1b[31m"
        (self.folder / "world/class_names.txt").write_text("".join(name + "\n" for name in names))
        model = self.run_of(**COURSES["softmax"])
        numpy.save(self.folder / "rows.npy", self.features[:1])
        out = self.zeroth("predict", model, self.folder / "rows.npy", "--top", "50", "--quiet")[0]
        self.assertNotIn("\x1b", out)
        self.assertIn("red \\x1b[31m ", out)
        line = json.loads(self.zeroth("predict", model, self.folder / "rows.npy", "--top", "50", "--json", "--quiet")[0])
        self.assertIn(names[0], [one["class"] for one in line["classes"]])

    def test_arrays_of_an_archive(self):
        model = self.softmax_model()
        rows = self.features[:5]
        numpy.save(self.folder / "rows.npy", rows)
        want = self.classes(model, self.folder / "rows.npy")
        names = numpy.array(["a", None], dtype=object)
        for name, save in (("plain.npz", numpy.savez), ("packed.npz", numpy.savez_compressed)):
            save(self.folder / name, labels=numpy.arange(5), names=names, größe=rows.astype(">f8"))
            with self.subTest(name):
                self.assertEqual(self.classes(model, self.folder / name), want)
        numpy.savez(self.folder / "two.npz", train=rows[::-1], test=numpy.asfortranarray(rows))
        _, err = self.zeroth("predict", model, self.folder / "two.npz", code=2)
        self.assertIn("error: more than one array has rows of that length\n", err)
        self.assertIn("  fix    name one of them: --variable train\n", err)
        self.assertEqual(self.classes(model, self.folder / "two.npz", "--variable", "test"), want)
        _, err = self.zeroth("predict", model, self.folder / "two.npz", "--variable", "val", code=2)
        self.assertIn('error: the archive has no array "val"\n', err)
        self.assertIn("  why    it has train, test\n", err)

    def test_lines_that_are_no_rows(self):
        model = self.softmax_model()
        numpy.save(self.folder / "rows.npy", self.features[:4])
        want = self.classes(model, self.folder / "rows.npy")
        lines = [",".join(f"{x:.9g}" for x in row) + "\n" for row in self.features[:4]]
        (self.folder / "gaps.csv").write_text(lines[0] + "\n" * (3 << 20) + "".join(lines[1:]))
        self.assertEqual(self.classes(model, self.folder / "gaps.csv"), want)
        for word in ("N/A", "1.2.3", "x"):
            cells = lines[0].split(",")
            (self.folder / "first.csv").write_text(",".join([*cells[:2], word, *cells[3:]]) + "".join(lines[1:]))
            _, err = self.zeroth("predict", model, self.folder / "first.csv", code=65)
            self.assertIn(f"  why    line 1 has {word} in column 3, which is no number\n", err)

    def test_what_predictions_must_not_replace(self):
        model = self.softmax_model()
        rows = self.folder / "rows.npy"
        numpy.save(rows, self.features[:4])
        before = rows.read_bytes()
        _, err = self.zeroth("predict", model, rows, "--out", rows, code=2)
        self.assertIn(f"error: the predictions would replace what they are made of\n  where  {rows}\n", err)
        self.assertEqual(rows.read_bytes(), before)
        os.mkfifo(self.folder / "pipe")
        _, err = self.zeroth("predict", model, rows, "--out", self.folder / "pipe", code=73)
        self.assertIn(f"error: cannot replace what is no file\n  where  {self.folder}/pipe\n", err)
        self.assertTrue((self.folder / "pipe").is_fifo())
        _, err = self.zeroth("predict", model, os.fsdecode(b"rows-\xff.npy"), code=2)
        self.assertIn("error: a name is not UTF-8\n", err)

    def test_bad_archives(self):
        model = self.softmax_model()
        rows = numpy.repeat(self.features[:5], 100, 0)
        numpy.savez_compressed(self.folder / "rows.npz", rows=rows)
        whole = (self.folder / "rows.npz").read_bytes()
        numpy.savez(self.folder / "short.npz", rows=rows[:, 1:], labels=numpy.arange(3))
        (self.folder / "cut.npz").write_bytes(whole[:len(whole) // 2])
        torn = bytearray(whole)
        torn[len(whole) // 2] ^= 255
        (self.folder / "torn.npz").write_bytes(torn)
        with zipfile.ZipFile(self.folder / "other.npz", "w") as file:
            file.writestr("read.me", "no arrays")
        with zipfile.ZipFile(self.folder / "lies.npz", "w") as file:
            start = io.BytesIO()
            numpy.lib.format.write_array_header_1_0(
                start, {"descr": "<f4", "fortran_order": False, "shape": (10 ** 12, rows.shape[1])})
            file.writestr("rows.npy", start.getvalue() + b"0" * 1000)
        for name, words in (("short.npz", f"it holds rows [500, {rows.shape[1] - 1}], labels [3]"),
                            ("cut.npz", "the archive of arrays cannot be read"),
                            ("torn.npz", "the archive of arrays cannot be read"),
                            ("other.npz", "it holds no array"), ("lies.npz", "it is cut short")):
            with self.subTest(name):
                out, err = self.zeroth("predict", model, self.folder / name, "--csv", code=65)
                self.assertIn(words, err)

    def test_forms(self):
        model = self.softmax_model()
        rows = self.folder / "rows.npy"
        numpy.save(rows, self.features[:2])
        text, _ = self.zeroth("predict", model, rows, "--top", "2", "--quiet")
        self.assertRegex(text, rf"^{rows}\n       0  \d+ [\d.]+ % \((un)?seen\), \d+ [\d.]+ %\n       1  ")
        lines = [json.loads(line) for line in self.zeroth("predict", model, rows, "--json", "--quiet")[0].splitlines()]
        self.assertEqual([(line["row"], line["source"], len(line["classes"])) for line in lines],
                         [(0, str(rows), 5), (1, str(rows), 5)])
        best = [one["probability"] for one in lines[0]["classes"]]
        self.assertEqual(best, sorted(best, reverse=True))
        everything = self.zeroth("predict", model, rows, "--json", "--top", "99", "--quiet")[0].splitlines()
        for line in everything:
            classes = json.loads(line)["classes"]
            self.assertEqual(len(classes), 50)
            self.assertAlmostEqual(sum(one["probability"] for one in classes), 1, places=5)
            self.assertEqual({one["id"] for one in classes if not one["seen"]}, {i for i in range(50) if i % 5 == 1})
        out = self.folder / "out.csv"
        self.assertEqual(self.zeroth("predict", model, rows, "--csv", "--out", out, "--quiet")[0], "")
        self.assertEqual(out.read_text().splitlines()[0], "source,row,rank,class,id,seen,probability")

    def test_bad_input(self):
        model = self.softmax_model()
        broken = self.features[:4].copy()
        broken[2, 7] = numpy.nan
        numpy.save(self.folder / "broken.npy", broken)
        numpy.save(self.folder / "short.npy", broken[:, :5])
        numpy.save(self.folder / "cube.npy", numpy.zeros((2, 3, 64)))
        (self.folder / "cut.npy").write_bytes((self.folder / "broken.npy").read_bytes()[:-9])
        (self.folder / "words.csv").write_text(",".join(["1"] * 64) + "\n" + ",".join(["x"] * 64) + "\n")
        (self.folder / "empty.csv").write_text("")
        for name in ("picture.png", "picture.dat"):
            (self.folder / name).write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\0")
        for name, code, message in (
                ("broken.npy", 65, "row 2 has a number that is nan\n  where  {}\n  why    in column 7; both are counted from 0"),
                ("short.npy", 65, "the model reads rows of 64 numbers\n  where  {}\n  why    its array is [4, 5]"),
                ("cube.npy", 65, "the model reads rows of 64 numbers\n  where  {}\n  why    its array is [2, 3, 64]"),
                ("words.csv", 65, "the rows cannot be read\n  where  {}\n  why    line 2 has x in column 1, which is no number"),
                ("empty.csv", 65, "there is no row to predict\n  where  {}\n  why    it holds no row of numbers"),
                ("picture.dat", 65, "the file holds no rows that can be read\n  where  {}\n"),
                ("picture.png", 2, "the model does not know how a picture becomes what it reads\n"),
                ("cut.npy", 65, "it is cut short"),
                ("nothing.npy", 66, "a data file is missing\n  where  {}\n")):
            with self.subTest(name):
                file = self.folder / name
                _, err = self.zeroth("predict", model, file, "--quiet", code=code)
                self.assertIn(message.format(file), err)
        out, err = self.zeroth("predict", model, self.folder / "broken.npy", "--csv", "--top", "1", "--skip-broken", "--quiet")
        self.assertEqual([row["row"] for row in csv.DictReader(io.StringIO(out))], ["0", "1", "3"])
        self.assertIn("warning: 1 of 4 were left out: rows with a number that is not finite, or pictures that cannot be read\n", err)

    def test_damaged_models(self):
        run = self.softmax_model()
        numpy.save(self.folder / "rows.npy", self.features[:2])

        def refused(change, code):
            model = self.folder / "copy"
            shutil.rmtree(model, ignore_errors=True)
            model.mkdir()
            for part in ("model.json", "model.safetensors"):
                shutil.copy(run / part, model)
            change(model)
            return self.zeroth("predict", model, self.folder / "rows.npy", code=code)[1]

        def flip(model):
            file = model / "model.safetensors"
            content = bytearray(file.read_bytes())
            content[-1] ^= 1
            file.write_bytes(content)

        self.assertIn("it is not the file that model.json belongs to", refused(flip, 65))
        self.assertIn("the file is missing", refused(lambda model: (model / "model.safetensors").unlink(), 65))
        card = (run / "model.json").read_text()
        self.assertIn("model.json", refused(lambda model: (model / "model.json").write_text(card[:99]), 65))
        self.assertIn("model.json", refused(lambda model: (model / "model.json").write_text(card.replace('"m"', '"n"')), 65))

    def test_a_finished_run_misses_its_model(self):
        run = self.run_of(**COURSES["softmax"])
        for name in ("model.json", "model.safetensors"):
            whole = (run / name).read_bytes()
            for damaged in (whole[:-7], b"", None):
                with self.subTest(name, damaged=damaged and len(damaged)):
                    (run / name).unlink()
                    if damaged is not None:
                        (run / name).write_bytes(damaged)
                    _, err = self.zeroth("run", "--resume", run, "--quiet", code=65)
                    self.assertIn("error: this is not what the run wrote\n", err)
                    (run / name).write_bytes(whole)
        self.zeroth("run", "--resume", run, "--quiet")

    def test_a_full_disk_loses_nothing(self):
        if not pathlib.Path("/dev/full").exists():
            self.skipTest("there is no /dev/full")
        model = self.softmax_model()
        numpy.save(self.folder / "rows.npy", self.features[:2])
        with open("/dev/full", "w") as full:
            done = subprocess.run([ZEROTH, "predict", model, self.folder / "rows.npy"], env=self.environment, stdout=full,
                                  stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 74)
        self.assertIn("the predictions cannot be written", done.stderr)


class RegionModel(Case):
    def test_experts_predict_what_the_run_predicted(self):
        world = self.folder / "world.hdf5"
        self.zeroth("data", "make-regions", "--out", world)
        run = self.folder / self.run_json(self.write("p.json", {
            "zeroth": 1, "name": "m", "recipe": "embedding", "data": {"use": "data.region-hdf5", "params": {"file": str(world)}},
            "experts": {"one": {"use": "expert.cexp"}},
            "losses": {"class": {"use": "loss.margin-aware", "inputs": {"scores": "one/scores"}}},
            "train": {"epochs": 1, "batch": 20}}))["run_dir"]
        out, _ = self.zeroth("predict", run, world, "--csv", "--top", "1", "--quiet")
        said = [int(row["id"]) for row in csv.DictReader(io.StringIO(out))]
        with h5py.File(world) as file:
            rows = numpy.concatenate([file["test_seen_loc"][:].ravel(), file["test_unseen_loc"][:].ravel()]).astype(int)
        predicted = numpy.load(run / "predictions.npy")[:, 1]
        numpy.testing.assert_array_equal(numpy.array(said)[rows], predicted)
        numpy.save(self.folder / "rows.npy", numpy.zeros((2, 64), "float32"))
        _, err = self.zeroth("predict", run, self.folder / "rows.npy", code=65)
        self.assertIn("rows.npy", err)


if __name__ == "__main__":
    unittest.main()
