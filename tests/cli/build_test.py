"""What helps with the build itself."""
import shutil
import subprocess
import unittest

from zeroth import BIN, SOURCE, Case

LOG = """# ninja log v5
0\t9000\t1\thost/cli/CMakeFiles/zeroth.dir/one.o\ta
0\t4000\t1\thost/cli/CMakeFiles/zeroth.dir/one.o\tb
1000\t2500\t1\tplugins/ood/CMakeFiles/ood_msp.dir/msp.o\tc
2500\t3000\t1\tlib/zeroth/plugins/ood_msp.so\td
3000\t5000\t1\tzeroth-descriptions/stamp\te
5000\t5300\t1\thost/map/CMakeFiles/zeroth_map.dir/map.o\tf
6000\t9000\t1\thost/CMakeFiles/zeroth_front.dir/Unity/unity_0_cxx.cxx.o\tg
"""


class BuildReport(Case):
    def report(self, *arguments):
        return subprocess.run([SOURCE / "tools/build_report", *arguments], text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)

    def test_where_the_time_went(self):
        self.write(".ninja_log", LOG)
        together = self.folder / "host/CMakeFiles/zeroth_front.dir/Unity"
        together.mkdir(parents=True)
        (together / "unity_0_cxx.cxx").write_text("".join(f'#include "/src/host/{name}"\n' for name in (
            "text/a.cpp", "base/b.cpp", "base/c.cpp")))
        self.assertEqual(self.report(self.folder).stdout, """\
      11 s in 6 steps

     4.0 s    1  host/cli
     3.0 s    1  host: base, text
     2.0 s    1  describing plugins
     1.5 s    1  plugins/ood
     0.5 s    1  linking
     0.3 s    1  elsewhere

the ten dearest
     4.0 s  host/cli/CMakeFiles/zeroth.dir/one.o
     3.0 s  host/CMakeFiles/zeroth_front.dir/Unity/unity_0_cxx.cxx.o  (3 files)
     2.0 s  zeroth-descriptions/stamp
     1.5 s  plugins/ood/CMakeFiles/ood_msp.dir/msp.o
     0.5 s  lib/zeroth/plugins/ood_msp.so
     0.3 s  host/map/CMakeFiles/zeroth_map.dir/map.o
""")

    def test_without_a_build(self):
        done = self.report(self.folder)
        self.assertEqual((done.returncode, done.stderr),
                         (1, f"error: there is no {self.folder}/.ninja_log: build first, ./tools/test does\n"))


class Presets(Case):
    def test_what_compiles_every_file_alone(self):
        """Nothing else builds that preset, in which neither parts nor headers are shared."""
        done = subprocess.run(["cmake", "--preset", "dev", "-B", self.folder / "dev"], cwd=SOURCE, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, 0, done.stdout)


class DescribedPlugins(Case):
    def describe(self):
        subprocess.run(["cmake", "-D", f"DESCRIBE={BIN}/zeroth-describe", "-D", "OBJCOPY=objcopy", "-D",
                        f"FOLDER={self.folder}", "-P", SOURCE / "sdk/cmake/describe_plugins.cmake"], check=True)

    def test_what_is_built_is_not_built_again(self):
        """Plugins are written to after they are linked: a build that links them anew each time takes them from whoever
        runs meanwhile."""
        if not (BIN.parent / "build.ninja").exists():
            self.skipTest("it was not built by ninja")
        plugins = {file.name: file.stat() for file in (BIN.parent / "lib/zeroth/plugins").iterdir()}
        told = subprocess.run(["cmake", "--build", BIN.parent, "--target", "zeroth-descriptions", "--", "-n"], check=True,
                              text=True, stdout=subprocess.PIPE).stdout
        self.assertNotIn("Linking", told)
        self.assertEqual(plugins, {file.name: file.stat() for file in (BIN.parent / "lib/zeroth/plugins").iterdir()})

    def test_a_run_keeps_the_plugin_that_it_loaded(self):
        plugin = self.folder / "ood_energy.so"
        shutil.copy(BIN.parent / "lib/zeroth/plugins/ood_energy.so", plugin)
        self.write("plugins.txt", f"{plugin}\n")
        with open(plugin, "rb") as loaded:
            before = loaded.read()
            self.describe()
            loaded.seek(0)
            self.assertEqual(loaded.read(), before)
        self.assertEqual(list(self.folder.glob("*.described")), [])
        self.zeroth("inspect", plugin)
        described = plugin.stat()
        self.assertGreater((self.folder / "stamp").stat().st_mtime_ns, described.st_mtime_ns)
        self.describe()
        self.assertEqual(plugin.stat(), described)


if __name__ == "__main__":
    unittest.main()
