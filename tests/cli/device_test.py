"""Runs on another device than the CPU; the simulated one, as every machine has it."""
import json
import unittest

from region_world import make_world, tiny_dedn, tiny_msdn
from zeroth import GENERATORS, LONG, Case, tiny_d3gzsl, tiny_generative, tiny_two_stage, with_generator


class Device(Case):
    def losses(self, result):
        with open(result["run_dir"] + "/metrics.jsonl") as lines:
            return [line["losses"] for line in map(json.loads, lines) if "losses" in line]

    def check_alike(self, pipeline):
        """A few steps give the same losses but for rounding, and what is left at the end is all there."""
        path = self.write("p.json", pipeline)
        here, there = self.run_json(path), self.run_json(path, "--device", "simulated")
        self.assertEqual([here["device"], there["device"]], ["cpu", "simulated"])
        first, other = self.losses(here)[0], self.losses(there)[0]
        self.assertEqual(list(first), list(other))
        for name, value in first.items():
            self.assertAlmostEqual(value, other[name], delta=1e-3 * (1 + abs(value)), msg=name)
        self.assertEqual(len(self.losses(here)), len(self.losses(there)))
        self.assertEqual(set(here["metrics"]), set(there["metrics"]))
        again = self.run_json(path, "--device", "simulated")
        self.assertEqual(there["metrics"], again["metrics"])

    def test_every_generator_under_every_recipe(self):
        recipes = (tiny_generative, tiny_d3gzsl, tiny_two_stage)
        for number, generator in enumerate(GENERATORS):
            for make in recipes if LONG else [recipes[number % 3]]:
                with self.subTest(generator=generator, recipe=make.__name__):
                    self.check_alike(with_generator(make(), generator))

    def test_experts(self):
        world = make_world(self)
        for make in (tiny_dedn, tiny_msdn):
            with self.subTest(make.__name__):
                self.check_alike(make(world))

    def test_scores_that_are_fitted_or_perturb(self):
        for score in ("knn", "mahalanobis", "odin", "gradnorm", "react", "vim"):
            with self.subTest(score):
                params = {"k": 2} if score == "knn" else {}
                self.check_alike(tiny_d3gzsl(ood={"use": "ood." + score, "params": params}))

    def test_a_dry_run_names_it(self):
        out, _ = self.zeroth("run", self.write("p.json", tiny_d3gzsl(device="simulated")), "--dry-run", "--json")
        self.assertEqual(json.loads(out)["device"], "simulated")

    def refusal(self, *arguments):
        out, err = self.zeroth("run", self.write("p.json", tiny_generative()), *arguments, "--run-dir", "runs", code=78)
        self.assertEqual(out, "")
        self.assertFalse((self.folder / "runs").exists())
        return err

    def test_what_is_refused(self):
        err = self.refusal("--device", "tpu")
        self.assertIn('"device" must be one of cpu, cuda, simulated, not "tpu"', err)
        err = self.refusal("--device", "simulated", "--precision", "bf16")
        for word in ("bf16 products are for the CPU", "/precision", 'this run is on "simulated"'):
            self.assertIn(word, err)

    def test_cuda_that_is_not_there_is_refused(self):
        found = json.loads(self.zeroth("doctor", "--json")[0])["worker"]["cuda"]
        if found not in ("no CUDA in LibTorch", "no CUDA device"):
            self.skipTest(f"there is CUDA: {found}")
        err = self.refusal("--device", "cuda")
        for word in ('there is no device "cuda"', "/device", 'leave "device" and --device out'):
            self.assertIn(word, err)
        self.assertIn("this LibTorch is built without CUDA" if "LibTorch" in found
                      else "CUDA finds no device on this machine", err)


if __name__ == "__main__":
    unittest.main()
