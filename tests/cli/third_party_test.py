"""A plugin of somebody else, against an installed Zeroth and outside of the tree."""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import numpy

from worlds import write_world
from zeroth import BIN, LONG, Case, SOURCE

KINDS = ("generator", "teacher", "student", "loss", "recipe", "classifier", "data", "expert")  # the README's session does the score


class ThirdParty(Case):
    @classmethod
    def setUpClass(cls):
        cls.home = pathlib.Path(tempfile.mkdtemp(prefix="zeroth-home-"))
        cls.addClassCleanup(shutil.rmtree, cls.home, ignore_errors=True)
        cls.prefix = cls.home / "zeroth"
        subprocess.run(["cmake", "--install", BIN.parent, "--prefix", cls.prefix], check=True,
                       stdout=subprocess.DEVNULL)

    def setUp(self):
        super().setUp()
        for name in ("ZEROTH_PLUGIN_PATH", "ZEROTH_WORKER", "XDG_DATA_HOME"):
            self.environment.pop(name, None)
        self.environment["HOME"] = str(self.home)

    def shell(self, command, code=0):
        done = subprocess.run(["bash", "-euc", command], cwd=self.folder, env=self.environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=900)
        self.assertEqual(done.returncode, code, f"{command}\n{done.stdout}")
        return done.stdout

    def installed(self, arguments, code=0):
        return self.shell(f"{self.prefix}/bin/zeroth {arguments}", code)

    def test_the_session_of_the_page(self):
        block = re.search(r"```console\n(.*?)```", (SOURCE / "sdk/README.md").read_text(), re.DOTALL).group(1)
        commands = [line[2:] for line in block.splitlines()]
        self.assertLess(len(commands), 10)
        out = self.shell("\n".join(commands).replace("build/release", str(BIN.parent)))
        self.assertIn("100% tests passed", out)
        self.assertRegex(out, r"ood\.mine  .*\n(  skip .*\n)*  \d+ pass, \d+ skip\n")
        result = json.loads(next(self.folder.glob("runs/*/result.json")).read_text())
        self.assertGreater(result["metrics"]["H"], 50, result["metrics"])

    def pages(self, folder):
        """Of the projects in it: their name, and the commands of their page."""
        for page in sorted((SOURCE / "sdk" / folder).glob("*/README.md")):
            block = re.search(r"```sh\n(.*?)```", page.read_text(), re.DOTALL)
            if (page.parent / "CMakeLists.txt").exists():
                yield page.parent.name, block.group(1).splitlines()

    def test_pages_build_as_the_tests_do(self):
        """These commands are run for one of them below; what comes behind them, by the tests of all examples."""
        for folder in ("examples", "templates"):
            pages = list(self.pages(folder))
            self.assertGreater(len(pages), 5)
            for name, commands in pages:
                with self.subTest(name):
                    self.assertEqual(commands[:3], ["cmake -S . -B build", "cmake --build build",
                                                    "ctest --test-dir build --output-on-failure"])
                    self.assertEqual(commands[-1], "zeroth run pipeline.json --plugin-path build/lib/zeroth/plugins")
                    self.assertLessEqual(set(commands[3:-1]), {
                        "zeroth data make-regions --out world.hdf5",
                        "zeroth data verify . --use data.template-name --plugin-path build/lib/zeroth/plugins"})

    def test_without_an_installation(self):
        """Who has built the tree and has its bin on the PATH builds an example as its page says, and a new plugin as
        `new-plugin` does."""
        self.environment |= {"PATH": f"{BIN}:{self.environment['PATH']}", "CXXFLAGS": "-O0"}
        shutil.copytree(SOURCE / "sdk/examples/score", self.folder / "score")
        commands = dict(self.pages("examples"))["score"]
        self.shell("\n".join(["cd score", *commands]))
        self.assertEqual(len(list(self.folder.glob("**/result.json"))), 2)  # one by its test
        made = self.shell("zeroth new-plugin ood mine")
        following = made[made.index("next\n") + len("next\n"):].splitlines()
        self.assertRegex(following[0], r"^  cmake -S mine -B mine/build -DCMAKE_PREFIX_PATH=\S+$")
        self.shell("\n".join(following if LONG else following[:1]))  # the others are those of the page

    def test_every_other_kind(self):
        made = [self.installed(f"new-plugin {kind} two-words {kind}") for kind in KINDS]
        self.assertIn("  generator/two_words.cpp\n", made[0])
        self.assertIn("  zeroth data make-regions --out world.hdf5\n  zeroth run expert/pipeline.json ", made[-1])
        subdirectories = "\n".join(f"add_subdirectory({kind})" for kind in KINDS)
        self.write("CMakeLists.txt", f"cmake_minimum_required(VERSION 3.20)\nproject(all CXX)\nenable_testing()\n"
                                     f"{subdirectories}\n")
        self.shell(f"cmake -S . -B build -G Ninja -DCMAKE_PREFIX_PATH={self.prefix} -DCMAKE_CXX_FLAGS='-Wall -Werror' "
                   "-DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O0\n cmake --build build")
        out = self.shell("ctest --test-dir build --output-on-failure")
        self.assertIn(f"100% tests passed, 0 tests failed out of {2 * len(KINDS) + 2}\n", out)  # an expert makes its world,
        # a reader verifies its tables

    def test_the_examples(self):
        names = ("score", "loss", "generator", "cada-vae", "apn", "self-training", "unit-rows")
        for name in names:
            shutil.copytree(SOURCE / "sdk/examples" / name, self.folder / name)
        # One build for all: `find_package` and LibTorch's configuration take longer than compiling. What optimises, and
        # reads LibTorch's headers for each file of a plugin, is for authors and for long tests.
        short = "" if LONG else "-DCMAKE_UNITY_BUILD=ON -DCMAKE_CXX_FLAGS_RELEASE='-O1 -DNDEBUG' "
        self.write("CMakeLists.txt", "cmake_minimum_required(VERSION 3.20)\nproject(all CXX)\nenable_testing()\n" +
                   "".join(f"add_subdirectory({name})\n" for name in names))
        self.shell(f"cmake -S . -B build -G Ninja -DCMAKE_PREFIX_PATH={self.prefix} {short}-DCMAKE_CXX_FLAGS='-Wall -Werror'\n"
                   "cmake --build build")
        # The tree builds this one of the same files, and conformance_test.py has it under the kit.
        left_out = "" if LONG else "--exclude-regex '^generator_cada_vae.conformance$' "
        self.shell(f"ctest --test-dir build {left_out}--output-on-failure")
        self.installed("data make-regions --out apn/world.hdf5")
        runs = (("generator", 60), ("apn", 60), ("self-training", 80), ("unit-rows", 60), ("cada-vae", 85), ("loss", 60),
                ("score", 60))
        for name, least in runs if LONG else runs[:4]:
            result = json.loads(self.installed(f"run {name}/pipeline.json --plugin-path "
                                               f"build/{name}/lib/zeroth/plugins --json --quiet 2>said"))
            self.assertGreater(result["metrics"]["H"], least, name)
        self.the_wrapper_stands_between_the_host_and_another_reader()
        self.refusals_of_the_examples()

    def the_wrapper_stands_between_the_host_and_another_reader(self):
        """Its rows are what everybody reads; what is wrong in the reader inside is told of that one."""
        write_world(self.folder / "world", 1)
        plugins = "--plugin-path build/unit-rows/lib/zeroth/plugins"
        self.installed(f"data convert world unit --use data.unit-rows {plugins}")
        before, after = (numpy.load(self.folder / name / "features.npy") for name in ("world", "unit"))
        self.assertTrue(numpy.allclose(after, before / numpy.linalg.norm(before, axis=1, keepdims=True), atol=1e-6))
        err = self.installed(f"run unit-rows/pipeline.json {plugins} --quiet --set data.reader.use=data.npy "
                             "--set data.reader.params.root=nowhere 2>&1", 66)
        self.assertIn("error: a data file is missing\n", err)
        err = self.installed(f"data verify apn/world.hdf5 --use data.unit-rows {plugins} 2>&1", 78)
        self.assertIn("error: regions of images stay as they are in their file\n", err)

    def refusals_of_the_examples(self):
        warm_up = (" must hold the shares of the training at which the weight begins to rise and at which it is there, "
                   "0 <= begin < end <= 1")
        groups = "losses.decorrelation.params.groups="
        for name, setting, message in (
                ("cada-vae", "generator.params.cross_warm_up=[0.5]", "cross_warm_up" + warm_up),
                ("cada-vae", "generator.params.alignment_warm_up=[0.5,0.5]", "alignment_warm_up" + warm_up),
                ("apn", "experts.apn.params.columns=5",
                 "columns 5 does not divide the 16 regions of an image: give the width of its grid, or 0"),
                ("apn", groups + "[[0],[]]", "one of the groups has no attribute"),
                ("apn", groups + "[[0,1],[1]]", "attribute 1 stands in the groups twice"),
                ("apn", groups + "[[0,1]]", "attribute 2 stands in none of the groups"),
                ("apn", groups + "[[0,12]]", "groups names attribute 12, but there are attributes 0 to 11")):
            out = self.shell(f"! {self.prefix}/bin/zeroth run {name}/pipeline.json --plugin-path "
                             f"build/{name}/lib/zeroth/plugins --quiet --set '{setting}' 2>&1")
            self.assertIn(message, " ".join(out.split()))

    def test_the_examples_write_their_cases(self):
        for name in ("cada-vae", "apn"):
            shutil.copytree(SOURCE / "sdk/examples" / name, self.folder / name)
            shutil.rmtree(self.folder / name / "cases")
            self.shell(f"{sys.executable} -B {name}/cases.py")
            for file in (SOURCE / "sdk/examples" / name / "cases").iterdir():
                now, before = (json.loads(path.read_text()) for path in (self.folder / name / "cases" / file.name, file))
                self.assert_alike(now, before, file.name)

    def assert_alike(self, now, before, where):
        """But for the last digits: since 3.12, Python's sum() of floats is another."""
        self.assertEqual(type(now), type(before), where)
        if isinstance(now, float):
            return self.assertAlmostEqual(now, before, delta=1e-12 * max(1, abs(before)), msg=where)
        if not isinstance(now, (dict, list)):
            return self.assertEqual(now, before, where)
        pairs = now.keys() if isinstance(now, dict) else range(len(now))
        self.assertEqual(list(pairs), list(before.keys() if isinstance(before, dict) else range(len(before))), where)
        for key in pairs:
            self.assert_alike(now[key], before[key], f"{where} {key}")

    def test_a_plugin_of_another_compiler(self):
        if not shutil.which("clang++"):
            self.skipTest("there is no clang++")
        self.installed("new-plugin ood mine")
        self.shell(f"cmake -S mine -B build -G Ninja -DCMAKE_PREFIX_PATH={self.prefix} -DCMAKE_CXX_COMPILER=clang++\n"
                   "cmake --build build")
        file = self.folder / "build/lib/zeroth/plugins/ood_mine.so"
        self.assertIn("Clang", json.loads(self.installed(f"inspect {file} --json"))["compiler"])
        self.assertRegex(self.installed(f"validate {file} --strict 3"), r"\n  \d+ pass, \d+ skip\n$")

    def test_it_finds_what_belongs_to_it(self):
        rows = json.loads(self.installed("list --json"))
        self.assertEqual({pathlib.Path(row["file"]).parent for row in rows}, {self.prefix / "lib/zeroth/plugins"})
        built = {file.name for file in (BIN.parent / "lib/zeroth/plugins").glob("*.so")}
        self.assertEqual({pathlib.Path(row["file"]).name for row in rows}, built)
        self.assertIn("  1 pass\n", self.installed("validate ood.energy --include '^sign$' --strict 3"))
        pipeline = self.prefix / "share/zeroth/pipelines/quickstart.json"
        self.assertIn("is valid", self.installed(f"validate {pipeline}"))

    def test_its_pages_lead_somewhere(self):
        pages = list(self.prefix.rglob("*.md"))
        self.assertIn(self.prefix / "share/doc/zeroth/CHANGELOG.md", pages)
        for page in pages:
            for target in re.findall(r"\]\(([^)#\s]+)", page.read_text()):
                with self.subTest(page=page, target=target):
                    self.assertTrue(re.match(r"\w+:", target) or (page.parent / target).exists())

    def test_another_libtorch_is_refused_when_cmake_runs(self):
        (self.folder / "torch").mkdir()
        self.write("torch/TorchConfig.cmake", "set(Torch_FOUND TRUE)\nset(Torch_VERSION 9.7.1)\n")
        self.write("torch/TorchConfigVersion.cmake", "set(PACKAGE_VERSION 9.7.1)\nset(PACKAGE_VERSION_COMPATIBLE TRUE)\n")
        self.installed("new-plugin loss mine")
        configure = f"cmake -S mine -B mine/build -DCMAKE_PREFIX_PATH={self.prefix}"
        out = " ".join(self.shell(f"{configure} -DTorch_DIR={self.folder}/torch", code=1).split())
        self.assertRegex(out, r"Zeroth was built with LibTorch \d+\.\d+\.\d+, but LibTorch 9\.7\.1 is in "
                              rf"{self.folder}/torch: set Torch_DIR to the one that Zeroth was built with, or build "
                              r"Zeroth with yours\.")

    def test_refusals_of_new_plugin(self):
        self.assertEqual(self.installed("new-plugin odd mine", code=2),
                         'error: there is no template for the kind "odd"; did you mean "ood"?\n'
                         "  where  zeroth new-plugin\n  why    kinds: classifier, data, expert, generator, loss, ood, recipe, student, teacher\n")
        for name in ("Mine", "1st", "a--b", "a/b", "a_b", "-a", "''"):
            self.assertIn("error: no plugin can be named ", self.installed(f"new-plugin -- ood {name}", code=2))
        (self.folder / "mine").mkdir()
        self.write("mine/thesis.tex", "years of work")
        self.assertEqual(self.installed("new-plugin ood mine", code=73),
                         "error: the directory is not empty\n  where  mine\n  why    nothing is overwritten\n"
                         "  fix    name another one as the last argument\n")
        self.write("file", "")
        self.assertIn("error: the directory cannot be made\n  where  file\n",
                      self.installed("new-plugin ood mine file", code=73))
        self.assertEqual([path.name for path in (self.folder / "mine").iterdir()], ["thesis.tex"])

    def test_without_the_development_files(self):
        templates = self.prefix / "share/zeroth/templates"
        templates.rename(templates.with_name("away"))
        self.addCleanup(templates.with_name("away").rename, templates)
        self.assertEqual(self.installed("new-plugin ood mine", code=69),
                         f"error: there are no templates for plugins\n  where  {templates}\n"
                         "  fix    install Zeroth's development files, zeroth-dev\n")

    def test_json(self):
        made = json.loads(self.installed("new-plugin ood mine --json"))
        self.assertEqual(sorted(made["files"]), [f"mine/{name}" for name in
                         ("CMakeLists.txt", "README.md", "cases.json", "mine.cpp", "pipeline.json")])
        self.assertEqual(made["next"][0], f"cmake -S mine -B mine/build -DCMAKE_PREFIX_PATH={self.prefix}")


if __name__ == "__main__":
    unittest.main()
