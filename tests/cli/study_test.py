"""zeroth study: plans, runs that are made once, who has them, tables, the choice on validation."""
import csv
import io
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import time
import unittest

from terminal import Terminal
from worlds import write_world
from zeroth import BIN, LONG, ZEROTH, Case, tiny_generative


class StudyCase(Case):
    WARM = True

    def plan(self, *pipelines, name="study.json", seeds=(1,), **more):
        document = {"zeroth_study": 1, "pipelines": [os.path.basename(one) for one in pipelines],
                    "seeds": list(seeds), **more}
        return self.write(name, document)

    def study(self, command, *arguments, code=0):
        """(stdout, stderr)"""
        return self.zeroth("study", command, *arguments, code=code)

    def runs(self):
        """Run directories by now."""
        return sorted(path.parent for path in self.folder.glob("study.runs/*/*/config.resolved.json"))

    def table(self, text):
        header, _, *rows = text.splitlines()
        return [dict(zip(*([cell.strip() for cell in line.split("|")] for line in (header, row)))) for row in rows]

    def row(self, text):
        row, = self.table(text)
        return row


class Study(StudyCase):
    def test_means_and_deviations_and_nothing_twice(self):
        pipeline = self.write("p.json", tiny_generative())
        plan = self.plan(pipeline, seeds=(1, 2), set={"train.epochs": 1})
        out, err = self.study("run", plan, "--jobs", "2")
        self.assertEqual(len(re.findall(r"study: \d/2 done  tiny  seed \d  H ", err)), 2, err)
        cells = self.row(out)
        self.assertEqual((cells["pipeline"], cells["n"], cells["protocol"], cells["setting"]),
                         ("tiny", "2", "final-epoch", "inductive"))
        values = [self.run_json(pipeline, "--seed", seed, "--set", "train.epochs=1")["metrics"]["T1"] for seed in (1, 2)]
        self.assertEqual(cells["T1"], f"{statistics.mean(values):.1f} ± {statistics.stdev(values):.1f}")
        self.assertEqual(self.study("run", plan, "--jobs", "2"), (out, ""))
        self.assertEqual(self.study("status", plan), (out, "study: 2 runs: 2 finished\n"))
        rows = json.loads(self.study("status", plan, "--json")[0])
        self.assertEqual([run["state"] for run in rows["runs"]], ["finished"] * 2)
        self.assertEqual(rows["table"][0]["figures"]["T1"]["mean"], statistics.mean(values))
        self.assertEqual(self.study("status", plan, "--csv")[0].splitlines()[0].split(",")[:3], ["pipeline", "n", "U"])

    def test_a_run_of_another_pipeline_is_no_run_of_a_slot(self):
        plan = self.plan(self.write("p.json", tiny_generative()), seeds=(1, 2), set={"train.epochs": 1})
        self.study("run", plan, "--quiet")
        one, other = self.runs()
        shutil.rmtree(one)
        shutil.copytree(other, one)
        out, err = self.study("status", plan)
        self.assertEqual((self.row(out)["n"], err), ("1", "study: 2 runs: 1 finished, 1 to do\n"))

    def test_a_grid_has_a_row_for_each_setting(self):
        plan = self.plan(self.write("p.json", tiny_generative()), seeds=(1,), set={"synthesis.per_class": 5},
                         grid={"train.epochs": [1, 2]})
        rows = self.table(self.study("run", plan, "--quiet")[0])
        self.assertEqual([(row["train.epochs"], row["n"]) for row in rows], [("1", "1"), ("2", "1")])
        self.assertNotIn("synthesis.per_class", rows[0])

    def test_one_failed_run_fails_nobody_else(self):
        bad = self.write("bad.json", tiny_generative(name="bad", data={"use": "data.npy", "params": {"root": "nowhere"}}))
        plan = self.plan(bad, self.write("p.json", tiny_generative()))
        out, err = self.study("run", plan, code=1)
        self.assertRegex(err, r"study: bad  seed 1 FAILED, exit code 66: .*nowhere.*; see .*log\.txt\n|"
                              r"study: bad FAILED, exit code 66: .*; see .*log\.txt\n")
        failed, good = self.table(out)  # settings whose runs all failed have a row
        self.assertEqual((failed["pipeline"], failed["n"], failed["H"], failed["protocol"], failed["setting"]),
                         ("bad", "0", "", "final-epoch", "inductive"))
        self.assertRegex(failed["failed"], "^1 failed: .+")
        self.assertEqual((good["pipeline"], good["n"], good["failed"]), ("tiny", "1", ""))
        quiet = self.study("run", plan, "--quiet", code=1)
        self.assertEqual(quiet[0], out)
        self.assertIn("bad FAILED, exit code 66", quiet[1])  # a failure is no progress
        log, = self.folder.glob("study.runs/bad-*/log.txt")
        self.assertEqual(log.read_text().count("error: "), 1)
        self.study("run", plan, code=1)  # not tried again ...
        self.assertEqual(log.read_text().count("error: "), 1)
        self.study("run", plan, "--retry", code=1)  # ... unless that is asked for
        self.assertEqual(log.read_text().count("error: "), 2)
        out, err = self.study("status", plan, code=1)
        self.assertIn("study: 2 runs: 1 finished, 1 failed\nfailed: bad", err)
        self.assertEqual([row["pipeline"] for row in self.table(out)], ["bad", "tiny"])
        rows = json.loads(self.study("status", plan, "--json", code=1)[0])["table"]
        self.assertEqual([(row["n"], row["failed"], row["error"] is None) for row in rows], [(0, 1, False), (1, 0, True)])
        rows = list(csv.DictReader(io.StringIO(self.study("status", plan, "--csv", code=1)[0])))
        self.assertEqual([(row["n"], row["failed"], row["error"] == "") for row in rows], [("0", "1", False), ("1", "0", True)])
        self.write("bad.json", tiny_generative(name="bad"))  # repaired: another run
        self.assertEqual(len(self.table(self.study("run", plan)[0])), 2)

    def test_runs_at_a_time(self):
        plan = self.plan(self.write("p.json", tiny_generative(train={"epochs": 60, "batch": 16})), seeds=(1, 2))
        self.study("run", plan, "--jobs", "2")
        spans = [json.loads((run / "status.json").read_text()) for run in self.runs()]
        self.assertLess(max(one["start"] for one in spans), min(one["end"] for one in spans))

    def test_one_run_by_its_number(self):
        plan = self.plan(self.write("p.json", tiny_generative()), seeds=(1, 2))
        out, _ = self.study("run", plan, "--index", "2")
        run, = self.runs()
        self.assertEqual(out.strip(), str(run))
        self.assertEqual(json.loads((run / "config.resolved.json").read_text())["seed"], 2)
        self.assertEqual(self.study("run", plan, "--index", "2"), (out, ""))
        _, err = self.study("run", plan, "--index", "3", code=2)
        self.assertIn("error: there is no run 3 of 2", err)
        _, err = self.study("run", plan, "--index", "1", "--expect", "0123456789ab", code=78)
        self.assertIn("error: the plan was changed since this script was written for it", err)

    def test_a_terminal_shows_a_table(self):
        plan = self.plan(self.write("p.json", tiny_generative(train={"epochs": 150, "batch": 16})), seeds=(1, 2, 3))
        terminal = Terminal([ZEROTH, "study", "run", plan, "--jobs", "2"], 100, self.warm("study"), self.folder)
        code, text = terminal.end()
        self.assertEqual(code, 0, text)
        self.assertRegex(text, r"\[\.{20}\] 0/3  2 running  0 failed")
        self.assertRegex(text, r"[12] running  0 failed  \d+(\.\d)? s left")
        self.assertRegex(text, r"  tiny  seed 2  \d+(\.\d)? s  [a-z ]+ \d+/150")
        self.assertRegex(text, r"data [0-9a-f]{8}, final-epoch, inductive\r\npipeline  n +U +S +H ")
        self.assertNotIn("best so far", text)  # nothing but test figures: no choice by them

    def test_the_best_so_far_is_one_on_validation(self):
        pipeline = self.write("p.json", tiny_generative(train={"epochs": 40, "batch": 16}))
        protocols = (("strict-val", "validation rows"), ("paper-oracle", "test rows"), ("validation", "validation rows"))
        for protocol, rows in protocols if LONG else protocols[:2]:
            with self.subTest(protocol=protocol):
                plan = self.plan(pipeline, seeds=(1, 2), set={"evaluate.protocol": protocol},
                                 grid={"synthesis.per_class": [5, 10]})
                terminal = Terminal([ZEROTH, "study", "run", plan], 120, self.warm("study"), self.folder)
                code, text = terminal.end()
                self.assertEqual(code, 0, text)
                found = re.findall(r"best so far: H (\d+\.\d) on (\w+ rows): tiny  synthesis.per_class \d+ \((\d) seed", text)
                self.assertTrue(found, text)
                self.assertEqual({one[1] for one in found}, {rows})
                self.assertEqual(found[-1][2], "2")

    def test_tables_fit_the_terminal_and_steer_nothing(self):
        plan = self.plan(self.write("p.json", tiny_generative(name="a\x1b[2J\tb" + "long" * 20)), seeds=(1,),
                         grid={"synthesis.per_class": [5, 10]})
        self.study("run", plan, "--quiet")
        for command in (("status",), ("plan", "--rehearse", "0"), ("run",)):
            for columns in (40, 100):
                terminal = Terminal([ZEROTH, "study", command[0], plan, *command[1:]], columns, self.warm("study"), self.folder)
                code, text = terminal.end()
                self.assertEqual(code, 0, text)
                self.assertNotIn("\x1b[2J", text)
                self.assertNotIn("\t", text)
                table = text[text.index("index " if command[0] == "plan" else "pipeline"):]
                for line in table.splitlines():
                    if "more column" not in line:
                        self.assertLessEqual(len(line), columns, line)
            self.assertNotIn("\x1b", self.study(command[0], plan, *command[1:])[0])

    def test_pipelines_of_one_name_are_told_by_their_files(self):
        one, other = self.write("one.json", tiny_generative()), self.write("other.json", tiny_generative(train={"epochs": 1, "batch": 16}))
        plan = self.plan(one, other, self.write("third.json", tiny_generative(name="third")))
        out, err = self.study("run", plan)
        names = ["tiny (one.json)", "tiny (other.json)", "third"]
        self.assertEqual([row["pipeline"] for row in self.table(out)], names)
        self.assertIn("done  tiny (one.json)  H ", err)
        self.assertIn("tiny (other.json)", self.study("plan", plan, "--rehearse", "0")[0])

    def test_a_folder_that_cannot_be_written_is_told_in_full(self):
        pipeline = self.write("p.json", tiny_generative())
        plan = self.plan(pipeline, seeds=range(1, 4))
        (self.folder / "file").write_text("a file")
        for options in ((), ("--quiet",), ("--index", "2", "--quiet")):
            out, err = self.study("run", plan, "--run-dir", self.folder / "file/runs", *options, code=73)
            self.assertEqual((out, err.count("error: ")), ("", 1))
            self.assertRegex(err, r"error: cannot write the folder of the runs\n  where  \S+/file/runs\n"
                                  r"  why    Not a directory\n  fix    make it writable, or choose another place with --run-dir\n")
        # A single slot that cannot be: the others are made.
        out, _ = self.study("plan", plan, "--rehearse", "0", "--json")
        slots = [run["folder"] for run in json.loads(out)["runs"]]
        os.makedirs(os.path.dirname(slots[0]))
        for slot in slots[:2]:
            with open(slot, "w") as file:
                file.write("in the way")
        for options in (("--quiet",), ()):
            out, err = self.study("run", plan, *options, code=73)
            self.assertEqual((self.row(out)["n"], err.count("error: ")), ("1", 1), err)
            self.assertIn(f"error: cannot write the folder of a run\n  where  {slots[0]}\n  why    ", err)
            self.assertIn("1 more run could not begin, either\n  fix    make it writable", err)


class Plans(StudyCase):
    def refused(self, plan, code=78):
        _, err = self.study("plan", plan, "--rehearse", "0", code=code)
        return err.replace(str(self.folder) + "/", "")

    def test_what_a_plan_prints(self):
        plan = self.plan(self.write("p.json", tiny_generative()), seeds=(1, 2), grid={"train.epochs": [1, 2]})
        self.study("run", plan, "--index", "1")
        out, err = self.study("plan", plan, "--jobs", "2")
        self.assertIn("study: 4 runs: 1 finished, 3 to do\n", out)
        self.assertRegex(out, r"about [\d.]+ s one after the other, [\d.]+ s with 2 jobs \(1 rehearsed, 1 measured of 2 configur")
        self.assertRegex(out, r"about [\d.]+ [KM] on the disk.*; [\d.]+ M of memory for each run")
        self.assertIn("4 of 4 runs look at the test set; to choose", out)
        self.assertRegex(out, r"index +state +pipeline +train.epochs +seed\n1 +finished +tiny +1 +1\n2 +to do +tiny +1 +2\n")
        document = json.loads(self.study("plan", plan, "--rehearse", "0", "--json")[0])
        self.assertEqual([run["settings"] for run in document["runs"]],
                         [{"train.epochs": epochs, "seed": seed} for epochs in (1, 2) for seed in (1, 2)])
        self.assertEqual(len({run["identity"] for run in document["runs"]}), 4)

    def test_wrong_settings_have_their_place_in_the_plan(self):
        pipeline = self.write("p.json", tiny_generative())
        plan = self.write("study.json", '{"zeroth_study": 1, "pipelines": ["p.json"],\n "grid": {"train.epoch": [1, 2]}}')
        self.assertIn('error: unknown parameter "epoch" of "train"; did you mean "epochs"?\n  where  study.json:2:27',
                      self.refused(plan))
        self.plan(pipeline, grid={"train.epochs": [1, "many"]})
        self.assertRegex(self.refused(plan), r'"epochs" must be an integer, not "many"\n  where  study\.json:1:\d+')
        self.plan(pipeline, grid={"generator.params.hidden": {"from": 1, "to": 2, "count": 3}})
        self.assertIn("must be an integer, not 1.5", self.refused(plan))
        self.plan(self.folder / "nowhere.json")
        self.assertIn("cannot open", self.refused(plan, code=66))
        self.plan(self.folder / "quickstar")
        self.assertRegex(self.refused(plan, code=66), r'no pipeline "quickstar"; did you mean "quickstart"\?\n  where  study\.json:1')

    def test_a_path_in_a_plan_starts_at_the_plan(self):
        world = write_world(self.folder / "world", 1)
        pipeline = self.write("p.json", tiny_generative(data=world, train={"epochs": 1, "batch": 16}))
        plan = self.plan(pipeline, set={"data.params.root": "world"})
        done = subprocess.run([ZEROTH, "study", "run", plan], cwd="/", env=self.environment, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        # Plan, data and runs can be moved together.
        moved = self.folder / "moved"
        moved.mkdir()
        for name in ("p.json", "study.json", "world", "study.runs"):
            (self.folder / name).rename(moved / name)
        self.write("moved/p.json", tiny_generative(data={"use": "data.npy", "params": {"root": str(moved / "world")}},
                                                   train={"epochs": 1, "batch": 16}))
        self.assertEqual(self.study("run", moved / "study.json"), (done.stdout, ""))

    def test_a_million_runs_are_told_before(self):
        plan = self.plan(self.write("p.json", tiny_generative()), seeds=range(1000),
                         grid={"train.epochs": {"from": 1, "to": 1000}})
        begun = time.monotonic()
        for command in ("plan", "run", "status"):
            _, err = self.study(command, plan, code=78)
            self.assertIn("error: the plan has 1000000 runs, more than 10000\n", err)
            self.assertIn("train.epochs: 1000\n", err)
        self.assertLess(time.monotonic() - begun, 5)

    def test_new(self):
        pipeline = self.write("p.json", tiny_generative())
        out, _ = self.study("new", pipeline, "quickstart", "--seeds", "2-4", "--grid", "train.epochs=1,2", "--set",
                            "evaluate.protocol=validation", "--out", self.folder / "new.json")
        self.assertIn(": 12 runs\n", out)
        self.assertEqual(json.loads((self.folder / "new.json").read_text()), {
            "zeroth_study": 1, "pipelines": ["p.json", "quickstart"], "seeds": {"from": 2, "to": 4},
            "set": {"evaluate.protocol": "validation"}, "grid": {"train.epochs": [1, 2]}})
        _, err = self.study("new", pipeline, "--out", self.folder / "new.json", code=73)
        self.assertIn("error: the plan exists already", err)
        _, err = self.study("new", pipeline, "--grid", "train.epochs", "--out", self.folder / "other.json", code=2)
        self.assertIn("error: --grid needs path=value,value", err)

    def test_new_refuses_what_plan_would(self):
        pipeline = self.write("p.json", tiny_generative())
        for words, code, said in (
                (("--seeds", "many"), 78, '"seed" must be an integer, not "many"\n  where  --seeds many'),
                (("--seeds", "3-1"), 78, 'not "3-1"\n  where  --seeds 3-1'),
                (("--seeds", "1,,2"), 78, "where  --seeds 1,,2"),
                (("--seeds", "1-1000000"), 78, "error: the list has 1000000 values, more than 100000\n  where  --seeds 1-1000000"),
                (("--seeds", "1-20000"), 78, "error: the plan has 20000 runs, more than 10000\n  where  zeroth study new"),
                (("--grid", "train.epoch=1,2"), 78, 'did you mean "epochs"?\n  where  --grid train.epoch=1,2'),
                (("--grid", "train.epochs=1,many"), 78, "where  --grid train.epochs=1,many"),
                (("--grid", "train.epochs="), 78, "where  --grid train.epochs="),
                (("--set", "train.epochs=-1"), 78, "where  --set train.epochs=-1"),
                (("--grid", "train.epochs=1", "--grid", "train.epochs=2"), 2, '"train.epochs" is given twice'),
                (("--set", "train.epochs=1", "--grid", "train.epochs=2"), 78,
                 '"train.epochs" is given twice\n  where  --grid train.epochs=2\n  why    also at --set train.epochs=1'),
                (("--set", "seed=1"), 78, "seeds stand under"),
                (("nowhere.json",), 66, "nowhere.json")):
            with self.subTest(words=words):
                out, err = self.study("new", pipeline, *words, "--out", self.folder / "new.json", code=code)
                self.assertEqual(out, "")
                self.assertIn(said, err)
                self.assertFalse((self.folder / "new.json").exists())
        out, _ = self.study("new", pipeline, "--seeds", "0..2", "--out", self.folder / "new.json")
        self.assertIn(": 3 runs\n", out)

    def test_other_data_and_protocols_have_tables_of_their_own(self):
        first = self.write("a.json", tiny_generative(name="a", data=write_world(self.folder / "one", 1)))
        other = self.write("b.json", tiny_generative(name="b", data=write_world(self.folder / "two", 2)))
        plan = self.plan(first, other, set={"train.epochs": 1})
        out, _ = self.study("run", plan, "--quiet")
        self.assertEqual(len(re.findall(r"(?m)^data [0-9a-f]{8}$", out)), 2, out)
        plan = self.plan(first, grid={"evaluate.protocol": ["final-epoch", "validation"]}, set={"train.epochs": 1})
        self.assertEqual(len(re.findall(r"(?m)^data [0-9a-f]{8}$", self.study("run", plan, "--quiet")[0])), 2)


class Identity(StudyCase):
    """What makes another run, and what does not."""

    def setUp(self):
        super().setUp()
        self.world = write_world(self.folder / "world", 1)
        self.pipeline = self.write("p.json", tiny_generative(data=self.world, train={"epochs": 1, "batch": 16},
                                                             classifier={"params": {"epochs": 1}}))
        self.made = 0

    def expect(self, new, *options, pipeline=None, **sets):
        """The study makes a run or, where nothing is `new`, none."""
        plan = self.plan(pipeline or self.pipeline, set={name.replace("__", "."): value for name, value in sets.items()})
        out, err = self.study("run", plan, "--progress", "plain", *options)
        self.made += new
        self.assertEqual((err.count(" done "), len(self.runs())), (new, self.made), err)
        return out

    def test_settings(self):
        self.expect(1)
        for name, value in (("train__epochs", 2), ("train__batch", 8), ("generator__params__hidden", 8)):
            self.expect(1, **{name: value})
        self.expect(0, train__batch=8)
        self.expect(0, train__batch=16)  # as the file has it
        self.expect(1, "--threads", "2")
        self.expect(1, precision="bf16")

    def test_figures_are_those_of_the_settings(self):
        values = {epochs: self.run_json(self.pipeline, "--seed", "1", "--set", f"train.epochs={epochs}")["metrics"]["S"]
                  for epochs in (1, 3)}
        for epochs in (1, 3, 1):
            out, _ = self.study("run", self.plan(self.pipeline, set={"train.epochs": epochs}))
            self.assertEqual(self.row(out)["S"], f"{values[epochs]:.1f}")

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
        self.expect(1, *extra)
        self.expect(0, *extra)
        with open(mine, "ab") as file:
            file.write(b"another build")
        self.expect(1, *extra)


class Interrupted(StudyCase):
    def setUp(self):
        super().setUp()
        self.pipeline = self.write("p.json", tiny_generative(train={"epochs": 150, "batch": 16}))
        self.plan_file = self.plan(self.pipeline)

    def begin(self):
        """A study whose run has a checkpoint."""
        process = self.start("study", "run", self.plan_file)
        while not list(self.folder.glob("study.runs/*/*/checkpoints/last.safetensors")):
            self.assertIsNone(process.poll())
            time.sleep(0.01)
        return process

    def test_a_study_stopped_goes_on_as_the_same_run(self):
        whole, _ = self.study("run", self.plan_file)
        self.assertEqual(len(self.runs()), 1)
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGUSR1, 75), (signal.SIGKILL, -9)):
            with self.subTest(number.name):
                shutil.rmtree(self.folder / "study.runs")
                process = self.begin()
                process.send_signal(number)
                out, err = process.communicate(timeout=60)
                self.assertEqual((process.returncode, out), (code, ""), err)
                if code > 0:
                    self.assertIn("0 of 1 runs are finished, and what was begun is saved\n  fix    the same command", err)
                self.assertEqual(self.study("run", self.plan_file)[0], whole)
                run, = self.runs()
                self.assertGreater(json.loads((run / "status.json").read_text())["processes"], 1)

    def test_a_killed_run_is_nobodys_failure(self):
        process = self.begin()
        run, = self.runs()
        front = int(re.search(r"process (\d+)", (run / "lock").read_text())[1])
        os.kill(front, signal.SIGKILL)  # the worker, as where memory ran out
        out, err = process.communicate(timeout=60)
        self.assertNotEqual(process.returncode, 0, out)
        self.assertEqual(self.row(self.study("run", self.plan_file, "--retry")[0])["n"], "1")

    def test_what_cannot_go_on_does_not_stand_in_the_way(self):
        process = self.begin()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        run, = self.runs()
        (run / "checkpoints/last.safetensors").write_bytes(b"damaged")
        self.assertEqual(self.row(self.study("run", self.plan_file)[0])["n"], "1")
        self.assertEqual(len(self.runs()), 2)

    def test_two_studies_at_once_make_one_run(self):
        processes = [self.start("study", "run", self.plan_file) for _ in range(2)]
        (one, _), (other, _) = [process.communicate(timeout=120) for process in processes]
        self.assertEqual((one, len(self.runs())), (other, 1))

    def test_a_run_at_work_elsewhere(self):
        process = self.begin()
        self.assertIn("study: 1 run: 1 running\n", self.study("status", self.plan_file)[1])
        _, err = self.study("run", self.plan_file, "--no-wait", code=75)
        self.assertRegex(err, r"study: tiny is at work elsewhere: process \d+ on ")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


class Choice(StudyCase):
    def setUp(self):
        super().setUp()
        self.pipeline = self.write("p.json", tiny_generative())
        self.grid = {"train.epochs": [1, 2]}

    def test_the_best_on_validation_is_tested_once(self):
        plan = self.plan(self.pipeline, seeds=(1, 2), grid=self.grid, set={"evaluate.protocol": "validation"})
        _, err = self.study("finish", plan, code=1)
        self.assertIn("error: 4 of 4 runs are not finished", err)
        rows = self.table(self.study("run", plan, "--jobs", "2")[0])
        best = max(rows, key=lambda row: float(row["H"].split(" ")[0]))
        self.assertIn("nothing looks at the test set", self.study("plan", plan, "--rehearse", "0")[0])
        out, err = self.study("finish", plan, "--best", "H", "--quiet")
        self.assertIn(f"chosen on validation among 2: tiny, train.epochs {best['train.epochs']}  H {best['H']}\n", err)
        self.assertIn("chosen on validation, then tested: 2 looks at the test set in 2 runs\n", err)
        tested = self.row(out)
        self.assertEqual((tested["n"], tested["protocol"]), ("2", "strict-val"))
        self.assertEqual(self.study("finish", plan, "--quiet")[0], out)
        self.assertEqual(len(self.runs()), 6)
        _, err = self.study("finish", plan, "--quiet", "--protocol", "final-epoch")
        self.assertIn("warning: the test set was looked at for 1 other choice of this study before", err)

    def test_no_choice_on_the_test_set(self):
        plan = self.plan(self.pipeline, grid=self.grid)
        _, err = self.study("finish", plan, code=78)
        self.assertIn("error: run 1 looks at the test set\n", err)
        self.assertIn('"evaluate.protocol": "validation"', err)

    def test_unknown_figure(self):
        plan = self.plan(self.pipeline, set={"evaluate.protocol": "validation", "train.epochs": 1})
        self.study("run", plan, "--quiet")
        _, err = self.study("finish", plan, "--best", "AUSU", code=2)
        self.assertIn('error: no figure "AUSU"; did you mean "AUSUC"?', err)


if __name__ == "__main__":
    unittest.main()
