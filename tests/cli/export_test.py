"""`zeroth export`: what is written says what the model says, here computed by programs that share nothing with it."""
import csv
import importlib.util
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

import h5py
import numpy

from model_test import CLSWGAN, COURSES, TEACHER
from worlds import write_linear_world
from zeroth import Case, LONG, SMALL_REGIONS, SOURCE, tiny_dedn

BY_NUMPY = importlib.util.spec_from_file_location("example", SOURCE / "host/export/hub/example.py")
LARGEST = 1e-5
# Runs model.onnx by ONNX Runtime: node run.mjs MODEL DOUBLES SIZES OUT
RUNTIME_VERSION = "1.17.3"
BY_RUNTIME = """
import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
const ort = createRequire(process.argv[2] + '/')('onnxruntime-web');
ort.env.wasm.numThreads = 1;
for (const job of JSON.parse(readFileSync(process.argv[3]))) {
  const session = await ort.InferenceSession.create(readFileSync(job.model));
  const input = new Float32Array(Uint8Array.from(readFileSync(job.input)).buffer);
  const said = await session.run({[session.inputNames[0]]: new ort.Tensor('float32', input, job.sizes)});
  writeFileSync(job.output, Buffer.from(said.scores.data.buffer));
}
"""


def two_stage(score, **parameters):
    return {**COURSES["distance"], "ood": {"use": f"ood.{score}", "params": parameters}}


# One of each kind of computation; the rest of the scores goes through operations that are among these.
MODELS = {"softmax": COURSES["softmax"], "d3gzsl": COURSES["d3gzsl"], "feedback": COURSES["feedback"],
          "prototypes": COURSES["diffusion"], "distance": COURSES["distance"], "neighbours": COURSES["neighbours"],
          "gen": two_stage("gen"), "energy": two_stage("energy")}
MORE = {name: two_stage(name) for name in ("entropy", "gradnorm", "kl-uniform", "log-msp", "max-logit", "msp")}


def relative(said, wanted):
    said, wanted = said.astype("f8"), wanted.astype("f8")
    return (numpy.abs(said - wanted) / numpy.abs(wanted).max(1, keepdims=True)).max()


def by_numpy(file, rows):
    module = importlib.util.module_from_spec(BY_NUMPY)
    BY_NUMPY.loader.exec_module(module)
    return module.Model(file).scores(rows)


def runtime_folder():
    """A folder with onnxruntime-web for node, or why there is none."""
    if not shutil.which("node") or not shutil.which("npm"):
        return None, "node and npm are not installed"
    folder = pathlib.Path(tempfile.gettempdir()) / f"onnxruntime-web-{RUNTIME_VERSION}"
    if not (folder / "node_modules/onnxruntime-web/package.json").exists():
        folder.mkdir(exist_ok=True)
        done = subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts",
                               f"onnxruntime-web@{RUNTIME_VERSION}"], cwd=folder, capture_output=True, text=True, timeout=300)
        if done.returncode:
            return None, "npm cannot install onnxruntime-web"
    return folder, ""


class Exported(Case):
    WARM = True

    def run_of(self, name, pipeline):
        result = self.run_json(self.write(f"{name}.json", pipeline))
        return self.folder / result["run_dir"]

    def export(self, model, to, *arguments, out=None):
        out = out or self.folder / f"out.{to}"
        said, _ = self.zeroth("export", model, "--to", to, "--out", out, "--json", "--quiet", "--threads", "1", *arguments)
        return out, json.loads(said)

    def classes(self, model, file):
        out, _ = self.zeroth("predict", model, file, "--csv", "--top", "1", "--quiet", "--threads", "1")
        return [row["class"] for row in csv.DictReader(io.StringIO(out))]

    def check_document(self, document):
        self.assertEqual({one["rows"].split()[0] for one in document["checked"]}, {"random", "training"})
        for one in document["checked"]:
            self.assertLess(one["difference"], LARGEST)
            self.assertEqual(one["same_class"], one["count"])


class Rows(Exported):
    def setUp(self):
        super().setUp()
        self.data = write_linear_world(self.folder / "world")
        self.rows = numpy.load(self.folder / "world/features.npy")[::9]
        numpy.save(self.folder / "rows.npy", self.rows)

    def model(self, name, **course):
        return self.run_of(name, {"zeroth": 1, "name": name, "data": self.data, "train": {"epochs": 1, "batch": 64},
                                  **(course or {**MODELS, **MORE}[name])})

    def test_onnx_by_numpy_and_by_onnx_runtime(self):
        jobs = []
        for name in [*MODELS, *(MORE if LONG else ())]:
            with self.subTest(name):
                run = self.model(name)
                file, document = self.export(run, "onnx", out=self.folder / f"{name}.onnx")
                self.check_document(document)
                self.assertEqual(document["input"], {"name": "features", "sizes": ["N", 64]})
                self.assertTrue("cannot" in document["opencv"] or document["opencv"]["difference"] < LARGEST)
                said = by_numpy(file, self.rows)
                labels = json.loads((run / "model.json").read_text())["classes"]
                named = [str(labels[column]["id"]) for column in said.argmax(1)]
                self.assertEqual(named, self.classes(run, self.folder / "rows.npy"))
                jobs.append((name, file, said))
        self.by_onnx_runtime(jobs)

    def by_onnx_runtime(self, jobs):
        folder, why = runtime_folder()
        if not folder:
            self.skipTest(f"ONNX Runtime was not asked: {why}")
        self.rows.tofile(self.folder / "rows.raw")
        self.write("jobs.json", [{"model": str(file), "input": str(self.folder / "rows.raw"), "sizes": self.rows.shape,
                                  "output": str(file) + ".raw"} for _, file, _ in jobs])
        self.write("run.mjs", BY_RUNTIME)
        done = subprocess.run(["node", self.folder / "run.mjs", folder, self.folder / "jobs.json"], capture_output=True,
                              text=True)
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])
        for name, file, said in jobs:
            with self.subTest(name):
                found = numpy.fromfile(str(file) + ".raw", "f4").reshape(said.shape)
                # Both round, and a distance is the small difference of large sums.
                self.assertLess(relative(found, said), 5 * LARGEST)

    def test_opencv_runs_what_it_can(self):
        _, document = self.export(self.model("softmax"), "onnx")
        self.assertLess(document["opencv"]["difference"], LARGEST)
        self.assertEqual(document["opencv"]["same_class"], 512)
        out, _ = self.zeroth("export", self.model("energy"), "--to", "onnx", "--out", "e.onnx", "--quiet")
        self.assertRegex(out, r"(?s)OpenCV \S+ cannot run it: it computes in float32 only, .* no other\s+program has\s+run")

    def test_safetensors_alone_predict_by_numpy(self):
        script = SOURCE / "sdk/examples/numpy/zeroth_model.py"
        run = self.model("d3gzsl")
        file, document = self.export(run, "safetensors")
        self.check_document(document)
        self.assertEqual([one["difference"] for one in document["checked"]], [0, 0])
        said = [subprocess.run([sys.executable, "-B", script, model, self.folder / "rows.npy"], check=True,
                               stdout=subprocess.PIPE).stdout for model in (run, file)]
        self.assertEqual(said[0], said[1])
        raw = file.read_bytes()
        texts = json.loads(raw[8:8 + int.from_bytes(raw[:8], "little")])["__metadata__"]
        card = json.loads((run / "model.json").read_text())
        self.assertEqual(json.loads(texts["labels"]), [str(one["id"]) for one in card["classes"]])
        self.assertEqual(json.loads(texts["seen"]), [one["seen"] for one in card["classes"]])
        self.assertEqual(json.loads(texts["card"])["pipeline"], card["pipeline"])

    def test_torchscript(self):
        for name in ("softmax", "neighbours"):
            with self.subTest(name):
                file, document = self.export(self.model(name), "torchscript", out=self.folder / f"{name}.pt")
                self.check_document(document)
                self.assertEqual(document["output"], {"name": "scores", "sizes": ["N", 50]})

    def test_hub(self):
        run = self.model("energy")
        folder, document = self.export(run, "hub")
        names = sorted(one.name for one in folder.iterdir())
        self.assertEqual(names, ["README.md", "citation.bib", "example.py", "labels.txt", "model.json", "model.onnx",
                                 "model.safetensors"])
        self.assertEqual([pathlib.Path(one["file"]).name for one in document["files"]], names)
        for file in folder.iterdir():  # a folder to publish says nothing of whose machine it came from
            self.assertNotIn(str(self.folder).encode(), file.read_bytes(), file)
        with zipfile.ZipFile(self.export(run, "torchscript")[0]) as script:
            for name in script.namelist():
                self.assertNotIn(str(self.folder).encode(), script.read(name), name)
        moved = self.folder / "elsewhere"
        shutil.move(folder, moved)
        example = subprocess.run([sys.executable, "-B", "example.py", self.folder / "rows.npy"], cwd=moved, check=True,
                                 text=True, stdout=subprocess.PIPE).stdout.splitlines()
        wanted = self.classes(run, self.folder / "rows.npy")
        self.assertEqual([line.split("\t")[1] for line in example], wanted)
        self.assertEqual(self.classes(moved, self.folder / "rows.npy"), wanted)
        card = json.loads((run / "model.json").read_text())
        self.assertEqual((moved / "labels.txt").read_text().splitlines(), [str(one["id"]) for one in card["classes"]])
        text = (moved / "README.md").read_text()
        self.assertTrue(text.startswith("---\nlibrary_name: zeroth\n"))
        index = text.split("---\n")[1]
        for figure in ("U", "S", "H", "T1", "AUSUC"):
            self.assertRegex(index, rf'name: "{figure} \([^\n]+\n      value: {card["figures"][figure]:.2f}\n')
        bibtex, _ = self.zeroth("cite", run)
        for entry in re.findall(r"@\w+\{[^,]+", bibtex):
            self.assertIn(entry, (moved / "citation.bib").read_text())
            self.assertIn(entry, text)

    def test_rows_of_a_file_and_data_that_are_gone(self):
        run = self.model("softmax")
        shutil.rmtree(self.folder / "world")
        out, _ = self.zeroth("export", run, "--to", "onnx", "--out", "a.onnx", "--quiet")
        self.assertIn("no real rows: ", out)
        self.assertIn("--rows", out)
        _, document = self.export(run, "onnx", "--rows", self.folder / "rows.npy")
        self.assertEqual(document["checked"][1]["count"], len(self.rows))
        self.assertNotIn("unchecked", document)
        bad = self.rows.copy()
        bad[3, 2] = numpy.nan
        numpy.save(self.folder / "bad.npy", bad)
        for file, message in (("bad.npy", "row 3 has a number that is nan"), ("none.npy", "a data file is missing")):
            _, err = self.zeroth("export", run, "--to", "onnx", "--out", "b.onnx", "--rows", self.folder / file, "--quiet",
                                 code=65 if file == "bad.npy" else 66)
            self.assertIn(message, err)
        self.assertFalse((self.folder / "b.onnx").exists())

    def test_what_cannot_be_written(self):
        run = self.model("odin", **two_stage("odin"))
        for to in ("onnx", "torchscript", "hub"):
            _, err = self.zeroth("export", run, "--to", to, "--out", "odin", "--quiet", code=69)
            self.assertIn("error: the model cannot be written as a computation of its own\n", err)
            self.assertIn("  why    ood.odin differentiates by its input while it predicts\n", err)
            self.assertIn("`zeroth export MODEL --to safetensors --out FILE`", err)
        self.export(run, "safetensors")
        self.assert_nothing_left("odin")

    def assert_nothing_left(self, name):
        self.assertFalse((self.folder / name).exists())
        self.assertEqual(list(self.folder.glob(".zeroth-new-*")), [])

    def test_bad_input(self):
        run = self.model("softmax")
        there = self.write("there.onnx", "mine")
        _, err = self.zeroth("export", run, "--to", "onnx", "--out", there, code=73)
        self.assertEqual(err, f"error: there is something already\n  where  {there}\n  why    an export replaces nothing\n"
                              "  fix    give another place with --out, or remove it\n")
        self.assertEqual(there.read_text(), "mine")
        _, err = self.zeroth("export", run, "--to", "onxx", "--out", "a", code=2)
        self.assertIn('error: there is no form "onxx"; did you mean "onnx"?\n  where  --to\n', err)
        _, err = self.zeroth("export", run, "--to", "onnx", "--out", self.folder / "no/such/a.onnx", code=73)
        self.assertIn("  why    its folder does not exist\n", err)
        if os.geteuid():
            (self.folder / "locked").mkdir(mode=0o500)
            self.zeroth("export", run, "--to", "onnx", "--out", self.folder / "locked/a.onnx", code=73)
        _, err = self.zeroth("export", self.folder / "world", "--to", "onnx", "--out", "a", code=66)
        self.assertIn("error: there is no model\n", err)
        _, err = self.zeroth("export", run, "--to", "onnx", "--out", "a", "--no-default-paths", code=69)
        self.assertIn('no plugin "recipe.generative"', err)
        file = run / "model.safetensors"
        file.write_bytes(file.read_bytes()[:-1] + b"x")
        for to in ("onnx", "torchscript", "safetensors", "hub"):
            _, err = self.zeroth("export", run, "--to", to, "--out", "a", code=65)
            self.assertIn("it is not the file that model.json belongs to", err)
        self.assert_nothing_left("a")


class Regions(Exported):
    def test_experts(self):
        world = self.folder / "world.hdf5"
        self.zeroth("data", "make-regions", "--out", world, *(part for name, value in SMALL_REGIONS.items()
                                                              for part in (f"--{name}", value)))
        with h5py.File(world) as file:
            maps = file["feature_map"][:].astype("f4")
        data = {"use": "data.region-hdf5", "params": {"file": str(world)}}
        msdn = {"zeroth": 1, "name": "msdn", "extends": str(SOURCE / "pipelines/base/msdn.json"), "data": data}
        pooled = {"zeroth": 1, "name": "pooled", "recipe": "embedding", "data": data, "inference": {"calibration": 0.3},
                  "experts": {"one": {"use": "expert.pooled"}}, "ood": {"use": "ood.energy"},
                  "gate": {"threshold": "seen-quantile"}, "losses": {"class": {"use": "loss.margin-aware", "inputs": {"scores": "one/scores"}}}}
        for name, pipeline in (("dedn", tiny_dedn(world)), ("msdn", msdn), ("gated", pooled)):
            with self.subTest(name):
                run = self.run_of(name, {**pipeline, "train": {"epochs": 1, "batch": 16}})
                file, document = self.export(run, "onnx", out=self.folder / f"{name}.onnx")
                self.check_document(document)
                self.assertEqual(document["input"], {"name": "regions", "sizes": ["N", 24, 2, 3]})
                card = json.loads((run / "model.json").read_text())
                said = [str(card["classes"][column]["id"]) for column in by_numpy(file, maps).argmax(1)]
                self.assertEqual(said, self.classes(run, world))
                self.check_document(self.export(run, "torchscript", out=self.folder / f"{name}.pt")[1])
        folder, _ = self.export(run, "hub", "--rows", world)
        numpy.save(self.folder / "maps.npy", maps[:5])
        lines = subprocess.run([sys.executable, "-B", folder / "example.py", self.folder / "maps.npy"], check=True, text=True,
                               stdout=subprocess.PIPE).stdout.splitlines()
        self.assertEqual(len(lines), 5)
        self.zeroth("data", "make-regions", "--out", self.folder / "other.hdf5")
        _, err = self.zeroth("export", run, "--to", "onnx", "--out", "a", "--rows", self.folder / "other.hdf5", code=65)
        self.assertIn("error: the model reads 24 channels of 2 x 3 regions\n", err)


if __name__ == "__main__":
    unittest.main()
