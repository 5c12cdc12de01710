"""The README's commands run, and what it shows is what is there."""
import re
import subprocess
import unittest

from zeroth import Case, SMALL_REGIONS, SOURCE, tiny_dedn

TEXT = (SOURCE / "README.md").read_text()


class Readme(Case):
    def commands(self):
        for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL):
            yield from block.strip().splitlines()

    def run_of_experts(self):
        """What stands for the run directory in the README."""
        world = self.folder / "world.hdf5"
        self.zeroth("data", "make-regions", "--out", world,
                    *(word for key, value in SMALL_REGIONS.items() for word in (f"--{key}", value)))
        return self.folder / self.run_json(self.write("experts.json", tiny_dedn(world)))["run_dir"]

    def test_every_command(self):
        self.environment.pop("ZEROTH_DATA", None)
        for command in self.commands():
            if command == "./tools/test":
                continue  # it is what runs this test
            if " run " in command and "--dry-run" not in command:
                command += f" --run-dir {self.folder}/runs"
            if command == "./tools/quickstart":
                command += f" --run-dir {self.folder}/runs --quiet"
            if " explain " in command:
                command = command.replace("runs/2026-01-31-dedn-awa13-0123abcd", str(self.run_of_experts()))
                command = command.replace("--out ", f"--out {self.folder}/")
            if "--dry-run" in command:
                command += " --set generator.params.hidden=64"  # the full size is for a benchmark
            with self.subTest(command):
                done = subprocess.run(command, shell=True, cwd=SOURCE, env=self.environment, text=True,
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                self.assertEqual(done.returncode, 0, done.stdout)

    def test_the_plugin_is_the_real_one(self):
        shown = re.search(r"```cpp\n(.*?)```", TEXT, re.DOTALL).group(1)
        self.assertEqual(shown, (SOURCE / "plugins/ood/energy.cpp").read_text())
        self.assertLess(len(shown.splitlines()), 40)

    def test_the_pipelines_are_valid(self):
        for shown in re.findall(r"```jsonc\n(.*?)```", TEXT, re.DOTALL):
            text = shown.replace('"base/', f'"{SOURCE}/pipelines/base/')
            self.zeroth("validate", self.write("shown.json", text))

    def test_every_path_exists(self):
        for path in re.findall(r"(?:pipelines|tools|tests|sdk)/[\w./-]+\w", TEXT):
            self.assertTrue((SOURCE / path).exists(), path)


if __name__ == "__main__":
    unittest.main()
