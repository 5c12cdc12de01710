"""`zeroth bundle`: what a reviewer needs in one file, and `zeroth verify` of such a file, whoever made it."""
import json
import os
import shutil
import stat
import unittest
import warnings
import zipfile

import numpy

import forgery
from worlds import write_linear_world
from zeroth import Case, read_safetensors, tiny_generative, tiny_two_stage

ROOM = 1 << 20
STRICT = tiny_two_stage(train={"epochs": 2, "batch": 16})


class Bundle(Case):
    WARM = True

    def run_of(self, pipeline):
        return self.folder / self.run_json(self.write("p.json", pipeline))["run_dir"]

    def bundled(self, run, *arguments, out="b.zip"):
        (self.folder / out).unlink(missing_ok=True)
        told = json.loads(self.zeroth("bundle", run, "--out", out, "--json", "--quiet", *arguments)[0])
        self.assertEqual(told["bytes"], (self.folder / out).stat().st_size)
        return self.folder / out, told

    def verified(self, path, *arguments, code=0):
        document = json.loads(self.zeroth("verify", path, "--json", "--quiet", *arguments, code=code)[0])
        said = {"ok": {}, "differs": {}, "cannot be checked": {}}
        for one in document["checks"]:
            said[one["verdict"]][one["check"]] = one["says"]
        return said

    def temporaries(self):
        return list((self.folder / "tmp").iterdir())

    def setUp(self):
        super().setUp()
        (self.folder / "tmp").mkdir()
        self.environment["TMPDIR"] = str(self.folder / "tmp")

    def test_what_is_in_it(self):
        run = self.run_of(STRICT)
        archive, told = self.bundled(run)
        with zipfile.ZipFile(archive) as opened:
            names = opened.namelist()
            self.assertIsNone(opened.testzip())
            self.assertEqual(opened.read("looks.jsonl"), (run / "looks.jsonl").read_bytes())
            self.assertEqual(opened.read("scores.safetensors"), (run / "scores.safetensors").read_bytes())
            manifest = json.loads(opened.read("bundle.json"))
        self.assertEqual(names, ["bundle.json", "config.resolved.json", "origins.json", "env.json", "status.json",
                                 "result.json", "selection.json", "looks.jsonl", "metrics.jsonl", "predictions.npy",
                                 "scores.safetensors", "model.json"])
        self.assertEqual(manifest["run"], run.name)
        self.assertEqual(told["scores"], "all")
        self.assertEqual(sorted(told["files"]), sorted(names[1:]))
        self.assertEqual(list(told["left_out"]), ["model.safetensors"])
        said = self.verified(archive)
        self.assertEqual(said["differs"], {})
        for check in ("bundle.json", "figures", "gate", "predictions", "looks", "metrics.jsonl", "selection.json", "data",
                      "rows", "scores.safetensors"):
            self.assertIn(check, said["ok"])
        self.assertIn("its weights are not in the bundle", said["cannot be checked"]["model"])
        archive, _ = self.bundled(run, "--with-model")
        said = self.verified(archive)
        self.assertIn("model's predictions", said["ok"])
        self.assertEqual(said["cannot be checked"], {})
        self.assertEqual(self.temporaries(), [])
        text = self.zeroth("bundle", run, "--quiet")[0]
        self.assertTrue((self.folder / f"{run.name}.zip").exists())
        self.assertIn("not in it: model.safetensors (weights are packed with --with-model)", text)
        self.assertIn("All that can be checked here is right", self.zeroth("verify", f"{run.name}.zip")[0])

    def test_the_same_run_makes_the_same_archive(self):
        run = self.run_of(STRICT)
        first = self.bundled(run)[0].read_bytes()
        moved = self.folder / "elsewhere" / run.name
        shutil.copytree(run, moved)
        os.utime(moved / "result.json", (1, 1))
        self.environment["TZ"] = "Asia/Tokyo"
        self.assertEqual(self.bundled(moved, "--threads", "1")[0].read_bytes(), first)

    def test_no_folder_of_the_author(self):
        world = write_linear_world(self.folder / "my world")
        run = self.run_of(tiny_generative(data=world, evaluate={"protocol": "strict-val"}))
        place = str(self.folder).encode()
        archive, told = self.bundled(run)
        with zipfile.ZipFile(archive) as opened:
            for name in opened.namelist():
                self.assertNotIn(place, opened.read(name), name)
            self.assertEqual(json.loads(opened.read("config.resolved.json"))["data"]["params"]["root"], "my world")
            status = json.loads(opened.read("status.json"))
            self.assertEqual((status["user"], status["host"]), ("", ""))
        self.assertIn("/data/params/root", told["rewritten"]["config.resolved.json"])
        said = self.verified(archive, "--data", self.folder / "my world")
        self.assertEqual(said["differs"], {})
        self.assertIn("paths were taken out", said["cannot be checked"]["pipeline"])
        self.assertIn("rows", said["ok"])
        (self.folder / "my world").rename(self.folder / "gone")
        self.assertIn("they are not here", self.verified(archive)["cannot be checked"]["data"])
        (self.folder / "gone").rename(self.folder / "my world")
        archive, told = self.bundled(run, "--with-paths")
        self.assertEqual(told["rewritten"], {})
        said = self.verified(archive)
        self.assertEqual(list(said["cannot be checked"]), ["model"])
        with zipfile.ZipFile(archive) as opened:
            self.assertIn(place, opened.read("config.resolved.json"))

    def test_room_for_the_sizes_of_cub(self):
        """4731 test rows of 200 classes: all scores have no room, and every figure stays checkable to the last bit."""
        run = self.run_of({"zeroth": 1, "name": "as-large-as-cub", "recipe": "generative",
                           "data": {"use": "data.synthetic", "params": dict(
                               seen_classes=150, unseen_classes=50, attributes=20, features=24, train_per_class=5,
                               test_per_class=24)},
                           "generator": {"use": "generator.f-clswgan", "params": {
                               "hidden": 16, "critic_steps": 1, "classification_weight": 0}},
                           "train": {"epochs": 1, "batch": 256}, "synthesis": {"per_class": 5},
                           "classifier": {"params": {"epochs": 2}}})
        self.assertGreater((run / "scores.safetensors").stat().st_size, 1.9e6)
        archive, told = self.bundled(run)
        self.assertEqual(told["scores"], "best")
        self.assertLess(told["bytes"], ROOM)
        self.assertLess(told["bytes"], ROOM // 4)
        said = self.verified(archive)
        self.assertEqual(said["differs"], {})
        for check in ("figures", "gate"):
            self.assertIn("the same to the last bit", said["ok"][check])
        self.assertIn("4800 of 4800", said["ok"]["predictions"])
        self.assertIn("best seen and the best unseen score", said["cannot be checked"]["scores.safetensors"])
        # It can be compared as the run can.
        told = json.loads(self.zeroth("diff", run, archive, "--json")[0])
        self.assertEqual((told["verdict"]["kind"], told["figures"]["same_predictions"]), ("identical", 4800))
        self.assertEqual({one["value"] for one in told["figures"]["difference"].values()}, {0})
        with zipfile.ZipFile(archive) as opened:
            (self.folder / "best.safetensors").write_bytes(opened.read("best_scores.safetensors"))
        # What was kept is what the scores say.
        whole, best = read_safetensors(run / "scores.safetensors"), read_safetensors(self.folder / "best.safetensors")
        kinds = {"F16": "<f2", "F32": "<f4", "F64": "<f8", "I64": "<i8"}
        array = lambda file, name: numpy.frombuffer(file[name][2], kinds[file[name][0]]).reshape(file[name][1])
        for side in ("seen", "unseen"):
            columns = array(whole, side)
            scores = array(whole, "scores")[:, columns]
            numpy.testing.assert_array_equal(array(best, f"{side}_best"), scores.max(1))
            numpy.testing.assert_array_equal(array(best, f"{side}_class"), columns[scores.argmax(1)])
        archive, told = self.bundled(run, "--with-scores", "--with-model")
        self.assertEqual(told["scores"], "all")
        self.assertGreater(told["bytes"], ROOM)
        self.assertIn("model's predictions", self.verified(archive)["ok"])
        # A model is asked for the scores that were kept, too.
        archive, told = self.bundled(run, "--with-model")
        self.assertEqual(told["scores"], "best")
        self.assertIn("4800 of 4800", self.verified(archive)["ok"]["model's predictions"])

    def repacked(self, archive, change, out="forged.zip"):
        """The same archive with other contents (name -> bytes), and a manifest that fits them."""
        with zipfile.ZipFile(archive) as opened:
            files = {name: opened.read(name) for name in opened.namelist()}
        change(files)
        if "bundle.json" in files:
            manifest = forgery.without(json.loads(files["bundle.json"]), "checksum")
            manifest["files"] = {name: forgery.hash_of(data) for name, data in files.items() if name != "bundle.json"}
            manifest["checksum"] = forgery.hash_of(forgery.compact(manifest).encode())
            files["bundle.json"] = json.dumps(manifest).encode()
        with zipfile.ZipFile(self.folder / out, "w", zipfile.ZIP_DEFLATED) as made:
            for name, data in files.items():
                made.writestr(name, data)
        return self.folder / out

    def test_a_forged_bundle(self):
        archive, _ = self.bundled(self.run_of(STRICT))

        def figure(files):
            result = json.loads(files["result.json"])
            result["metrics"]["H"] = 99.0
            files["result.json"] = json.dumps(result).encode()

        def looks(files):
            files["looks.jsonl"] = b"\n".join(files["looks.jsonl"].split(b"\n")[:1]) + b"\n"

        def predictions(files):
            files["predictions.npy"] = files["predictions.npy"][:-1] + b"\1"

        for change, check in ((figure, "figures"), (looks, "looks"), (predictions, "predictions")):
            with self.subTest(check):
                self.assertIn(check, self.verified(self.repacked(archive, change), code=65)["differs"])
        # Without a manifest that fits.
        with zipfile.ZipFile(archive) as opened, zipfile.ZipFile(self.folder / "other.zip", "w") as made:
            for name in opened.namelist():
                if name != "metrics.jsonl":
                    made.writestr(name, opened.read(name))
        self.assertEqual(self.verified(self.folder / "other.zip", code=65)["differs"]["bundle.json"],
                         "metrics.jsonl is missing from the bundle")

    def hostile(self, members):
        """An archive of (ZipInfo or name, bytes)."""
        path = self.folder / "hostile.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
            for name, data in members:
                made.writestr(name, data)
        return path

    def refused(self, path):
        before = sorted(str(one) for one in self.folder.rglob("*"))
        err = self.zeroth("verify", path, code=65)[1]
        self.assertEqual(sorted(str(one) for one in self.folder.rglob("*")), before)
        first, where, why, fix = err.splitlines()
        self.assertEqual(first, "error: this is not a bundle that `zeroth bundle` made")
        self.assertEqual(where, f"  where  {path}")
        self.assertEqual(fix, "  fix    ask for it once more, or give the run directory")
        return why.removeprefix("  why    ")

    def test_hostile_archives(self):
        link = zipfile.ZipInfo("env.json")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        folder = zipfile.ZipInfo("result.json/")
        for name in ("../escaped.json", "/tmp/escaped.json", "a/bundle.json", "..", "", "evil.sh", "bundle.json\\x",
                     "./bundle.json", "C:\\x.json", "BUNDLE.JSON"):
            with self.subTest(name):
                self.assertIn("which is no file of a bundle", self.refused(self.hostile([(name or "x", b"{}")])))
        self.assertIn("env.json is a link or no regular file", self.refused(self.hostile([(link, "/etc/passwd")])))
        self.assertIn("which is no file of a bundle", self.refused(self.hostile([(folder, "")])))
        self.assertEqual(self.refused(self.hostile([("env.json", b"{}")])), "it holds no bundle.json")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.assertEqual(self.refused(self.hostile([("bundle.json", b"{}"), ("bundle.json", b"[]")])),
                             "bundle.json lies in it twice")
        bomb = self.hostile([("bundle.json", b"{}"), ("metrics.jsonl", b"\n" * (70 << 20))])
        self.assertEqual(self.refused(bomb), "it unpacks to more than a bundle of its size can hold")
        bomb.unlink()

    def test_damaged_archives(self):
        archive, _ = self.bundled(self.run_of(STRICT))
        good = archive.read_bytes()
        path = self.folder / "damaged.zip"
        for cut in (0, 1, 100, len(good) // 2, len(good) - 1):
            path.write_bytes(good[:cut])
            with self.subTest(cut):
                self.refused(path)
        path.write_bytes(b"\x28\xb5\x2f\xfd" + good)
        path.write_bytes(os.urandom(5000))
        self.refused(path)
        for at in range(40, len(good), len(good) // 40):  # a flipped bit is refused, or a check differs
            flipped = bytearray(good)
            flipped[at] ^= 16
            path.write_bytes(flipped)
            process = self.start("verify", path, "--without-data")
            _, err = process.communicate()
            self.assertIn(process.returncode, (0, 65), err)
            self.assertNotIn("please report", err)
        self.assertEqual(self.temporaries(), [])

    def test_refusals(self):
        run = self.run_of(STRICT)
        (self.folder / "there.zip").write_text("mine")
        err = self.zeroth("bundle", run, "--out", "there.zip", code=73)[1]
        self.assertEqual(err, "error: there is a file of that name\n  where  there.zip\n  why    a bundle takes the place "
                              "of nothing\n  fix    name another file with --out, or remove it\n")
        self.assertEqual((self.folder / "there.zip").read_text(), "mine")
        self.assertIn("error: this is not a run directory\n", self.zeroth("bundle", self.folder, code=66)[1])
        self.zeroth("bundle", run, "--out", "no/such/place.zip", code=73)
        forgery.edit_json(run / "result.json", lambda result: result["metrics"].update(H=99.0))
        err = self.zeroth("bundle", run, "--out", "edited.zip", "--quiet")[1]
        self.assertIn("figures differs: result.json says 99.0 of /H", err)
        (run / "scores.safetensors").write_bytes(b"")
        self.assertIn("error: the scores of the run cannot be packed\n",
                      self.zeroth("bundle", run, "--out", "none.zip", code=65)[1])
        self.assertFalse((self.folder / "none.zip").exists())
        (run / "result.json").unlink()
        forgery.edit_json(run / "status.json", lambda status: status.update(state="failed"), sealed=True)
        self.assertIn("error: the run has no result yet\n", self.zeroth("bundle", run, "--out", "none.zip", code=66)[1])


if __name__ == "__main__":
    unittest.main()
