"""The shipped pipelines."""
import concurrent.futures
import json
import unittest

from published import DATA_SETS, PUBLISHED, PUBLISHED_EXPERTS
from zeroth import LONG, SHARED, SOURCE, Case

PIPELINES = sorted(path for path in (SOURCE / "pipelines").rglob("*.json") if not {"base", "papers"} & set(path.parts))


def has_experts(path):
    return path.parent.name in ("dedn", "msdn", "dazle", "apn", "cross") or path.stem.startswith(("dedn-", "msdn-"))


GENERATIVE = [path for path in PIPELINES if not has_experts(path)]
EXPERTS = [path for path in PIPELINES if has_experts(path)]

GENERATORS = ("f-clswgan", "tf-vaegan", "ddgan", "ce-gzsl", "f-vaegan-d2", "cycle-clswgan", "lisgan", "cada-vae", "izf",
              "free")
# By folder, settings under which a generator is narrow: nothing outside of it sees its hidden layers.
NARROW = {"cada-vae": [f"generator.params.{which}_{coder}_hidden=64" for which in ("feature", "attribute")
                       for coder in ("encoder", "decoder")]}

# d, C, S, U, training rows of the public splits.
SIZES = {"awa1": [85, 50, 40, 10, 19832], "awa2": [85, 50, 40, 10, 23527], "cub": [312, 200, 150, 50, 7057],
         "flo": [1024, 102, 82, 20, 5631], "sun": [102, 717, 645, 72, 10320]}

# Conventional zero-shot accuracy, from the methods' own papers: D3GZSL's tables have none.
T1 = {("f-CLSWGAN", "awa1"): 68.2, ("f-CLSWGAN", "cub"): 57.3, ("f-CLSWGAN", "flo"): 67.2,
      ("f-CLSWGAN", "sun"): 60.8, ("TF-VAEGAN", "awa2"): 72.2, ("TF-VAEGAN", "cub"): 64.9,
      ("TF-VAEGAN", "flo"): 70.8, ("TF-VAEGAN", "sun"): 66.0, ("f-VAEGAN-D2", "cub"): 61.0, ("f-VAEGAN-D2", "sun"): 64.7,
      ("f-VAEGAN-D2", "awa2"): 71.1, ("CADA-VAE", "awa2"): 63.0, ("CADA-VAE", "cub"): 59.8,
      ("CADA-VAE", "sun"): 61.7, ("CE-GZSL", "awa2"): 70.4,
      ("CE-GZSL", "cub"): 77.5, ("CE-GZSL", "sun"): 63.3}


def own_text(path):
    """What the file itself says, without its comments."""
    lines = path.read_text().splitlines()
    return json.loads("\n".join(line for line in lines if not line.strip().startswith("//")))


def merge(target, patch):
    if "use" in patch and target.get("use", patch["use"]) != patch["use"]:
        target.pop("params", None)
    for key, value in patch.items():
        if value is None:
            target.pop(key, None)
        elif isinstance(value, dict):
            if not isinstance(target.get(key), dict):
                target[key] = {}
            merge(target[key], value)
        else:
            target[key] = value


def resolved(path, document=None):
    """The file on top of what it extends, without its preset."""
    document = {} if document is None else document
    own = own_text(path)
    bases = own.get("extends", [])
    for base in [bases] if isinstance(bases, str) else bases:
        resolved(path.parent / base, document)
    merge(document, own)
    return document


def composition(path):
    """What a pipeline puts together: pipelines of one composition differ in numbers only."""
    def parts(block):
        if isinstance(block, dict):
            return {key: parts(value) for key, value in block.items() if isinstance(value, dict) or key == "use"}
        return block
    document = resolved(path)
    document["data"]["params"] = {}
    document.pop("published", None)  # nothing is computed from it
    return json.dumps([document["recipe"], document.get("evaluate", {}).get("protocol"), parts(document)], sort_keys=True)


def data_set_of(path):
    return next((part for part in path.stem.split("-") if part in DATA_SETS), None)


def generator_of(path):
    if path.parent.name in ("ablations", "rough"):
        return next((name for name in GENERATORS if name in path.stem), "f-clswgan")
    return next(name for name in GENERATORS if path.parent.name == name or path.stem.startswith(name))


def recipe_of(path):
    folder = path.parent.name
    if folder == "rough":
        return next((recipe for recipe in ("d3gzsl", "two-stage") if path.stem.startswith(recipe)), "generative")
    return {"ablations": "d3gzsl"}.get(folder, "generative" if folder in GENERATORS else folder)


class Pipelines(Case):
    WARM = True

    def test_quickstart_learns(self):
        # Three quarters of the optimum after 25 of its 60 epochs; all of them are for long tests.
        fewer = [] if LONG else ["--set", "train.epochs=25"]
        result = self.run_json(SOURCE / "pipelines/quickstart.json", *fewer)
        self.assertGreater(result["metrics"]["H"], 0.5 * result["optimum"]["H"])

    def test_every_pipeline_is_valid(self):
        self.environment["ZEROTH_DATA"] = "/nowhere"
        for path in PIPELINES:
            with self.subTest(pipeline=str(path)):
                self.zeroth("validate", path)

    def test_every_composition_builds_without_data(self):
        paths = PIPELINES if LONG else list({composition(path): path for path in PIPELINES}.values())
        self.assertGreater(len(paths), 30)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for path, (code, err) in zip(paths, pool.map(self.dry_run, paths)):
                with self.subTest(pipeline=str(path)):
                    self.assertEqual(code, 0, err)

    def dry_run(self, path):
        self.environment.pop("ZEROTH_DATA", None)
        # Narrow hidden layers: most of the time is theirs.
        settings = [] if has_experts(path) else NARROW.get(path.parent.name, ["generator.params.hidden=64"])
        narrow = [word for setting in settings for word in ("--set", setting)]
        code, out, err = self.outcome("run", path, "--dry-run", "--rehearse", "0", "--json", *narrow)
        if code == 0:
            report = json.loads(out)
            assert report["parameters"] and report["stages"] and report["memory_bytes"] > 0, path
        return code, err

    def test_names_say_where_a_pipeline_is(self):
        names = {path: own_text(path)["name"] for path in PIPELINES}
        self.assertEqual(len(set(names.values())), len(names))
        for path, name in names.items():
            folder = "" if path.parent.name == "ablations" else path.parent.name + "-"
            expected = path.stem if path.stem.startswith(folder) else folder + path.stem
            self.assertEqual(name, "quickstart" if path.stem == "quickstart" else expected, path)

    def test_a_pipeline_reads_the_data_that_it_names(self):
        for path in filter(data_set_of, GENERATIVE):
            with self.subTest(pipeline=str(path)):
                data, block = data_set_of(path), resolved(path)["data"]
                self.assertEqual("reader" in block, path.parent.name == "rough")
                params = block.get("reader", block)["params"]
                features = {"fc1000": 1000, "mobilenet": 1280}
                size = next((features[part] for part in path.stem.split("-") if part in features), 2048)
                expected = [size, *SIZES[data]]
                # CE-GZSL's figures on CUB are those with sentence embeddings.
                sentences = "sentences" in path.stem or (
                    data == "cub" and size == 2048 and generator_of(path) == "ce-gzsl")
                if sentences:
                    expected[1] = 1024
                self.assertEqual(params["shape"], expected)
                self.assertEqual(params["root"], "${env:ZEROTH_DATA}/" + data.upper())
                self.assertEqual(params["splits"], "sent_splits.mat" if sentences else "att_splits.mat")
                self.assertEqual(params.get("normalise_attributes", False), generator_of(path) == "tf-vaegan")

    def test_a_pipeline_is_composed_as_its_name_says(self):
        for path in filter(data_set_of, GENERATIVE):
            with self.subTest(pipeline=str(path)):
                pipeline, recipe, words = resolved(path), recipe_of(path), path.stem.split("-")
                generator = generator_of(path)
                self.assertEqual(pipeline["generator"]["use"], "generator." + generator)
                self.assertEqual(pipeline["recipe"], recipe)
                if recipe == "two-stage":
                    rules = ("oracle", "final-epoch") if "iv" in words else ("validation-h", "strict-val")
                    self.assertEqual((pipeline["gate"]["threshold"], pipeline["evaluate"]["protocol"]), rules)
                    self.trains_its_generator_as_alone(pipeline, path)
                if recipe == "d3gzsl":
                    over_embedding = generator == "ce-gzsl"
                    self.assertEqual(pipeline["student"]["use"],
                                     "student.linear" if over_embedding else "student.mlp")
                    self.assertEqual(pipeline["ood"]["use"],
                                     "ood.energy" if words[-1] == "energy" else "ood.log-msp")
                    parts = {"baseline": {"cls"}, "id2sd": {"cls", "be", "kl"}, "o2dbd": {"cls", "od"}}
                    self.assertEqual(set(pipeline["losses"]), parts.get(words[-1], {"cls", "be", "kl", "od"}))

    def trains_its_generator_as_alone(self, pipeline, path):
        if "published" not in pipeline:
            return
        alone = resolved(path.parent.parent / generator_of(path) / f"{data_set_of(path)}.json")
        for block in ("data", "generator", "train", "synthesis", "classifier"):
            self.assertEqual(pipeline[block], alone[block], block)

    def test_every_published_row_has_its_pipeline(self):
        found = {}
        for path in GENERATIVE:
            published = own_text(path).get("published")
            if published is None:
                continue
            data = data_set_of(path)
            self.assertEqual(resolved(path)["published"], published, path)
            self.assertEqual(published.get("T1"), T1.get((published["row"], data)), path)
            figures = tuple(published[figure] for figure in "USH" if figure in published)
            key = (published["table"], published["row"], data)
            self.assertNotIn(key, found)
            found[key] = figures
            if len(figures) == 3:
                u, s, h = figures
                self.assertAlmostEqual(h, 2 * u * s / (u + s), delta=0.15, msg=str(path))
        self.assertEqual(found, PUBLISHED)

    def test_every_published_row_of_the_region_methods_has_its_pipeline(self):
        found = {}
        for path in EXPERTS:
            published = own_text(path).get("published")
            if published is None:
                continue
            self.assertEqual(resolved(path)["published"], published, path)
            setting = [part for part in path.stem.split("-") if part in ("zsl", "gzsl")]
            key = (published["table"], published["row"], data_set_of(path), *setting)
            self.assertNotIn(key, found)
            found[key] = tuple(published[figure] for figure in ("T1", "U", "S", "H") if figure in published)
        self.assertEqual(found, PUBLISHED_EXPERTS)

    def test_a_pipeline_of_experts_is_composed_as_its_name_says(self):
        regions = {"cub": [2048, 196], "sun": [2048, 196], "awa2": [2048, 49]}
        alone = {"complete": {"complete"}, "fine": {"fine"}, "pooled": {"pooled"},
                 "av": {"attribute-to-visual"}, "va": {"visual-to-attribute"}}
        for path in filter(data_set_of, EXPERTS):
            with self.subTest(pipeline=str(path)):
                pipeline, words, data = resolved(path), path.stem.split("-"), data_set_of(path)
                dedn = "dedn" in (path.parent.name, words[0])
                shape = pipeline["data"]["params"]["shape"]
                self.assertEqual(shape[2:7], SIZES[data])
                self.assertEqual(shape[:2], regions[data] if dedn else [2048, 196])
                experts = {"complete", "fine"} if dedn else {"attribute-to-visual", "visual-to-attribute"}
                if path.parent.name in ("dazle", "apn"):
                    experts = {path.parent.name}
                self.assertEqual(set(pipeline["experts"]), alone.get(words[-1], experts))
                self.assertLessEqual(set(pipeline["inference"]["weights"]), set(pipeline["experts"]))
                self.assertEqual("distillation" in pipeline["losses"],
                                 len(pipeline["experts"]) == 2 and "no-distillation" not in path.stem)
                if "fine" in pipeline["experts"]:
                    clusters = pipeline["experts"]["fine"]["params"]["clusters"]
                    expected = [] if "means" in words else list(range(shape[2]))
                    self.assertEqual(sorted(sum(clusters, [])), expected)

    @unittest.skipUnless((SHARED / "data/AWA13").exists(), "the real region features are not here")
    def test_real_regions_run_end_to_end(self):
        self.environment["ZEROTH_DATA"] = str(SHARED / "data")
        for path in EXPERTS:
            if "awa13" in path.stem and path.parent.name != "ablations":
                with self.subTest(pipeline=str(path)):
                    epochs = 1 if "dedn" in str(path) else 3  # DEDN's are the longer ones
                    result = self.run_json(path, "--set", f"train.epochs={epochs}")
                    self.assertGreater(result["metrics"]["T1"], 100 / 3)  # chance, of three unseen animals

    @unittest.skipUnless((SHARED / "data/CUB").exists(), "the real CUB features are not here")
    def test_real_cub_runs_end_to_end(self):
        self.environment["ZEROTH_DATA"] = str(SHARED / "data")
        result = self.run_json(SOURCE / "pipelines/d3gzsl/f-clswgan-cub-fc1000.json", "--set", "train.epochs=1",
                               "--set", "generator.params.hidden=64", "--set", "student.params.embedding=64",
                               "--set", "teacher.params.embedding=64", "--set", "teacher.params.epochs=1")
        self.assertEqual(result["test_looks"], 1)


if __name__ == "__main__":
    unittest.main()
