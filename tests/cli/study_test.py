"""tools/study: pipelines over seeds, and their table."""
import statistics
import subprocess
import unittest

from zeroth import SOURCE, ZEROTH, Case, tiny_generative


class Study(Case):
    def study(self, *pipelines, code=0):
        done = subprocess.run([SOURCE / "tools/study", "--zeroth", ZEROTH, "--runs", self.folder / "runs", "--seeds",
                               "1,2", "--jobs", "2", *pipelines, "--", "--set", "train.epochs=1"],
                              env=self.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def test_means_and_deviations_and_nothing_twice(self):
        pipeline = self.write("p.json", tiny_generative())
        first = self.study(pipeline)
        self.assertEqual(first.stderr.count(" done"), 2)
        header, _, row = first.stdout.splitlines()
        cells = dict(zip((cell.strip() for cell in header.split("|")), (cell.strip() for cell in row.split("|"))))
        self.assertEqual((cells["pipeline"], cells["n"], cells["protocol"]), ("tiny", "2", "final-epoch"))
        values = [self.run_json(pipeline, "--seed", seed, "--set", "train.epochs=1", "--threads", "1")["metrics"]["T1"]
                  for seed in ("1", "2")]
        self.assertEqual(cells["T1"], f"{statistics.mean(values):.1f} ± {statistics.stdev(values):.1f}")
        again = self.study(pipeline)
        self.assertEqual((again.stderr, again.stdout), ("", first.stdout))

    def test_a_failed_run_is_named_and_left_out(self):
        bad = self.write("bad.json", tiny_generative(ood={"use": "ood.msp"}))
        done = self.study(bad, self.write("p.json", tiny_generative()), code=1)
        self.assertEqual(done.stderr.count("FAILED, see log.txt"), 2)
        self.assertEqual(len(done.stdout.splitlines()), 3)


if __name__ == "__main__":
    unittest.main()
