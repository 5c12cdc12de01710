"""What a run must hold to whatever it trains."""
import json
import pathlib
import shutil
import signal
import tempfile
import time
import unittest

import numpy

from worlds import write_world
from zeroth import (Case, FIXTURES, GENERATORS, LONG, read_safetensors, tiny_d3gzsl, tiny_generative, tiny_two_stage,
                    with_generator)


def metrics_of(directory):
    """The lines of metrics.jsonl, without when they were written."""
    lines = [json.loads(line) for line in (directory / "metrics.jsonl").read_text().splitlines()]
    return [{key: value for key, value in line.items() if key != "time"} for line in lines]


RECIPES = (tiny_generative, tiny_d3gzsl)
PROTOCOLS = ("final-epoch", "strict-val", "paper-oracle", "validation")


class Training(Case):
    WARM = True

    @classmethod
    def setUpClass(cls):
        cls.kept, cls.trained = pathlib.Path(tempfile.mkdtemp(prefix="zeroth-trained-")), {}
        cls.addClassCleanup(shutil.rmtree, cls.kept, ignore_errors=True)

    def state(self, pipeline, *arguments):
        result = self.run_json(self.write("p.json", pipeline), *arguments)
        return read_safetensors(result["run_dir"] + "/checkpoints/last.safetensors"), result

    def once(self, pipeline, *arguments):
        """state() of a run that several tests read."""
        key = json.dumps([pipeline, *arguments])
        if key not in self.trained:
            result = self.state(pipeline, *arguments)[1]
            kept = self.kept / f"{len(self.trained)}"
            shutil.copytree(result["run_dir"], kept)
            self.trained[key] = read_safetensors(kept / "checkpoints/last.safetensors"), {**result, "run_dir": str(kept)}
        return self.trained[key]

    def test_result_document(self):
        _, result = self.once(tiny_generative(), "--seed", "7")
        self.assertLessEqual({"schema_version", "run_dir", "pipeline", "protocol", "test_looks", "epoch",
                              "seed", "metrics"}, set(result))
        self.assertEqual((result["schema_version"], result["pipeline"], result["seed"]), (2, "tiny", 7))
        self.assertEqual((result["protocol"], result["test_looks"], result["epoch"]), ("final-epoch", 1, 3))
        self.assertEqual(sorted(result["metrics"]), ["AUSUC", "H", "S", "T1", "U"])
        for value in result["metrics"].values():
            self.assertTrue(0 <= value <= 100)

    def test_predictions_give_the_reported_figures(self):
        _, result = self.once(tiny_generative())
        labels, predictions = numpy.load(result["run_dir"] + "/predictions.npy").T
        accuracy = {c: (predictions[labels == c] == c).mean() for c in numpy.unique(labels)}
        groups = sorted([100 * numpy.mean([accuracy[c] for c in group]) for group in
                         self.split_classes(labels)])
        self.assertAlmostEqual(groups[0], min(result["metrics"]["U"], result["metrics"]["S"]), places=9)
        self.assertAlmostEqual(groups[1], max(result["metrics"]["U"], result["metrics"]["S"]), places=9)

    @staticmethod
    def split_classes(labels):
        """Test rows come seen ones first: the classes of the first 24 rows are the seen ones."""
        return numpy.unique(labels[:24]), numpy.unique(labels[24:])

    def test_same_seed_same_bits_other_seed_other_bits(self):
        for make in RECIPES:
            first = self.once(make())[0]
            with self.cold():  # at other addresses
                self.assertEqual(first, self.state(make())[0])
            self.assertNotEqual(first, self.once(make(), "--seed", "7")[0])

    def test_gradients_are_measured_beside_the_training(self):
        looking = {"epochs": 4, "batch": 16, "gradients": {"every": 2}}
        plain, measured = self.once(tiny_d3gzsl())[0], self.state(tiny_d3gzsl(train=looking))
        self.assertEqual(plain, measured[0])
        lines = [json.loads(line) for line in open(measured[1]["run_dir"] + "/metrics.jsonl")]
        norms = [line["gradients"] for line in lines if line.get("stage") == "adversarial"][-1]
        self.assertLessEqual({"generator/generator", "cls/generator", "cls/student", "be/student"}, set(norms))
        self.assertEqual(norms["be/generator"], 0)  # it reads real rows only
        for norm in norms.values():
            self.assertTrue(0 <= norm < 1e3)

    def test_test_rows_never_reach_training(self):
        worlds = [write_world(self.folder / name, scale) for name, scale in (("a", 1.0), ("b", -3.0))]
        self.assertNotEqual(numpy.load(self.folder / "a/features.npy").tobytes(),
                            numpy.load(self.folder / "b/features.npy").tobytes())
        for number, protocol in enumerate(PROTOCOLS):
            for make in RECIPES if LONG else RECIPES[number % 2:][:1]:
                with self.subTest(protocol=protocol, recipe=make.__name__):
                    states = [self.state(make(data=world, evaluate={"protocol": protocol}))[0]
                              for world in worlds]
                    self.assertEqual(states[0], states[1])

    def test_training_rows_do_reach_training(self):
        world = write_world(self.folder / "a", 1.0)
        before = self.state(tiny_generative(data=world))[0]
        features = numpy.load(self.folder / "a/features.npy")
        features[numpy.load(self.folder / "a/trainval.npy")[0]] += 0.1
        numpy.save(self.folder / "a/features.npy", features)
        self.assertNotEqual(before, self.state(tiny_generative(data=world))[0])

    def test_protocols_count_their_looks(self):
        looks = {}
        for protocol in PROTOCOLS:
            _, result = self.once(tiny_d3gzsl(evaluate={"protocol": protocol}))
            self.assertEqual(result["protocol"], protocol)
            looks[protocol] = result["test_looks"]
        self.assertEqual(looks, {"final-epoch": 1, "strict-val": 1, "paper-oracle": 4, "validation": 0})
        _, rarer = self.state(tiny_d3gzsl(evaluate={"protocol": "paper-oracle", "every": 2}))
        self.assertEqual(rarer["test_looks"], 2)

    def test_validation_is_the_selection_of_strict_val(self):
        _, chosen = self.once(tiny_d3gzsl(evaluate={"protocol": "validation"}))
        _, strict = self.once(tiny_d3gzsl(evaluate={"protocol": "strict-val"}))
        selection = json.load(open(strict["run_dir"] + "/selection.json"))
        self.assertEqual(chosen["metrics"], selection["validation"])
        self.assertEqual(chosen["epoch"], selection["epoch"])
        self.assertIn("optimum", strict)
        self.assertNotIn("optimum", chosen, "the optimum of another problem")
        self.assertFalse(pathlib.Path(chosen["run_dir"], "predictions.npy").exists())

    def test_paper_oracle_reports_the_best_of_its_looks(self):
        _, result = self.once(tiny_d3gzsl(evaluate={"protocol": "paper-oracle"}))
        lines = [json.loads(line) for line in open(result["run_dir"] + "/metrics.jsonl")]
        looks = [line for line in lines if "evaluation" in line]
        best = max(looks, key=lambda line: line["evaluation"]["H"])
        self.assertEqual(result["metrics"], best["evaluation"])
        self.assertEqual(len(looks), 4)

    def test_strict_val_chooses_on_validation_only(self):
        _, result = self.once(tiny_d3gzsl(evaluate={"protocol": "strict-val"}))
        selection = json.load(open(result["run_dir"] + "/selection.json"))
        self.assertEqual(result["epoch"], selection["epoch"])
        lines = [json.loads(line) for line in open(result["run_dir"] + "/metrics.jsonl")]
        self.assertEqual([line["part"] for line in lines if "evaluation" in line], ["selection"] * 4 + ["final"])

    def test_swapping_a_score_is_one_word(self):
        figures = [self.state(tiny_d3gzsl(ood={"use": use}))[0] for use in ("ood.msp", "ood.energy")]
        self.assertEqual(figures[0].keys(), figures[1].keys())
        self.assertNotEqual(figures[0], figures[1])

    def test_what_the_generator_learns_of_the_losses(self):
        def state(share):
            return self.state(tiny_d3gzsl(joint={"weight": 0.1, "per_class": 4, "generator_share": share}))[0]

        both, less, none = state(1), state(0.1), state(0)
        generator = "generator/parameters/generator.hidden.weight"
        for name in ("student.embedding.weight", generator):
            self.assertNotEqual(both[name], less[name])
            self.assertNotEqual(less[name], none[name])
        # The critic and the first step of everything are the same; what differs is told by the losses alone.
        alone = self.state(tiny_d3gzsl(joint={"weight": 1e-30, "per_class": 4, "generator_share": 0}))[0]
        self.assertEqual(none[generator], alone[generator])

    def test_choices_beyond_the_paper(self):
        plain = self.once(tiny_d3gzsl())[0]
        for losses, joint in (({"od": {"inputs": {"labels": "sides"}}}, {}),
                              ({"od": {"params": {"pairs": "balanced", "threshold": 0.5, "temperature": 0.1}}}, {}),
                              ({"kl": {"params": {"norm": "none", "temperature": 4}}}, {}),
                              ({}, {"gate": {"standardise": True}}),
                              ({}, {"gate": {"standardise": True, "centre": 0.05}}),
                              ({}, {"projector": {"start": "sides", "input": "softmax", "softmax": False}})):
            changed = self.state(tiny_d3gzsl(losses=losses, joint={"weight": 0.1, "per_class": 4, **joint}))[0]
            self.assertNotEqual(plain["student.embedding.weight"], changed["student.embedding.weight"], (losses, joint))

    def test_a_loss_that_is_not_finite_stops_the_run(self):
        pipeline = tiny_generative()
        pipeline["generator"]["params"]["learning_rate"] = 1e30
        err = self.zeroth("run", self.write("p.json", pipeline), "--quiet", code=1)[1]
        self.assertRegex(err, r'error: the loss "(critic|generator)" became (-?nan|-?inf)')
        self.assertRegex(err, r"why    phase (critic|generator), stage adversarial, epoch \d+, iteration \d+")
        self.assertIn("the last checkpoint was kept", err)

    def refused(self, pipeline, code=1):
        return self.zeroth("run", self.write("p.json", pipeline), "--quiet", "--plugin-path",
                           FIXTURES / "misbehaving", code=code)[1]

    def test_a_score_that_is_not_finite_is_refused(self):
        err = self.refused(tiny_two_stage(ood={"use": "ood.not-finite"}))
        self.assertRegex(err, r"error: a score of test row 0 is -?nan\n  where  \S*p\.json:\d+:\d+  /ood\n"
                              r"  why    it is row \d+ of the data; both are counted from 0\n"
                              r"         ood\.not-finite gave -?nan in score\(\)\n"
                              r"  fix    use another plugin there, or let score\(\) of ood\.not-finite be finite")
        err = self.refused(tiny_two_stage(ood={"use": "ood.not-finite"}, gate={"threshold": "seen-quantile"},
                                          evaluate={"protocol": "final-epoch"}))
        self.assertRegex(err, r"error: ood\.not-finite gave -?nan in score\(\) for training row 0\n")

    def test_a_value_that_no_score_bears_is_named_by_its_row(self):
        world = write_world(self.folder / "a", 1.0)
        features = numpy.load(self.folder / "a/features.npy") / 10  # with small ranges, so that it leaves float
        row = int(numpy.load(self.folder / "a/test_seen.npy")[2])
        features[row, 3] = 3e38
        numpy.save(self.folder / "a/features.npy", features)
        for pipeline in (tiny_generative(data=world), tiny_d3gzsl(data=world),
                         tiny_two_stage(data=world, gate={"threshold": "fixed"},
                                        evaluate={"protocol": "final-epoch"})):
            with self.subTest(pipeline["name"]):
                err = self.refused(pipeline, code=65)
                self.assertRegex(err, r"error: a score of test row 2 is -?(nan|inf)\n")
                self.assertIn(f"it is row {row} of the data; both are counted from 0\n", err)
                self.assertRegex(err, r"its feature 3 is (inf|[0-9.]+e\+3[89]), scaled as the training rows are\n")
                self.assertIn("fix    correct that row of the data; `zeroth data verify` names such values", err)

    def test_a_phase_that_moves_nothing_is_an_error(self):
        err = self.refused(tiny_generative(generator={"use": "generator.nothing-moves"}))
        self.assertIn('error: phase "step" of generator.nothing-moves moves nothing of its optimiser "all"\n', err)
        self.assertIn('why    no gradient leads from its loss to "weight" or any other of its parameters\n', err)

    def test_names_and_identity_of_parameters_are_checked(self):
        for name, why in {"copies-parameters": 'parameters() gives a copy of "weight": it is another tensor at '
                                               'every call',
                          "double-names": 'two tensors of parameters() are named "weight"'}.items():
            err = self.refused(tiny_generative(generator={"use": "generator." + name}))
            self.assertIn(f"error: generator.{name} cannot be trained and saved\n", err)
            self.assertIn(f"why    {why}\n", err)

    def test_nothing_of_the_tree_is_warned_of(self):
        for number, name in enumerate(GENERATORS):
            for make in RECIPES if LONG else RECIPES[number % 2:][:1]:
                pipeline = with_generator(make(), name)
                err = self.zeroth("run", self.write("p.json", pipeline), "--progress", "plain")[1]
                self.assertNotIn("warning", err)

    def test_rows_that_no_memory_holds(self):
        for count in (2 ** 40, 2 ** 62):
            err = self.refused(tiny_generative(synthesis={"per_class": count}), code=78)
            self.assertIn(f'error: "per_class" must be at most 1000000000, not {count}\n', err)
        for block, make in (("synthesis", tiny_generative), ("joint", tiny_d3gzsl)):
            values = {"per_class": 10 ** 9, **({"weight": 0.1} if block == "joint" else {})}
            err = self.refused(make(**{block: values}), code=78)
            self.assertIn(f"error: {block}.per_class 1000000000 makes more rows than memory holds\n", err)
            self.assertIn(f"  /{block}/per_class\n", err)

    def test_a_decay_factor_for_nobody(self):
        pipeline = tiny_d3gzsl(train={"epochs": 1, "batch": 16, "decay": {"factors": {"crtic": 0.9}}})
        err = self.zeroth("run", self.write("p.json", pipeline), "--quiet", code=78)[1]
        self.assertRegex(err, r'error: no optimiser "crtic"; did you mean "critic"\?\n'
                              r"  where  \S*p\.json:\d+:\d+  /train/decay/factors/crtic\n"
                              r"  why    this run has: teacher, critic, generator, student, projector, gate\n")

    def test_a_change_of_nobodys_optimiser(self):
        pipeline = tiny_d3gzsl(train={"epochs": 1, "batch": 16, "optimisers": {"crtic": {"kind": "sgd"}, "x": {}}})
        for arguments in (("run",), ("run", "--dry-run")):
            err = self.zeroth(*arguments, self.write("p.json", pipeline), "--quiet", code=78)[1]
            self.assertRegex(err, r'error: no optimiser "crtic"; did you mean "critic"\?\n'
                                  r"  where  \S*p\.json:\d+:\d+  /train/optimisers/crtic\n")
            self.assertIn('error: no optimiser "x"\n', err)

    def test_a_change_that_makes_an_optimiser_which_cannot_step(self):
        pipeline = tiny_d3gzsl(train={"epochs": 1, "batch": 16, "optimisers": {"student": {"rate": {"shape": "step"}}}})
        err = self.zeroth("run", self.write("p.json", pipeline), "--quiet", code=78)[1]
        self.assertRegex(err, r'error: optimiser "student" has a rate in steps that are 0 long: "every" must be at '
                              r"least 1\n  where  \S*p\.json:\d+:\d+  /train/optimisers/student\n"
                              r"  why    what the pipeline does not say stays as declared\n")

    def test_every_optimiser_from_the_pipeline_stopped_and_continued(self):
        cosine = {"shape": "cosine", "warm_up": 5, "last": 0.1}
        pipeline = tiny_d3gzsl(train={"epochs": 10, "batch": 2, "gradients": {"every": 3}, "optimisers": {
            "teacher": {"kind": "rmsprop", "momentum": 0.5, "rate": {"shape": "linear"}},
            "critic": {"kind": "adamw", "weight_decay": 0.1, "clip": 1, "rate": cosine},
            "generator": {"kind": "amsgrad", "clip": 0.5, "rate": {"shape": "step", "every": 20, "factor": 0.9}},
            "student": {"kind": "sgd", "momentum": 0.9, "nesterov": True, "rate": cosine}}})
        whole, result = self.state(pipeline)
        plain = self.state(tiny_d3gzsl(train={"epochs": 10, "batch": 2}))[0]
        for name in ("teacher", "generator"):
            self.assertNotEqual({k: v for k, v in whole.items() if k.startswith(name + "/parameters/")},
                                {k: v for k, v in plain.items() if k.startswith(name + "/parameters/")})
        for wait in (0.02, 0.05, 0.09):
            process = self.start("run", self.write("p.json", pipeline), "--run-dir", f"stopped-{wait}", "--quiet")
            while not list((self.folder / f"stopped-{wait}").glob("*/checkpoints/last.safetensors")):
                time.sleep(0.005)
            time.sleep(wait)  # in an epoch: its lines hold the losses of all of it
            process.send_signal(signal.SIGTERM)
            process.communicate()
            directory = next((self.folder / f"stopped-{wait}").iterdir())
            self.zeroth("run", "--resume", directory, "--quiet")
            self.assertEqual(read_safetensors(directory / "checkpoints/last.safetensors"), whole)
            self.assertEqual(metrics_of(directory), metrics_of(pathlib.Path(result["run_dir"])))

    def test_awkward_sizes(self):
        world = dict(attributes=5, features=12, train_per_class=8, test_per_class=4)
        for number, (seen, unseen) in enumerate(((1, 3), (6, 1))):
            data = {"use": "data.synthetic", "params": dict(world, seen_classes=seen, unseen_classes=unseen)}
            for make in RECIPES if LONG else RECIPES[1 - number:][:1]:
                self.state(make(data=data))
        lonely = {"use": "data.synthetic", "params": dict(world, seen_classes=1, unseen_classes=3)}
        err = self.zeroth("run", self.write("p.json", with_generator(tiny_generative(data=lonely), "free")), "--quiet",
                          code=1)[1]
        self.assertIn("a margin between the centres of classes needs two seen classes at least, but there is one", err)
        self.state(tiny_generative(train={"epochs": 1, "batch": 10000}))
        self.state(tiny_d3gzsl(train={"epochs": 1, "batch": 1}))


if __name__ == "__main__":
    unittest.main()
