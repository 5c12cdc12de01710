"""Runs that memory ends: what is said, what is kept, and that they go on."""
import json
import unittest

from zeroth import Case, FIXTURES, tiny_d3gzsl, tiny_generative

SHORT = ("--plugin-path", FIXTURES / "short")
ASKED = {"processor": "it tried to allocate 1125899906842624 bytes at once\n",
         "library": "std::bad_alloc\n",
         "gpu": "it tried to allocate 2.00 GiB at once\n         of the GPU's 139.81 GiB 1.06 GiB are free\n"}
KEPT = "         the last checkpoint is kept\n"


def short_generative(**changes):
    return tiny_generative(generator={"use": "generator.runs-short"}, **changes)


def short_d3gzsl():
    """Its loss and its score may run short."""
    pipeline = tiny_d3gzsl(ood={"use": "ood.scoring-short"})
    pipeline["losses"] = {"losing": {"use": "loss.losing-memory", "rows": "mixed", "weight": 1e-3,
                                     "inputs": {"logits": "student_logits"}}}
    return pipeline


class Memory(Case):
    def ends(self, pipeline, place, call, kind, *options):
        """The message of a run whose memory ends there, with its directory as "RUN"."""
        self.environment["MEMORY_ENDS"] = f"{place} {call} {kind}"
        runs = self.folder / f"runs-{place}-{call}-{kind}"
        err = self.zeroth("run", self.write("p.json", pipeline), *SHORT, "--quiet", "--run-dir", runs, *options, code=1)[1]
        del self.environment["MEMORY_ENDS"]
        (self.run_dir,) = runs.iterdir()
        self.assertEqual(json.loads((self.run_dir / "status.json").read_text())["state"], "failed")
        return err.replace(str(self.run_dir), "RUN")

    def goes_on(self):
        out, _ = self.zeroth("run", "--resume", self.run_dir, *SHORT, "--quiet", "--json")
        return json.loads(out)["metrics"]

    def undisturbed(self, pipeline):
        out, _ = self.zeroth("run", self.write("p.json", pipeline), *SHORT, "--quiet", "--json", "--run-dir", "whole")
        return json.loads(out)["metrics"]

    def test_every_place_where_training_computes(self):
        whole = self.undisturbed(short_generative())
        for place, kind, who in (("loss", "processor", " for loss() of generator.runs-short"),
                                 ("sample", "gpu", " of the GPU for loss() of generator.runs-short"),
                                 ("backward", "library", "")):
            with self.subTest(place):
                # The eighth iteration of three epochs of three.
                err = self.ends(short_generative(), place, 8, kind)
                self.assertRegex(err.splitlines()[1], r"^  where  .*p\.json.*/generator$")
                fix = "halve train.batch (--set train.batch=8); where more is free it goes on with: zeroth run --resume RUN"
                first = "end what else computes on the GPU (`nvidia-smi` lists it), or " if kind == "gpu" else ""
                self.assertEqual(err.replace(err.splitlines()[1] + "\n", ""),
                                 f"error: not enough memory{who}\n"
                                 f"  why    {ASKED[kind]}"
                                 "         in phase step of generator, stage only, epoch 3, iteration 2, with batches of 16 rows\n"
                                 f"{KEPT}  fix    {first}{fix}\n")
                self.assertEqual(self.goes_on(), whole)

    def test_every_place_where_a_look_computes(self):
        pipeline = short_generative(classifier={"use": "classifier.learns-short"})
        whole = self.undisturbed(pipeline)
        for place, call, kind, who in (("sample", 10, "library", " for sample() of generator.runs-short"),
                                       ("train", 1, "processor", " for train() of classifier.learns-short"),
                                       ("scores", 1, "gpu", " of the GPU for scores() of classifier.learns-short")):
            with self.subTest(place):
                err = self.ends(pipeline, place, call, kind)
                self.assertIn(f"error: not enough memory{who}\n", err)
                self.assertIn(ASKED[kind] + "         in the look at held-out rows after epoch 3, at 2048 at once\n" + KEPT, err)
                self.assertRegex(err, r"halve synthesis.per_class \(--set synthesis.per_class=5\); where more is free "
                                      r"it goes on with: zeroth run --resume RUN\n$")
                self.assertEqual(self.goes_on(), whole)

    def test_losses_and_scores_of_a_joint_training(self):
        whole = self.undisturbed(short_d3gzsl())
        for place, call, kind in (("compute", 5, "processor"), ("score", 6, "gpu")):
            with self.subTest(place):
                err = self.ends(short_d3gzsl(), place, call, kind)
                self.assertIn(ASKED[kind], err)
                self.assertIn(KEPT, err)
                self.assertIn("joint.per_class (--set joint.per_class=2); where more is free", err)
                self.assertEqual(self.goes_on(), whole)

    def test_rows_that_lie_in_a_file_are_the_same(self):
        said = [json.loads(self.zeroth("run", self.write("p.json", tiny_generative()), "--quiet", "--json", "--run-dir", runs,
                                       *options)[0]) for runs, options in (("a", ()), ("b", ("--rows-in-memory", "0")))]
        self.assertEqual(said[0]["metrics"], said[1]["metrics"])
        scores = [(self.folder / one["run_dir"] / "scores.safetensors").read_bytes() for one in said]
        self.assertEqual(scores[0], scores[1])
        kept = [{path.name for path in (self.folder / one["run_dir"]).iterdir()} for one in said]
        self.assertEqual(kept[0], kept[1])

    def test_sizes_that_cannot_be_halved_and_no_checkpoint(self):
        err = self.ends(short_generative(), "loss", 1, "library", "--set", "train.batch=1")
        self.assertIn("in phase step of generator, stage only, epoch 1, iteration 1, with batches of 1 rows\n  fix    choose "
                      "smaller sizes; `zeroth run --dry-run` says what a pipeline needs\n", err)


if __name__ == "__main__":
    unittest.main()
