"""What a run directory says of its run, and what happens when somebody changes it."""
import json
import pathlib
import re
import shutil
import signal
import unittest

import numpy

from worlds import write_world
from zeroth import Case, read_safetensors, tiny_d3gzsl, tiny_generative, tiny_two_stage

KNOWN_BY_CHECKSUM = ("checkpoints/last.safetensors", "scores.safetensors", "looks.jsonl", "metrics.jsonl",
                     "origins.json")
MADE_ANEW = ("result.json", "predictions.npy", "status.json")


def lines_without_times(path):
    return [re.sub(r',?"time":"[^"]*"', "", line) for line in path.read_text().splitlines()]


class Record(Case):
    WARM = True

    def finished(self, pipeline=None, **changes):
        result = self.run_json(self.write("p.json", pipeline or tiny_generative(**changes)))
        return self.folder / result["run_dir"], result

    def resume(self, run, code=0):
        return self.zeroth("run", "--resume", run, "--json", code=code)

    def contents(self, run):
        return {path.relative_to(run): path.read_bytes() for path in run.rglob("*")
                if path.is_file() and path.name != "lock"}

    def test_status(self):
        run, _ = self.finished()
        status = json.loads((run / "status.json").read_text())
        self.assertEqual((status["state"], status["exit_code"], status["error"]), ("finished", 0, None))
        self.assertEqual(status["command"][1:3], ["run", str(self.folder / "p.json")])
        for name in ("start", "end"):
            self.assertRegex(status[name], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        for name in ("seconds", "pid"):
            self.assertGreater(status[name], 0)
        for name in ("host", "user", "processor", "system"):
            self.assertTrue(status[name])
        self.assertEqual(sorted(status["versions"]), ["torch", "zeroth"])

    def test_a_failed_run_looks_failed(self):
        write_world(self.folder / "world", 1.0)
        (self.folder / "world/labels.npy").unlink()
        pipeline = tiny_generative(data={"use": "data.npy", "params": {"root": "world"}})
        err = self.zeroth("run", self.write("p.json", pipeline), "--quiet", "--run-dir", "runs", code=66)[1]
        status = json.loads(next(self.folder.glob("runs/*/status.json")).read_text())
        self.assertEqual((status["state"], status["exit_code"]), ("failed", 66))
        self.assertIn(status["error"], err)

    def test_a_crashed_run_looks_failed(self):
        process = self.start("run", self.write("p.json", tiny_d3gzsl(train={"epochs": 4000, "batch": 16})),
                             "--run-dir", "runs")
        while b"epoch" not in process.stderr.buffer.readline():
            pass
        children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
        worker = int(children.read_text().split()[0])
        __import__("os").kill(worker, signal.SIGSEGV)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 70)
        status = json.loads(next(self.folder.glob("runs/*/status.json")).read_text())
        self.assertEqual((status["state"], status["exit_code"]), ("failed", 70))
        self.assertIn("crashed", status["error"])

    def test_a_finished_run_is_not_changed_by_resuming_it(self):
        for pipeline in (tiny_generative(), tiny_two_stage(), tiny_d3gzsl(evaluate={"protocol": "validation"}),
                         tiny_d3gzsl(evaluate={"protocol": "paper-oracle"})):
            run, result = self.finished(pipeline)
            before = self.contents(run)
            out, _ = self.resume(run)
            self.assertEqual(json.loads(out)["metrics"], result["metrics"])
            self.assertEqual(self.contents(run), before)

    def test_a_moved_run_says_where_it_is(self):
        run, _ = self.finished()
        shutil.move(run, self.folder / "elsewhere")
        self.assertEqual(json.loads(self.resume("elsewhere")[0])["run_dir"], "elsewhere")

    def test_the_same_run_anew_from_its_directory_alone(self):
        write_world(self.folder / "world", 1.0)
        base = {"presets": {"short": {"train": {"epochs": 2}}}, "preset": "short"}
        run, result = self.finished(tiny_generative(
            data={"use": "data.npy", "params": {"root": "world"}}, **base))
        (self.folder / "p.json").unlink()
        elsewhere = self.folder / "other/place"
        elsewhere.mkdir(parents=True)
        for what in (run, run / "config.resolved.json"):
            out, _ = self.zeroth("run", what, "--json", "--quiet", "--run-dir", elsewhere)
            again = json.loads(out)
            self.assertEqual(again["metrics"], result["metrics"])
            for name in ("predictions.npy", "scores.safetensors", "result.json", "config.resolved.json"):
                self.assertEqual(pathlib.Path(again["run_dir"], name).read_bytes(), (run / name).read_bytes(), name)

    def test_every_figure_can_be_computed_from_the_stored_scores(self):
        world = write_world(self.folder / "world", 1.0)
        for make in (tiny_generative, tiny_d3gzsl, tiny_two_stage):
            run, result = self.finished(make(data={"use": "data.npy", "params": {"root": "world"}}))
            stored = read_safetensors(run / "scores.safetensors")
            types = {"F16": numpy.float16, "F32": numpy.float32, "F64": numpy.float64, "I64": numpy.int64}
            value = {name: numpy.frombuffer(data, types[dtype]).reshape(shape)
                     for name, (dtype, shape, data) in stored.items()}
            labels, scores, classes = value["labels"], value["scores"].astype(float), value["classes"]
            rows = value["rows"]
            self.assertEqual(list(classes[labels]), list(numpy.load(self.folder / "world/labels.npy")[rows]))
            predictions = scores.argmax(1)
            self.assertEqual(list(predictions), list(value["predictions"]))
            share = lambda group, said: 100 * numpy.mean(
                [(said[labels == one] == one).mean() for one in group if (labels == one).any()])
            U, S = share(value["unseen"], predictions), share(value["seen"], predictions)
            self.assertAlmostEqual(result["metrics"]["U"], U, places=9)
            self.assertAlmostEqual(result["metrics"]["S"], S, places=9)
            self.assertAlmostEqual(result["metrics"]["H"], 2 * U * S / (U + S) if U + S else 0, places=9)
            unseen = numpy.isin(labels, value["unseen"])
            own = value["unseen_scores"].astype(float) if "unseen_scores" in value else scores[unseen][:, value["unseen"]]
            chosen = numpy.zeros_like(labels)
            chosen[unseen] = value["unseen"][own.argmax(1)]
            self.assertAlmostEqual(result["metrics"]["T1"], share(value["unseen"], chosen), places=9)
        del world

    def test_class_names_are_stored(self):
        write_world(self.folder / "world", 1.0)
        count = len(numpy.load(self.folder / "world/attributes.npy"))
        self.write("world/class_names.txt", "".join(f"bird {i}\n" for i in range(count)))
        run, _ = self.finished(tiny_generative(data={"use": "data.npy", "params": {"root": "world"}}))
        data = (run / "scores.safetensors").read_bytes()
        header = json.loads(data[8:8 + int.from_bytes(data[:8], "little")])
        self.assertEqual(json.loads(header["__metadata__"]["facts"])["class_names"], [f"bird {i}" for i in range(count)])

    def test_an_edited_result_is_not_believed(self):
        run, result = self.finished()
        good = (run / "result.json").read_bytes()
        edited = json.loads(good)
        edited["metrics"]["H"] = 99.0
        for text in (json.dumps(edited, indent=2), good.decode() + "\n", "[]", "{", ""):
            (run / "result.json").write_text(text)
            out, err = self.resume(run)
            self.assertEqual(json.loads(out)["metrics"], result["metrics"])
            self.assertIn("result.json", err)
            self.assertEqual((run / "result.json").read_bytes(), good)

    def test_what_follows_from_the_scores_is_made_anew(self):
        run, _ = self.finished(tiny_two_stage())
        for name in ("result.json", "predictions.npy", "selection.json"):
            good = (run / name).read_bytes()
            for bad in (good[:-5], good + b"x", b"", None):
                (run / name).unlink()
                if bad is not None:
                    (run / name).write_bytes(bad)
                self.resume(run)
                self.assertEqual((run / name).read_bytes(), good, name)

    def test_a_changed_file_of_the_record_is_refused(self):
        run, _ = self.finished(tiny_d3gzsl(evaluate={"protocol": "paper-oracle"}))
        for name in KNOWN_BY_CHECKSUM + ("config.resolved.json",):
            good = (run / name).read_bytes()
            flipped = bytearray(good)
            flipped[len(good) // 2] ^= 1
            for bad in (bytes(flipped), good[:len(good) // 2], b"", b"[]\n", None):
                (run / name).unlink()
                if bad is not None:
                    (run / name).write_bytes(bad)
                with self.subTest(name, bad=bad and bad[:20]):
                    code = 66 if bad is None and name in ("config.resolved.json", "origins.json") else 65
                    err = self.zeroth("run", "--resume", run, code=code)[1]
                    self.assertIn("error: ", err)
                    self.assertNotIn("please report", err)
                    is_left = (run / name).read_bytes() if (run / name).exists() else None
                    self.assertEqual(is_left, bad)  # bad input loses nothing
            (run / name).write_bytes(good)
        self.resume(run)

    def test_looks_are_counted_and_cannot_be_taken_away(self):
        run, _ = self.finished(tiny_generative(evaluate={"protocol": "paper-oracle", "every": 1}))
        looks = (run / "looks.jsonl").read_text()
        self.assertEqual(json.loads((run / "result.json").read_text())["test_looks"], looks.count("\n"))
        for shorter in ("", looks[:looks[:-1].rindex("\n") + 1]):
            (run / "looks.jsonl").write_text(shorter)
            for others in ((), ("status.json",), ("result.json",), ("status.json", "result.json")):
                kept = {name: (run / name).read_bytes() for name in others}
                for name in others:
                    (run / name).unlink()
                with self.subTest(shorter.count("\n"), others=others):
                    self.assertIn("error: the record of looks at the test set was changed\n",
                                  self.zeroth("run", "--resume", run, code=65)[1])
                for name, content in kept.items():
                    (run / name).write_bytes(content)

    def without_scores(self, **changes):
        """A finished run whose result, which stored scores give again, is gone together with them."""
        run, result = self.finished(**changes)
        self.assertEqual(result["test_looks"], 1)
        (run / "result.json").unlink()
        self.assertEqual(json.loads(self.resume(run)[0])["test_looks"], 1)  # the stored scores suffice
        for name in ("result.json", "scores.safetensors", "predictions.npy"):
            (run / name).unlink()
        return run, result

    def test_scoring_again_counts_again(self):
        run, result = self.without_scores(checkpoint={"keep": "everything"})
        again = json.loads(self.resume(run)[0])
        self.assertEqual((again["test_looks"], again["metrics"]), (2, result["metrics"]))

    def test_what_was_trimmed_is_not_scored_again(self):
        run, _ = self.without_scores()
        self.assertIn("scores.safetensors\n  why    the file is missing\n  fix    put back a copy of the run directory",
                      self.resume(run, code=65)[1])

    def test_other_data_are_refused(self):
        write_world(self.folder / "world", 1.0)
        process_pipeline = tiny_d3gzsl(data={"use": "data.npy", "params": {"root": "world"}},
                                       train={"epochs": 400, "batch": 16})
        process = self.start("run", self.write("p.json", process_pipeline), "--run-dir", "runs", "--quiet")
        while not list(self.folder.glob("runs/*/checkpoints/last.safetensors")):
            pass
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(60), 143)
        process.communicate()
        run = next(self.folder.glob("runs/*"))
        before = self.contents(run)
        for name in ("features", "attributes", "trainval", "test_seen"):
            good = (self.folder / f"world/{name}.npy").read_bytes()
            numpy.save(self.folder / f"world/{name}.npy", numpy.load(self.folder / f"world/{name}.npy")[::-1])
            with self.subTest(name):
                err = self.zeroth("run", "--resume", run, code=65)[1]
                self.assertIn("error: the data are others than the run was made with\n", err)
                self.assertEqual(self.contents(run), before)
            (self.folder / f"world/{name}.npy").write_bytes(good)
        self.assertEqual(json.loads(self.resume(run)[0])["test_looks"], 1)

    def test_another_environment_goes_on_and_is_told(self):
        run, _ = self.finished()
        environment = json.loads((run / "env.json").read_text())
        (run / "result.json").unlink()
        environment["torch"], environment["threads"] = "9.7.1", 8
        (run / "env.json").write_text(json.dumps(environment))
        err = self.resume(run)[1]
        self.assertIn("warning: the run goes on in another environment\n", err)
        self.assertRegex(err, r"torch +9\.7\.1, now ")
        self.assertRegex(err, r"threads +8, now 1\n")
        self.assertIn("its bits may differ from those of an undisturbed run\n", err)
        change = json.loads((run / "env.json").read_text())["changes"][0]
        self.assertEqual(sorted(change["environment"]), ["threads", "torch"])

    def test_another_plugin_is_refused(self):
        library = next(pathlib.Path(self.environment["ZEROTH_BIN"]).parent.glob("lib/zeroth/plugins/ood_energy.so"))
        own = self.folder / "plugins"
        own.mkdir()
        shutil.copy(library, own)
        self.environment["ZEROTH_PLUGIN_PATH"] = str(own)
        run, _ = self.finished(tiny_two_stage())
        (run / "result.json").unlink()
        with open(own / library.name, "ab") as file:
            file.write(b"\0")
        err = self.zeroth("run", "--resume", run, code=65)[1]
        self.assertIn("error: plugin ood.energy is another than the run was made with\n", err)
        self.assertIn(str(own / library.name), err)

    def test_one_process_writes(self):
        process = self.start("run", self.write("p.json", tiny_d3gzsl(train={"epochs": 4000, "batch": 16})),
                             "--run-dir", "runs", "--quiet")
        while not list(self.folder.glob("runs/*/checkpoints/last.safetensors")):
            pass
        run = next(self.folder.glob("runs/*"))
        err = self.zeroth("run", "--resume", run, code=1)[1]
        self.assertRegex(err, r"error: the run directory is in use\n  where  .*\n  why    process \d+ on \S+ writes it\n")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.assertEqual(json.loads((run / "status.json").read_text())["state"], "interrupted")

    def test_metrics_of_an_interrupted_epoch(self):
        """The losses of an epoch in whose middle the run was stopped are those of the whole epoch."""
        pipeline = tiny_d3gzsl(train={"epochs": 3, "batch": 1})
        whole, result = self.finished(pipeline)
        process = self.start("run", self.folder / "p.json", "--run-dir", "stopped", "--quiet")
        while not list(self.folder.glob("stopped/*/metrics.jsonl")):
            pass
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        run = next(self.folder.glob("stopped/*"))
        self.resume(run)
        for name in ("metrics.jsonl", "looks.jsonl"):
            self.assertEqual(lines_without_times(run / name), lines_without_times(whole / name))
        self.assertEqual((run / "result.json").read_bytes(), (whole / "result.json").read_bytes())
        del result


if __name__ == "__main__":
    unittest.main()
