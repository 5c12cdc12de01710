"""Pipelines that came with Zeroth, by their names."""
import json
import os
import re
import shutil
import subprocess
import unittest

from zeroth import BIN, SOURCE, ZEROTH, Case, tiny_generative


def published_names():
    """Path below pipelines/ without .json, of every file that has a name."""
    root = SOURCE / "pipelines"
    return {path.relative_to(root).with_suffix("").as_posix() for path in root.rglob("*.json")
            if re.search(r'(?m)^  "name":', path.read_text())}


class Names(Case):
    def resolved(self, name):
        return json.loads(self.zeroth("resolve", name)[0])["name"]

    def test_by_path_and_by_a_last_part_that_is_unique(self):
        self.assertEqual(self.resolved("quickstart"), "quickstart")
        for name in ("d3gzsl/f-clswgan-cub", "f-clswgan-cub"):
            self.assertEqual(self.resolved(name), "d3gzsl-f-clswgan-cub")
        self.assertEqual(self.zeroth("validate", "f-clswgan-cub")[0], "f-clswgan-cub is valid\n")
        self.assertIn("@misc{arXiv:2402.11424", self.zeroth("cite", "quickstart")[0])
        small = ["--set", "train.epochs=1", "--set", "teacher.params.epochs=1", "--set", "data.params.train_per_class=2"]
        self.assertEqual(self.run_json("quickstart", *small)["pipeline"], "quickstart")

    def test_every_name_is_found(self):
        names = published_names()
        self.assertGreater(len(names), 100)
        self.assertEqual({one["name"] for one in json.loads(self.zeroth("pipelines", "--json")[0])}, names)

    def test_a_name_of_several(self):
        folder = BIN.parent / "share/zeroth/pipelines"
        self.assertEqual(self.zeroth("run", "cub", code=2)[1],
                         f'error: 12 pipelines are called "cub"\n  where  {folder}\n  why    apn/cub\n'
                         "         cada-vae/cub\n         ce-gzsl/cub\n         cycle-clswgan/cub\n         dazle/cub\n"
                         "         ddgan/cub\n         f-clswgan/cub\n         f-vaegan-d2/cub\n         free/cub\n"
                         "         izf/cub\n         lisgan/cub\n         tf-vaegan/cub\n"
                         "  fix    write one of these names in full\n")

    def test_a_name_of_none(self):
        folder = BIN.parent / "share/zeroth/pipelines"
        for command in ("run", "validate", "resolve", "cite"):
            self.assertEqual(self.zeroth(command, "qickstart", code=66)[1],
                             f'error: no pipeline "qickstart"; did you mean "quickstart"?\n  where  {folder}\n'
                             "  why    there is neither a file nor an installed pipeline of that name\n"
                             "  fix    `zeroth pipelines` lists what is installed; the name of a file ends in .json\n")
        self.assertIn('no pipeline "base/cub"', self.zeroth("run", "base/cub", code=66)[1])
        self.assertIn("cannot open the file", self.zeroth("run", "absent.json", code=66)[1])

    def test_a_file_of_that_name_wins_and_a_folder_only_if_it_is_a_run(self):
        (self.folder / "quickstart").mkdir()
        self.assertEqual(self.resolved("quickstart"), "quickstart")
        (self.folder / "quickstart").rmdir()
        self.write("quickstart", tiny_generative())
        self.assertEqual(self.resolved("quickstart"), "tiny")
        self.write("p.json", tiny_generative())
        made = self.run_json("p.json")["run_dir"]
        os.rename(made, self.folder / "cub")
        self.assertEqual(self.run_json("cub")["pipeline"], "tiny")
        (self.folder / "mine").mkdir()
        self.assertIn("this is not a run directory", self.zeroth("run", "mine", code=66)[1])


class Listing(Case):
    def test_rows(self):
        rows = {row["name"]: row for row in json.loads(self.zeroth("pipelines", "--json")[0])}
        row = rows["d3gzsl/f-clswgan-cub"]
        self.assertEqual(sorted(row), ["data", "file", "name", "problems", "published", "recipe"])
        self.assertEqual((row["data"], row["recipe"], row["published"]["H"]), ("CUB", "d3gzsl", 56.5))
        self.assertEqual(rows["quickstart"], {
            "name": "quickstart", "file": str(SOURCE / "pipelines/quickstart.json"), "data": "synthetic",
            "recipe": "d3gzsl", "published": None, "problems": []})
        self.assertFalse([row for row in rows.values() if row["problems"]])
        text = self.zeroth("pipelines")[0]
        self.assertRegex(text, r"(?m)^d3gzsl/f-clswgan-cub  +CUB  +d3gzsl  +H 56\.5$")
        self.assertRegex(text, r"(?m)^quickstart  +synthetic  +d3gzsl$")
        self.assertLessEqual(max(map(len, text.splitlines())), 80)

    def test_words_filter(self):
        out = self.zeroth("pipelines", "CUB", "d3gzsl", "Table")[0]
        self.assertIn("d3gzsl/f-clswgan-cub ", out)
        for line in out.splitlines():
            self.assertIn("CUB", line)
        self.assertEqual(len(self.zeroth("pipelines", "d3gzsl-f-clswgan-cub")[0].splitlines()), 4)
        out, err = self.zeroth("pipelines", "nothing", "so")
        self.assertEqual(out, "")
        self.assertRegex(err, r"^none of \d+ pipelines has the words: nothing so \(without words, all are listed\)\n$")

    def installed(self):
        """`zeroth` under a prefix of its own."""
        (self.folder / "bin").mkdir()
        return shutil.copy(ZEROTH, self.folder / "bin")

    def run_installed(self, program, *arguments):
        done = subprocess.run([program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        return done.returncode, done.stdout, done.stderr

    def test_an_installation_finds_its_own_and_shows_what_is_damaged(self):
        program = self.installed()
        folder = self.folder / "share/zeroth/pipelines"
        self.assertEqual(self.run_installed(program, "pipelines"),
                         (69, "", f"error: no pipelines are installed\n  where  {folder}\n"
                                  "  fix    install Zeroth again, or name a pipeline file\n"))
        folder.mkdir(parents=True)
        (folder / "mine.json").write_text(json.dumps(tiny_generative(published={"T1": 70.5})))
        (folder / "broken.json").write_text("{")
        (folder / "empty.json").write_text('{"zeroth": 1}')
        code, out, err = self.run_installed(program, "pipelines")
        self.assertEqual((code, err), (0, ""))
        self.assertRegex(out, r"^broken +damaged: .+\nempty +damaged: it has no recipe or data; `zeroth validate` says "
                              r"more\nmine  +synthetic  +generative  +T1 70\.5\n$")


if __name__ == "__main__":
    unittest.main()
