"""warm.py: a worker that did not load LibTorch itself does what every other does."""
import unittest

import warm
from zeroth import FIXTURES, Case, read_safetensors, tiny_generative


@unittest.skipIf(warm.COLD, "here every worker starts by itself")
class Warm(Case):
    WARM = True

    def setUp(self):
        super().setUp()
        self.warm("run")  # the first one loads by itself

    def command(self, *arguments, code=0):
        """(stdout, stderr) of a command whose worker has to be warm: there is no other."""
        process = self.start(*arguments, env={**self.warm(*arguments), "ZEROTH_WARM_WORKER": "/nowhere"})
        out, err = process.communicate(timeout=900)
        self.assertEqual(process.returncode, code, err)
        return out, err

    def test_a_run_is_the_same(self):
        """Its folder, its streams and its results."""
        self.write("p.json", tiny_generative())
        said, states = [], []
        with self.cold():
            said.append(self.zeroth("run", "p.json", "--quiet", "--run-dir", "cold")[0])
        said.append(self.command("run", "p.json", "--quiet", "--run-dir", "warm")[0])
        for folder in ("cold", "warm"):
            file, = (self.folder / folder).glob("*/checkpoints/last.safetensors")
            states.append(read_safetensors(file))
        self.assertEqual(*states)
        self.assertEqual(said[0].replace("cold/", "warm/"), said[1])

    def test_it_ends_as_it_ends(self):
        pipeline = tiny_generative()
        pipeline["generator"]["params"]["learning_rate"] = 1e30
        self.assertIn("became", self.command("run", self.write("p.json", pipeline), "--quiet", code=1)[1])
        file = FIXTURES / "misbehaving/misbehaves_crashes.so"
        self.assertIn("error: plugin ood.crashes crashed in score()\n  why    signal 11 (Segmentation fault)\n",
                      self.command("validate", file, "--in-process", code=70)[1])

    def test_who_loads_by_itself(self):
        self.assertIsNot(self.warm("run"), self.environment)
        self.assertIs(self.warm("run", "--threads", "77"), self.environment)
        self.environment["OMP_NUM_THREADS"] = "3"  # read when LibTorch is loaded
        self.assertIs(self.warm("run"), self.environment)

    def test_a_number_of_threads_that_nobody_serves(self):
        environment = self.warm("run")
        self.write("p.json", tiny_generative(train={"epochs": 1, "batch": 16}))
        process = self.start("run", "p.json", "--quiet", "--threads", "3", env=environment)
        _, err = process.communicate(timeout=900)
        self.assertEqual(process.returncode, 0, err)


if __name__ == "__main__":
    unittest.main()
