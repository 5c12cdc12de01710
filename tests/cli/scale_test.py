"""tools/bench_scale: what more classes and rows cost."""
import subprocess
import unittest

from zeroth import SOURCE, ZEROTH, Case

TOOL = SOURCE / "tools/bench_scale"


class Scale(Case):
    def tool(self, *arguments, code=0):
        done = subprocess.run([TOOL, "--zeroth", ZEROTH, "--classes", "8", "--rows", "4", "--features", "8", *arguments],
                              capture_output=True, text=True, env=self.environment)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def test_a_table_of_classes_and_one_of_rows(self):
        classes, rows = self.tool("--times", "1,2,3", "--set", "classifier.params.batch=8").stdout.split("\n\n")[:2]
        sizes = [[line.split()[:3] for line in table.splitlines()[1:4]] for table in (classes, rows)]
        self.assertEqual(sizes[0], [["8", "16", "16"], ["16", "32", "32"], ["24", "48", "48"]])
        self.assertEqual(sizes[1], [["4", "16", "16"], ["8", "32", "32"], ["12", "48", "48"]])
        for line in (classes + "\n" + rows).splitlines():
            if not line.endswith("growth") and line:
                _, _, _, memory, more_memory, seconds, more_seconds = line.split()
                self.assertGreater(float(memory), 0.05, line)
                self.assertGreater(float(seconds), 0.1, line)
                for growth in (more_memory, more_seconds):
                    self.assertRegex(growth, r"^(-|-?\d+\.\d\d!?)$", line)

    def test_a_run_that_fails_ends_it(self):
        failed = self.tool("--times", "1", "--set", "train.epochs=-1", code=1)
        self.assertIn("train.epochs", failed.stderr)
        self.assertIn("bench_scale: failed: ", failed.stderr)


if __name__ == "__main__":
    unittest.main()
