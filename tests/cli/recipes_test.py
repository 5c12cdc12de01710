"""Recipes and classifiers from outside the tree: named in JSON, and what is said of those that are wrong."""
import json
import unittest

from zeroth import FIXTURES, Case, tiny_generative, tiny_world

STRANGE = ("--plugin-path", FIXTURES / "strange")
COURSE = "error: recipe.strange declares a course that cannot be run\n  where  {where}/recipe\n  why    {why}\n" \
         "  fix    correct its declare()\n"
FAILED = "error: {plugin} failed in {call}\n  where  {where}{pointer}\n  why    {why}\n  fix    see `zeroth inspect {plugin}`\n"


def strange(fault, **blocks):
    pipeline = {"zeroth": 1, "name": "strange", "recipe": {"use": "recipe.strange", "params": {"fault": fault}},
                "data": {"use": "data.synthetic", "params": tiny_world()},
                "generator": {"use": "generator.f-clswgan", "params": {"hidden": 8, "classification_weight": 0}},
                "strange": {"width": 9}, "train": {"epochs": 1, "batch": 16}}
    return {**pipeline, **blocks}


class Recipes(Case):
    WARM = True

    def refused(self, pipeline, code=1):
        self.write("p.json", pipeline)
        error = self.zeroth("run", "p.json", *STRANGE, "--quiet", code=code)[1]
        return error.replace(str(self.folder) + "/", "")

    def test_a_course_that_cannot_be_run(self):
        for fault, why in (("no training", "it declares no training"), ("no name", "a training has no name"),
                           ("nothing to train", 'the training "generator" has no component'),
                           ("one name twice", 'two trainings are called "generator"')):
            with self.subTest(fault):
                self.assertIn(COURSE.format(where="p.json:1:44  ", why=why), self.refused(strange(fault)))

    def test_what_a_recipe_throws_names_it(self):
        for fault, call, why in (("begin throws", "begin()", "beyond"),
                                 ("images", "begin()", "the data are feature rows, not regions of images"),
                                 ("after_training throws", "after_training()", "the threshold is lost"),
                                 ("term throws", "terms()", "no such row"),
                                 ("no predictor", "predictor()", "it gave no predictor"),
                                 ("scores throws", "scores()", "no scores today")):
            with self.subTest(fault):
                want = FAILED.format(plugin="recipe.strange", call=call, where="p.json:1:44  ", pointer="/recipe", why=why)
                self.assertIn(want, self.refused(strange(fault)))

    def test_what_its_component_does_is_not_its_fault(self):
        error = self.refused(strange("term asks"))
        self.assertRegex(error, r"error: generator\.f-clswgan failed in sample\(\)\n  where  p\.json:1:\d+  /generator\n"
                                r"  why    expected \[16, 1\], got \[16, 12\]\n")

    def test_scores_of_another_width(self):
        error = self.refused(strange("none", strange={"width": 4}))
        self.assertRegex(error, r"error: recipe\.strange failed in scores\(\)\n  where  .*\n  why    expected \[\d+, 9\], "
                                r"got \[\d+, 4\]\n")

    def test_it_runs_where_nothing_is_wrong(self):
        self.write("p.json", strange("none"))
        result = json.loads(self.zeroth("run", "p.json", *STRANGE, "--quiet", "--json")[0])
        self.assertEqual(result["metrics"]["H"], 0.0)  # the first class always

    def test_the_long_form(self):
        self.write("p.json", strange("none"))
        resolved = json.loads(self.zeroth("resolve", "p.json", *STRANGE)[0])
        self.assertEqual(resolved["recipe"], {"use": "recipe.strange", "params": {"fault": "none"}})
        self.assertEqual(resolved["strange"], {"width": 9})
        self.write("p.json", {**strange("none"), "recipe": "strange"})
        resolved = json.loads(self.zeroth("resolve", "p.json", *STRANGE)[0])
        self.assertEqual(resolved["recipe"], {"use": "recipe.strange", "params": {"fault": "none"}})
        self.write("p.json", tiny_generative(recipe={"use": "recipe.generative"}))
        self.assertEqual(json.loads(self.zeroth("resolve", "p.json")[0])["recipe"], "generative")

    def test_parameters_that_are_wrong(self):
        error = self.refused(strange("", strange={"width": 0}), code=78)
        self.assertIn('error: "fault" must not be empty\n  where  p.json:1:', error)
        self.assertIn('error: "width" must be at least 1, not 0\n  where  p.json:1:', error)
        error = self.refused(tiny_generative(recipe={"use": "recipe.generative", "params": {"epochs": 3}}), code=78)
        self.assertIn('error: unknown parameter "epochs" of recipe.generative\n', error)
        error = self.refused(tiny_generative(recipe={"use": "recipe.generative", "generator": {}}), code=78)
        self.assertIn('error: unknown key "generator" in the block of recipe.generative', error)

    def test_one_that_is_not_installed(self):
        self.assertIn('error: no recipe "generativ"; did you mean "generative"?\n  where  p.json:1:',
                      self.refused(tiny_generative(recipe="generativ"), code=69))
        self.assertIn('error: no recipe "mine"', self.refused(tiny_generative(recipe={"use": "recipe.mine"}), code=69))
        self.assertIn('error: "recipe" must be a name or {"use": "recipe.NAME"}, not {"use":"ood.msp"}\n',
                      self.refused(tiny_generative(recipe={"use": "ood.msp"}), code=78))


class Classifiers(Case):
    WARM = True

    def refused(self, fault):
        classifier = {"use": "classifier.strange", "params": {"fault": fault}}
        self.write("p.json", tiny_generative(classifier=classifier))
        return self.zeroth("run", "p.json", *STRANGE, "--quiet", code=1)[1]

    def test_those_that_are_wrong(self):
        for fault, call, why in (("none at all", "train()", "it gave no classifier"),
                                 ("train throws", "train()", "the rows are not to be told apart"),
                                 ("too many columns", "scores()", r"expected \[\d+, 9\], got \[\d+, 10\]")):
            with self.subTest(fault):
                self.assertRegex(self.refused(fault), rf"error: classifier\.strange failed in {call}\n"
                                                      .replace("()", r"\(\)") + rf"  where  .*  /classifier\n  why    {why}\n")

    def test_every_classifier_of_the_tree_trains(self):
        for name in ("softmax", "nearest-prototype", "knn"):
            pipeline = tiny_generative(classifier={"use": f"classifier.{name}"}, train={"epochs": 20, "batch": 16})
            pipeline["synthesis"]["seen_per_class"] = 10
            pipeline["data"]["params"]["train_per_class"] = 20
            self.write("p.json", pipeline)
            metrics = self.run_json("p.json")["metrics"]
            self.assertGreater(metrics["S"], 100 / 6, (name, metrics))  # six seen classes, by chance


if __name__ == "__main__":
    unittest.main()
