"""`zeroth run --log` and `zeroth runs log`: what TensorBoard and MLflow are given, read by readers of our own, and by
theirs where they are installed."""
import datetime
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import struct
import time
import unittest

from event_file import events, fields, of
from zeroth import Case, tiny_generative, tiny_two_stage


def seconds(stamp):
    return datetime.datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp()


def lines_of(run):
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


def numbers_of(line):
    """Names and values as logs have them."""
    part = "selection/" if line["part"] == "selection" else ""
    return {f"{part}{group}/{name}": value for group in ("losses", "gradients", "evaluation")
            for name, value in line.get(group, {}).items()}


class Logged(Case):
    WARM = True

    def run_dir(self, pipeline, *options):
        out, _ = self.zeroth("run", self.write("p.json", pipeline), "--json", "--quiet", *options)
        return self.folder / json.loads(out)["run_dir"]

    def event_file(self, run):
        files = list(run.glob("*tfevents*"))
        self.assertEqual(len(files), 1, files)
        return files[0]

    def scalars(self, run):
        """[(tag, step, value, time)] of a run's event file."""
        return [(tag, event["step"], value, event["time"]) for event in events(self.event_file(run))
                for tag, value in event.get("scalars", {}).items()]

    def rows(self, store, sql, *values):
        connection = sqlite3.connect(store)  # which brings in order what a killed process left
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    def assert_logs_say(self, run, store):
        """That both logs have the numbers of metrics.jsonl, each once, and the figures of the result."""
        want, result = [], json.loads((run / "result.json").read_text())["metrics"]
        for line in lines_of(run):
            want += [(name, line["step"], value, seconds(line["time"])) for name, value in numbers_of(line).items()]
        said = self.scalars(run)
        ends = [one for one in said if one[0].startswith("result/")]
        self.assertEqual({tag: value for tag, _, value, _ in ends},
                         {f"result/{name}": struct.unpack("f", struct.pack("f", value))[0]
                          for name, value in result.items()})
        self.assertEqual([(tag, step, round(at, 3)) for tag, step, _, at in said if not tag.startswith("result/")],
                         [(tag, step, round(at, 3)) for tag, step, _, at in want])
        for (_, _, value, _), (_, _, exact, _) in zip(said, want):
            self.assertAlmostEqual(value, exact, delta=1e-5 * max(1, abs(exact)))
        rows = self.rows(store, "SELECT m.key, m.step, m.value, m.timestamp FROM metrics m JOIN tags t ON t.run_uuid = "
                                "m.run_uuid AND t.key = 'zeroth.run_dir' AND t.value = ? ORDER BY m.rowid", str(run))
        self.assertEqual([(*row[:3], row[3]) for row in rows if not row[0].startswith("result/")],
                         [(*one[:3], round(one[3] * 1000)) for one in want])
        self.assertEqual({key: value for key, _, value, _ in rows if key.startswith("result/")},
                         {f"result/{name}": value for name, value in result.items()})


class Runs(Logged):
    def test_both_logs_of_a_run_with_a_selection(self):
        pipeline = tiny_two_stage(train={"epochs": 3, "batch": 16, "gradients": {"every": 2}})
        run = self.run_dir(pipeline, "--log", "tensorboard,mlflow")
        lines = lines_of(run)
        steps = [(line["part"], line["step"]) for line in lines]
        self.assertEqual(steps, sorted(steps, key=lambda one: (one[0] == "final", one[1])))
        # 48 rows by 16: two epochs of the teacher, two of one batch of the auxiliary classifier, three of the generator.
        self.assertEqual([line["step"] for line in lines if line["part"] == "final"],
                         [3, 6, 7, 8, 11, 14, 17, 17])
        self.assert_logs_say(run, self.folder / "mlflow.db")
        self.assertTrue(any(tag.startswith("selection/gradients/") for tag, *_ in self.scalars(run)))

    def test_what_tensorboard_is_told_beside_numbers(self):
        run = self.run_dir(tiny_generative(seed=7), "--log", "tensorboard")
        all_events = list(events(self.event_file(run)))
        self.assertEqual(all_events[0]["version"], "brain.Event:2")
        self.assertTrue(all_events[1]["start"])
        plugins = {tag: said for event in all_events for tag, said in event.get("plugins", {}).items()}
        plugin, _, texts = plugins["pipeline/text_summary"]
        self.assertEqual(plugin, "text")
        self.assertEqual(json.loads(texts[0]), json.loads((run / "config.resolved.json").read_text()))
        plugin, content, _ = plugins["_hparams_/session_start_info"]
        self.assertEqual(plugin, "hparams")
        settings = {of(one, 1)[0].decode(): list(fields(of(one, 2)[0])) for one in of(of(content, 3)[0], 1)}
        self.assertEqual(settings["seed"], [(2, struct.pack("<d", 7))])
        self.assertEqual(settings["generator.use"], [(3, b"generator.f-clswgan")])
        plugin, content, _ = plugins["_hparams_/session_end_info"]
        self.assertEqual(of(of(content, 4)[0], 1), [1], "it has succeeded")

    def test_what_mlflow_is_told_beside_numbers(self):
        run = self.run_dir(tiny_generative(seed=7), "--log", "mlflow=deep.db")
        store = self.folder / "deep.db"
        self.assertEqual(self.rows(store, "SELECT e.name, r.name, r.status, r.lifecycle_stage FROM runs r "
                                          "JOIN experiments e USING (experiment_id)"),
                         [("tiny", run.name, "FINISHED", "active")])
        params = dict(self.rows(store, "SELECT key, value FROM params"))
        self.assertEqual((params["seed"], params["generator.use"]), ("7", "generator.f-clswgan"))
        tags = dict(self.rows(store, "SELECT key, value FROM tags"))
        self.assertEqual((tags["mlflow.runName"], tags["zeroth.run_dir"]), (run.name, str(run)))
        start, end = self.rows(store, "SELECT start_time, end_time FROM runs")[0]
        status = json.loads((run / "status.json").read_text())
        self.assertEqual(start, round(seconds(status["start"]) * 1000))
        self.assertLessEqual(start, end)
        latest = dict(self.rows(store, "SELECT key, value FROM latest_metrics"))
        self.assertEqual(latest["losses/critic"], [line for line in lines_of(run) if "losses" in line][-1]["losses"]["critic"])
        artifacts, = self.rows(store, "SELECT artifact_uri FROM runs")[0]
        self.assertTrue(artifacts.startswith(f"file://{self.folder}/mlruns/1/"), artifacts)

    def test_no_log_is_no_log(self):
        run = self.run_dir(tiny_generative())
        self.assertFalse(list(run.glob("*tfevents*")) + list(run.glob("logs.json")))
        self.assertFalse((self.folder / "mlflow.db").exists())

    def test_a_finished_run_is_logged_when_it_is_asked_for(self):
        run = self.run_dir(tiny_generative())
        self.zeroth("run", "--resume", run, "--quiet", "--log", "tensorboard,mlflow")
        self.assert_logs_say(run, self.folder / "mlflow.db")
        before = self.event_file(run)
        self.zeroth("run", "--resume", run, "--quiet")
        self.assertEqual(self.event_file(run), before, "nothing changes")

    def test_a_log_changes_no_bit(self):
        logged = self.run_dir(tiny_generative(), "--log", "tensorboard,mlflow")
        plain = self.run_dir(tiny_generative())
        for name in ("checkpoints/last.safetensors", "predictions.npy"):
            self.assertEqual((logged / name).read_bytes(), (plain / name).read_bytes())
        self.zeroth("verify", logged)

    def stopped(self, *options, wait="checkpoints/last.safetensors"):
        """A run that was stopped in the middle."""
        pipeline = tiny_generative(train={"epochs": 100, "batch": 4}, checkpoint={"every": 5})
        process = self.start("run", self.write("p.json", pipeline), "--quiet", *options)
        end = time.monotonic() + 60
        while not list((self.folder / "runs").glob(f"*/{wait}")) and time.monotonic() < end:
            time.sleep(0.01)
        time.sleep(0.1)
        return process, next((self.folder / "runs").iterdir())

    def test_a_run_that_goes_on_has_no_line_twice(self):
        for number in (signal.SIGTERM, signal.SIGKILL):
            with self.subTest(number):
                process, run = self.stopped("--log", "tensorboard,mlflow")
                if number == signal.SIGKILL:  # the worker, too: what follows the last checkpoint is lost
                    worker = int(pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])
                    os.kill(worker, number)
                process.send_signal(number)
                process.communicate()
                store = self.folder / "mlflow.db"
                state = self.rows(store, "SELECT status FROM runs")
                self.assertEqual(state, [("RUNNING",)] if number == signal.SIGKILL else [("KILLED",)])
                time.sleep(1)  # TensorBoard orders files by their second
                self.zeroth("run", "--resume", run, "--quiet")
                self.assertEqual(self.rows(store, "SELECT status FROM runs"), [("FINISHED",)])
                self.assert_logs_say(run, store)
                shutil.rmtree(self.folder / "runs")
                store.unlink()

    def test_a_run_goes_on_where_it_is_told(self):
        process, run = self.stopped("--log", "tensorboard")
        process.send_signal(signal.SIGTERM)
        process.communicate()
        self.zeroth("run", "--resume", run, "--quiet", "--log", "mlflow=other.db")
        self.assertEqual(self.rows(self.folder / "other.db", "SELECT status FROM runs"), [("FINISHED",)])
        self.assertEqual(json.loads((run / "logs.json").read_text())["to"],
                         {"tensorboard": False, "mlflow": str(self.folder / "other.db")})

    def test_a_run_goes_on_without_a_store_that_is_gone(self):
        (self.folder / "place").mkdir()
        process, run = self.stopped("--log", "tensorboard,mlflow=place/m.db")
        process.send_signal(signal.SIGTERM)
        process.communicate()
        (self.folder / "place/m.db").unlink()
        (self.folder / "place").rmdir()
        _, err = self.zeroth("run", "--resume", run, "--progress", "plain")
        self.assertIn("warning: the run is not logged for mlflow any more: cannot write the store of MLflow",
                      " ".join(err.split()))
        self.event_file(run)

    def test_a_store_that_is_taken_away_while_it_trains(self):
        process, run = self.stopped("--log", "mlflow", wait="metrics.jsonl")
        connection = sqlite3.connect(self.folder / "mlflow.db", timeout=20)
        connection.execute("BEGIN IMMEDIATE")  # as a program does that changes it for long
        time.sleep(1)
        connection.rollback()
        connection.close()
        _, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 0, err)
        self.assertEqual(" ".join(err.split()).count("the log for mlflow was not written"), 1)
        self.assertIn("it is tried again after each epoch", " ".join(err.split()))
        rows = self.rows(self.folder / "mlflow.db", "SELECT count(*) FROM metrics WHERE key = 'losses/critic'")
        self.assertEqual(rows, [(100,)])

    def test_runs_of_two_processes_in_one_store(self):
        files = [self.write(f"{i}.json", tiny_generative(name=f"p{i % 2}", seed=i)) for i in range(4)]
        processes = [self.start("run", file, "--quiet", "--log", "mlflow") for file in files]
        for process in processes:
            self.assertEqual(process.wait(), 0, process.stderr.read())
            process.communicate()
        store = self.folder / "mlflow.db"
        self.assertEqual(self.rows(store, "SELECT name FROM experiments ORDER BY name"), [("Default",), ("p0",), ("p1",)])
        self.assertEqual(self.rows(store, "SELECT count(*), count(DISTINCT run_uuid) FROM runs"), [(4, 4)])
        self.assertEqual(self.rows(store, "PRAGMA integrity_check"), [("ok",)])


    def test_all_runs_of_a_study(self):
        self.write("p.json", tiny_generative())
        self.zeroth("study", "new", "p.json", "--seeds", "1,2", "--out", "study.json")
        self.assertIn('error: nothing can be logged to "wandb"\n',
                      self.zeroth("study", "run", "study.json", "--quiet", "--log", "wandb", code=2)[1])
        self.zeroth("study", "run", "study.json", "--quiet", "--jobs", "2", "--log", "mlflow,tensorboard")
        for result in self.folder.glob("runs/*/*/*/result.json"):
            self.assert_logs_say(result.parent, self.folder / "mlflow.db")
        self.assertEqual(self.rows(self.folder / "mlflow.db", "SELECT count(*) FROM runs WHERE status = 'FINISHED'"),
                         [(2,)])


class Refusals(Logged):
    def refused(self, *options, code, file=None):
        err = self.zeroth("run", file or self.write("p.json", tiny_generative()), *options, code=code)[1]
        self.assertFalse((self.folder / "runs").exists(), "nothing was begun")
        return err

    def test_where_nothing_can_be_logged(self):
        self.assertIn('error: nothing can be logged to "wandb"\n  where  --log\n', self.refused("--log", "wandb", code=2))
        self.assertIn('did you mean "mlflow"?', self.refused("--log", "mlfow", code=2))
        self.assertIn("it is written as a file of SQLite, and no server is asked",
                      self.refused("--log", "mlflow=http://localhost:5000", code=2))

    def test_stores_that_cannot_be_used_before_anything_is_computed(self):
        notes = self.write("notes.txt", "x" * 4096)
        err = self.refused("--log", "mlflow=notes.txt", code=65)
        self.assertIn(f"error: this is no store of MLflow that can be written\n  where  {notes}\n"
                      "  why    file is not a database\n  fix    name another file: --log mlflow=FILE", err)
        self.assertEqual(notes.read_text(), "x" * 4096)
        err = self.refused("--log", "mlflow=none/there.db", code=74)
        self.assertIn("error: cannot write the store of MLflow\n", err)
        connection = sqlite3.connect(self.folder / "birds.db")
        connection.execute("CREATE TABLE birds (name TEXT)")
        connection.commit()
        connection.close()
        self.assertIn("no such table: experiments", self.refused("--log", "mlflow=birds.db", code=65))


class Afterwards(Logged):
    def test_runs_that_have_ended(self):
        run = self.run_dir(tiny_generative())
        for _ in range(2):  # nothing is there twice
            out, _ = self.zeroth("runs", "log", run.name, "--to", "tensorboard,mlflow=all.db")
            self.assertEqual(out, f"runs/{run.name}: {len(lines_of(run))} lines of metrics\n")
        self.assert_logs_say(run, self.folder / "all.db")
        self.assertEqual(self.rows(self.folder / "all.db", "SELECT status FROM runs"), [("FINISHED",)])
        # It ended when it did, and not when it was logged.
        end = datetime.datetime.fromisoformat(json.loads((run / "status.json").read_text())["end"].replace("Z", "+00:00"))
        self.assertEqual(self.rows(self.folder / "all.db", "SELECT end_time FROM runs"), [(round(1000 * end.timestamp()),)])

    def test_what_cannot_be_logged(self):
        run = self.run_dir(tiny_generative())
        err = self.zeroth("runs", "log", run, "--to", "none", code=2)[1]
        self.assertIn("error: nothing to log to\n", err)
        err = self.zeroth("runs", "log", run, "--to", "foo", code=2)[1]
        self.assertIn("  where  --to\n", err)
        self.assertIn("  fix    --to tensorboard, --to mlflow, --to mlflow=FILE, or both with a comma between\n", err)
        err = self.zeroth("runs", "export", run.name, code=2)[1]
        self.assertIn(f"  fix    zeroth runs log {run.name} --to tensorboard,mlflow\n", err)
        err = self.zeroth("runs", "log", self.folder, "--to", "tensorboard", code=66)[1]
        self.assertIn("is not a run directory", err)
        with open(run / "metrics.jsonl", "a") as lines:
            lines.write('no JSON\n[1]\n{"part":"final","epo')
        out, _ = self.zeroth("runs", "log", run, "--to", "tensorboard")
        self.assertRegex(out, r": \d+ lines of metrics\n")
        (run / "config.resolved.json").write_text("{")
        err = self.zeroth("runs", "log", run, "--to", "tensorboard", code=65)[1]
        self.assertIn("error: the run cannot be logged\n", err)


class TheirReaders(Logged):
    def test_tensorboard(self):
        try:
            from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
        except ImportError:
            self.skipTest("TensorBoard is not installed: its files are read by tests/cli/event_file.py alone")
        run = self.run_dir(tiny_generative(), "--log", "tensorboard")
        reader = EventAccumulator(str(run))
        reader.Reload()
        lines = [line for line in lines_of(run) if "losses" in line]
        said = reader.Scalars("losses/critic")
        self.assertEqual([one.step for one in said], [line["step"] for line in lines])

    def test_mlflow(self):
        try:
            from mlflow.tracking import MlflowClient
        except ImportError:
            self.skipTest("MLflow is not installed: its store is read by sqlite3 alone")
        run = self.run_dir(tiny_generative(), "--log", "mlflow")
        client = MlflowClient(f"sqlite:///{self.folder}/mlflow.db")
        experiment = client.get_experiment_by_name("tiny")
        one, = client.search_runs([experiment.experiment_id])
        self.assertEqual(one.info.status, "FINISHED")
        lines = [line for line in lines_of(run) if "losses" in line]
        history = client.get_metric_history(one.info.run_id, "losses/critic")
        self.assertEqual([metric.value for metric in history], [line["losses"]["critic"] for line in lines])


if __name__ == "__main__":
    unittest.main()
