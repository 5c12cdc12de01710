"""Plugins that are wrong: the host survives, names plugin, call and reason."""
import json
import os
import pathlib
import shutil
import subprocess
import unittest

from zeroth import BIN, Case, FIXTURES, SOURCE, tiny_d3gzsl, tiny_generative

# Sections of a plugin and nothing else: what the front end reads.
SEED = SOURCE / "tests/fuzz/seeds/manifest/energy.o"


class Plugins(Case):
    WARM = True

    def run_with(self, score, code, folder="misbehaving"):
        pipeline = self.write("p.json", tiny_d3gzsl(ood={"use": score}))
        return self.zeroth("run", pipeline, "--plugin-path", FIXTURES / folder, "--quiet", code=code)[1]

    def test_a_class_that_nobody_knows_is_thrown(self):
        err = self.run_with("ood.throws", 1)
        self.assertEqual(err, "error: ood.throws failed in score()\n"
                              f"  where  {self.folder}/p.json:1:{self.column('ood')}  /ood\n"
                              "  why    the score ran out of luck\n  fix    see `zeroth inspect ood.throws`\n")

    def column(self, block):
        text = (self.folder / "p.json").read_text()
        return text.index('"ood.', text.index(f'"{block}"')) + 1

    def test_a_crash_is_blamed_on_the_plugin(self):
        err = self.run_with("ood.crashes", 70)
        self.assertRegex(err, r"error: plugin ood.crashes crashed in score\(\)\n"
                              r"  why    signal 11 \(Segmentation fault\)\n"
                              r"(         in .+\n)+"
                              r"         in misbehaves_crashes\.so\+0x[0-9a-f]+\n"
                              r"(         in .+\n)+"
                              r"  fix    report it to the author of ood.crashes;")

    def test_a_wrong_shape(self):
        # 4 synthetic rows of each of 3 unseen classes above 16 real ones; 6 seen classes.
        self.assertIn("why    expected [28], got [28, 6]", self.run_with("ood.wrong-shape", 1))

    def test_not_a_number(self):
        err = self.run_with("ood.not-finite", 1)
        self.assertIn('error: the loss "od" became ', err)

    def run_generator(self, name, code):
        pipeline = self.write("p.json", tiny_generative(generator={"use": f"generator.{name}"}))
        return self.zeroth("run", pipeline, "--plugin-path", FIXTURES / "misbehaving", code=code)[1]

    def test_parameters_are_looked_at_before_they_learn(self):
        for name, why in {
                "double-names": 'two tensors of parameters() are named "weight"',
                "copies-parameters": 'parameters() gives a copy of "weight": it is another tensor at every call'}.items():
            with self.subTest(name):
                err = self.run_generator(name, 1)
                self.assertIn(f"error: generator.{name} cannot be trained and saved\n", err)
                self.assertIn(f"  why    {why}\n", err)
        self.assertIn('warning: generator.leaves-one-unmoved: no optimiser of its schedule() moves its parameter "spread"\n',
                      self.run_generator("leaves-one-unmoved", 0))

    def test_a_symbol_that_nobody_provides(self):
        # Such a library cannot describe itself, so it is refused before it is loaded.
        err = self.run_with("ood.undefined-symbol", 69, folder="undefined")
        self.assertIn("error: plugin ood.undefined-symbol does not describe itself\n", err)
        request = {"component": "ood.undefined-symbol",
                   "cases": [{"name": "a", "inputs": {}, "outputs": {}, "rtol": 0, "atol": 0}]}
        out, _ = self.zeroth("check-cases", self.write("c.json", request), "--json", "--plugin-path",
                             FIXTURES / "undefined", code=1)
        self.assertIn("it needs nobody_provides_this(at::Tensor const&), which nothing provides",
                      json.loads(out)["cases"][0]["why"])

    def test_a_plugin_that_cannot_describe_itself_hides_no_other(self):
        out, _ = self.zeroth("list", "--plugin-path", FIXTURES / "undefined")
        self.assertIn("damaged: its section zeroth.description is missing or damaged\n", out)
        self.assertIn("ood.energy", out)

    def refusal_of_id(self, plugin_id):
        """Why a plugin of that id is refused; empty when it is not."""
        energy = json.loads(self.zeroth("inspect", "ood.energy", "--json")[0])["file"]
        manifest, target = self.folder / "manifest", self.folder / "x.so"
        subprocess.run(["objcopy", "-O", "binary", "--only-section=zeroth", energy, manifest], check=True)
        document = json.loads(manifest.read_bytes().rstrip(b"\0"))
        self.write("manifest", {**document, "id": plugin_id})
        subprocess.run(["objcopy", "--update-section", f"zeroth={manifest}", SEED, target], check=True)
        rows = json.loads(self.zeroth("list", "--all", "--json", "--no-default-paths", "--plugin", target)[0])
        return "".join(rows[0]["reasons"])

    def test_ids_are_well_formed(self):
        for good in ("ood.energy", "ood.a", "ood.0", "ood.log-msp-2", "ood." + "a" * 50000):
            self.assertEqual(self.refusal_of_id(good), "", good[:20])
        for bad in ("ood.", "ood.a-", "ood.-a", "ood.a--b", "ood.A", "ood.a b", "ood.a.b", "ood.ä"):
            self.assertEqual(self.refusal_of_id(bad), f'its id "{bad}" is not of the form kind.name')
        for bad in ("ood", "", ".a", "Ood.a", "o2.a"):
            self.assertIn(f'its id "{bad}" is not of the form kind.name', self.refusal_of_id(bad))

    def energy_in(self, name):
        """A copy of ood.energy in a folder of its own."""
        energy = json.loads(self.zeroth("inspect", "ood.energy", "--json", "--no-default-paths", "--plugin-path", BIN.parent / "lib/zeroth/plugins")[0])["file"]
        folder = self.folder / name
        folder.mkdir(parents=True)
        shutil.copy(energy, folder / "energy.so")
        return folder

    def test_a_folder_that_everybody_may_write_to_is_refused(self):
        for mode in (0o777, 0o1777):
            folder = self.energy_in(f"open-{mode:o}")
            folder.chmod(mode)
            reason = f"everybody may write to {folder}: chmod o-w"
            out, _ = self.zeroth("list", "--all", "--plugin-path", folder)
            self.assertIn(f"refused: {reason}\n", out)
            self.assertIn("1 plugin is refused: `zeroth list --all` shows why\n",
                          self.zeroth("list", "--plugin-path", folder)[1])
            self.assertIn(f"problem: plugin {folder}/energy.so is refused: {reason}\n",
                          self.zeroth("doctor", "--plugin-path", folder, code=69)[0])

    @unittest.skipIf(os.geteuid() != 0, "only root gives files away")
    def test_a_plugin_of_somebody_else_is_refused(self):
        folder = self.energy_in("theirs")
        os.chown(folder / "energy.so", 65534, 65534)
        out, _ = self.zeroth("list", "--all", "--plugin-path", folder)
        self.assertIn(f"refused: {folder}/energy.so belongs to nobody, who is neither you nor root\n", out)

    def test_relative_names_in_the_environment_are_ignored(self):
        self.energy_in("home/.local/share/zeroth/plugins")
        self.energy_in("data/zeroth/plugins")
        self.environment.update(HOME="home", XDG_DATA_HOME="data", ZEROTH_PLUGIN_PATH="data/zeroth/plugins")
        out, err = self.zeroth("list", "ood", "--all")
        self.assertNotIn("/energy.so", out)
        for name, value in (("HOME", "home"), ("XDG_DATA_HOME", "data"), ("ZEROTH_PLUGIN_PATH", "data/zeroth/plugins")):
            self.assertIn(f"ignored {value} of {name}: it is relative to the current folder\n", out)
        self.assertIn("data/zeroth/plugins/energy.so", self.zeroth("list", "ood", "--plugin-path", "data/zeroth/plugins")[0])

    def test_a_plugin_that_replaces_another_is_said(self):
        folder = self.energy_in("data/zeroth/plugins")
        energy = json.loads(self.zeroth("inspect", "ood.energy", "--json")[0])["file"]
        self.environment["XDG_DATA_HOME"] = str(self.folder / "data")
        said = f"warning: ood.energy of {folder}/energy.so replaces that of {energy}\n"
        pipeline = self.write("p.json", tiny_d3gzsl(ood={"use": "ood.energy"}))
        self.assertEqual(self.zeroth("validate", pipeline)[1], said)
        self.assertEqual(self.zeroth("run", pipeline, "--quiet", "--set", "train.epochs=1")[1], said)
        self.assertIn(said, self.zeroth("check-cases", SOURCE / "tests/golden/ood.energy.json")[1])
        self.assertNotIn("warning", self.zeroth("validate", self.write("q.json", tiny_d3gzsl(ood={"use": "ood.msp"})))[1])

    def test_shadowed_and_doubled_plugins_are_listed(self):
        energy = pathlib.Path(json.loads(self.zeroth("inspect", "ood.energy", "--json")[0])["file"])
        first, twice = self.folder / "first", self.folder / "twice"
        for copy in (first / "a.so", twice / "b.so", twice / "c.so"):
            copy.parent.mkdir(exist_ok=True)
            shutil.copy(energy, copy)
        out, _ = self.zeroth("list", "ood", "--all", "--plugin-path", first, "--plugin-path", twice,
                             "--plugin-path", self.folder / "absent")
        for line in (f"shadowed: found earlier: {first}/a.so\n", f"{energy}\n",
                     f"refused: the same directory has the id twice: {twice}/c.so\n",
                     f"refused: the same directory has the id twice: {twice}/b.so\n",
                     f"looked in {first} (1 plugin)\n", f"looked in {twice} (0 plugins)\n",
                     f"looked in {self.folder}/absent (does not exist)\n"):
            self.assertIn(line, out)
        self.assertNotIn("shadowed", self.zeroth("list", "--plugin-path", first)[0])

    def test_refused_plugins_are_listed_with_all_reasons(self):
        rows = json.loads(self.zeroth("list", "--all", "--json", "--plugin-path",
                                      FIXTURES / "torch_and_abi")[0])
        bad = next(row for row in rows if row["id"] == "ood.bad")
        self.assertEqual((bad["state"], len(bad["reasons"])), ("refused", 2))
        out, _ = self.zeroth("list", "--all", "--plugin-path", FIXTURES / "torch_and_abi")
        self.assertIn("refused: built for LibTorch 0.4, this host has", out)
        nameless = self.zeroth("list", "--all", "--plugin-path", FIXTURES / "not_json", "--no-default-paths")[0]
        self.assertTrue(nameless.startswith("(no id)           refused: its manifest is not one line of JSON"), nameless)
        self.assertIn(f"\nlooked in {FIXTURES / 'torch_and_abi'} (0 plugins)\n", out)
        err = self.run_with("ood.bad", 69, folder="torch_and_abi")
        self.assertIn('error: no plugin "ood.bad"', err)
        self.assertIn("was refused: built for LibTorch 0.4, this host has", err)
        err = self.zeroth("inspect", FIXTURES / "torch_and_abi/torch_and_abi.so", code=69)[1]
        self.assertIn("error: plugin ood.bad was found but cannot be used\n", err)


if __name__ == "__main__":
    unittest.main()
