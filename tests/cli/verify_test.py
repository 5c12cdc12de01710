"""`zeroth verify`: what a run says of itself, held against what follows from it. Bundles: bundle_test.py."""
import json
import re
import shutil
import signal
import struct
import time
import unittest

import numpy

import forgery
from worlds import write_linear_world
from zeroth import BIN, Case, read_safetensors, tiny_dedn, tiny_generative, tiny_two_stage, SMALL_REGIONS

DAMAGED = 65
ORACLE = tiny_generative(evaluate={"protocol": "paper-oracle", "every": 1})
STRICT = tiny_two_stage(train={"epochs": 2, "batch": 16})


class Verify(Case):
    WARM = True

    def run_of(self, pipeline):
        """A finished run in a folder that may be moved and changed."""
        return self.folder / self.run_json(self.write("p.json", pipeline))["run_dir"]

    def verified(self, run, *arguments, code=0):
        out = self.zeroth("verify", run, *arguments, "--json", "--quiet", "--threads", "1", code=code)[0]
        return json.loads(out)

    def verdicts(self, document, verdict):
        return {one["check"]: one["says"] for one in document["checks"] if one["verdict"] == verdict}

    def assert_all_right(self, run, *arguments, unchecked=()):
        document = self.verified(run, *arguments)
        self.assertEqual(self.verdicts(document, "differs"), {})
        self.assertEqual(set(self.verdicts(document, "cannot be checked")), set(unchecked))
        return self.verdicts(document, "ok")

    def forged(self, run, forge, *arguments):
        """What differs in a copy of the run that was forged."""
        copy = self.folder / "forged" / run.name
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(run, copy)
        forge(copy)
        return self.verdicts(self.verified(copy, *arguments, code=DAMAGED), "differs")

    def test_a_run_whose_last_process_took_no_look(self):
        """One that was killed after its last look, before it could say so: the next process finds the look."""
        for protocol in ("final-epoch", "strict-val"):
            with self.subTest(protocol):
                run = self.run_of(tiny_generative(evaluate={"protocol": protocol}))
                for name in ("result.json", "status.json"):
                    (run / name).unlink()
                self.zeroth("run", "--resume", run, "--quiet", "--threads", "1")
                self.assert_all_right(run)

    def test_runs_of_every_protocol(self):
        for protocol in ("final-epoch", "strict-val", "paper-oracle", "validation"):
            with self.subTest(protocol):
                run = self.run_of(tiny_generative(evaluate={"protocol": protocol}))
                before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
                has_model = protocol != "validation"
                said = self.assert_all_right(run, unchecked=() if has_model else ("model",))
                for check in ("checksums", "looks", "protocol", "metrics.jsonl", "figures", "gate", "predictions",
                              "plugins", "data", "rows", "environment"):
                    self.assertIn(check, said)
                self.assertEqual("model's predictions" in said, has_model)
                self.assertIn("the same to the last bit", said["figures"])
                self.assertEqual(before, {path: path.read_bytes() for path in run.rglob("*") if path.is_file()})

    def test_runs_that_keep_the_best_scores_only(self):
        """Every figure, prediction and check is that of a run which kept all of them."""
        for make in (tiny_generative, tiny_two_stage):
            with self.subTest(make.__name__):
                runs = {kept: self.run_of(make(evaluate={"protocol": "strict-val", "scores": kept}))
                        for kept in ("all", "best")}
                self.assertEqual(*((run / "predictions.npy").read_bytes() for run in runs.values()))
                self.assertEqual(*(forgery.without(json.loads((run / "result.json").read_text()), "looks")
                                   for run in runs.values()))
                run = runs["best"]
                tensors = read_safetensors(run / "scores.safetensors")
                self.assertEqual({name for name in tensors if "score" in name}, set())
                self.assertLessEqual({"seen_best", "seen_class", "unseen_best", "unseen_class", "own_best"}, set(tensors))
                said = self.assert_all_right(run)
                self.assertIn("the same to the last bit", said["figures"])
                self.assertIn("get the class that the run stored", said["model's predictions"])
                # The finished run is found finished, and its outcomes are those of the other.
                again = json.loads(self.zeroth("run", "--resume", run, "--json", "--quiet")[0])
                self.assertEqual(again["metrics"], json.loads((run / "result.json").read_text())["metrics"])
                told = json.loads(self.zeroth("diff", runs["all"], run, "--json")[0])
                self.assertEqual({one["value"] for one in told["figures"]["difference"].values()}, {0})

                def all_right(copy):
                    def change(stored):
                        labels = numpy.frombuffer(bytes(stored["labels"]), "<i8")
                        for side in ("seen", "unseen"):
                            mine = numpy.isin(labels, numpy.frombuffer(bytes(stored[side]), "<i8"))
                            kind = {2: "<f2", 4: "<f4", 8: "<f8"}[len(stored[f"{side}_best"]) // len(labels)]
                            best = numpy.frombuffer(bytes(stored[f"{side}_best"]), kind).copy()
                            classes = numpy.frombuffer(bytes(stored[f"{side}_class"]), "<i8").copy()
                            best[mine], classes[mine] = best.max() + 1, labels[mine]
                            stored[f"{side}_best"] = bytearray(best.tobytes())
                            stored[f"{side}_class"] = bytearray(classes.tobytes())
                        stored["predictions"] = bytearray(labels.tobytes())
                    forgery.edit_tensors(copy / "scores.safetensors", change)
                differs = self.forged(run, all_right)
                self.assertIn("figures", differs)
                self.assertIn(" rows get another class of the model than the run stored", differs["model's predictions"])
        archive = self.folder / "best.zip"
        self.zeroth("bundle", run, "--out", archive, "--quiet")
        self.assertEqual(self.verdicts(self.verified(archive), "differs"), {})
        rerun = json.loads(self.zeroth("rerun", run, "--json", "--quiet")[0])
        self.assertEqual(rerun["verdict"], "same bits", rerun)

    def test_other_recipes(self):
        self.zeroth("data", "make-regions", "--out", "world.hdf5",
                    *(f"--{name}={value}" for name, value in SMALL_REGIONS.items()))
        for pipeline in (tiny_dedn(self.folder / "world.hdf5", train={"epochs": 2, "batch": 16}), STRICT,
                         tiny_generative(problem={"setting": "few-shot", "shots": 1}),
                         tiny_two_stage(recipe={"use": "recipe.two-stage"}, precision="bf16")):
            with self.subTest(pipeline["name"]):
                self.assert_all_right(self.run_of(pipeline))
        oracle = self.run_of(tiny_two_stage(gate={"threshold": "oracle"}, evaluate={"protocol": "final-epoch"}))
        self.assertIn("the run left none", self.verdicts(self.verified(oracle), "cannot be checked")["model"])

    def test_a_run_that_was_stopped_and_went_on(self):
        process = self.start("run", self.write("p.json", tiny_generative(
            train={"epochs": 300, "batch": 16}, evaluate={"protocol": "paper-oracle", "every": 50})),
            "--run-dir", "runs", "--quiet")
        while not list(self.folder.glob("runs/*/checkpoints/last.safetensors")):
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        process.communicate()
        run = next(self.folder.glob("runs/*"))
        err = self.zeroth("verify", run, code=66)[1]
        self.assertEqual(err, f"error: the run has no result yet\n  where  {run}\n  why    its state is: interrupted\n"
                              f"  fix    let it end, with: zeroth run --resume {run}\n")
        self.zeroth("run", "--resume", run, "--quiet")
        self.assert_all_right(run)

    def test_words(self):
        run = self.run_of(STRICT)
        out, err = self.zeroth("verify", run, "--threads", "1")
        self.assertEqual(err, "")
        words = " ".join(out.split())
        self.assertIn("figures ok: U S H T1 AUSUC, computed again from the scores: the same to the last bit", words)
        self.assertIn("model's predictions ok: 36 of 36 rows get the class that the run stored", words)
        self.assertTrue(words.endswith("All that can be checked here is right."), words)
        self.assertLessEqual(max(map(len, out.splitlines())), 80 + len(str(run)))
        out = self.zeroth("verify", run, "--without-data")[0]
        self.assertIn("All that can be checked here is right; 1 cannot be checked here.", out)
        forgery.edit_json(run / "result.json", lambda result: result["metrics"].update(H=99.0))
        self.assertTrue(self.zeroth("verify", run, code=DAMAGED)[0].endswith("1 check differs.\n"))
        self.assertIn("error: this is not a run directory\n", self.zeroth("verify", self.folder, code=66)[1])

    def test_what_was_edited(self):
        run = self.run_of(STRICT)

        def swap(name, old, new):
            def forge(copy):
                text = (copy / name).read_text()
                self.assertIn(old, text)
                (copy / name).write_text(text.replace(old, new, 1))
            return forge

        def flip(name):
            def forge(copy):
                data = bytearray((copy / name).read_bytes())
                data[-1] ^= 1
                (copy / name).write_bytes(data)
            return forge

        edit = lambda name, change: lambda copy: forgery.edit_json(copy / name, change)
        remove = lambda name: lambda copy: (copy / name).unlink()
        # Each copy of the run has several wrong files, which do not hide each other.
        for faults in (
                ((edit("result.json", lambda r: r["metrics"].update(H=99.0)), "figures",
                  "result.json says 99.0 of /H, and the scores give "),
                 (edit("result.json", lambda r: r["gate"].update(AUROC=99.0)), "gate",
                  "result.json says 99.0 of /AUROC, and the scores give "),
                 (edit("result.json", lambda r: r.update(setting="transductive")), "result.json",
                  'it says "transductive" of /setting, and pipeline, looks and scores say "inductive"'),
                 (edit("selection.json", lambda s: s.update(epoch=9)), "selection.json",
                  "it says 9 of /epoch, and the looks at validation rows say "),
                 (swap("status.json", '"finished"', '"running"'), "status.json", "its checksum is another"),
                 (swap("config.resolved.json", '"seed": 1', '"seed": 2'), "pipeline",
                  "config.resolved.json is not the pipeline that env.json names"),
                 (swap("metrics.jsonl", '"critic":', '"critic":1'), "metrics.jsonl",
                  "lines up to the look after epoch 1 of part selection were changed"),
                 (flip("predictions.npy"), "predictions", "predictions.npy does not say the labels and predictions"),
                 (flip("checkpoints/last.safetensors"), "checkpoints/last.safetensors", "its checksum is not that of"),
                 (flip("model.safetensors"), "model.safetensors", "its checksum is not that of its content")),
                ((swap("looks.jsonl", '"epoch":1', '"epoch":2'), "looks.jsonl",
                  "the record of looks at the test set was changed: record 1 does not follow"),
                 (flip("scores.safetensors"), "scores.safetensors", "its checksum is not that of its content")),
                ((remove("model.safetensors"), "model", "model.safetensors is missing"),
                 (remove("metrics.jsonl"), "metrics.jsonl", "a file of the run is missing"),
                 (remove("result.json"), "result.json", "a file of the run is missing"),
                 (remove("predictions.npy"), "predictions", "predictions.npy does not say the labels and predictions")),
                ((remove("looks.jsonl"), "looks.jsonl", "the file is missing"),
                 (remove("origins.json"), "origins.json", "a file of the run is missing"))):
            differs = self.forged(run, lambda copy: [forge(copy) for forge, _, _ in faults], "--without-data")
            for _, check, words in faults:
                with self.subTest(check, words=words):
                    self.assertIn(check, differs)
                    self.assertIn(words, differs[check])

    def test_forged_with_right_checksums(self):
        run, other = self.run_of(ORACLE), self.run_of({**ORACLE, "seed": 7})
        looks = [json.loads(line) for line in (run / "looks.jsonl").read_text().splitlines()]
        best = max(range(len(looks)), key=lambda i: looks[i]["figures"]["H"])

        def edited_figure(copy):
            forgery.edit_looks(copy, lambda all: all[best]["figures"].update(H=99.0))
            forgery.edit_json(copy / "result.json", lambda result: result["metrics"].update(H=99.0))

        def looks_cut_off(copy):
            drop = [i for i in range(len(looks)) if i != best][-1]
            forgery.edit_looks(copy, lambda all: all.pop(drop))

        def looks_and_metrics_cut_off(copy):
            looks_cut_off(copy)
            kept = [json.loads(line)["epoch"] for line in (copy / "looks.jsonl").read_text().splitlines()]
            lines = (copy / "metrics.jsonl").read_text().splitlines()
            lines = [line for line in lines if "evaluation" not in line or json.loads(line)["epoch"] in kept]
            (copy / "metrics.jsonl").write_text("\n".join(lines) + "\n")
            metrics_fit(copy)

        def metrics_fit(copy):
            text = (copy / "metrics.jsonl").read_text()
            hashes = forgery.metrics_hashes(text)
            at = {json.loads(line)["epoch"]: hashes[i] for i, line in enumerate(text.splitlines())
                  if "evaluation" in line}
            forgery.edit_looks(copy, lambda all: [one.update(metrics=at[one["epoch"]]) for one in all])

        def edited_metrics(copy):
            text = (copy / "metrics.jsonl").read_text()
            (copy / "metrics.jsonl").write_text(re.sub(r'"critic":[^,]+', '"critic":0.5', text, count=1))
            metrics_fit(copy)

        def scores_fit(copy):
            """Everything that follows from edited scores, as the run would have written it."""
            hash_now = forgery.file_hash(copy / "scores.safetensors")
            forgery.edit_json(copy / "model.json", lambda card: card.update(scores=hash_now), sealed=True)
            forgery.edit_looks(copy, lambda all: all[best].update(scores=hash_now))

        def edited_scores(copy):
            def change(tensors):  # every row gets its own class, by far
                labels = numpy.frombuffer(bytes(tensors["labels"]), "<i8")
                kind = {2: "<f2", 4: "<f4", 8: "<f8"}[len(tensors["scores"]) // len(labels) // 9]
                scores = numpy.frombuffer(bytes(tensors["scores"]), kind).reshape(len(labels), -1).copy()
                scores[numpy.arange(len(labels)), labels] = scores.max() + 1
                tensors["scores"], tensors["predictions"] = bytearray(scores.tobytes()), bytearray(labels.tobytes())
                numpy.save(copy / "predictions.npy", numpy.stack([labels, labels], 1))
            forgery.edit_tensors(copy / "scores.safetensors", change)
            scores_fit(copy)
            # What `verify` says of the figures is what a forger would write into the record.
            figures = {"U": 100.0, "S": 100.0, "H": 100.0}
            for name in ("metrics",):
                forgery.edit_json(copy / "result.json", lambda result: result[name].update(figures))
            forgery.edit_looks(copy, lambda all: all[best]["figures"].update(figures))
            forgery.edit_json(copy / "model.json", lambda card: card["figures"].update(figures), sealed=True)

        def swapped_predictions(copy):
            table = numpy.load(copy / "predictions.npy")
            table[:, 1] = table[::-1, 1]
            numpy.save(copy / "predictions.npy", table)

        def stored_predictions(copy):
            def change(tensors):
                tensors["predictions"] = tensors["labels"]
            forgery.edit_tensors(copy / "scores.safetensors", change)
            scores_fit(copy)

        def swapped_model(copy):
            for name in ("model.json", "model.safetensors"):
                shutil.copy(other / name, copy / name)

        def swapped_model_in_the_chain(copy):
            swapped_model(copy)
            tensors = forgery.file_hash(copy / "model.safetensors")
            forgery.edit_looks(copy, lambda all: all[best].update(model=tensors))

        def adopted_model(copy):
            mine = json.loads((copy / "model.json").read_text())
            swapped_model_in_the_chain(copy)
            keep = ("run", "scores", "figures", "epoch", "data", "pipeline", "seed")
            forgery.edit_json(copy / "model.json", lambda card: card.update({name: mine[name] for name in keep}),
                              sealed=True)

        def relabelled(copy):
            def change(tensors):  # two rows of seen classes, which come first
                labels = numpy.frombuffer(bytes(tensors["labels"]), "<i8").copy()
                other = next(i for i in range(len(labels)) if labels[i] != labels[0])
                labels[[0, other]] = labels[[other, 0]]
                tensors["labels"] = bytearray(labels.tobytes())
                numpy.save(copy / "predictions.npy", numpy.stack([labels, numpy.frombuffer(tensors["predictions"],
                                                                                          "<i8")], 1))
            forgery.edit_tensors(copy / "scores.safetensors", change)
            scores_fit(copy)

        for forge, check, words in (
                (edited_figure, "figures", "the look in looks.jsonl says 99.0 of /H, and the scores give "),
                (looks_cut_off, "protocol", "there is no look after epoch "),
                (looks_cut_off, "metrics.jsonl", "it tells of an evaluation after epoch "),
                (looks_and_metrics_cut_off, "protocol", "there is no look after epoch "),
                (edited_metrics, "checkpoint", " is not the one that was made"),
                (edited_scores, "model's predictions", " rows get another class of the model than the run stored"),
                (swapped_predictions, "predictions", "predictions.npy does not say the labels and predictions"),
                (stored_predictions, "predictions", " stored predictions are not those of the scores"),
                (swapped_model, "model", "it is another model than the look after epoch "),
                (swapped_model_in_the_chain, "model", "model.json is of another run"),
                (adopted_model, "model's predictions", ""),
                (relabelled, "rows", " is stored with another label than the data give it")):
            with self.subTest(forge.__name__, check=check):
                differs = self.forged(run, forge)
                self.assertIn(check, differs)
                self.assertIn(words, differs[check])

    def test_other_data_and_none(self):
        world = write_linear_world(self.folder / "world")
        run = self.run_of(tiny_generative(data=world))
        moved = self.folder / "moved"
        (self.folder / "world").rename(moved)
        document = self.verified(run)
        missing = self.verdicts(document, "cannot be checked")
        self.assertIn("they are not here: ", missing["data"])
        self.assertEqual(missing["rows"], "the data of the run are not here")
        self.assertEqual(missing["model's predictions"], "the data of the run are not here")
        self.assert_all_right(run, "--data", moved)
        self.assert_all_right(run, "--without-data", unchecked=("data",))
        features = numpy.load(moved / "features.npy")
        features[0] += 1
        numpy.save(moved / "features.npy", features)
        document = self.verified(run, "--data", moved, code=DAMAGED)
        self.assertRegex(self.verdicts(document, "differs")["data"], r"^.* here has hash \w{8}, and the run read data of ")
        self.assertIn("--without-data", self.zeroth("verify", run, "--data", moved, "--without-data", code=2)[1])

    def test_other_plugins(self):
        library = BIN.parent / "lib/zeroth/plugins/ood_energy.so"
        own = self.folder / "plugins"
        own.mkdir()
        shutil.copy(library, own)
        self.environment["ZEROTH_PLUGIN_PATH"] = str(own)
        run = self.run_of(STRICT)
        with open(own / library.name, "ab") as file:
            file.write(b"\0")
        differs = self.verdicts(self.verified(run, code=DAMAGED), "differs")
        self.assertRegex(differs["plugins"], r"^ood\.energy was 1\.0\.0 \(\w{8}\), and here it is 1\.0\.0 \(\w{8}\)$")
        # The same build elsewhere is another: no matter of the run.
        forgery.edit_json(run / "env.json", lambda env: env.update(compiler="11.0.0"))
        document = self.verified(run, code=DAMAGED)
        self.assertIn("another build of the same version", self.verdicts(document, "cannot be checked")["plugins"])
        self.assertIn("in an environment that env.json does not name", self.verdicts(document, "differs")["environment"])
        document = self.verified(run, "--no-default-paths", code=DAMAGED)
        self.assertIn("is not installed here", self.verdicts(document, "cannot be checked")["plugins"])

    def test_files_of_no_run(self):
        """Whatever stands in the files: words, no crash."""
        run = self.run_of(STRICT)

        def tensors(**changes):
            def change(all):
                for name, value in changes.items():
                    all[name][:8] = struct.pack("<q", value)
            return lambda copy: forgery.edit_tensors(copy / "scores.safetensors", change)

        for forge in (tensors(labels=-1), tensors(labels=10**12), tensors(predictions=99), tensors(seen=5),
                      tensors(unseen=-7), tensors(classes=10**15), tensors(rows=-3),
                      lambda copy: (copy / "config.resolved.json").write_text("{}"),
                      lambda copy: (copy / "env.json").write_text("{}"),
                      lambda copy: (copy / "env.json").write_text("[]"),
                      lambda copy: (copy / "result.json").write_text("{}"),
                      lambda copy: (copy / "selection.json").write_text("[1"),
                      lambda copy: (copy / "looks.jsonl").write_text(""),
                      lambda copy: (copy / "metrics.jsonl").write_text('{"evaluation": 3}\n'),
                      lambda copy: (copy / "metrics.jsonl").write_text("\0\n"),
                      lambda copy: (copy / "scores.safetensors").write_bytes(b""),
                      lambda copy: forgery.edit_json(copy / "status.json", lambda s: s.update(looks=7), sealed=True),
                      lambda copy: forgery.edit_json(copy / "model.json", lambda c: c.update(classes=3), sealed=True),
                      lambda copy: forgery.edit_json(copy / "model.json", lambda c: c.update(tensors=[]), sealed=True)):
            differs = self.forged(run, forge)
            self.assertNotEqual(differs, {})
            for says in differs.values():
                self.assertNotIn("please report", says)


if __name__ == "__main__":
    unittest.main()
