"""resolve, cite, completions and manual pages."""
import json
import re
import shutil
import subprocess
import time
import unittest

from zeroth import BIN, Case, SOURCE, ZEROTH, tiny_generative, with_generator

QUICKSTART = SOURCE / "pipelines/quickstart.json"


class Resolve(Case):
    def test_the_result_is_a_pipeline_of_its_own(self):
        for pipeline, *sets in ([QUICKSTART], [QUICKSTART, "--set", "preset=paper"],
                                [SOURCE / "pipelines/two-stage/ce-gzsl-cub-ts.json"]):
            once = self.zeroth("resolve", pipeline, *sets)[0]
            self.assertEqual(self.zeroth("resolve", self.write("once.json", once), "--json")[0], once)
        self.assertIn('"threshold": "validation-h"', once)

    def test_why_names_file_preset_flag_and_default(self):
        self.write("base.json", '{"zeroth": 1,\n "recipe": "generative",\n "train": {"epochs": 5},\n'
                   ' "presets": {"p": {"train": {"batch": 7}}}}')
        self.write("p.json", '{"extends": "base.json", "preset": "p",\n "data": {"use": "data.synthetic"},\n'
                   ' "generator": {"use": "generator.f-clswgan"},\n'
                   ' "train": {"decay": {"factors": {"a.b": 0.5}}}, "published": {}}')
        arguments = ("resolve", "p.json", "--set", "classifier.params.epochs=3", "--why")
        lines = self.zeroth(*arguments)[0].splitlines()
        origins = {line.split()[0]: re.split(r" {2,}", line) for line in lines}
        for name, value, origin in (("train.epochs", "5", "base.json:3:22"),
                                    ("train.batch", "7", "base.json:4:39 (preset p)"),
                                    ("generator.use", '"generator.f-clswgan"', "p.json:3:23"),
                                    ("/train/decay/factors/a.b", "0.5", "p.json:4:41"),
                                    ("classifier.params.epochs", "3", "--set classifier.params.epochs=3"),
                                    ("published", "{}", "p.json:4:62"),
                                    ("name", '"p"', "default"), ("synthesis.per_class", "300", "default")):
            self.assertEqual(origins[name], [name, value, origin])
        self.assertEqual({line.index(origins[line.split()[0]][2]) for line in lines}, {lines[0].index("base.json")})
        rows = json.loads(self.zeroth(*arguments, "--json")[0])
        self.assertEqual(rows[0], {"name": "zeroth", "value": 1, "origin": "base.json:1:12"})
        self.assertEqual(len(rows), len(lines))

    def test_a_bad_pipeline_is_refused(self):
        bad = self.write("bad.json", tiny_generative(train={"epoch": 3}))
        for command in ("resolve", "cite"):
            out, err = self.zeroth(command, bad, code=78)
            self.assertEqual(out, "")
            self.assertIn('error: unknown parameter "epoch" of "train"', err)


class Hostile(Case):
    """Pipelines that are small and cost much, and names that steer a terminal."""

    def refused(self, document, *sets, code=78):
        pipeline = self.write("p.json", document)
        start = time.monotonic()
        _, err = self.zeroth("resolve", pipeline, *(a for one in sets for a in ("--set", one)), code=code)
        self.assertLess(time.monotonic() - start, 20)
        return err

    def test_a_chain_of_variables(self):
        chain = {f"v{i}": "${v%d}" % (i + 1) for i in range(20000)}
        err = self.refused(tiny_generative(vars={**chain, "v20000": "1"}, published={"a": "${v0}"}))
        self.assertIn("error: the document has too many values\n", err)
        chain = {f"v{i}": "${v%d}" % (i + 1) for i in range(5000)}
        err = self.refused(tiny_generative(vars={**chain, "v5000": "1"}, published={"a": "${v0}"}))
        self.assertIn("error: the variables are nested too deeply\n", err)

    def test_diamonds_of_extends(self):
        for i in range(30):
            self.write(f"d{i}.json", {"zeroth": 1, "extends": [f"d{i + 1}.json"] * 2})
        self.write("d30.json", tiny_generative())
        err = self.refused({"extends": "d0.json"})
        self.assertIn("error: the pipeline extends too many files\n  where  ", err)

    def test_keys_without_number(self):
        for count in (30000, 300000):
            err = self.refused(tiny_generative(published={f"k{i}": 1 for i in range(count)}))
            self.assertIn("error: the document has too many values\n", err)
        pipeline = self.write("p.json", tiny_generative(published={f"k{i}": 1 for i in range(9000)}))
        self.assertIn("is valid", self.zeroth("validate", pipeline)[0])

    def test_sets_without_end(self):
        self.assertIn("error: the path of --set is too long\n",
                      self.refused(tiny_generative(), "published" + ".a" * 20000 + "=1", code=2))
        self.assertIn("error: the document is nested too deeply\n  where  --set published.a:1:101\n",
                      self.refused(tiny_generative(), "published.a=" + "[" * 20000 + "]" * 20000))
        self.assertIn('"epochs" must be an integer, not "xxx', self.refused(tiny_generative(), "train.epochs=" + "x" * 100000))
        self.assertIn("error: --set gives too many values\n",
                      self.refused(tiny_generative(), *[f"published.k{i}=1" for i in range(6000)], code=2))

    def test_numbers_that_cannot_be(self):
        for value in ("1e999", "18446744073709551617", "1099511627776", "4611686018427387904"):
            for size in ("synthesis.per_class", "train.batch", "train.epochs", "classifier.params.epochs",
                         "generator.params.hidden", "generator.params.classifier_epochs"):
                err = self.refused(tiny_generative(), f"{size}={value}")
                self.assertIn(f'error: "{size.rsplit(".")[-1]}" must be ', err)

    def test_digits_are_text_where_text_is_wanted(self):
        pipeline = self.write("p.json", tiny_generative())
        for text in ("2024", "true", "1e3"):
            out, _ = self.zeroth("resolve", pipeline, "--set", f"name={text}")
            self.assertEqual(json.loads(out)["name"], text)
            self.zeroth("validate", pipeline, "--set", f"name={text}")
        out, _ = self.zeroth("run", pipeline, "--set", "name=2024", "--set", "train.epochs=1", "--json", "--quiet")
        self.assertEqual(json.loads(out)["pipeline"], "2024")

    def test_no_escape_sequence_reaches_the_terminal(self):
        steering = "\x1b]0;title\x07\x9b31m\u202e\x7f"
        shown = "\\x1b]0;title\\x07\\u009b31m\\u202e\\u007f"
        pipeline = self.write("p\x1b[2J.json", tiny_generative(name=steering))
        for arguments in (("validate", pipeline), ("resolve", pipeline), ("resolve", pipeline, "--why"),
                          ("run", pipeline, "--set", "train.epochs=1", "--progress", "plain"),
                          ("run", pipeline, "--set", "train.epochs=1", "--json", "--progress", "json"),
                          ("validate", pipeline, "--set", f"train.{steering}=1"),
                          ("validate", pipeline, "--set", f"ood.use={steering}")):
            process = self.start(*arguments)
            out, err = process.communicate(timeout=300)
            self.assertIn(process.returncode, (0, 78), err)
            for bad in "\x1b\x07\x9b\u202e\x7f":
                self.assertNotIn(bad, out + err, arguments)
        self.assertIn(shown, self.zeroth("validate", pipeline, "--set", f"train.{steering}=1", code=78)[1])
        self.assertEqual(json.loads(self.zeroth("resolve", pipeline)[0])["name"], steering)

    def test_rows_that_no_memory_holds(self):
        pipeline = self.write("p.json", tiny_generative())
        err = self.zeroth("run", pipeline, "--quiet", "--set", "synthesis.per_class=1000000000", "--set",
                          "data.params.features=4000", code=78)[1]
        self.assertRegex(err, r"^error: synthesis.per_class 1000000000 makes more rows than memory holds\n"
                              r"  where  --set synthesis.per_class=1000000000  /synthesis/per_class\n"
                              r"  why    3000000000 rows of 4000 numbers are 44703.5 GiB, this machine has [0-9.]+\n"
                              r"  fix    choose a smaller one\n$")

    def test_a_component_that_takes_too_much_memory(self):
        pipeline = self.write("p.json", with_generator(tiny_generative(), "ddgan"))
        err = self.zeroth("run", pipeline, "--quiet", "--set", "generator.params.hidden=1000000", code=1)[1]
        self.assertRegex(err, r"^error: not enough memory for \w+\(\) of generator.ddgan\n  where  .*\n"
                              r"  why    it tried to allocate [0-9]+ bytes at once\n"
                              r"  fix    choose smaller sizes; `zeroth run --dry-run` says what a pipeline needs\n$")


class Cite(Case):
    def entries(self, *arguments):
        """key -> (comment, fields), by a strict reader of what is printed."""
        text = self.zeroth("cite", *arguments)[0]
        pattern = r"% (.+)\n@misc\{([^,\s]+),\n((?:  \w+ = \{[^{}]*\},?\n)+)\}\n"
        found = {}
        for comment, key, body in re.findall(pattern, text):
            self.assertNotIn(key, found)
            found[key] = comment, dict(re.findall(r"(\w+) = \{(.*)\}", body))
        self.assertEqual(re.sub(pattern, "", text), "")
        return found

    def test_each_work_once(self):
        found = self.entries(QUICKSTART)
        self.assertEqual(sorted(found), ["arXiv:1712.00981", "arXiv:2402.11424"])
        users, d3gzsl = found["arXiv:2402.11424"]
        self.assertEqual(users, "recipe.d3gzsl, loss.batch-embedding, loss.batch-ood, loss.cross-entropy, "
                                "loss.logit-distillation, ood.log-msp, student.mlp, teacher.mlp")
        self.assertEqual(d3gzsl, {"author": "Wang and others", "year": "2024", "eprint": "2402.11424",
                                  "archivePrefix": "arXiv", "note": "Wang et al., AAAI 2024, arXiv:2402.11424"})
        self.assertEqual(found["arXiv:1712.00981"][1]["year"], "2018")

    def test_data_and_what_is_on_no_preprint_server(self):
        found = self.entries(SOURCE / "pipelines/d3gzsl/f-clswgan-cub.json", "--set", "ood.use=ood.gen")
        self.assertEqual(found["arXiv:1707.00600"][0], "data.xlsa17")
        self.assertEqual(found["Liu2023"], ("ood.gen", {"author": "Liu and others", "year": "2023",
                                                        "note": "Liu et al., GEN, CVPR 2023"}))

    def test_every_citation_of_every_plugin(self):
        for row in json.loads(self.zeroth("list", "--json")[0]):
            cited = json.loads(self.zeroth("inspect", row["id"], "--json")[0])["cite"]
            for text in cited:
                self.assertRegex(text, r"arXiv:\d{4}\.\d{4,5}$|(19|20)\d\d$", row["id"])
        document = json.loads(self.zeroth("cite", QUICKSTART, "--json")[0])
        self.assertEqual(sorted(document[0]), ["bibtex", "key", "text", "used_by"])


class Completion(Case):
    def bash(self, *words):
        """What bash offers for the last word."""
        script = ('source <("$1" completion bash); shift; COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); '
                  "_zeroth; printf '%s\\n' \"${COMPREPLY[@]}\"")
        done = subprocess.run(["bash", "--norc", "-c", script, "bash", ZEROTH, ZEROTH, *words], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.folder, env=self.environment)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout.split()

    def commands(self):
        return [line.split()[0] for line in self.zeroth("--help")[0].split("Subcommands:\n")[1].split("\n\n")[0]
                .splitlines()]

    def test_bash(self):
        self.write("mine.json", "{}")
        self.write("mine.txt", "")
        self.write("mine.so", "")
        (self.folder / "minute").mkdir()
        self.assertTrue(set(self.commands()) <= set(self.bash("")))
        self.assertEqual(self.bash("li"), ["list"])
        self.assertEqual(self.bash("list", "st"), ["student"])
        self.assertEqual(self.bash("list", "--al"), ["--all"])
        self.assertEqual(self.bash("inspect", "ood.en"), ["ood.energy", "ood.entropy"])
        self.assertEqual(self.bash("inspect", "min"), ["mine.so", "minute"])
        self.assertEqual(self.bash("run", "min"), ["mine.json", "minute"])
        self.assertEqual(self.bash("run", "--progress", ""), ["auto", "plain", "none", "json"])
        self.assertEqual(self.bash("run", "--resume", "min"), ["minute"])
        self.assertEqual(self.bash("run", "--seed", ""), [])
        self.assertEqual(self.bash("data", "ver"), ["verify"])
        self.assertEqual(self.bash("data", "verify", "--spl"), ["--splits"])
        self.assertEqual(self.bash("schema", "--recipe", "recipe.t"), ["recipe.two-stage"])
        self.assertEqual(self.bash("completion", "f"), ["fish"])
        self.assertEqual(self.bash("man", "val"), ["validate"])

    def test_every_option_of_the_parser_is_offered(self):
        for command in self.commands():
            text = self.zeroth(command, "--help")[0]
            options = set(re.findall(r"^  (?:-\w,)?(--[\w-]+)", text, re.MULTILINE))
            self.assertGreater(len(options), 0)
            self.assertTrue(options <= set(self.bash(command, "--")), command)

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
    def test_zsh_reads_its_script(self):
        script = self.write("_zeroth", self.zeroth("completion", "zsh")[0])
        done = subprocess.run(["zsh", "-n", script], stderr=subprocess.PIPE, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    @unittest.skipUnless(shutil.which("fish"), "fish is not installed")
    def test_fish(self):
        script = self.write("zeroth.fish", self.zeroth("completion", "fish")[0])
        subprocess.run(["fish", "-n", script], check=True)
        self.environment.update(HOME=str(self.folder), PATH=f"{BIN}:{self.environment['PATH']}")
        for line, expected in (("zeroth li", ["list"]), ("zeroth data ver", ["verify"]),
                               ("zeroth inspect ood.en", ["ood.energy", "ood.entropy"]),
                               ("zeroth run --progress pl", ["plain"]), ("zeroth run --res", ["--resume"])):
            done = subprocess.run(["fish", "-c", f"source {script}; complete -C '{line}'"], check=True, text=True,
                                  stdout=subprocess.PIPE, env=self.environment)
            self.assertEqual([one.split("\t")[0] for one in done.stdout.splitlines()], expected)

    def test_unknown_shell(self):
        self.assertEqual(self.zeroth("completion", "fisch", code=2)[1],
                         'error: no script for the shell "fisch"; did you mean "fish"?\n'
                         "  where  zeroth completion\n  why    shells: bash, zsh, fish\n")


class Man(Case):
    COMMANDS = [[], ["run"], ["data"], ["data", "verify"], ["list"], ["schema"], ["man"]]

    def test_pages(self):
        text = self.zeroth("man", "data", "verify")[0]
        self.assertIn('.SH NAME\nzeroth\\-data\\-verify \\- Check a data set and show what is in it\n', text)
        self.assertIn(".TP\n\\fB\\-\\-json\\fR\nPrint JSON\n", text)
        self.assertIn('.SH "EXIT CODES"\n', self.zeroth("man")[0])
        self.assertEqual(self.zeroth("man", "rnu", code=2)[1],
                         'error: no command "rnu"; did you mean "run"?\n  where  zeroth man\n'
                         "  fix    zeroth --help\n")

    @unittest.skipUnless(shutil.which("groff"), "groff is not installed")
    def test_groff_has_no_warning(self):
        for command in self.COMMANDS:
            done = subprocess.run(["groff", "-man", "-Tutf8", "-ww"], input=self.zeroth("man", *command)[0],
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn("-".join(["zeroth", *command]), done.stdout)


if __name__ == "__main__":
    unittest.main()
