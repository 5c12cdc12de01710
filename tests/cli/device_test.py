"""Runs on another device than the CPU; the simulated one, as every machine has it."""
import json
import unittest

from region_world import make_world, tiny_dedn, tiny_msdn
from zeroth import GENERATORS, LONG, SOURCE, Case, tiny_d3gzsl, tiny_generative, tiny_two_stage, with_generator


class Device(Case):
    WARM = True

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

    def test_a_synthesis_of_several_blocks(self):
        self.check_alike(tiny_generative(synthesis={"per_class": 3000}))

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
        path = self.write("p.json", tiny_d3gzsl(device="simulated"))
        self.assertEqual(json.loads(self.zeroth("run", path, "--dry-run", "--json")[0])["device"], "simulated")

    def phases(self, pipeline, *more):
        """Name of each phase -> why it is not the same in every iteration, of a dry run."""
        path = self.write("p.json", pipeline)
        said = json.loads(self.zeroth("run", path, "--dry-run", "--json", "--device", "simulated", *more)[0])
        return {phase["name"]: phase["why"] for stage in said["stages"] for phase in stage["phases"]}

    def test_a_dry_run_says_which_phases_are_always_the_same(self):
        for generator in ("f-clswgan", "tf-vaegan", "ce-gzsl", "ddgan"):
            with self.subTest(generator):
                found = self.phases(with_generator(tiny_generative(), generator))
                self.assertIn("generator", {name.split("-")[0] for name in found})
                self.assertEqual([why for why in found.values() if why], [])
        lisgan = self.phases(with_generator(tiny_generative(), "lisgan"))
        self.assertEqual(lisgan["critic"], [])
        self.assertEqual(lisgan["generator"][:2], ["generator.lisgan declares it dynamic",
                                                   "generator.lisgan waits for the device: aten::nonzero"])
        growing = self.phases(with_generator(tiny_generative(), "cada-vae"))["autoencoders"]
        self.assertEqual(growing, ["generator.cada-vae declares it dynamic", "generator.cada-vae computes otherwise in a later "
                                   "iteration: aten::mul reads other sizes or numbers"])
        ddgan = with_generator(tiny_generative(), "ddgan")
        found = self.phases(ddgan, "--set", "generator.params.gradient_every=2")
        self.assertEqual(found["generator"], [])
        self.assertEqual(found["discriminator"][:2], [
            "generator.ddgan declares it dynamic", "generator.ddgan waits for the device: aten::_local_scalar_dense"])
        out, _ = self.zeroth("run", self.write("p.json", tiny_generative()), "--dry-run", "--device", "simulated")
        self.assertIn("\n    critic             the same in every iteration\n", out)
        self.assertNotIn("critic   ", self.zeroth("run", self.write("p.json", tiny_generative()), "--dry-run")[0])

    def refusal(self, *arguments):
        out, err = self.zeroth("run", self.write("p.json", tiny_generative()), *arguments, "--run-dir", "runs", code=78)
        self.assertEqual(out, "")
        self.assertFalse((self.folder / "runs").exists())
        return err

    def test_what_is_refused(self):
        err = self.refusal("--device", "tpu")
        self.assertIn('"device" must be one of cpu, cuda, simulated, not "tpu"', err)
        self.assertIn('error: tf32 products are for GPUs of compute capability 8.0 and more\n  where  /precision\n'
                      '  why    this run is on "cpu"\n  fix    leave "precision" and --precision out\n',
                      self.refusal("--precision", "tf32"))

    def test_cuda_that_is_not_there_is_refused(self):
        found = json.loads(self.zeroth("doctor", "--json")[0])["worker"]["cuda"]
        if found not in ("no CUDA in LibTorch", "no CUDA device"):
            self.skipTest(f"there is CUDA: {found}")
        err = self.refusal("--device", "cuda")
        for word in ('there is no device "cuda"', "/device", 'leave "device" and --device out'):
            self.assertIn(word, err)
        self.assertIn("this LibTorch is built without CUDA" if "LibTorch" in found else "LibTorch says: ", err)
        (run,) = self.trained(tiny_generative())
        rows = self.write("rows.csv", ",".join(["0.5"] * 12) + "\n")
        for arguments in (("evaluate", run), ("predict", run, rows), ("validate", "ood.energy"),
                          ("check-cases", SOURCE / "tests/golden/ood.energy.json")):
            with self.subTest(arguments[0]):
                out, err = self.zeroth(*arguments, "--device", "cuda", code=78)
                self.assertEqual(out, "")
                self.assertIn('error: there is no device "cuda"\n', err)

    def trained(self, *pipelines):
        """The directories of runs on the CPU."""
        return [self.run_json(self.write("p.json", one), "--device", "cpu")["run_dir"] for one in pipelines]

    def test_a_model_at_work_there(self):
        """Evaluated, with another score too, and asked about rows: what is left behind on the CPU would fail."""
        rows = self.write("rows.csv", "".join(",".join(str((7 * i + j) % 10 / 10) for j in range(12)) + "\n" for i in range(5)))
        gate = tiny_two_stage(evaluate={"protocol": "final-epoch"}, gate={"threshold": "seen-quantile", "quantile": 0.1})
        world = make_world(self)
        runs = self.trained(gate, tiny_d3gzsl(), tiny_msdn(world))
        for run, inputs, sets in zip(runs, (rows, rows, world), (("--set", "ood.use=ood.msp"), (), ())):
            with self.subTest(run):
                for more in ((), (*sets, "--calibration", "seen-quantile=0.1")):
                    here, there = (json.loads(self.zeroth("evaluate", run, "--json", "--quiet", "--device", device, *more)[0])
                                   for device in ("cpu", "simulated"))
                    for figure, value in here["metrics"].items():
                        self.assertAlmostEqual(value, there["metrics"][figure], delta=0.5, msg=figure)
                here, there = (self.zeroth("predict", run, inputs, "--quiet", "--csv", "--top", "1", "--device", device)[0]
                               for device in ("cpu", "simulated"))
                self.assertEqual([line.split(",")[:-1] for line in here.splitlines()],
                                 [line.split(",")[:-1] for line in there.splitlines()])

    def test_the_device_that_the_kit_compares_with(self):
        found = {}
        for device in ("cpu", "simulated"):
            out, _ = self.zeroth("validate", "ood.energy", "--include", "^other-device$", "--json", "--device", device)
            (plugin,) = json.loads(out)["plugins"]
            found[device] = plugin["checks"][0]["outcome"], plugin["checks"][0]["why"]
        self.assertEqual(found, {"cpu": ("skip", "--device cpu is no other device"), "simulated": ("pass", "")})
        self.assertIn('unknown device "tpu"', self.zeroth("validate", "ood.energy", "--device", "tpu", code=78)[1])


if __name__ == "__main__":
    unittest.main()
