"""`zeroth schema` and the checker agree, by the word of an independent validator."""
import copy
import json
import re
import shutil
import unittest

from zeroth import Case, SHARED, SOURCE, tiny_d3gzsl, tiny_generative, tiny_two_stage

try:
    import jsonschema
except ImportError:
    jsonschema = None

FILES = sorted(path for path in (SOURCE / "pipelines").rglob("*.json") if "papers" not in path.parts)
PIPELINES = [path for path in FILES if "base" not in path.parts]
REMOVED = object()


def without_names(example):
    """An example of a recipe without the blocks whose plugin is for its reader to choose."""
    return {name: block for name, block in example.items() if ".NAME" not in json.dumps(block)}


def without_comments(path):
    return json.loads(re.sub(r"(?m)(^|\s)//.*$", "", path.read_text()))


def changed(document, **changes):
    """The document with the value at each path, `a__b` for a.b, replaced or removed."""
    document = copy.deepcopy(document)
    for path, value in changes.items():
        *parents, last = path.split("__")
        at = document
        for key in parents:
            at = at.setdefault(key, {})
        if value is REMOVED:
            del at[last]
        else:
            at[last] = value
    return document


def whole_d3gzsl():
    """A pipeline of every kind of block that extends nothing."""
    document = tiny_d3gzsl()
    del document["extends"]
    return {**document, "recipe": "d3gzsl",
            "generator": {"use": "generator.f-clswgan", "params": {"hidden": 16}},
            "teacher": {"use": "teacher.mlp"}, "student": {"use": "student.mlp"}, "ood": {"use": "ood.energy"},
            "losses": {"cls": {"use": "loss.cross-entropy", "rows": "mixed", "inputs": {"logits": "student_logits"}},
                       "be": {"use": "loss.batch-embedding"}}}


# Paths and values that make a good pipeline of a recipe bad.
BROKEN = {
    "generative": [
        {"zeroth": REMOVED}, {"zeroth": 2}, {"zeroth": "1"}, {"recipe": REMOVED}, {"recipe": "generativ"},
        {"recipe": 3}, {"name": ""}, {"name": "a/b"}, {"name": "x" * 101}, {"seed": -1}, {"seed": 1.5},
        {"seed": 2 ** 63}, {"colour": "red"}, {"preset": "absent", "presets": []}, {"published": 3},
        {"data": REMOVED}, {"data": {}}, {"data": []}, {"data__use": "data.nothing"}, {"data__use": "ood.msp"},
        {"data__params__noise": 0}, {"data__params__nonlinearity": 1.1}, {"data__params__sen_classes": 3},
        {"data": {"use": "data.xlsa17"}}, {"data": {"use": "data.xlsa17", "params": {"root": ""}}},
        {"data": {"use": "data.xlsa17", "params": {"root": "x", "attributes": ""}}},
        {"data": {"use": "data.xlsa17", "params": {"root": "x", "shape": [1, 2.5]}}},
        {"data": {"use": "data.xlsa17", "params": {"root": "x", "shape": 3}}},
        {"data": {"use": "data.npy", "params": {"root": "x", "normalise_attributes": 1}}},
        {"generator": REMOVED}, {"generator": None}, {"generator__use": REMOVED}, {"generator__use": 1},
        {"generator__use": "generator.absent"}, {"generator__use": "teacher.mlp"}, {"generator__rate": 1},
        {"generator__params": []}, {"generator__params__hidden": "16"}, {"generator__params__hidden": 0},
        {"generator__params__hiden": 16}, {"generator__params__beta1": 1}, {"generator__keep_params": "yes"},
        {"generator__params__hidden": "${env:HIDDEN:-16}"},
        {"train": []}, {"train__epoch": 3}, {"train__epochs": 0}, {"train__epochs": True},
        {"train__decay__factors": {"generator": 0}}, {"train__decay__factors": {"generator": "fast"}},
        {"train__optimisers": []}, {"train__optimisers": {"critic": "sgd"}}, {"train__optimisers": {"critic": {"kind": "lion"}}},
        {"train__optimisers": {"critic": {"learning_rate": 0}}}, {"train__optimisers": {"critic": {"momentum": 1}}},
        {"train__optimisers": {"critic": {"clip": -1}}}, {"train__optimisers": {"critic": {"lerning_rate": 1}}},
        {"train__optimisers": {"critic": {"rate": "cosine"}}}, {"train__optimisers": {"critic": {"rate": {"shape": "sine"}}}},
        {"train__optimisers": {"critic": {"rate": {"every": 0}}}}, {"train__optimisers": {"critic": {"rate": {"warm": 3}}}},
        {"train__decay__factors": []}, {"train__decay__each": 2}, {"evaluate__protocol": "best"},
        {"evaluate__validation__seen_share": 1}, {"checkpoint__every": -1}, {"synthesis__per_class": 0},
        {"teacher": {"use": "teacher.mlp"}}, {"losses": {}}, {"joint": {}}, {"extends": 3}, {"vars": 3}],
    "two-stage": [
        {"teacher": REMOVED}, {"ood": REMOVED}, {"ood": {"use": "ood.energy", "params": {"temperature": 0}}},
        {"gate__threshold": "best"}, {"gate__quantile": 0}, {"gate__threshold": REMOVED, "evaluate": REMOVED},
        {"evaluate__protocol": "final-epoch"}, {"evaluate": REMOVED}, {"student": {"use": "student.mlp"}}],
    "d3gzsl": [
        {"losses": REMOVED}, {"losses": {}}, {"losses": {"cls": {}}}, {"losses__cls__use": "loss.cross-entrpy"},
        {"losses__cls__use": "ood.msp"}, {"losses__cls__rows": "all"}, {"losses__cls__weight": -1},
        {"losses__cls__inputs": REMOVED}, {"losses__cls__inputs__logits": "student_logit"},
        {"losses__cls__inputs__logits": "labels"}, {"losses__cls__inputs__lables": "labels"},
        {"losses__be__params__logit": "third"}, {"losses__be__weights": 1},
        {"joint__gate__softmax": 1}, {"joint__gate__slope": 1}, {"joint__generator_share": -1}, {"joint__gate__centre": 1},
        {"joint__optimiser__beta1": 1}, {"student": {"use": "student.linear"}},
        {"student": {"use": "student.linear", "embedding": {"ref": "/teacher"}}},
        {"student": {"use": "student.linear", "embedding": {"ref": "/generator", "params": {}}}},
        {"student": {"use": "student.linear", "embedding": {"use": "teacher.mlp"}}},
        {"student": {"use": "student.linear", "embeding": {"ref": "/generator"}}}],
    "embedding": [
        {"experts": REMOVED}, {"experts": {}}, {"experts": {"a/b": {"use": "expert.cexp"}}}, {"experts__complete__use": "ood.msp"},
        {"experts__complete__backbone": {"use": "loss.kl"}}, {"experts__complete__backbone": {"ref": "/ood"}},
        {"experts__complete__backbone__params__low_rank": -1}, {"generator": {"use": "generator.f-clswgan"}},
        {"data": {"use": "data.synthetic"}}, {"data__params__file": REMOVED}, {"losses": REMOVED},
        {"losses__cls__rows": "mixed"}, {"losses__cls__inputs__logits": "complete/nothing"},
        {"losses__cls__inputs": REMOVED}, {"gate": {"threshold": "oracle"}}, {"optimiser__kind": "lion"},
        {"train__sampling": "random"}, {"inference__weights": {"complete": "all"}}]}

def whole_embedding():
    scores = {"use": "loss.cross-entropy", "inputs": {"logits": "complete/scores", "labels": "labels"}}
    return {"zeroth": 1, "name": "tiny-embedding", "recipe": "embedding",
            "data": {"use": "data.region-hdf5", "params": {"file": "x.hdf5"}},
            "experts": {"complete": {"use": "expert.cexp", "backbone": {"use": "expert.dan"}}},
            "losses": {"cls": scores}}


# What is right although it looks odd.
GOOD = {
    "generative": [
        {}, {"train": None}, {"train__epochs": None}, {"$comment": "why"}, {"train__$comment": 3},
        {"train__decay__factors": {"$comment": "why", "generator": 0.5}},
        {"train__optimisers": {}}, {"train__optimisers": {"critic": {}}}, {"train__optimisers": {"critic": None}},
        {"train__optimisers": {"$comment": "why", "critic": {
            "kind": "adamw", "learning_rate": 1e-3, "beta1": 0, "beta2": 0.9, "epsilon": 1e-6, "momentum": 0.9,
            "nesterov": False, "weight_decay": 0.1, "clip": 5,
            "rate": {"shape": "step", "warm_up": 10, "last": 0, "every": 100, "factor": 0.5}}}},
        {"train__optimisers": {"critic": {"kind": None, "rate": None}}}, {"$schema": "pipeline.schema.json"},
        {"vars": {"n": 3, "t": {"epochs": 3}}, "train__epochs": "${n}"}, {"vars": {"t": {"epochs": 3}}, "train": "${t}"},
        {"vars": {"g": "f-clswgan"}, "generator__use": "generator.${g}"}, {"seed": 2 ** 63 - 1},
        {"generator__keep_params": True}, {"data": {"use": "data.npy", "params": {"root": "${env:ABSENT}/x"}}},
        {"presets": {"a": {"train": {"epochs": 4}}}, "preset": "a"}, {"preset": ""}],
    "two-stage": [{}, {"gate__threshold": REMOVED}, {"gate": REMOVED},
                  {"gate__threshold": "oracle", "evaluate": REMOVED}],
    "d3gzsl": [{}, {"losses__be": None}, {"losses__cls__inputs__labels": "labels"},
               {"generator": {"use": "generator.ce-gzsl"},
                "student": {"use": "student.linear", "embedding": {"ref": "/generator"}}}],
    "embedding": [{}, {"ood": {"use": "ood.msp"}, "gate": {"threshold": "oracle"}},
                  {"ood": {"use": "ood.msp"}, "evaluate": {"protocol": "strict-val"}},
                  {"experts__complete__backbone": {"params": {"low_rank": 4}}},
                  {"inference": {"weights": {"complete": 1}}}]}

WHOLE = {"generative": tiny_generative, "two-stage": tiny_two_stage, "d3gzsl": whole_d3gzsl,
         "embedding": whole_embedding}


@unittest.skipIf(jsonschema is None, "python3-jsonschema is not installed")
class Schema(Case):
    def validator(self, *arguments):
        schema = json.loads(self.zeroth("schema", *arguments)[0])
        jsonschema.Draft202012Validator.check_schema(schema)
        return jsonschema.Draft202012Validator(schema)

    def is_valid(self, document):
        path = self.write("p.json", document)
        process = self.start("validate", path)
        out, err = process.communicate()
        self.assertIn(process.returncode, (0, 69, 78), err)
        return process.returncode == 0, err

    def test_every_shipped_file(self):
        validator = self.validator()
        self.assertGreater(len(FILES), 50)
        for path in FILES:
            with self.subTest(path=path.name):
                validator.validate(without_comments(path))

    def test_every_shipped_pipeline_resolved(self):
        self.environment.pop("ZEROTH_DATA", None)
        validators = {}
        for path in PIPELINES:
            with self.subTest(path=path.name):
                document = json.loads(self.zeroth("resolve", path, "--json")[0])
                recipe = document["recipe"]
                if recipe not in validators:
                    validators[recipe] = self.validator("--recipe", recipe)
                validators[recipe].validate(document)
                self.assertEqual(self.is_valid(document), (True, ""))

    def test_both_sides_accept(self):
        validator = self.validator()
        for recipe, cases in GOOD.items():
            for changes in cases:
                with self.subTest(recipe=recipe, changes=changes):
                    document = changed(WHOLE[recipe](), **changes)
                    self.assertEqual(self.is_valid(document), (True, ""))
                    validator.validate(document)

    def test_both_sides_refuse(self):
        validator = self.validator()
        for recipe, cases in BROKEN.items():
            for changes in cases:
                with self.subTest(recipe=recipe, changes=changes):
                    document = changed(WHOLE[recipe](), **changes)
                    self.assertFalse(self.is_valid(document)[0])
                    self.assertFalse(validator.is_valid(document))

    def test_a_part_may_leave_out_but_not_misspell(self):
        validator = self.validator()
        good = [{}, {"zeroth": 1}, {"extends": ["a.json", "b.json"], "name": "x"}, {"train": {"epochs": 3}},
                {"ood": {"params": {"temperature": 2}}}, {"losses": {"od": None}}, {"gate": {"threshold": "oracle"}},
                {"student": {"embedding": {"ref": "/generator"}}},
                {"presets": {"paper": {"joint": {"weight": 1}}}}, {"generator": {"use": "generator.tf-vaegan"}}]
        bad = [{"trian": {}}, {"extends": "a.json", "train": {"epoch": 3}}, {"ood": {"params": {"temprature": 2}}},
               {"presets": {"paper": {"joint": {"weigh": 1}}}}, {"recipe": "generative", "joint": {}},
               {"losses": {"od": {"params": {"logit": "third"}}}}, {"generator": {"embedding": {}}},
               {"presets": {"paper": {"recipe": "two-stage", "joint": {}}}}]
        for expected, documents in ((True, good), (False, bad)):
            for document in documents:
                with self.subTest(document=document):
                    self.assertEqual(validator.is_valid(document), expected)

    def test_one_recipe(self):
        validator = self.validator("--recipe", "generative")
        self.assertTrue(validator.is_valid(tiny_generative()))
        self.assertFalse(validator.is_valid(tiny_two_stage()))
        self.assertFalse(validator.is_valid({"joint": {}}))
        self.assertEqual(self.zeroth("schema", "--recipe", "generativ", code=2)[1],
                         'error: no recipe "generativ"; did you mean "generative"?\n'
                         "  why    recipes: d3gzsl, embedding, generative, two-stage\n")
        self.assertIn("error: id excludes --recipe\n",
                      self.zeroth("schema", "ood.energy", "--recipe", "d3gzsl", code=2)[1])

    def test_one_plugin(self):
        validator = self.validator("ood.energy")
        for params, expected in (({}, True), ({"temperature": 2}, True), ({"temperature": 0}, False),
                                 ({"t": 1}, False), ([], False)):
            self.assertEqual(validator.is_valid(params), expected, params)
        temperature = validator.schema["properties"]["temperature"]
        self.assertEqual((temperature["default"], temperature["description"]), (1.0, "T, divides the logits"))
        self.assertFalse(self.validator("data.npy").is_valid({}))
        self.assertTrue(self.validator("data.npy").is_valid({"root": "x"}))
        self.assertIn('error: no plugin "ood.enrgy"; did you mean "ood.energy"?\n  why    looked in ',
                      self.zeroth("schema", "ood.enrgy", code=69)[1])

    def test_every_plugin_accepts_its_example(self):
        for row in json.loads(self.zeroth("list", "--json")[0]):
            with self.subTest(id=row["id"]):
                example = json.loads(self.zeroth("inspect", row["id"], "--json")[0])["example"]
                if row["kind"] == "recipe":
                    self.validator("--recipe", row["id"]).validate(without_names(example))
                else:
                    self.validator(row["id"]).validate(example["params"])

    def test_a_plugin_of_ones_own_belongs_to_it(self):
        only = ("--plugin-path", self.folder, "--no-default-paths")
        recipes = [row["file"] for row in json.loads(self.zeroth("list", "recipe", "--json")[0])]
        for file in recipes:
            shutil.copy(file, self.folder)
        validator = self.validator(*only)
        self.assertFalse(validator.is_valid({"ood": {"use": "ood.energy"}}))
        self.assertTrue(validator.is_valid({"ood": {"params": {"anything": 1}}}))
        energy = json.loads(self.zeroth("inspect", "ood.energy", "--json")[0])["file"]
        self.assertTrue(self.validator(*only, "--plugin", energy).is_valid({"ood": {"use": "ood.energy"}}))


if __name__ == "__main__":
    unittest.main()
