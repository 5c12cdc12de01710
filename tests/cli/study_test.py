"""tools/study: pipelines over seeds, their table, and which runs are the same run."""
import json
import os
import shutil
import signal
import statistics
import subprocess
import time
import unittest

from worlds import write_world
from zeroth import BIN, SOURCE, ZEROTH, Case, tiny_generative


class StudyCase(Case):
    def command(self, *words):
        return [SOURCE / "tools/study", "--zeroth", ZEROTH, "--runs", self.folder / "runs", *words]

    def study(self, *pipelines, code=0, seeds="1", extra=()):
        done = subprocess.run(self.command("--seeds", seeds, "--jobs", "2", *pipelines, "--", *extra),
                              env=self.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def runs(self):
        """Run directories by now."""
        return sorted(path.parent for path in self.folder.glob("runs/*/seed-*/*/config.resolved.json"))

    def row(self, done):
        header, _, row = done.stdout.splitlines()
        return dict(zip(*([cell.strip() for cell in line.split("|")] for line in (header, row))))


class Study(StudyCase):
    def test_means_and_deviations_and_nothing_twice(self):
        pipeline = self.write("p.json", tiny_generative())
        extra = ("--set", "train.epochs=1")
        first = self.study(pipeline, seeds="1,2", extra=extra)
        self.assertEqual(first.stderr.count(" done"), 2)
        cells = self.row(first)
        self.assertEqual((cells["pipeline"], cells["n"], cells["protocol"]), ("tiny", "2", "final-epoch"))
        values = [self.run_json(pipeline, "--seed", seed, "--set", "train.epochs=1", "--threads", "1")["metrics"]["T1"]
                  for seed in ("1", "2")]
        self.assertEqual(cells["T1"], f"{statistics.mean(values):.1f} ± {statistics.stdev(values):.1f}")
        again = self.study(pipeline, seeds="1,2", extra=extra)
        self.assertEqual((again.stderr, again.stdout), ("", first.stdout))

    def test_a_failed_run_is_named_and_left_out(self):
        bad = self.write("bad.json", tiny_generative(ood={"use": "ood.msp"}))
        done = self.study(bad, self.write("p.json", tiny_generative()), seeds="1,2", code=1)
        self.assertEqual(done.stderr.count("FAILED, see log.txt"), 2)
        self.assertEqual(len(done.stdout.splitlines()), 3)
        log, = self.folder.glob("runs/*-bad/log.txt")
        self.assertIn("error: ", log.read_text())

    def test_a_repaired_pipeline_is_a_new_run(self):
        pipeline = self.write("p.json", tiny_generative(data={"use": "data.npy", "params": {"root": "nowhere"}}))
        self.study(pipeline, code=1)
        self.study(pipeline, code=1)
        self.write("p.json", tiny_generative())
        self.assertEqual(self.row(self.study(pipeline))["n"], "1")


class Identity(StudyCase):
    """What makes another run, and what does not."""

    def setUp(self):
        super().setUp()
        self.world = write_world(self.folder / "world", 1)
        self.pipeline = self.write("p.json", tiny_generative(data=self.world, classifier={"params": {"epochs": 1}}))
        self.made = 0

    def expect(self, new, *, pipeline=None, extra=()):
        """The study makes a run or, where nothing is `new`, none."""
        done = self.study(pipeline or self.pipeline, extra=extra)
        self.made += new
        self.assertEqual((done.stderr.count(" done"), len(self.runs())), (new, self.made), done.stderr)
        return done

    def test_settings(self):
        self.expect(1)
        for one in ("train.epochs=2", "train.batch=8", "generator.params.hidden=8"):
            self.expect(1, extra=("--set", one))
        self.expect(0, extra=("--set", "train.batch=8"))
        self.expect(0, extra=("--set=train.batch=16",))  # as the file has it
        self.expect(1, extra=("--threads", "2"))
        self.expect(1, extra=("--precision", "bf16"))
        self.expect(0, extra=("--set", 'precision="bf16"'))

    def test_figures_are_those_of_the_settings(self):
        for epochs in (1, 3, 1):
            value = self.run_json(self.pipeline, "--set", f"train.epochs={epochs}")["metrics"]["S"]
            done = self.study(self.pipeline, extra=("--set", f"train.epochs={epochs}"))
            self.assertEqual(self.row(done)["S"], f"{value:.1f}")

    def test_files_of_the_pipeline(self):
        base = tiny_generative(data=self.world, presets={"paper": {"train": {"epochs": 2}}})
        self.write("base.json", base)
        pipeline = self.write("q.json", {"zeroth": 1, "extends": "base.json", "name": "q", "preset": "paper"})
        self.expect(1, pipeline=pipeline)
        self.write("base.json", {**base, "seed": 5})  # a study sets it anyway
        self.expect(0, pipeline=pipeline)
        base["presets"]["paper"]["train"]["epochs"] = 1
        self.write("base.json", base)
        self.expect(1, pipeline=pipeline)
        self.write("base.json", {**base, "synthesis": {"per_class": 11}})
        self.expect(1, pipeline=pipeline)

    def test_data(self):
        self.expect(1)
        features = self.folder / "world/features.npy"
        before, stat = features.read_bytes(), features.stat()
        features.write_bytes(before[:-8] + before[-4:] + before[-8:-4])
        os.utime(features, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # size and time as they were
        self.expect(1)
        features.write_bytes(before)
        self.expect(0)  # only touched

    def test_plugins(self):
        plugins = self.folder / "plugins"
        plugins.mkdir()
        mine = shutil.copy(BIN.parent / "lib/zeroth/plugins/generator_f_clswgan.so", plugins)
        extra = ("--plugin-path", plugins)
        self.expect(1, extra=extra)
        self.expect(0, extra=extra)
        with open(mine, "ab") as file:
            file.write(b"another build")
        self.expect(1, extra=extra)

    def test_a_study_stopped_goes_on_as_the_same_run(self):
        self.write("p.json", tiny_generative(data=self.world, train={"epochs": 150, "batch": 16}))
        whole = self.study(self.pipeline)
        self.assertEqual(len(self.runs()), 1)
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)):
            with self.subTest(number.name):
                shutil.rmtree(self.folder / "runs")
                process = subprocess.Popen(self.command("--seeds", "1", self.pipeline), env=self.environment,
                                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                while not list(self.folder.glob("runs/*/*/*/checkpoints/last.safetensors")):
                    time.sleep(0.01)
                process.send_signal(number)
                self.assertEqual(process.wait(60), code)
                self.assertEqual(self.study(self.pipeline).stdout, whole.stdout)
                self.assertEqual(len(self.runs()), 1)

    def test_what_cannot_go_on_does_not_stand_in_the_way(self):
        whole = self.expect(1)
        run, = self.runs()
        (run / "result.json").unlink()
        (run / "checkpoints/last.safetensors").write_bytes(b"damaged")
        self.assertEqual(self.expect(1).stdout, whole.stdout)
        self.assertEqual(self.expect(0).stdout, whole.stdout)

    def test_a_run_that_failed_is_begun_anew(self):
        whole = self.expect(1)
        run, = self.runs()
        (run / "result.json").unlink()
        (run / "status.json").write_text(json.dumps({"state": "failed", "exit_code": 70}))
        self.assertEqual(self.expect(1).stdout, whole.stdout)

    def test_two_studies_at_once_make_one_run(self):
        processes = [subprocess.Popen(self.command("--seeds", "1", self.pipeline), env=self.environment,
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
        (one, _), (other, _) = [process.communicate() for process in processes]
        self.assertEqual((one, len(self.runs())), (other, 1))


if __name__ == "__main__":
    unittest.main()
