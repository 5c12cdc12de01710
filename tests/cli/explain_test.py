"""`zeroth explain`: what experts see in one test image, and how their figures depend on inference."""
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

import numpy

from extract_test import png
from zeroth import Case, SMALL_REGIONS, SOURCE, ZEROTH, read_safetensors, tiny_dedn, tiny_generative

try:
    import h5py
except ImportError:
    h5py = None

SVG = "{http://www.w3.org/2000/svg}"
CALIBRATION = 0.125


def dedn(**changes):
    return tiny_dedn("world.hdf5", inference={"calibration": CALIBRATION}, **changes)


def msdn():
    return dedn(name="tiny-msdn", extends=str(SOURCE / "pipelines/base/msdn.json"), vars={}, experts={})


def floats(entry):
    kind, shape, data = entry
    assert kind == "F32", kind
    return numpy.frombuffer(data, "<f4").reshape(shape).astype(float)


@unittest.skipUnless(h5py, "python3-h5py is not installed")
class Explain(Case):
    """Every test has its own copy of runs that are trained once."""

    WARM = True

    @classmethod
    def setUpClass(cls):
        cls.trained = pathlib.Path(tempfile.mkdtemp(prefix="zeroth-explain-"))
        cls.addClassCleanup(shutil.rmtree, cls.trained, ignore_errors=True)
        options = [word for key, value in SMALL_REGIONS.items() for word in (f"--{key}", str(value))]
        cls.call("data", "make-regions", "--out", "world.hdf5", "--gzip", *options)

    @classmethod
    def call(cls, *arguments):
        return subprocess.run([ZEROTH, *arguments], cwd=cls.trained, check=True, text=True, stdout=subprocess.PIPE).stdout

    def run_of(self, pipeline, *options):
        """A copy of the run of a pipeline, with its result."""
        name = pipeline["name"]
        kept = self.trained / name
        if not kept.exists():
            (self.trained / f"{name}.json").write_text(json.dumps(pipeline))
            out = self.call("run", f"{name}.json", "--json", "--quiet", "--run-dir", "runs", *options)
            shutil.move(self.trained / json.loads(out)["run_dir"], kept)
        copy = self.folder / name
        shutil.copytree(kept, copy)
        if not (self.folder / "world.hdf5").exists():
            shutil.copy(self.trained / "world.hdf5", self.folder)
        return copy, json.loads((copy / "result.json").read_text())

    def use_own_world(self, run):
        """Lets the run read the copy of its data in the test's own folder."""
        config = json.loads((run / "config.resolved.json").read_text())
        self.assertEqual(config["data"]["params"]["file"], str(self.trained / "world.hdf5"))
        config["data"]["params"]["file"] = "world.hdf5"
        (run / "config.resolved.json").write_text(json.dumps(config))
        (run / "env.json").unlink()  # it knows the pipeline by its hash

    def explain(self, run, *options):
        return json.loads(self.zeroth("explain", run, *options, "--json")[0])

    def refused(self, *arguments, code):
        return self.zeroth("explain", *arguments, code=code)[1]

    def world(self):
        with h5py.File(self.trained / "world.hdf5") as file:
            return {name: file[name][()] for name in file}

    def test_a_sample_agrees_with_what_the_run_stored(self):
        """Every test image of the run, read again by experts that were rebuilt."""
        for pipeline in (dedn(), msdn()):
            run, _ = self.run_of(pipeline)
            world, stored = self.world(), read_safetensors(run / "scores.safetensors")
            labels, predictions = numpy.load(run / "predictions.npy").T
            rows = numpy.concatenate([world["test_seen_loc"], world["test_unseen_loc"]])
            weights = json.loads((run / "config.resolved.json").read_text())["inference"]["weights"]
            att = world["att"] / numpy.linalg.norm(world["att"], axis=1, keepdims=True)
            seen = set(world["labels"][world["trainval_loc"]])
            tensor = lambda expert, name: floats(
                stored.get(f"experts/{expert}/inference_{name}", stored[f"experts/{expert}/{name}"]))
            for index in (0, 7, len(labels) - 1):
                shown = self.explain(run, "--sample", index, "--attributes", 3)
                self.assertEqual((shown["sample"], shown["row"]), (index, rows[index]))
                self.assertEqual(shown["truth"], {"class": labels[index], "seen": labels[index] in seen})
                self.assertEqual(world["labels"][rows[index]], labels[index])
                self.assertEqual(shown["calibrated"][0]["class"], predictions[index])
                mixed = sum(weight * tensor(expert, "scores")[index] for expert, weight in weights.items())
                mixed -= CALIBRATION * numpy.isin(numpy.arange(len(mixed)), list(seen))
                raw = sum(weight * tensor(expert, "attribute_scores")[index] for expert, weight in weights.items()) @ att.T
                for key, scores in (("calibrated", mixed), ("raw", raw)):
                    best = numpy.argsort(-scores)[:5]
                    self.assertEqual([one["class"] for one in shown[key]], list(best))
                    self.assertEqual([one["seen"] for one in shown[key]], [c in seen for c in best])
                    numpy.testing.assert_allclose([one["score"] for one in shown[key]], scores[best], rtol=1e-4, atol=1e-5)
                self.assertEqual({one["name"]: one["weight"] for one in shown["experts"]}, weights)
                for expert in shown["experts"]:
                    scores = tensor(expert["name"], "attribute_scores")[index]
                    best = [one["attribute"] for one in expert["attributes"]]
                    self.assertEqual(best, list(numpy.argsort(-scores)[:3]))
                    for one in expert["attributes"]:
                        self.assertAlmostEqual(one["score"], scores[one["attribute"]], places=4)
                        for key, label in (("true_class", labels[index]), ("predicted_class", predictions[index])):
                            self.assertAlmostEqual(one[key], world["att"][label, one["attribute"]], places=6)

    def test_attention_is_that_of_the_trained_parameters(self):
        """DEDN's region attention: softmax over regions of V W2 x, of every attribute."""
        run, _ = self.run_of(dedn())
        checkpoint = read_safetensors(run / "checkpoints/last.safetensors")
        parameter = lambda name: floats(next(value for key, value in checkpoint.items() if key.endswith(name)))
        shown = self.explain(run, "--sample", 4, "--attributes", 99)
        self.assertEqual((shown["height"], shown["width"]), (2, 3))
        image = self.world()["feature_map"][shown["row"]].reshape(SMALL_REGIONS["channels"], 6).T.astype(float)
        image /= numpy.linalg.norm(image, axis=1, keepdims=True)
        logits = parameter("complete.V") @ parameter("complete.W2") @ image.T
        attention = numpy.exp(logits) / numpy.exp(logits).sum(1, keepdims=True)
        complete = shown["experts"][0]["attributes"]
        self.assertEqual(sorted(one["attribute"] for one in complete), list(range(10)))
        for one in complete:
            numpy.testing.assert_allclose(one["attention"], attention[one["attribute"]], rtol=1e-3)

    def test_text_for_people(self):
        run, _ = self.run_of(dedn())
        out, _ = self.zeroth("explain", run, "--sample", 0, "--attributes", 2,
                             "--attribute-names", self.write("names.txt", "".join(f"part {k}\n" for k in range(10))))
        self.assertRegex(out, r"^Test image 0 of tiny-dedn: row \d+ of the data file, class \d+, seen\n")
        self.assertIn("without calibration", out)
        self.assertRegex(out, r"(?m)^complete, weight 0.9\n  highest attributes +score +true class +predicted class\n"
                              r"  \d part \d +-?\d\S* +\d\S* +\d\S*\n")
        self.assertIn("note: this shows a test image: what is chosen by it has looked at the test set\n", out)

    def drawn(self, run, *options):
        page = self.folder / "page.html"
        shown = self.explain(run, "--sample", 12, "--attributes", 4, "--out", page, *options)
        return shown, page.read_text()

    def test_a_page_that_needs_nothing_else(self):
        run, _ = self.run_of(dedn())
        shown, page = self.drawn(run)
        self.assertIn("<h1>Test image 12 of tiny-dedn</h1>", page)
        self.assertIn("How to read the maps", page)
        first = shown["experts"][0]["attributes"][0]
        self.assertIn(f"<figcaption>attribute {first['attribute']}: score ", page)
        self.assertIn(f"; largest weight {max(first['attention']):.3f}</figcaption>", page)
        self.assertIn("The image itself is not shown.", page)
        self.assertNotRegex(page, r'(?:href|src)="(?!#|data:)')
        drawings = [ElementTree.fromstring(one) for one in re.findall(r"<svg xmlns.*?</svg>", page, re.DOTALL)]
        maps = [one for one in drawings if "looked for" in one.findtext(f"{SVG}title")]
        self.assertEqual(len(maps), 8)  # four of each expert
        for drawing, one in zip(maps, (one for expert in shown["experts"] for one in expert["attributes"])):
            self.assertEqual(drawing.findtext(f"{SVG}title"), f"where attribute {one['attribute']} is looked for")
            opacity = {(float(cell.get("y")), float(cell.get("x"))): float(cell.get("fill-opacity"))
                       for cell in drawing.iter(f"{SVG}rect") if cell.get("fill-opacity")}
            weights = numpy.array(one["attention"])
            numpy.testing.assert_allclose([opacity[place] for place in sorted(opacity)], 0.85 * weights / weights.max(),
                                          atol=0.006)

    def test_the_image_lies_behind_the_maps_when_it_is_found(self):
        run, _ = self.run_of(dedn())
        self.use_own_world(run)
        with h5py.File(self.folder / "world.hdf5", "a") as file:
            names = [f"/old/place/animals/{i}.png" for i in range(len(file["labels"]))]
            file["image_files"] = numpy.array(names, dtype="S40")
        images = self.folder / "pictures"
        (images / "animals").mkdir(parents=True)
        shown, page = self.drawn(run)
        self.assertEqual(shown["image_name"], f"/old/place/animals/{shown['row']}.png")
        self.assertNotIn("<image", page)
        shown, page = self.drawn(run, "--images", images)
        self.assertEqual(shown["image_file"], "")
        self.assertIn(f"no picture behind the maps: 1 images are missing (/old/place/animals/{shown['row']}.png)",
                      shown["notes"])
        file = images / f"animals/{shown['row']}.png"
        file.write_bytes(png(numpy.full((4, 6, 3), 200, "uint8")))
        shown, page = self.drawn(run, "--images", images)
        self.assertEqual(shown["image_file"], str(file))
        self.assertEqual(page.count('href="data:image/png;base64,iVBOR'), 1)
        self.assertEqual(page.count('<use href="#picture"/>'), 8)
        self.assertIn("Behind the map lies the centre of the image.", page)

    def test_a_file_without_names_of_images(self):
        run, _ = self.run_of(dedn())
        shown, _ = self.drawn(run, "--images", self.folder)
        self.assertIn("the data file does not name its images: the maps have no picture behind them", shown["notes"])

    def test_experts_that_attend_to_no_regions(self):
        pooled = dedn(name="tiny-pooled")
        pooled["experts"] = {"complete": {"backbone": None, "use": "expert.pooled"},
                             "fine": {"params": {"cluster_by": "word-vectors", "count": 2},
                                      "backbone": {"use": "expert.pooled", "params": None}}}
        pooled["losses"] = {"complete-alignment": None, "fine-alignment": None}
        run, _ = self.run_of(pooled)
        shown, page = self.drawn(run)
        self.assertEqual([expert["no_attention"] for expert in shown["experts"]],
                         ["it offers no attention", "the backbone attends to no regions"])
        self.assertNotIn("attention", shown["experts"][0]["attributes"][0])
        self.assertIn("No maps: it offers no attention.", page)
        self.assertIn("no maps: it offers no attention\n", self.zeroth("explain", run, "--sample", 0)[0])

    def test_the_own_point_of_every_curve_is_the_result(self):
        for pipeline, settings in ((dedn(), ["weight", "lambda_rc", "lambda_rc", "calibration"]),
                                   (msdn(), ["weight", "calibration"])):
            run, result = self.run_of(pipeline)
            self.assertGreater(result["metrics"]["H"], 10)  # else there is little to reproduce
            report = self.explain(run, "--sensitivity")
            self.assertEqual([curve["setting"] for curve in report["curves"]], settings)
            for curve in report["curves"]:
                own = [point for point in curve["points"] if point["value"] == curve["own"]]
                self.assertEqual(len(own), 1)
                self.assertEqual({name: own[0][name] for name in ("U", "S", "H", "T1")},
                                 {name: result["metrics"][name] for name in ("U", "S", "H", "T1")})
            weight, calibration = report["curves"][0], report["curves"][-1]
            self.assertEqual((weight["own"], calibration["own"]), (0.9, CALIBRATION))
            self.assertEqual([point["value"] for point in weight["points"]], [i / 20 for i in range(21)])
            self.assertIn("counts as looking at the test set", report["note"])
        self.assertEqual(report["left_out"], [])  # MSDN's experts mix nothing

    def test_curves_are_those_of_runs_with_other_settings(self):
        """Inference decides nothing in training, so a run with another setting is the same experts."""
        run, _ = self.run_of(dedn())
        curves = self.explain(run, "--sensitivity")["curves"]
        for index, value, name, options in (
                (0, 0.25, "by-weight", ["--set", "inference.weights.complete=0.25", "--set", "inference.weights.fine=0.75"]),
                (1, 0.3, "by-lambda", ["--set", "experts.complete.backbone.params.lambda_rc=0.3"])):
            _, other = self.run_of(dedn(name=name), *options)
            point = next(point for point in curves[index]["points"] if point["value"] == value)
            for figure in ("U", "S", "H", "T1"):
                self.assertAlmostEqual(point[figure], other["metrics"][figure], places=9, msg=name)

    def test_a_checkpoint_without_its_tensors(self):
        run, _ = self.run_of(dedn(name="record-alone", checkpoint={"keep": "record"}))
        self.assertEqual(self.refused(run, "--sample", 0, code=66),
                         "error: the run has no checkpoint of its experts\n"
                         f"  where  {run}/checkpoints/last.safetensors\n"
                         "  why    nothing stayed of it when the run had finished\n"
                         "  fix    start the run again with --set checkpoint.keep=weights\n")

    def test_no_image_is_read_for_curves(self):
        run, _ = self.run_of(dedn())
        want = self.explain(run, "--sensitivity")
        with h5py.File(self.folder / "world.hdf5", "a") as file:
            file["feature_map"][...] = numpy.nan
        shutil.rmtree(run / "checkpoints")
        self.assertEqual(self.explain(run, "--sensitivity"), want)

    def test_curves_are_printed_and_drawn(self):
        run, _ = self.run_of(dedn())
        out, _ = self.zeroth("explain", run, "--sensitivity", "--out", self.folder / "curves.svg")
        self.assertIn("it counts as looking at the test set", out)
        self.assertRegex(out, r"(?m)^share of complete in the weights of inference\n +value +U +S +H +T1\n +0( +\d+\.\d){4}\n")
        self.assertIn("\nlambda_rc of fine: share of the region scores at inference; training adds both\n", out)
        self.assertRegex(out, r"(?m)^ +0\.9( +\d+\.\d){4}  the run$")
        drawing = ElementTree.parse(self.folder / "curves.svg").getroot()
        self.assertEqual(drawing.findtext(f"{SVG}title"), "Sensitivity of tiny-dedn")
        self.assertEqual(len(list(drawing.iter(f"{SVG}polyline"))), 4 * 4)
        self.assertIn("counts as looking at it", " ".join(text.text for text in drawing.iter(f"{SVG}text")))
        self.zeroth("explain", run, "--sensitivity", "--out", self.folder / "curves.html")
        page = (self.folder / "curves.html").read_text()
        self.assertEqual(page.count("<polyline"), 4 * 4)
        self.assertEqual(page.count("<table>"), 4)
        self.assertEqual(page.count("<td>the run</td>"), 4)
        self.assertIn("counts as looking at the test set", page)

    def test_an_epoch_other_than_the_reported_one_is_named(self):
        run, result = self.run_of(dedn(name="tiny-oracle", evaluate={"protocol": "paper-oracle"}))
        notes = self.explain(run, "--sample", 0)["notes"]
        self.assertNotEqual(result["epoch"], 40)
        self.assertIn(f"the run reports epoch {result['epoch']}, these are the experts of epoch 40, its last checkpoint", notes)
        own = self.explain(run, "--sensitivity")["curves"][0]
        point = next(point for point in own["points"] if point["value"] == own["own"])
        self.assertEqual(point["H"], result["metrics"]["H"])

    def test_a_gated_run(self):
        gated = dedn(name="tiny-gated", ood={"use": "ood.energy"}, gate={"threshold": "seen-quantile"})
        run, _ = self.run_of(gated)
        predictions = numpy.load(run / "predictions.npy")[:, 1]
        for index in (0, 50):
            self.assertEqual(self.explain(run, "--sample", index)["calibrated"][0]["class"], predictions[index])
        self.assertEqual(self.refused(run, "--sensitivity", code=78),
                         "error: the prediction of a gated run does not follow from its stored scores\n"
                         f"  where  {run}/config.resolved.json  /ood\n"
                         "  why    its out-of-distribution gate was fitted on training images\n"
                         "  fix    explain a run of the same pipeline without \"ood\"\n")

    def test_a_run_of_another_recipe(self):
        pipeline = self.write("generative.json", tiny_generative())
        run = self.folder / json.loads(self.zeroth("run", pipeline, "--json", "--quiet")[0])["run_dir"]
        for what in (["--sensitivity"], ["--sample", 0]):
            self.assertEqual(self.refused(run, *what, code=78),
                             "error: a run of recipe \"generative\" has no experts to explain\n"
                             f"  where  {run}\n"
                             "  why    zeroth explain shows what experts on region features see\n"
                             "  fix    give it a run whose recipe mixes experts: `zeroth pipelines` shows the recipes\n")

    def test_what_is_missing_from_a_run(self):
        run, _ = self.run_of(dedn())
        for index in (-1, 55):
            self.assertEqual(self.refused(run, "--sample", index, code=2),
                             f"error: there is no test image {index}\n  where  {run}\n"
                             "  why    it has 55 test images: 0 to 39 of seen classes, then 40 to 54 of unseen ones\n"
                             "  fix    give --sample a number from 0 to 54\n")
        checkpoint = run / "checkpoints/last.safetensors"
        saved = checkpoint.read_bytes()
        checkpoint.unlink()
        self.assertEqual(self.refused(run, "--sample", 0, code=66),
                         f"error: the run has no checkpoint of its experts\n  where  {checkpoint}\n"
                         "  why    it stopped before its first one, or the file was removed\n"
                         f"  fix    zeroth run --resume {run}, or start the run again\n")
        shutil.copy(run / "scores.safetensors", checkpoint)
        self.assertIn("  why    it has no record of a run\n", self.refused(run, "--sample", 0, code=65))
        checkpoint.write_bytes(saved[:1000])
        self.assertIn(str(checkpoint), self.refused(run, "--sample", 0, code=65))
        scores = run / "scores.safetensors"
        scores.unlink()
        self.assertEqual(self.refused(run, "--sensitivity", code=66),
                         f"error: the run has no stored scores of its experts\n  where  {scores}\n"
                         "  why    the file was removed, or the run was made before scores were kept\n"
                         "  fix    start the run again\n")
        (run / "result.json").unlink()
        self.assertIn("  why    it has not ended; scores are stored at its end\n"
                      f"  fix    zeroth run --resume {run}\n", self.refused(run, "--sensitivity", code=66))

    def test_data_that_are_gone_or_others(self):
        run, _ = self.run_of(dedn())
        self.use_own_world(run)
        for what in (["--sensitivity"], ["--sample", 0]):
            (self.folder / "world.hdf5").unlink(missing_ok=True)
            self.assertEqual(self.refused(run, *what, code=66),
                             f"error: a data file is missing\n  where  {self.folder / 'world.hdf5'}\n"
                             "  why    No such file or directory\n"
                             "  fix    put it there, or correct data.params\n")
        with h5py.File(self.trained / "world.hdf5") as old, h5py.File(self.folder / "world.hdf5", "w") as new:
            for name in old:
                old.copy(name, new)
            new["test_seen_loc"][...] = old["test_seen_loc"][()][::-1]
        self.assertEqual(self.refused(run, "--sensitivity", code=65),
                         f"error: the stored scores are not those of the run\n  where  {run}\n"
                         "  why    labels or their number differ: the data file was changed\n"
                         "  fix    put the run's files and data back, or start the run again\n")

    def test_scores_of_another_run(self):
        run, _ = self.run_of(dedn())
        other, _ = self.run_of(msdn())
        shutil.copy(other / "scores.safetensors", run)
        self.assertIn("  why    there are none of the expert \"complete\"\n", self.refused(run, "--sensitivity", code=65))
        shutil.copy(run / "checkpoints/last.safetensors", run / "scores.safetensors")
        self.assertIn("error: the stored scores are damaged\n", self.refused(run, "--sensitivity", code=65))

    def test_a_run_that_never_sees_test_images(self):
        run, _ = self.run_of(dedn(name="tiny-validation", evaluate={"protocol": "validation"}))
        for look in (("--sample", 0), ("--sensitivity",)):
            message = self.refused(run, *look, code=78)
            self.assertIn('error: a run of protocol "validation" has never seen a test image\n', message)
            self.assertIn("  fix    run the pipeline with another evaluate.protocol\n", message)

    def test_a_run_that_stopped_in_its_selection(self):
        strict = dedn(name="tiny-strict", evaluate={"protocol": "strict-val"})
        run, _ = self.run_of(strict)
        self.assertEqual(self.explain(run, "--sample", 0)["sample"], 0)
        checkpoint = run / "checkpoints/last.safetensors"
        data = checkpoint.read_bytes()
        length = int.from_bytes(data[:8], "little")
        header = json.loads(data[8:8 + length])
        record = json.loads(header["__metadata__"]["record"])
        del header["__metadata__"]["xxh3-128"]
        header["__metadata__"]["record"] = json.dumps(dict(record, part="selection"))
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 8)
        checkpoint.write_bytes(len(text).to_bytes(8, "little") + text + data[8 + length:])
        self.assertIn("  why    it has not come to its final training\n", self.refused(run, "--sample", 0, code=66))

    def test_wrong_words(self):
        run, _ = self.run_of(dedn())
        self.assertIn("error: give either --sample I or --sensitivity\n", self.refused(run, code=2))
        self.assertIn("--sample", self.refused(run, "--sample", 0, "--sensitivity", code=2))
        self.assertIn("--sample", self.refused(run, "--sensitivity", "--attributes", 3, code=2))
        self.assertIn("error: --out x.svg must end in .html\n", self.refused(run, "--sample", 0, "--out", "x.svg", code=2))
        self.assertIn("error: --out x.png must end in .html or .svg\n",
                      self.refused(run, "--sensitivity", "--out", "x.png", code=2))
        self.assertIn("this is not a run directory", self.refused(self.folder, "--sensitivity", code=66))
        self.assertIn("cannot", self.refused(run, "--sensitivity", "--out", "no/such/place.svg", code=73))
        config = json.loads((run / "config.resolved.json").read_text())
        del config["recipe"]
        for changed in (json.dumps(config), "{}"):
            (run / "config.resolved.json").write_text(changed)
            self.assertIn("error: the pipeline is another than the run was made with\n",
                          self.refused(run, "--sensitivity", code=65))
        for damaged in ("[]", "{", ""):
            (run / "config.resolved.json").write_text(damaged)
            self.assertIn("error: a file of the run is damaged\n", self.refused(run, "--sensitivity", code=65))

    def test_images_that_are_not_there(self):
        run, _ = self.run_of(dedn())
        self.assertIn("nowhere", self.refused(run, "--sample", 0, "--images", "nowhere", code=2))

    def test_names_of_attributes_that_do_not_fit(self):
        run, _ = self.run_of(dedn())
        names = self.write("names.txt", "one\r\ntwo\n")
        self.assertEqual(self.refused(run, "--sample", 0, "--attribute-names", names, code=65),
                         f"error: the names of the attributes do not fit\n  where  {names}\n"
                         "  why    it has 2 lines, the run has 10 attributes\n"
                         "  fix    write one name a line, in the order of the attributes\n")
        self.assertEqual(self.refused(run, "--sample", 0, "--attribute-names", "none.txt", code=66),
                         "error: cannot open the names of the attributes\n  where  none.txt\n"
                         "  why    No such file or directory\n"
                         "  fix    give another file, or leave --attribute-names out\n")


if __name__ == "__main__":
    unittest.main()
