"""`zeroth rerun`: the same run again, and whether the two have the same bits."""
import json
import shutil
import signal
import time
import unittest

import numpy

import forgery
from worlds import write_linear_world
from zeroth import BIN, Case, tiny_generative, tiny_two_stage

STRICT = tiny_two_stage(train={"epochs": 2, "batch": 16})


class Rerun(Case):
    WARM = True

    def run_of(self, pipeline, *arguments):
        return self.folder / self.run_json(self.write("p.json", pipeline), *arguments)["run_dir"]

    def again(self, run, *arguments, code=0):
        return json.loads(self.zeroth("rerun", run, "--json", "--quiet", *arguments, code=code)[0])

    def test_the_same_bits(self):
        for pipeline in (STRICT, tiny_generative(evaluate={"protocol": "validation"})):
            run = self.run_of(pipeline)
            before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
            told = self.again(run)
            self.assertEqual(told["verdict"], "same bits")
            self.assertEqual((told["result"], told["scores"], told["metrics"], told["parting"], told["environment"]),
                             (True, True, True, None, ""))
            self.assertEqual(told["model"], None if pipeline["name"] == "tiny" else True)
            self.assertEqual(told["predictions"]["same"], told["predictions"]["of"])
            self.assertEqual(str(run.parent), str((self.folder / told["run_dir"]).parent))  # beside it
            self.assertNotEqual(run, self.folder / told["run_dir"])
            self.assertEqual(before, {path: path.read_bytes() for path in run.rglob("*") if path.is_file()})
            self.zeroth("verify", told["run_dir"])

    def test_words(self):
        run = self.run_of(STRICT)
        out, err = self.zeroth("rerun", run, "--out", "again")
        self.assertIn("run directory: again\n", err)
        self.assertIn("\nagain in again\n", out)
        self.assertIn("  model       same bits\n", out)
        self.assertIn("  predictions 36 of 36 same\n", out)
        self.assertTrue(out.endswith("\nSame bits.\n"), out)
        self.assertTrue((self.folder / "again" / "result.json").exists())
        out, _ = self.zeroth("rerun", run, "--out", "again", "--quiet")
        self.assertIn("\nagain in again, which had ended before: nothing was run now\n", out)
        self.assertIn("Same bits.", out)

    def test_threads_are_the_run_s_own(self):
        run = self.run_of(STRICT, "--threads", "2")
        told = self.again(run, "--out", "two")
        self.assertEqual((told["verdict"], told["environment"]), ("same bits", ""))
        self.assertEqual(json.loads((self.folder / "two/env.json").read_text())["threads"], 2)
        self.assertEqual(self.again(run, "--out", "one", "--threads", "1")["environment"], "threads 2, now 1")

    def test_where_they_part(self):
        run = self.run_of(STRICT)
        lines = (run / "metrics.jsonl").read_text().splitlines()
        at = next(i for i, line in enumerate(lines) if '"critic"' in line)
        changed = json.loads(lines[at])
        changed["losses"]["critic"] += 1
        lines[at] = json.dumps(changed)
        (run / "metrics.jsonl").write_text("\n".join(lines) + "\n")
        told = self.again(run, "--out", "again")
        self.assertEqual(told["verdict"], "same figures, other bits")
        self.assertEqual({name: told["parting"][name] for name in ("part", "stage", "epoch", "column")},
                         {"part": "selection", "stage": "adversarial", "epoch": 1, "column": "losses.critic"})
        self.assertAlmostEqual(told["parting"]["then"] - told["parting"]["now"], 1)
        out = " ".join(self.zeroth("rerun", run, "--out", "again", "--quiet")[0].split())
        self.assertIn("Same figures, other bits. They part at epoch 1 of adversarial (part selection): losses.critic was",
                      out)
        self.assertIn("The environment is the same: something that is no part of the run has changed.", out)
        forgery.edit_json(run / "result.json", lambda result: result["metrics"].update(H=99.0))
        self.assertEqual(self.again(run, "--out", "again", code=65)["verdict"], "other figures")
        self.assertIn("\nOther figures.\n", self.zeroth("rerun", run, "--out", "again", "--quiet", code=65)[0])

    def test_stopped_it_goes_on(self):
        run = self.run_of(tiny_generative(train={"epochs": 150, "batch": 16}))
        process = self.start("rerun", run, "--out", "again", "--quiet")
        while not (self.folder / "again/checkpoints/last.safetensors").exists():
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, err)
        self.assertIn("zeroth run --resume again", err)
        told = self.again(run, "--out", "again")
        self.assertEqual(told["verdict"], "same bits")

    def test_other_data_and_plugins(self):
        library = BIN.parent / "lib/zeroth/plugins/ood_energy.so"
        own = self.folder / "plugins"
        own.mkdir()
        shutil.copy(library, own)
        self.environment["ZEROTH_PLUGIN_PATH"] = str(own)
        world = write_linear_world(self.folder / "world")
        run = self.run_of({**STRICT, "data": world})
        good = (self.folder / "world/features.npy").read_bytes()
        features = numpy.load(self.folder / "world/features.npy")
        numpy.save(self.folder / "world/features.npy", features * 2)
        err = self.zeroth("rerun", run, "--out", "again", code=65)[1]
        self.assertIn("error: the data are others than the run was made with\n", err)
        self.assertFalse((self.folder / "again").exists())  # before anything is trained
        (self.folder / "world/features.npy").write_bytes(good)
        with open(own / library.name, "ab") as file:
            file.write(b"\0")
        err = self.zeroth("rerun", run, "--out", "again", code=65)[1]
        self.assertIn("error: plugin ood.energy is another than the run was made with\n", err)
        out, err = self.zeroth("rerun", run, "--out", "again", "--anyway", "--quiet")
        self.assertIn("plugin ood.energy is another than the run was made with", err)
        self.assertIn("Same bits.", out)
        (self.folder / "world").rename(self.folder / "gone")
        self.zeroth("rerun", run, "--out", "third", code=66)

    def test_data_that_lie_elsewhere_here(self):
        world = write_linear_world(self.folder / "world")
        run = self.run_of({**STRICT, "data": world})
        (self.folder / "world").rename(self.folder / "moved")
        self.zeroth("rerun", run, "--out", "again", code=66)
        told = self.again(run, "--out", "again", "--data", "moved")
        self.assertEqual(told["verdict"], "same bits")
        self.assertTrue(told["model"])
        self.assertEqual(self.again(run, "--out", "again", "--data", "moved")["had_ended"], True)
        shutil.copytree(self.folder / "moved", self.folder / "other")
        numpy.save(self.folder / "other/features.npy", numpy.load(self.folder / "moved/features.npy") * 2)
        err = self.zeroth("rerun", run, "--out", "third", "--data", "other", code=65)[1]
        self.assertIn("error: the data are others than the run was made with\n", err)
        err = self.zeroth("rerun", self.run_of(STRICT), "--data", "moved", code=2)[1]
        self.assertIn("error: one place does not say where the data are\n  where  --data moved\n"
                      "  why    the run read them by data.synthetic: it reads no files\n", err)

    def test_where_the_new_run_cannot_be_made(self):
        run = self.run_of(STRICT)
        (self.folder / "file").write_text("a file")
        err = self.zeroth("rerun", run, "--out", "file/again", code=73)[1]
        self.assertIn("error: cannot make the run directory\n", err)
        self.assertIn("fix    choose another place with --out\n", err)
        self.assertNotIn("--run-dir", err)

    def test_one_hash_of_two_runs(self):
        run = self.run_of(STRICT)
        again = self.again(run)["run_dir"].split("/")[-1]
        self.assertEqual(again, run.name + "-2")
        self.assertIn(run.name, self.zeroth("runs", "show", run.name)[0])  # the exact name
        err = self.zeroth("runs", "show", run.name[-8:], code=2)[1]
        self.assertIn(f"  why    {run.name}\n         {again}\n  fix    write the whole name: the same pipeline was run", err)

    def test_refusals(self):
        run = self.run_of(STRICT)
        refuse = lambda *arguments, code: self.zeroth("rerun", *arguments, code=code)[1]
        self.assertIn("error: a run cannot be compared with itself\n", refuse(run, "--out", run, code=2))
        other = self.run_of({**STRICT, "seed": 9})
        self.assertIn("error: there is a run of another pipeline\n", refuse(run, "--out", other, code=2))
        (self.folder / "full").mkdir()
        (self.folder / "full/mine").write_text("mine")
        self.assertIn("there is something of that name", refuse(run, "--out", "full", code=73))
        self.assertIn("error: this is not a run directory\n", refuse(self.folder, code=66))
        self.zeroth("bundle", run, "--out", "b.zip", "--quiet")
        self.assertIn("error: a bundle cannot be run again\n", refuse("b.zip", code=2))
        (run / "result.json").unlink()
        self.assertIn("error: the run has no result that another could be held against\n", refuse(run, code=66))


if __name__ == "__main__":
    unittest.main()
