"""tools/bench_ranks: what two processes gain over one."""
import subprocess
import unittest

from ranks_test import has_ranks
from zeroth import SOURCE, ZEROTH, Case

TOOL = SOURCE / "tools/bench_ranks"


@unittest.skipUnless(has_ranks(), "this build has no Gloo: libgloo-dev")
class BenchRanks(Case):
    def tool(self, *arguments, code=0):
        done = subprocess.run([TOOL, "--zeroth", ZEROTH, "--epochs", "1", *arguments], capture_output=True, text=True,
                              env=self.environment)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def test_a_line_for_a_recipe(self):
        head, line = self.tool("--recipe", "embedding").stdout.splitlines()
        self.assertEqual(head.split(), ["recipe", "one", "2", "ranks", "CPU", "one", "CPU", "ranks", "efficiency"])
        self.assertRegex(line, r"^embedding +(-?\d+\.\d\ds +){4}(\d+\.\d\d|-)$")

    def test_a_run_that_fails_ends_it(self):
        failed = self.tool("--recipe", "embedding", "--batch", "39", code=1)
        self.assertIn("batches of 39 rows cannot be shared evenly by 2 ranks", failed.stderr)
        self.assertIn("bench_ranks: failed: ", failed.stderr)


if __name__ == "__main__":
    unittest.main()
