"""The scripts of zeroth study emit, in the engines themselves: killed, requeued, started again."""
import os
import re
import signal
import subprocess
import time
import unittest

import one_node_slurm
from engines import cite_parallel, slurm_of, without
from zeroth import Case, tiny_generative

SEEDS = 3


class Engines(Case):
    def setUp(self):
        super().setUp()
        self.write("p.json", tiny_generative(train={"epochs": 250, "batch": 16}))
        self.plan = self.write("study.json", {"zeroth_study": 1, "pipelines": ["p.json"],
                                              "seeds": {"from": 1, "to": SEEDS}})

    table = None

    def undisturbed(self):
        """The table of a local study that nobody disturbed, the same for every engine."""
        if not Engines.table:
            Engines.table, _ = self.zeroth("study", "run", self.plan, "--quiet", "--jobs", "2", "--run-dir",
                                           self.folder / "whole")
        return Engines.table

    def expect_the_same_table(self):
        out, err = self.zeroth("study", "status", self.plan)
        self.assertIn(f": {SEEDS} finished\n", err)
        self.assertEqual(out, self.undisturbed())
        # Nothing was made twice: every run was gone on with.
        self.assertEqual(len(list(self.folder.glob("study.runs/*/*/config.resolved.json"))), SEEDS)

    def script(self, engine, *options):
        self.zeroth("study", "emit", engine, self.plan, "--jobs", "2", "--out", self.folder / "script", *options)
        return self.folder / "script"

    def checkpoints(self):
        return list(self.folder.glob("study.runs/*/*/checkpoints/last.safetensors"))

    def wait_until(self, condition, seconds=120):
        end = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), end, "it takes too long")
            time.sleep(0.05)

    def engine(self, *words):
        return subprocess.Popen(list(map(str, words)), env=dict(self.environment, HOME=str(self.folder)),
                                cwd=self.folder, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, start_new_session=True)

    def stopped_and_started_again(self, *words):
        """An engine that is told to end, then one that is killed with all its jobs, then one that may end."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            before = len(self.checkpoints())
            process = self.engine(*words)
            self.wait_until(lambda: len(self.checkpoints()) > before)
            if number == signal.SIGKILL:
                os.killpg(process.pid, number)
            else:
                process.send_signal(number)
            process.communicate(timeout=60)
            self.assertNotEqual(process.returncode, 0)
        process = self.engine(*words)
        said, _ = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 0, said)
        self.expect_the_same_table()

    @unittest.skipIf(without("parallel"), without("parallel"))
    def test_parallel(self):
        cite_parallel(self.folder)
        self.stopped_and_started_again("sh", self.script("parallel"))

    @unittest.skipIf(without("snakemake"), without("snakemake"))
    def test_snakemake(self):
        script = self.script("snakemake")
        self.stopped_and_started_again("snakemake", "--snakefile", script, "--cores", "2", "--keep-going", "--nolock",
                                       "--rerun-incomplete")

    @unittest.skipIf(without("make"), without("make"))
    def test_make(self):
        self.stopped_and_started_again("make", "--file", self.script("make"), "--jobs", "2", "--keep-going")

    @unittest.skipIf(without("make"), without("make"))
    def test_a_script_for_another_plan_does_nothing(self):
        script = self.script("make")
        self.write("study.json", {"zeroth_study": 1, "pipelines": ["p.json"], "seeds": [7, 8, 9]})
        said, _ = self.engine("make", "--file", script).communicate(timeout=60)
        self.assertIn("error: the plan was changed since this script was written for it", said)
        self.assertEqual(self.checkpoints(), [])

    @unittest.skipIf(one_node_slurm.missing(), one_node_slurm.missing())
    def test_slurm(self):
        slurm = slurm_of(self)
        script = self.script("slurm", "--time", "10:00")
        job = re.search(r"\d+", slurm.call("sbatch", script))[0]

        def states():
            return dict(re.findall(r"ArrayTaskId=(\d+) .*?JobState=(\w+)", slurm.call("scontrol", "show", "job", job), re.S))

        # USR1 as before the end of the time, TERM as at a preemption: each is saved and requeued.
        self.wait_until(lambda: len(self.checkpoints()) >= 2)
        slurm.call("scancel", "--batch", "--signal=USR1", f"{job}_1")
        slurm.call("scancel", "--batch", "--signal=TERM", f"{job}_2")
        restarts = re.compile(r"Restarts=1\b")
        self.wait_until(lambda: len(restarts.findall(slurm.call("scontrol", "show", "job", job))) >= 2)
        # The third has its program killed, as where memory runs out.
        self.wait_until(lambda: len(self.checkpoints()) == 3)
        lock, = self.folder.glob("study.runs/*-seed-3-*/claim")
        os.kill(int(re.search(r"process (\d+)", lock.read_text())[1]), signal.SIGKILL)
        self.wait_until(lambda: states() == {"1": "COMPLETED", "2": "COMPLETED", "3": "FAILED"})
        slurm.call("scontrol", "requeue", f"{job}_3")
        self.wait_until(lambda: states()["3"] == "COMPLETED")
        logs = "".join(log.read_text() for log in self.folder.glob("study.runs/slurm-*.txt"))
        self.assertIn("to be started again\n", logs)
        self.assertIn("error: terminated\n", logs)
        self.expect_the_same_table()
        # What is finished is left alone.
        again = re.search(r"\d+", slurm.call("sbatch", script))[0]
        self.wait_until(lambda: set(re.findall(r"JobState=(\w+)", slurm.call("scontrol", "show", "job", again))) ==
                        {"COMPLETED"})
        self.expect_the_same_table()

    @unittest.skipIf(one_node_slurm.missing(), one_node_slurm.missing())
    def test_a_cancelled_job_is_not_requeued(self):
        slurm = slurm_of(self)
        job = re.search(r"\d+", slurm.call("sbatch", self.script("slurm")))[0]
        self.wait_until(self.checkpoints)
        slurm.call("scancel", job)
        self.wait_until(lambda: not slurm.call("squeue", "-h"))
        self.assertEqual(set(re.findall(r"JobState=(\w+)", slurm.call("scontrol", "show", "job", job))), {"CANCELLED"})
        self.assertIn("interrupted", self.zeroth("study", "status", self.plan)[1])


if __name__ == "__main__":
    unittest.main()
