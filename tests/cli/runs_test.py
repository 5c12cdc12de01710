"""`zeroth runs`: lists, filters, shows, removes; runs by a part of their name in every command."""
import csv
import io
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time
import unittest

from terminal import Terminal
from zeroth import ZEROTH, Case, tiny_d3gzsl, tiny_generative, tiny_two_stage

NAME = re.compile(r"\d{4}-\d\d-\d\d-")


class Runs(Case):
    """Four runs: two of a recipe, one of another, and one that failed."""

    WARM = True

    @classmethod
    def setUpClass(cls):
        cls.made = Case()
        cls.made.setUp()
        cls.addClassCleanup(cls.made.doCleanups)
        cls.made.write("tiny.json", tiny_generative())
        cls.made.write("other.json", tiny_two_stage())
        cls.made.write("broken.json", tiny_generative(name="broken", data={
            "use": "data.xlsa17", "params": {"root": "/nowhere"}}))
        cls.made.zeroth("run", "tiny.json", "--quiet")
        cls.made.zeroth("run", "tiny.json", "--quiet", "--seed", 2, "--set", "synthesis.per_class=12")
        cls.made.zeroth("run", "other.json", "--quiet")
        cls.made.zeroth("run", "broken.json", "--quiet", code=66)

    def setUp(self):
        super().setUp()
        shutil.copytree(self.made.folder, self.folder, dirs_exist_ok=True)
        self.runs = self.folder / "runs"
        self.names = sorted(path.name for path in self.runs.iterdir())

    def listed(self, *arguments):
        return json.loads(self.zeroth("runs", *arguments, "--json")[0])

    def names_of(self, *arguments):
        return sorted(NAME.sub("", run["run"]).rsplit("-", 1)[0] for run in self.listed(*arguments))

    def one(self, part):
        return next(name for name in self.names if part in name)


class Lists(Runs):
    def test_all_runs_with_what_differs(self):
        out, err = self.zeroth("runs")
        lines = out.splitlines()
        self.assertEqual(err, "")
        self.assertEqual(lines[0].split()[:3], ["run", "state", "recipe"])
        self.assertIn("seed", lines[0])
        self.assertEqual(len([line for line in lines if NAME.match(line)]), 4)
        self.assertRegex(lines[-1], r"^4 runs, \d+ K$")
        self.assertNotIn("batch", out)  # the same for all

    def test_columns_are_those_that_differ_between_the_listed(self):
        self.environment["COLUMNS"] = "160"
        out, _ = self.zeroth("runs", "pipeline = tiny")
        self.assertEqual(out.split("\n")[0].split(), "run state age time seed per_class U S H T1 AUSUC size".split())
        self.assertNotIn("more column", out)
        self.assertIn("a data file is missing", self.zeroth("runs", "failed")[0])

    def test_no_line_is_wider_than_the_terminal(self):
        for columns in (30, 60, 80, 160):
            self.environment["COLUMNS"] = str(columns)
            for line in self.zeroth("runs")[0].splitlines():
                if columns >= 60 or not NAME.match(line):
                    self.assertLessEqual(len(line), max(columns, 56), line)
            terminal = Terminal([ZEROTH, "runs"], columns, self.environment, self.folder)
            self.assertTrue(terminal.wait_for(lambda text: "4 runs, " in text), terminal.text())
        wide = self.zeroth("runs", "--all-columns")[0].splitlines()[0].split()
        self.assertIn("data-hash", wide)
        self.assertIn("hidden", wide)

    def test_filters(self):
        self.assertEqual(self.names_of("recipe = generative and not failed"), ["tiny", "tiny"])
        self.assertEqual(self.names_of("seed = 2"), ["tiny"])
        self.assertEqual(self.names_of("state", "=", "failed"), ["broken"])
        self.assertEqual(self.names_of("synthesis.per_class > 11 or recipe = two-stage"), ["tiny", "tiny-ts"])
        self.assertEqual(self.names_of("per_class = 12"), ["tiny"])
        self.assertEqual(self.names_of("age < 1h"), self.names_of())
        self.assertEqual(self.names_of("tiny-ts"), ["tiny-ts"])
        out, err = self.zeroth("runs", "seed = 77")
        self.assertEqual((out, err), ("", "none of 4 runs fits\n"))
        self.assertEqual(self.listed("seed = 77"), [])

    def test_errors_say_where(self):
        for words, said in {("H > > 3",): "filter, column 3", ("sead = 3",): 'did you mean "seed"',
                            ("shwo",): 'did you mean "show"', ("remove", "x"): "zeroth runs rm x --dry-run",
                            ("--sort", "seed:up"): "write seed:desc or seed:asc", ("--sort", "sed"): 'no field "sed"',
                            ("--limit", "0"): 'error: --limit must be above 0, not "0"\n',
                            ("--limit", "-1"): '--limit must not be below 0, not "-1"',
                            ("--limit", "x"): '--limit must be a number, not "x"', ("--csv", "--json"): "excludes"}.items():
            with self.subTest(words=words):
                out, err = self.zeroth("runs", *words, code=2)
                self.assertEqual(out, "")
                self.assertIn(said, err)
        self.assertIn("zeroth runs\n", self.zeroth("history", code=2)[1])
        self.assertIn("zeroth runs rm failed --dry-run", self.zeroth("prune", "failed", code=2)[1])
        self.assertIn("there is no folder of runs", self.zeroth("runs", "--run-dir", "nowhere", code=66)[1])

    def test_order_and_limit(self):
        seeds = [run["seed"] for run in self.listed("--sort", "seed:desc")]
        self.assertEqual(seeds, [2, 1, 1, 1])
        starts = [run["start"] for run in self.listed()]
        self.assertEqual(starts, sorted(starts, reverse=True))
        self.assertEqual([run["start"] for run in self.listed("--sort", "start")], sorted(starts))
        by_figure = [run["figures"].get("S") for run in self.listed("--sort", "S:desc")]
        self.assertIsNone(by_figure[-1])  # what has no value comes last
        self.assertEqual(by_figure[:-1], sorted(by_figure[:-1], reverse=True))
        self.assertEqual(len(self.listed("--limit", 2)), 2)
        self.assertIn("2 of 4 runs", self.zeroth("runs", "--limit", 2)[0])

    def test_csv_has_every_number_in_full(self):
        rows = list(csv.DictReader(io.StringIO(self.zeroth("runs", "--csv")[0])))
        self.assertEqual(len(rows), 4)
        for row in rows:
            directory = self.runs / row["run"]
            config = json.loads((directory / "config.resolved.json").read_text())
            self.assertEqual(row["synthesis.per_class"], str(config["synthesis"].get("per_class", "")))
            if row["state"] == "finished":
                figures = json.loads((directory / "result.json").read_text())["metrics"]
                self.assertEqual(float(row["H"]), figures["H"])
                self.assertEqual(float(row["AUSUC"]), figures["AUSUC"])
            else:
                self.assertIn("/nowhere/att_splits.mat", row["error"])

    def test_json_says_all(self):
        run = self.listed("seed = 2")[0]
        directory = self.runs / run["run"]
        config = json.loads((directory / "config.resolved.json").read_text())
        env = json.loads((directory / "env.json").read_text())
        self.assertEqual(run["data"], env["data"])
        self.assertEqual(run["pipeline"], {"name": config["name"], "hash": env["pipeline"]})
        self.assertEqual(run["progress"], {"part": "final", "stage": "adversarial", "epoch": 3, "epochs": 3})
        self.assertEqual(run["size"], sum(path.stat().st_size for path in directory.rglob("*") if path.is_file()))
        self.assertEqual(self.listed("seed = 2", "--all-columns")[0]["settings"]["generator.params.hidden"], 16)
        both = self.listed("pipeline = tiny")
        self.assertEqual([one["settings"] for one in both], [{"synthesis.per_class": 12}, {"synthesis.per_class": 10}])

    def test_show(self):
        name = self.one("tiny-ts")
        out, _ = self.zeroth("runs", "show", "tiny-ts")
        for part in (f"runs/{name}\n", "state     finished after", "recipe    two-stage", "generator.params.hidden",
                     "files\n", "model.safetensors", "figures in percent", "recipe.two-stage"):
            self.assertIn(part, out)
        self.assertNotIn("checkpoint.every", out)  # a default
        document = json.loads(self.zeroth("runs", "show", name, "--json")[0])
        self.assertEqual(document["settings"]["generator.params.hidden"], 16)
        self.assertIn("run other.json --quiet", document["command"])
        self.assertIn("att_splits.mat", self.zeroth("runs", "show", "broken")[0])
        (self.folder / "plots").mkdir()
        self.assertIn("this is not a run directory", self.zeroth("runs", "show", "plots", code=66)[1])

    def test_names_in_other_commands(self):
        name = self.one("tiny-ts")
        rows = self.write("rows.csv", "\n".join(",".join(["0.5"] * 12) for _ in range(3)) + "\n")
        whole, _ = self.zeroth("predict", f"runs/{name}", rows, "--json")
        self.assertEqual(self.zeroth("predict", "tiny-ts", rows, "--json")[0], whole)
        self.assertEqual(self.zeroth("predict", name[-8:], rows, "--json")[0], whole)
        self.assertEqual(self.zeroth("predict", f"runs/{name[:-3]}", rows, "--json")[0], whole)
        self.assertIn("tiny-ts, seed 1", self.zeroth("run", "--resume", "tiny-ts")[0])
        self.assertIn("tiny-ts", self.zeroth("resolve", "tiny-ts")[0])
        self.assertIn("@", self.zeroth("cite", name)[0])
        out, err = self.zeroth("predict", "tiny", rows, code=2)
        self.assertIn('3 runs fit "tiny"', err)
        self.assertIn(name, err)
        _, err = self.zeroth("predict", "tinny-ts", rows, code=66)
        self.assertIn(f'no run "tinny-ts"; did you mean "{name}"?', err)
        self.assertIn("error: there is no model\n  where  something\n  why    there is no such directory, and no run of that name\n",
                      self.zeroth("predict", "something", rows, code=66)[1])


class BadDirectories(Runs):
    def test_what_is_damaged_is_said_and_the_rest_is_listed(self):
        first = self.runs / self.one("tiny-ts")
        def damaged(name, file, content):
            shutil.copytree(first, self.runs / name)
            (self.runs / name / file).write_bytes(content)
        damaged("cut", "config.resolved.json", b'{"name": "x", ')
        damaged("junk", "status.json", bytes(range(256)) * 40)
        damaged("deep", "result.json", b"[" * 100000)
        damaged("huge", "env.json", b"1" * (17 << 20))
        damaged("list", "metrics.jsonl", b"[1]\n{}\n\n\xff\n")
        damaged("state", "status.json", b'{"state": 7, "checksum": "x"}')
        (self.runs / "half").mkdir()
        (self.runs / "half" / "config.resolved.json").write_text("{}")
        os.mkfifo(self.runs / "pipe")
        (self.runs / "waits").mkdir()
        os.mkfifo(self.runs / "waits" / "config.resolved.json")
        (self.runs / "plots").mkdir()
        (self.runs / "notes.txt").write_text("text")
        os.symlink("nowhere", self.runs / "dangling")
        os.symlink(".", self.runs / "self")
        for _ in range(2):  # without and with the index
            problems = {run["run"]: run["problem"] for run in self.listed()}
            self.assertEqual(len(problems), 12, problems)
            self.assertIn("config.resolved.json: ", problems["cut"])
            self.assertIn("status.json: ", problems["junk"])
            self.assertIn("result.json: ", problems["deep"])
            self.assertIn("env.json: ", problems["huge"])
            self.assertIsNone(problems["list"])
            self.assertEqual(problems["state"], "status.json: its checksum is another")
            self.assertEqual(problems["half"], "it has no status.json")
            self.assertEqual(problems["waits"], "config.resolved.json is no file")
            self.assertIsNone(problems[first.name])
        self.assertEqual({run["run"] for run in self.listed("damaged")}, {"junk", "state", "half", "waits"})
        self.assertIn("junk", self.zeroth("runs")[0])

    def test_names_that_would_steer_a_terminal(self):
        for name in (b"\x1b[31mred", b"two\nlines", b"\xff\xfe", "мир".encode()):
            shutil.copytree(os.fsencode(self.runs / self.one("tiny-ts")), os.path.join(os.fsencode(self.runs), name))
        for form in ((), ("--csv",), ("--json",), ("--all-columns",)):
            out, _ = self.zeroth("runs", *form)
            self.assertNotIn("\x1b", out)
        self.assertEqual(len(self.listed()), 8)

    def test_runs_that_come_and_go_meanwhile(self):
        source = self.runs / self.one("tiny-ts")
        for i in range(60):
            shutil.copytree(source, self.runs / f"more-{i}")
        processes = [self.start("runs", "--json") for _ in range(4)]
        for i in range(60):
            shutil.rmtree(self.runs / f"more-{i}")
        for process in processes:
            out, err = process.communicate(timeout=60)
            self.assertEqual((process.returncode, err), (0, ""))
            json.loads(out)
        self.assertEqual(len(self.listed()), 4)

    def test_an_index_that_is_lost_or_no_index(self):
        time.sleep(0.2)  # what was written just now is not remembered
        truth = self.listed()
        indexes = list((self.folder / "cache/zeroth/runs").glob("*.sqlite"))
        self.assertEqual(len(indexes), 1)
        for index in indexes:
            index.write_bytes(b"SQLite format 3\0" + b"\x17" * 5000)
        self.assertEqual(self.listed(), truth)
        shutil.rmtree(self.folder / "cache")
        (self.folder / "cache").write_text("a file")
        self.assertEqual(self.listed(), truth)


class Running(Case):
    WARM = True

    def test_progress_of_a_running_one_and_of_a_killed_one(self):
        self.write("slow.json", tiny_d3gzsl(name="slow", train={"epochs": 100000, "batch": 16}))
        process = self.start("run", "slow.json", "--quiet")
        self.addCleanup(process.kill)
        def first():
            out = json.loads(self.zeroth("runs", "--json")[0]) if (self.folder / "runs").is_dir() else []
            return out[0] if out else {"progress": None}
        deadline = time.monotonic() + 60
        while not (first()["progress"] or {}).get("stage") == "adversarial" and time.monotonic() < deadline:
            time.sleep(0.1)
        run = first()
        self.assertEqual((run["state"], run["progress"]["epochs"]), ("running", 100000))
        self.assertIn("process ", run["holder"])
        out, _ = self.zeroth("runs")
        self.assertRegex(out, r"running  +adversarial \d+/100000")
        # Neither a filter nor --yes removes it.
        for choice in (("state = running",), (run["run"],), ("--older", "0s")):
            _, err = self.zeroth("runs", "rm", *choice, "--yes")
            self.assertRegex(err, rf"kept {run['run']}: process \d+ on \S+ writes it")
        self.assertTrue((self.folder / run["path"] / "config.resolved.json").exists())
        worker = int(re.search(r"process (\d+)", run["holder"])[1])
        os.kill(worker, signal.SIGKILL)
        process.communicate(timeout=60)
        self.assertIn(first()["state"], ("killed", "failed"))


class OfStudies(Runs):
    """Runs that a study keeps, in a folder among the runs."""

    study = ("study", "run", "study.json", "--run-dir", "runs/s", "--quiet")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made.write("study.json", {"zeroth_study": 1, "pipelines": ["tiny.json"], "seeds": [5, 6]})
        cls.made.zeroth(*cls.study)

    def setUp(self):
        super().setUp()
        self.names.remove("s")
        self.slots = sorted(f"s/{path.name}" for path in (self.runs / "s").iterdir())

    def test_they_are_listed_by_study_and_slot(self):
        for _ in range(2):
            listed = {run["run"]: run for run in self.listed()}
            self.assertEqual(sorted(listed), sorted(self.names + self.slots))
            time.sleep(0.2)  # then by the index
        run = listed[self.slots[0]]
        self.assertEqual((run["state"], run["seed"], run["progress"]["epochs"]), ("finished", 5, 3))
        self.assertTrue((self.folder / run["path"] / "result.json").exists())
        self.assertEqual([run["run"] for run in self.listed("seed > 4", "--sort", "seed")], self.slots)
        self.assertEqual(sorted(run["run"] for run in self.listed("run ~ s/tiny")), self.slots)
        self.assertIn(self.slots[0], self.zeroth("runs", "seed = 5", "--csv")[0])
        alone = self.listed("--run-dir", "runs/s")
        self.assertEqual(sorted("s/" + run["run"] for run in alone), self.slots)

    def test_they_have_names_in_other_commands(self):
        slot = self.slots[0]
        run, = (run["path"] for run in self.listed("seed = 5"))
        for name in (slot, f"runs/{slot}", slot[:-4], slot.split("-")[-1]):
            self.assertIn(f"{run}\n", self.zeroth("runs", "show", name)[0])
            self.assertIn("tiny", self.zeroth("resolve", name)[0])
        self.assertIn("identical", self.zeroth("diff", slot, f"runs/{slot}")[0])

    def test_removed_they_are_to_do_again(self):
        out, err = self.zeroth("runs", "rm", "seed = 5", "--yes")
        self.assertIn("removed 1 run", out)
        self.assertEqual(sorted(os.listdir(self.runs / "s")), [self.slots[1][2:]])
        self.assertIn("1 finished, 1 to do", self.zeroth("study", "status", "study.json", "--run-dir", "runs/s")[1])
        self.zeroth(*self.study)
        self.zeroth("runs", "rm", self.slots[0], f"runs/{self.slots[1]}", "--yes")
        self.assertEqual(os.listdir(self.runs / "s"), [])
        self.assertEqual(sorted(run["run"] for run in self.listed()), self.names)

    def test_what_else_lies_in_a_slot_keeps_it(self):
        (self.runs / self.slots[0] / "notes.txt").write_text("mine")
        out, err = self.zeroth("runs", "rm", "seed > 4", "--yes")
        self.assertIn(f"kept {self.slots[0]}: there is something else in it: ", err)
        self.assertIn("removed 1 run", out)
        self.assertEqual(os.listdir(self.runs / "s"), [self.slots[0][2:]])
        os.symlink("s", self.runs / "again")
        self.assertEqual(len(self.listed("seed = 5")), 1)

    def test_a_claimed_one_is_never_removed(self):
        self.write("slow.json", tiny_generative(name="slow", train={"epochs": 100000, "batch": 16}))
        self.write("study.json", {"zeroth_study": 1, "pipelines": ["slow.json"], "seeds": [7]})
        process = self.start(*self.study)
        self.addCleanup(process.kill)
        deadline = time.monotonic() + 60
        while not self.listed("seed = 7 and state = running") and time.monotonic() < deadline:
            time.sleep(0.05)
        for choice in (("seed = 7",), ("s/slow",), ("--older", "0s")):
            _, err = self.zeroth("runs", "rm", *choice, "--yes")
            self.assertRegex(err, r"kept s/slow-seed-7-\w+: process \d+ on \S+ (writes|works on) it")
        self.assertRegex(self.zeroth("runs", "seed = 7")[0], r"s/slow-seed-7-\w+ +running +adversarial \d+/100000")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        self.assertEqual(self.listed("seed = 7")[0]["state"], "interrupted")


class Unreadable(Runs):
    def test_what_cannot_be_read_is_said(self):
        os.symlink("round", self.runs / "round")
        out, err = self.zeroth("runs", "--json")
        self.assertEqual(len(json.loads(out)), 4)
        self.assertRegex(err, r"^warning: 1 directory cannot be read and is left out: round: .*symbolic links\n$")
        os.symlink("again", self.runs / "again")
        self.assertRegex(self.zeroth("runs")[1], r"^warning: 2 directories cannot be read and are left out; the first of them: again: ")

    @unittest.skipUnless(os.geteuid() == 0, "only root can make itself another user")
    @unittest.skipUnless(all(folder.stat().st_mode & 1 for folder in pathlib.Path(ZEROTH).resolve().parents),
                         "another user cannot come to the program")
    def test_what_another_user_may_not_read(self):
        shutil.rmtree(self.folder / "cache", ignore_errors=True)
        secret = self.runs / self.one("tiny-ts")
        secret.chmod(0o700)
        self.folder.chmod(0o755)
        self.environment["XDG_CACHE_HOME"] = "/nowhere"
        program = subprocess.run([ZEROTH, "runs", "--json"], cwd=self.folder, env=self.environment, user=65534, group=65534,
                                 extra_groups=[], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertEqual((program.returncode, len(json.loads(program.stdout))), (0, 3), program.stderr)
        self.assertEqual(program.stderr,
                         f"warning: 1 directory cannot be read and is left out: {secret.name}: Permission denied\n")


class Removes(Runs):
    def test_failed_and_old_ones(self):
        name = self.one("broken")
        self.assertIn("there is nothing to remove", self.zeroth("runs", "rm", "--failed", "--older", "30d", "--yes")[1])
        out, _ = self.zeroth("runs", "rm", "--failed", "--dry-run")
        self.assertIn(name, out)
        self.assertIn("would remove 1 run", out)
        self.assertTrue((self.runs / name).exists())
        out, _ = self.zeroth("runs", "rm", "--failed", "--older", "0s", "--yes")
        self.assertIn("removed 1 run", out)
        self.assertEqual(sorted(os.listdir(self.runs)), sorted(set(self.names) - {name}))
        self.assertEqual(len(self.listed()), 3)

    def test_by_names_and_by_filter(self):
        self.assertIn('3 runs fit "tiny"', self.zeroth("runs", "rm", "tiny", "--yes", code=2)[1])
        self.assertIn('no run "nonsense"', self.zeroth("runs", "rm", "nonsense", "--yes", code=66)[1])
        self.assertEqual(sorted(os.listdir(self.runs)), self.names)
        self.zeroth("runs", "rm", self.one("tiny-ts"), f"runs/{self.one('broken')}", "--yes")
        self.assertEqual(self.names_of(), ["tiny", "tiny"])
        document = json.loads(self.zeroth("runs", "rm", "seed = 2", "--yes", "--json")[0])
        self.assertEqual((len(document["removed"]), document["kept"]), (1, []))
        self.assertEqual(self.names_of("seed = 1"), ["tiny"])

    def test_the_whole_name_of_a_run_is_no_filter(self):
        for name in ("finished", "seed", "my run (1)"):
            shutil.copytree(self.runs / self.one("tiny-ts"), self.runs / name)
            self.zeroth("runs", "rm", name, "--yes")
            self.assertEqual(sorted(os.listdir(self.runs)), self.names)

    def test_asks_at_a_terminal_and_nowhere_else(self):
        _, err = self.zeroth("runs", "rm", "--failed", code=2)
        self.assertIn("there is no terminal to ask at", err)
        self.assertIn("nothing says which runs", self.zeroth("runs", "rm", "--yes", code=2)[1])
        self.assertIn('"30x" is no span of time', self.zeroth("runs", "rm", "--older", "30x", code=2)[1])
        for answer, gone in (("n\n", False), ("\n", False), ("y\n", True)):
            terminal = Terminal([ZEROTH, "runs", "rm", "--failed"], 80, self.environment, self.folder)
            self.assertTrue(terminal.wait_for(lambda text: "for good? [y/N]" in text), terminal.text())
            terminal.type(answer)
            self.assertTrue(terminal.wait_for(lambda text: "removed" in text), terminal.text())
            self.assertEqual((self.runs / self.one("broken")).exists(), not gone)

    def test_nothing_but_runs_and_nothing_outside(self):
        outside = self.folder / "outside"
        shutil.copytree(self.runs / self.one("broken"), outside)
        os.symlink(outside, self.runs / "link")
        (self.runs / "plots").mkdir()
        (self.runs / "plots" / "result.json").write_text("{}")
        _, err = self.zeroth("runs", "rm", "not finished", "--yes")
        self.assertIn("kept link: it is a link", err)
        self.assertIn("kept plots: it has too little of a run to be one", err)
        self.assertTrue((outside / "config.resolved.json").exists())
        self.assertIn("no run", self.zeroth("runs", "rm", "outside", "--yes", code=66)[1])

    def test_killed_while_it_removes_it_leaves_whole_runs(self):
        source = self.runs / self.one("tiny-ts")
        for i in range(40):
            shutil.copytree(source, self.runs / f"more-{i}")
            for j in range(30):
                (self.runs / f"more-{i}" / f"plot-{j}").write_text("x")
        expected = {path.name for path in source.iterdir()} | {f"plot-{j}" for j in range(30)}
        for delay in (0.02, 0.04, 0.06, 0.08):
            process = self.start("runs", "rm", "run ~ more", "--yes")
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=60)
            for run in self.runs.glob("more-*"):
                self.assertEqual({path.name for path in run.iterdir()}, expected)
            self.assertEqual([run["problem"] for run in self.listed() if run["problem"]], [])
        self.zeroth("runs", "rm", "run ~ more", "--yes")
        self.assertEqual(sorted(os.listdir(self.runs)), self.names)

    def test_two_at_a_time(self):
        for i in range(30):
            shutil.copytree(self.runs / self.one("broken"), self.runs / f"more-{i}")
        processes = [self.start("runs", "rm", "run ~ more", "--yes") for _ in range(3)]
        for process in processes:
            _, err = process.communicate(timeout=60)
            self.assertIn(process.returncode, (0, 74), err)
        self.assertEqual(sorted(os.listdir(self.runs)), self.names)


if __name__ == "__main__":
    unittest.main()
