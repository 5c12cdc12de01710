"""A study of many runs in the hands of an engine, whose jobs and which itself are struck at random: the table is that of
a study that nobody disturbed.

With ZEROTH_LONG_TESTS set these are 200 runs in each engine, else a few in one of them.
"""
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import one_node_slurm
from engines import cite_parallel, slurm_of, without
from zeroth import LONG, Case, tiny_generative

RUNS = 200 if LONG else 6
STRIKES = RUNS // 2  # at single jobs
ENDS = RUNS // 20 + 1  # of the engine, with all its jobs where it is killed
SIGNALS = (signal.SIGTERM, signal.SIGUSR1, signal.SIGKILL)


def missing(program):
    """Of an engine that only the long form uses."""
    return without(program) if LONG else "only where ZEROTH_LONG_TESTS is set"


class Preempted(Case):
    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="zeroth-undisturbed-"))
        cls.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
        case = cls()
        case.setUp()
        cls.addClassCleanup(case.doCleanups)
        case.plan_of()
        cls.undisturbed = case.zeroth("study", "run", "study.json", "--quiet", "--jobs", "2", "--run-dir", folder)[0]

    def runTest(self):
        """Of the case that makes the undisturbed runs."""

    def plan_of(self):
        self.write("p.json", tiny_generative(train={"epochs": 40, "batch": 16}))
        return self.write("study.json", {"zeroth_study": 1, "pipelines": ["p.json"], "seeds": {"from": 1, "to": RUNS}})

    def setUp(self):
        super().setUp()
        self.random = random.Random(self.id())
        self.strikes, self.ends = STRIKES, ENDS

    def script(self, engine, *options):
        self.plan_of()
        self.zeroth("study", "emit", engine, "study.json", "--jobs", "2", "--out", "script", *options)
        return "script"

    def jobs(self):
        """Processes of runs that say that they are at work."""
        found = []
        for claim in self.folder.glob("study.runs/*/claim"):
            try:
                process = int(re.search(r"process (\d+)", claim.read_text())[1])
                # Another process may have the number of one that was killed.
                if os.readlink(f"/proc/{process}/cwd") == str(self.folder):
                    found.append(process)
            except (OSError, TypeError):  # it has just ended
                continue
        return found

    def strike_a_job(self):
        jobs = self.jobs()
        if not jobs:
            return
        try:
            os.kill(self.random.choice(jobs), self.random.choice(SIGNALS))
            self.strikes -= 1
        except ProcessLookupError:
            pass

    def one_start(self, words):
        """The engine begins, is struck, and ends or is ended; its exit code."""
        process = subprocess.Popen(words, cwd=self.folder, env=dict(self.environment, HOME=str(self.folder)),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   start_new_session=True)
        begun = time.monotonic()
        last = begun + self.random.uniform(2, 20)
        while process.poll() is None:
            time.sleep(self.random.uniform(0.05, 0.6))
            if time.monotonic() > begun + 5400:
                os.killpg(process.pid, signal.SIGKILL)
                self.fail("the engine does not end")
            if self.strikes:
                self.strike_a_job()
            if self.ends and time.monotonic() > last:
                self.ends -= 1
                last = float("inf")
                if self.random.random() < 0.5:
                    os.killpg(process.pid, signal.SIGKILL)
                else:
                    process.send_signal(signal.SIGTERM)
        return process.wait()

    def expect_the_table(self):
        out, err = self.zeroth("study", "status", "study.json")
        self.assertIn(f": {RUNS} finished\n", err)
        self.assertEqual(out, self.undisturbed)
        results = list(self.folder.glob("study.runs/*/*/result.json"))
        self.assertEqual(len(results), RUNS, "a run was made twice")
        print(f"{STRIKES - self.strikes} jobs and {ENDS - self.ends} engines struck", end=" ", flush=True)

    def struck_and_started_again(self, *words):
        starts = 0
        while self.one_start(words) != 0:
            starts += 1
            self.assertLess(starts, STRIKES + ENDS + 3, "the engine ends with an error and nobody struck")
        self.expect_the_table()

    @unittest.skipIf(without("make"), without("make"))
    def test_make(self):
        self.struck_and_started_again("make", "--file", self.script("make"), "--jobs", "2", "--keep-going")

    @unittest.skipIf(missing("parallel"), missing("parallel"))
    def test_parallel(self):
        cite_parallel(self.folder)
        self.struck_and_started_again("sh", self.script("parallel"))

    @unittest.skipIf(missing("snakemake"), missing("snakemake"))
    def test_snakemake(self):
        self.struck_and_started_again("snakemake", "--snakefile", self.script("snakemake"), "--cores", "2", "--keep-going",
                                      "--nolock", "--rerun-incomplete")

    @unittest.skipIf(not LONG, "only where ZEROTH_LONG_TESTS is set")
    @unittest.skipIf(one_node_slurm.missing(), one_node_slurm.missing())
    def test_slurm(self):
        slurm = slurm_of(self)
        job = re.search(r"\d+", slurm.call("sbatch", self.folder / self.script("slurm", "--time", "10:00")))[0]
        while True:
            time.sleep(self.random.uniform(0.05, 0.6))
            if self.strikes:
                # Some as a preemption does it, to the whole job, some to the program alone.
                running = slurm.call("squeue", "-h", "--array", "-t", "running", "-o", "%i").split()
                if running and self.random.random() < 0.5:
                    slurm.begin("scancel", "--batch", f"--signal={self.random.choice(('TERM', 'USR1'))}",
                                self.random.choice(running))
                    self.strikes -= 1
                else:
                    self.strike_a_job()
            states = slurm.call("squeue", "-h", "--array", "-t", "all", "-o", "%i %T").split("\n")
            failed = [line.split()[0] for line in states if line.endswith("FAILED")]
            for one in failed:
                slurm.call("scontrol", "requeue", one, check=False)
            if not failed and states and all(line.endswith("COMPLETED") for line in states if line):
                break
        self.assertTrue(job)
        self.ends = ENDS  # Slurm itself is not struck
        self.expect_the_table()
        self.assertLess(self.strikes, STRIKES / 2, "too few jobs were struck to say anything")


if __name__ == "__main__":
    unittest.main()
