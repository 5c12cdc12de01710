"""The Debian packages that cpack makes."""
import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from zeroth import BIN, Case

VERSION = "1.0.0"


class Packages(Case):
    @classmethod
    def setUpClass(cls):
        for tool in ("cpack", "dpkg", "dpkg-deb", "dpkg-shlibdeps", "file"):
            if not shutil.which(tool):
                raise unittest.SkipTest(f"there is no {tool}")
        cls.made = pathlib.Path(tempfile.mkdtemp(prefix="zeroth-packages-"))
        cls.addClassCleanup(shutil.rmtree, cls.made, ignore_errors=True)
        subprocess.run(["cpack", "-G", "DEB", "--config", BIN.parent / "CPackConfig.cmake", "-B", cls.made],
                       check=True, stdout=subprocess.DEVNULL, cwd=cls.made)
        cls.packages = {cls.field(file, "Package"): file for file in cls.made.glob("*.deb")}

    def test_what_is_in_them(self):
        packages = self.packages
        self.assertEqual(set(packages), {"zeroth", "libzeroth-sdk1", "zeroth-dev", "zeroth-plugins"})
        needs = {name: self.field(file, "Depends") for name, file in packages.items()}
        for name, package in (("zeroth", "libopenblas0"), ("zeroth", self.libtorch()),
                              ("zeroth", f"libzeroth-sdk1 (= {VERSION})"), ("libzeroth-sdk1", self.libtorch()),
                              ("zeroth-plugins", f"libzeroth-sdk1 (= {VERSION})"), ("zeroth-dev", "libtorch-dev"),
                              ("zeroth-dev", f"zeroth (= {VERSION})")):
            self.assertIn(package, needs[name], name)
        holds = {name: self.contents(file) for name, file in packages.items()}
        for name, path in (("zeroth", "bin/zeroth"), ("zeroth", "libexec/zeroth/zeroth-worker"),
                           ("zeroth", "share/zeroth/pipelines/quickstart.json"),
                           ("zeroth", "share/zeroth/report/page.mustache"),
                           ("libzeroth-sdk1", "lib/libzeroth_sdk.so.1"),
                           ("zeroth-plugins", "lib/zeroth/plugins/ood_energy.so"),
                           ("zeroth-dev", "include/zeroth/ood_scorer.h"), ("zeroth-dev", "lib/libzeroth_sdk.so"),
                           ("zeroth-dev", "include/zeroth/networks/linear.h"), ("zeroth-dev", "lib/libzeroth_networks.a"),
                           ("zeroth-dev", "lib/cmake/Zeroth/ZerothConfig.cmake"),
                           ("zeroth-dev", "share/zeroth/templates/ood/template_name.cpp")):
            self.assertIn(f"./usr/{path}", holds[name])
        files = [path for paths in holds.values() for path in paths if not path.endswith("/")]
        self.assertEqual(len(files), len(set(files)), "a file is in two packages")

    def test_installing_and_removing(self):
        """By dpkg itself, into a folder: it unpacks, configures and checks that what they need is there."""
        root, database = self.folder / "root", self.folder / "dpkg"
        for folder in (root, database / "info", database / "updates"):
            folder.mkdir(parents=True)
        (database / "info/format").write_text("1\n")
        # What this machine has, for dependencies; of files it knows those of our packages only.
        shutil.copy("/var/lib/dpkg/status", database / "status")
        installed_before = self.installed(database)
        dpkg = ["dpkg", f"--admindir={database}", f"--instdir={root}", "--force-not-root", "--force-bad-path",
                f"--log={self.folder}/log"]
        done = self.call([*dpkg, "--install", *self.packages.values()])
        if "dependency problems" in done.stderr:
            self.skipTest("what the packages need was not installed by dpkg: "
                          + "".join(line for line in done.stderr.splitlines(True) if "depends on" in line))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.installed(database) - installed_before, set(self.packages))
        self.use(root / "usr")
        self.assertEqual(self.call([*dpkg, "--purge", "libzeroth-sdk1"]).returncode, 1, "others need it")
        self.assertEqual(self.call([*dpkg, "--purge", *self.packages]).returncode, 0)
        self.assertEqual(self.installed(database), installed_before)
        self.assertEqual([path for path in root.rglob("*") if not path.is_dir()], [])

    def use(self, prefix):
        """What was installed runs from where it is and finds what belongs to it."""
        for name in ("ZEROTH_PLUGIN_PATH", "ZEROTH_WORKER", "XDG_DATA_HOME"):
            self.environment.pop(name, None)
        self.environment["HOME"] = str(self.folder)
        rows = json.loads(self.call([prefix / "bin/zeroth", "list", "--json"]).stdout)
        self.assertEqual({pathlib.Path(row["file"]).parent for row in rows}, {prefix / "lib/zeroth/plugins"})
        done = self.call([prefix / "bin/zeroth", "validate", "ood.energy", "--include", "^sign$", "--strict", "3"])
        self.assertIn("  1 pass\n", done.stdout, done.stderr)

    def test_what_they_need_is_in_debian(self):
        if not shutil.which("apt-get"):
            self.skipTest("there is no apt-get")
        done = self.call(["apt-get", "install", "--simulate", "--no-install-recommends", *self.packages.values()])
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        for name in self.packages:
            self.assertIn(f"Inst {name} ", done.stdout)

    def call(self, command):
        return subprocess.run(command, env=self.environment, cwd=self.folder, text=True, timeout=300,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    @staticmethod
    def installed(database):
        rows = subprocess.run(["dpkg-query", f"--admindir={database}", "-W", "-f", "${Package} ${db:Status-Abbrev}\n"],
                              check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
        return {row.split()[0] for row in rows if row.split()[1] == "ii"}

    @staticmethod
    def libtorch():
        """The package of the library that was built with."""
        file = next(pathlib.Path("/usr/lib").glob("*/libtorch_cpu.so.*"))
        return subprocess.run(["dpkg-query", "-S", file], check=True, stdout=subprocess.PIPE, text=True).stdout.split(":")[0]

    @staticmethod
    def field(file, name):
        return subprocess.run(["dpkg-deb", "--field", file, name], check=True, stdout=subprocess.PIPE,
                              text=True).stdout.strip()

    @staticmethod
    def contents(file):
        lines = subprocess.run(["dpkg-deb", "--contents", file], check=True, stdout=subprocess.PIPE, text=True)
        return [line.split()[5] for line in lines.stdout.splitlines()]


if __name__ == "__main__":
    unittest.main()
