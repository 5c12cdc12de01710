"""tools/gpu on a machine without one: the short form on the simulated device, and what it reports where a stage fails."""
import json
import subprocess
import sys
import unittest

from zeroth import BIN, SOURCE, Case

CHECKS = ["cases", "quickstart", "recipes", "precisions", "resume", "validate", "bench"]


class Gpu(Case):
    def gpu(self, *arguments, code=0):
        """The report, the table and what was said of an error."""
        out = self.folder / "report"
        done = subprocess.run([sys.executable, "-B", SOURCE / "tools/gpu", "--device", "simulated", "--out", out, *arguments],
                              capture_output=True, text=True, env=self.environment, timeout=1100)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        report = json.loads((out / "report.json").read_text()) if (out / "report.json").exists() else None
        if report:
            self.assertEqual(done.stdout, (out / "report.txt").read_text())
            for one in report["stages"]:
                self.assertIn(f"{one['name']:14}{one['outcome']:10}", done.stdout)
        return report, done.stdout, done.stderr

    def stand_in(self, script):
        path = self.write("zeroth", "#!/bin/sh\n" + script + "\n")
        path.chmod(0o755)
        return path

    def outcomes(self, report):
        return [(one["name"], one["outcome"], one["why"]) for one in report["stages"]]

    def test_every_stage_in_short(self):
        report, table, _ = self.gpu("--short", "--seconds", "800", "--zeroth", BIN / "zeroth")  # on a busy machine
        self.assertEqual([one["name"] for one in report["stages"]], CHECKS)
        for one in report["stages"]:
            self.assertEqual(one["outcome"], "passed", one)
        self.assertRegex(report["stages"][-1]["said"], r"^f-clswgan CUB \d+\.\d{3}")
        self.assertLessEqual(sum(one["budget"] for one in report["stages"]) + 270, 15 * 60)  # with the build
        self.assertRegex(table, r"^card .*, driver .*, \d+ cores, torch .*, device simulated\n")
        for name in CHECKS:
            self.assertTrue((self.folder / f"report/{name}.log").stat().st_size > 0, name)

    def test_a_stage_that_fails_does_not_stop_the_next(self):
        report, _, _ = self.gpu("--zeroth", self.stand_in("exit 7"), "--only", "cases,validate", code=1)
        why = "AssertionError: {} ... ended with 7"
        zeroth = self.folder / "zeroth"
        first, second = sorted((SOURCE / "tests/golden").glob("*.json"))[:2]
        self.assertEqual(self.outcomes(report), [
            ("cases", "failed", why.format(f"{zeroth} check-cases {first} {second}")),
            ("validate", "failed", why.format(f"{zeroth} validate --all --strict"))])

    def test_a_stage_that_hangs_is_ended(self):
        hanging = self.stand_in("exec sleep 100000")
        report, _, _ = self.gpu("--zeroth", hanging, "--seconds", "0.2", "--only", "cases,resume", code=1)
        self.assertEqual(self.outcomes(report), [(name, "failed", "not done within its 0.2 seconds") for name in ("cases", "resume")])

    def test_figures_and_losses_are_looked_at(self):
        report, _, _ = self.gpu("--zeroth", self.stand_in("echo '{\"failed\": 2, \"cases\": [1, 2, 3], \"plugins\": []}'"), "--only",
                                "cases,validate", code=1)
        self.assertEqual([why for _, _, why in self.outcomes(report)], ["AssertionError: 2 of 3 cases differ",
                                                                       "AssertionError: 2 failed"])
        report, _, _ = self.gpu("--zeroth", self.stand_in("echo '{\"metrics\": {\"H\": 3.0}}'"), "--only", "quickstart", code=1)
        self.assertEqual(self.outcomes(report), [("quickstart", "failed", "AssertionError: H is 3.0")])

    def test_what_is_refused(self):
        self.assertIn("no stage bake; there are build, cases", self.gpu("--only", "bake", code=1)[2])
        self.assertIn("nowhere is not there", self.gpu("--zeroth", self.folder / "nowhere", code=1)[2])


if __name__ == "__main__":
    unittest.main()
