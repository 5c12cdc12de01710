"""Options, help, streams and exit codes of every command."""
import json
import subprocess
import time
import unittest

from zeroth import Case, SOURCE, ZEROTH, tiny_generative


class Commands(Case):
    def test_version_and_help(self):
        self.assertEqual(self.zeroth("--version")[0], "zeroth 1.0.0\n")
        for command in ([], ["list"], ["inspect"], ["validate"], ["run"], ["check-cases"], ["doctor"], ["new-plugin"],
                        ["data", "verify"]):
            out, err = self.zeroth(*command, "--help")
            self.assertIn("Example", out)
            self.assertEqual(err, "")

    def test_unknown_command_and_option(self):
        out, err = self.zeroth("lsit", code=2)
        self.assertEqual(out, "")
        self.assertEqual(err, 'error: unknown command "lsit"; did you mean "list"?\n'
                              "  where  zeroth\n  fix    zeroth --help\n")
        err = self.zeroth("list", "--al", code=2)[1]
        self.assertEqual(err, 'error: unknown option "--al"; did you mean "--all"?\n'
                              "  where  zeroth list\n  fix    zeroth list --help\n")
        err = self.zeroth("data", "verfy", code=2)[1]
        self.assertEqual(err, 'error: unknown command "verfy"; did you mean "verify"?\n'
                              "  where  zeroth data\n  fix    zeroth data --help\n")
        err = self.zeroth("data", "verify", "--jsn", "x", code=2)[1]
        self.assertIn("  where  zeroth data verify\n", err)

    def test_a_result_that_cannot_be_written(self):
        for command in (["list", "--json"], ["inspect", "generator.f-clswgan"], ["doctor"]):
            with open("/dev/full", "w") as full:
                done = subprocess.run([ZEROTH, *command], stdout=full, stderr=subprocess.PIPE, text=True)
            self.assertEqual(done.returncode, 74, command)
            self.assertIn("No space left on device", done.stderr)

    def test_list(self):
        rows = json.loads(self.zeroth("list", "--json")[0])
        self.assertTrue({"ood.msp", "ood.energy", "generator.f-clswgan"} <= {row["id"] for row in rows})
        for row in rows:
            self.assertEqual(sorted(row), ["file", "id", "kind", "reasons", "state", "version"])
            self.assertEqual((row["state"], row["reasons"]), ("usable", []))
        kinds = {row["kind"] for row in json.loads(self.zeroth("list", "ood", "--json")[0])}
        self.assertEqual(kinds, {"ood"})
        self.assertIn('no kind "odd"; did you mean "ood"?', self.zeroth("list", "odd", code=2)[1])

    def test_list_is_quick(self):
        start = time.monotonic()
        self.zeroth("list", "--json")
        # A generous multiple of the goal: it fails only when somebody links LibTorch into the front end.
        self.assertLess(time.monotonic() - start, 2.0)

    def test_inspect(self):
        document = json.loads(self.zeroth("inspect", "ood.energy", "--json")[0])
        self.assertEqual(document["parameters"][0]["name"], "temperature")
        self.assertEqual(document["example"], {"use": "ood.energy", "params": {"temperature": 1.0}})
        text = self.zeroth("inspect", document["file"])[0]
        self.assertIn("arXiv:2010.03759", text)
        err = self.zeroth("inspect", "./absent.so", code=66)[1]
        self.assertEqual(err, "error: there is no such plugin file\n  where  ./absent.so\n  fix    check the path\n")
        other = self.write("other.so", "no library")
        err = self.zeroth("inspect", other, code=69)[1]
        self.assertEqual(err, f"error: the file is no plugin of Zeroth\n  where  {other}\n"
                              "  why    it has no plugin manifest\n  fix    build it with zeroth_add_plugin()\n")
        fine = json.loads(self.zeroth("inspect", "expert.fexp", "--json")[0])
        self.assertEqual(fine["outputs"][0], {"name": "scores", "shape": ["B", "C"], "dtype": "float"})
        self.assertEqual(fine["children"], [{
            "name": "backbone", "kind": "expert", "help": "scores the attributes of one cluster", "optional": False,
            "passes_outputs": True, "default": "expert.dan"}])
        self.assertEqual(fine["example"]["backbone"], {"use": "expert.dan"})
        text = self.zeroth("inspect", "expert.fexp")[0]
        self.assertIn("\noffers\n  scores                     float [B,C]\n", text)
        self.assertIn(" expert, default expert.dan, what it offers is offered here too\n", text)
        self.assertNotIn("never below 0", text)
        self.assertIn("\nnever below 0\n", self.zeroth("inspect", "loss.cross-entropy")[0])
        self.assertEqual(json.loads(self.zeroth("inspect", "expert.dan", "--json")[0])["parameters"][0]["mixes"],
                         {"output": "inference_attribute_scores", "first": "region_scores", "second": "channel_scores"})
        self.assertIn("number, default 0.8, at least 0, at most 1, inference_attribute_scores = lambda_rc region_scores"
                      " + (1 - lambda_rc) channel_scores\n", self.zeroth("inspect", "expert.dan")[0])
        shares = self.zeroth("inspect", "expert.msdn-av")[0]
        self.assertIn(" expert, may be left out\n", shares)
        self.assertNotIn('"word_vectors"', shares.split("\nexample\n")[1])
        self.assertIn('error: no plugin "aaaa', self.zeroth("inspect", "a" * 300, code=69)[1])
        err = self.zeroth("inspect", "ood.enrgy", code=69)[1]
        self.assertIn('error: no plugin "ood.enrgy"; did you mean "ood.energy"?', err)

    def test_validate(self):
        good = self.write("good.json", tiny_generative())
        self.assertEqual(self.zeroth("validate", good)[0], f"{good} is valid\n")
        bad = self.write("bad.json", tiny_generative(train={"epoch": 3}))
        out, err = self.zeroth("validate", bad, code=78)
        self.assertEqual(out, "")
        self.assertIn('error: unknown parameter "epoch" of "train"; did you mean "epochs"?\n'
                      f"  where  {bad}:1:", err)
        document = json.loads(self.zeroth("validate", bad, "--json", code=78)[0])
        self.assertFalse(document["valid"])
        self.assertEqual(len(document["problems"]), 1)

    def test_run_needs_one_pipeline(self):
        self.assertIn("give either a pipeline or --resume DIR", self.zeroth("run", code=2)[1])
        self.assertIn("cannot open the file", self.zeroth("run", "absent.json", code=66)[1])
        pipeline = self.write("p.json", tiny_generative())
        for threads in ("x", "0", "4x", "99999999999"):
            err = self.zeroth("run", pipeline, "--threads", threads, code=2)[1]
            self.assertIn(f'--threads needs a number or auto, not "{threads}"', err)
        for override in (["--seed", "2"], ["--set", "seed=2"], ["--device", "simulated"]):
            err = self.zeroth("run", "--resume", self.folder, *override, code=2)[1]
            self.assertIn(f"error: {override[0]} excludes --resume\n", err)
            self.assertIn(f"begin another run of its pipeline: zeroth run {self.folder} {override[0]} ...", err)
        self.assertIn('unknown progress mode "loud"', self.zeroth("run", pipeline, "--progress", "loud", code=2)[1])

    def test_doctor(self):
        report = json.loads(self.zeroth("doctor", "--json")[0])
        self.assertIn("OpenBLAS", report["worker"]["blas"])
        self.assertIn("CUDA", report["worker"]["cuda"])
        self.assertEqual(report["problems"], [])
        self.assertIn("no problems found", self.zeroth("doctor")[0])

    def test_dry_run_of_every_pipeline_needs_no_data(self):
        self.environment.pop("ZEROTH_DATA", None)
        for path in sorted((SOURCE / "pipelines").glob("*/*.json")):
            if path.parent.name not in ("base", "papers"):
                with self.subTest(path=path):
                    self.zeroth("validate", path)
        small = ["--set", "data.params.shape=[32, 8, 12, 9, 3, 90]", "--set", "generator.params.hidden=16"]
        report = json.loads(self.zeroth("run", SOURCE / "pipelines/f-clswgan/cub.json", "--dry-run", "--json", *small)[0])
        self.assertEqual(report["shapes"]["training rows"], 90)
        self.assertEqual([stage["epochs"] for stage in report["stages"]], [50, 56])


if __name__ == "__main__":
    unittest.main()
