"""Words that people try who know other programs, and the help that each command has."""
import re
import subprocess
import unittest

from zeroth import Case, SOURCE, ZEROTH, tiny_generative


def refusal(what, where, why, fix):
    return f"error: {what}\n  where  {where}\n" + (f"  why    {why}\n" if why else "") + f"  fix    {fix}\n"


# What stands behind the word goes into the suggestion.
INSTEAD = {
    "zeroth run X": "train fit start exec execute launch learn experiment test eval score",
    "zeroth runs show X": "results result metrics",
    "zeroth predict X INPUT": "infer inference classify apply",
    "zeroth export X --to onnx --out model.onnx": "onnx torchscript convert save publish upload push safetensors",
    "zeroth serve X": "deploy server http web api host listen",
    "zeroth run --resume X": "resume continue restart",
    "zeroth list": "ls plugins plugin methods search find",
    "zeroth pipelines": "models model pipeline experiments examples",
    "zeroth list recipe": "recipes recipe courses",
    "zeroth inspect X": "info show describe about details cat",
    "zeroth validate X": "check lint",
    "zeroth new-plugin X": "new init create scaffold template generate add install uninstall remove upgrade update build compile",
    "zeroth --version": "version",
    "zeroth help": "usage commands ? login logout auth account",
    "zeroth resolve X --why": "config configure settings options params set print",
    "zeroth data --help": "download fetch get pull dataset datasets",
    "zeroth run X --dry-run": "benchmark bench profile time estimate",
    "zeroth explain X --sensitivity --out curves.svg": "plot draw visualize visualise view sensitivity attention",
    "zeroth study new X --grid train.epochs=10,20": "tune sweep grid multirun batch slurm seeds",
    "zeroth diff X": "compare difference differences cmp versus vs",
    "zeroth report X --out report": "tables latex paper statistics stats summary summarize summarise aggregate average "
                                    "mean significance dashboard",
    "zeroth report --paper": "papers published",
    "zeroth report X --out report --map t-sne": "map maps tsne t-sne pca umap scatter",
    "zeroth watch X": "tensorboard mlflow wandb monitor live tail follow progress curves",
    "zeroth verify X": "audit recompute revalidate prove",
    "zeroth rerun X": "reproduce replicate repeat redo retrain",
    "zeroth bundle X": "pack zip archive",
    "zeroth cite X": "citation references bibtex bibliography",
    "zeroth doctor": "status diagnose env environment system",
}


class Words(Case):
    def refused(self, *arguments):
        out, err = self.zeroth(*arguments, code=2)
        self.assertEqual(out, "")
        return err

    def test_what_stands_behind_a_word_is_quoted_for_a_shell(self):
        err = self.zeroth("train", "it's mine.json", code=2)[1]
        self.assertIn("  fix    zeroth run 'it'\\''s mine.json'\n", err)

    def test_each_word_has_a_sentence_and_a_command(self):
        for fix, words in INSTEAD.items():
            for word in words.split():
                with self.subTest(word):
                    self.assertRegex(self.refused(word, "X"),
                                     f'^error: there is no command "{re.escape(word)}"\n  where  zeroth\n'
                                     f"  why    [^\n]+\n  fix    {re.escape(fix)}\n$")

    def test_every_suggested_command_exists(self):
        for fix in INSTEAD:
            if "--version" not in fix:
                self.assertIn(f"Usage: zeroth {fix.split()[1]}", self.zeroth("help", fix.split()[1])[0])

    def test_what_stands_behind_a_word_decides(self):
        run = self.folder / self.run_json(self.write("p.json", tiny_generative()))["run_dir"]
        for words, run_fix, pipeline_fix in (
                ("test eval score", "evaluate", "run"), ("results result metrics", "runs show", "run"),
                ("info show describe", "runs show", "resolve"), ("check lint", "verify", "validate")):
            for word in words.split():
                for named in (run, run.relative_to(self.folder), run.name, "tiny"):
                    self.assertIn(f"\n  fix    zeroth {run_fix} {named}\n", self.refused(word, named))
                self.assertIn(f"\n  fix    zeroth {pipeline_fix} quickstart\n", self.refused(word, "quickstart"))
        self.assertIn("\n  fix    zeroth run X\n", self.refused("test", "X"))
        # In the place of a command, too; but a command that is nearly written is not a part of a run's name.
        for named in (run, run.name):
            self.assertEqual(self.refused(named), refusal(f'"{named}" is no command but a run', "zeroth", "",
                                                          f"zeroth runs show {named}"))
        self.run_json(self.write("q.json", tiny_generative(name="lisgan-on-cub")))
        for word, meant in (("lis", "list"), ("sitn", "")):
            self.assertIn(f'unknown command "{word}"' + (f'; did you mean "{meant}"?' if meant else ""), self.refused(word))

    def test_the_sentences(self):
        self.assertEqual(self.refused("train", "my pipeline.json", "--seed", "3"),
                         refusal('there is no command "train"', "zeroth", "a run trains a pipeline and evaluates it",
                                 "zeroth run 'my pipeline.json' --seed 3"))
        self.assertEqual(self.refused("fit"), refusal('there is no command "fit"', "zeroth",
                                                      "a run trains a pipeline and evaluates it", "zeroth run PIPELINE"))
        self.assertEqual(self.refused("classify"), refusal(
            'there is no command "classify"', "zeroth", "a run leaves a model, and `predict` classifies feature rows by it",
            "zeroth predict MODEL INPUT"))
        self.assertEqual(self.refused("data", "check", "DIR"), refusal(
            'there is no command "check"', "zeroth data", "`verify` checks a data set and shows what is in it",
            "zeroth data verify DIR"))
        for word in ("runs", "results"):
            self.assertEqual(self.refused("list", word), refusal(
                f'there is no kind "{word}"', "zeroth list", "`list` is about plugins", "zeroth runs"))
        self.assertEqual(self.refused("list", "models"), refusal(
            'there is no kind "models"', "zeroth list", "`list` is about plugins", "zeroth pipelines"))

    def test_options(self):
        values = "values of the pipeline are changed with --set"
        for given in (["--epochs", "5", "--json"], ["--epochs=5"]):
            self.assertEqual(self.refused("run", "quickstart", *given), refusal(
                'there is no option "--epochs"', "zeroth run", values, "--set train.epochs=5"))
        self.assertIn("  fix    --device cuda\n", self.refused("run", "quickstart", "--gpu"))
        self.assertIn("  fix    --run-dir X\n", self.refused("run", "quickstart", "--out", "X"))
        self.assertIn('unknown option "--seeed"; did you mean "--seed"?', self.refused("run", "quickstart", "--seeed", "5"))

    def test_misspellings(self):
        for word, name in (("lsit", "list"), ("vaildate", "validate"), ("helo", "help"), ("pipeline-s", "pipelines")):
            self.assertEqual(self.refused(word, "list"),
                             refusal(f'unknown command "{word}"; did you mean "{name}"?', "zeroth", "", "zeroth --help"))
        self.assertIn('there is no command "trian"\n', self.refused("trian", "X"))
        for word in ("trian", "Train", "Trian"):
            self.assertIn("fix    zeroth run X\n", self.refused(word, "X"))
        # People have the first letter right: this is not "plugin".
        self.assertEqual(self.refused("blugin"), refusal('unknown command "blugin"', "zeroth", "", "zeroth --help"))
        # A word that is none is said to be it, whatever commands stand behind.
        self.assertEqual(self.refused("foo", "list"),
                         refusal('unknown command "foo"', "zeroth", "", "zeroth --help"))

    def test_files_and_names_in_the_place_of_a_command(self):
        for word, kind, command in (("my.json", "pipeline", "run"), ("quickstart", "pipeline", "run"),
                                    (".", "directory", "data verify"), ("./a.so", "plugin", "inspect")):
            self.assertEqual(self.refused(word, "--json"), refusal(
                f'"{word}" is no command but a {kind}', "zeroth", "", f"zeroth {command} {word} --json"))


class Help(Case):
    def commands(self):
        """All names, "data verify" too."""
        pages = [""]
        for name in pages:
            text = self.zeroth(*name.split(), "--help")[0]
            below = re.search(r"(?m)^Subcommands:\n((?:  .+\n)+)", text)
            pages += [f"{name} {one.split()[0]}".strip() for one in below[1].splitlines()] if below else []
        return pages

    def test_help_of_a_command(self):
        for name in self.commands():
            with self.subTest(name):
                self.assertEqual(self.zeroth("help", *name.split()), self.zeroth(*name.split(), "--help"))
        self.assertIn('unknown command "verfy"; did you mean "verify"?', self.zeroth("help", "data", "verfy", code=2)[1])
        self.assertIn("fix    zeroth run PIPELINE\n", self.zeroth("help", "train", code=2)[1])

    def test_examples_are_of_the_command_itself(self):
        names = self.commands()
        self.assertLessEqual({"run", "help", "pipelines", "data verify", "data unpack", "data make-regions", "data import",
                              "data convert"}, set(names))
        seen = {}
        for name in names:
            with self.subTest(name):
                text = self.zeroth(*name.split(), "--help")[0]
                examples = re.search(r"(?m)^Examples?:\n((?:  .+\n?)+)", text)[1]
                self.assertNotIn(examples, seen)
                seen[examples] = name
                for line in examples.splitlines():
                    words = line[line.index("zeroth"):].split()
                    self.assertEqual(words[:1 + len(name.split())], ["zeroth", *name.split()])
                    for option in [one for one in words if one.startswith("--")] if name else ():
                        page = self.zeroth(*self.named(words, names).split(), "--help")[0]
                        self.assertRegex(page, rf"(?m)^  (-\w,)?{option}\b")

    def named(self, words, names):
        return " ".join(words[1:3]) if " ".join(words[1:3]) in names else words[1]

    def test_examples_on_installed_pipelines_work(self):
        subprocess.run([ZEROTH, "validate", "quickstart"], check=True, stdout=subprocess.DEVNULL)
        for command in ("resolve", "cite"):
            self.zeroth(command, "quickstart")
        self.assertTrue((SOURCE / "pipelines/quickstart.json").exists())


if __name__ == "__main__":
    unittest.main()
