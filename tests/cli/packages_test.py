"""The Debian packages that cpack makes."""
import shutil
import subprocess
import unittest

from zeroth import BIN, Case

VERSION = "1.0.0"


class Packages(Case):
    def test_debian_packages(self):
        for tool in ("cpack", "dpkg-deb", "dpkg-shlibdeps", "file"):
            if not shutil.which(tool):
                self.skipTest(f"there is no {tool}")
        subprocess.run(["cpack", "-G", "DEB", "--config", BIN.parent / "CPackConfig.cmake", "-B", self.folder],
                       check=True, stdout=subprocess.DEVNULL, cwd=self.folder)
        packages = {self.field(file, "Package"): file for file in self.folder.glob("*.deb")}
        self.assertEqual(set(packages), {"zeroth", "libzeroth-sdk1", "zeroth-dev", "zeroth-plugins"})
        needs = {name: self.field(file, "Depends") for name, file in packages.items()}
        for name, package in (("zeroth", "libopenblas0"), ("zeroth", "libtorch1.13"),
                              ("zeroth", f"libzeroth-sdk1 (= {VERSION})"), ("libzeroth-sdk1", "libtorch1.13"),
                              ("zeroth-plugins", f"libzeroth-sdk1 (= {VERSION})"), ("zeroth-dev", "libtorch-dev"),
                              ("zeroth-dev", f"zeroth (= {VERSION})")):
            self.assertIn(package, needs[name], name)
        holds = {name: self.contents(file) for name, file in packages.items()}
        for name, path in (("zeroth", "bin/zeroth"), ("zeroth", "libexec/zeroth/zeroth-worker"),
                           ("zeroth", "share/zeroth/pipelines/quickstart.json"),
                           ("libzeroth-sdk1", "lib/libzeroth_sdk.so.1"),
                           ("zeroth-plugins", "lib/zeroth/plugins/ood_energy.so"),
                           ("zeroth-dev", "include/zeroth/ood_scorer.h"), ("zeroth-dev", "lib/libzeroth_sdk.so"),
                           ("zeroth-dev", "lib/cmake/Zeroth/ZerothConfig.cmake"),
                           ("zeroth-dev", "share/zeroth/templates/ood/template_name.cpp")):
            self.assertIn(f"./usr/{path}", holds[name])
        files = [path for paths in holds.values() for path in paths if not path.endswith("/")]
        self.assertEqual(len(files), len(set(files)), "a file is in two packages")

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
