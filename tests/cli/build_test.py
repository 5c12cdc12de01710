"""What helps with the build itself."""
import subprocess
import unittest

from zeroth import SOURCE, Case

LOG = """# ninja log v5
0\t9000\t1\thost/cli/CMakeFiles/zeroth.dir/one.o\ta
0\t4000\t1\thost/cli/CMakeFiles/zeroth.dir/one.o\tb
1000\t2500\t1\tplugins/ood/CMakeFiles/ood_msp.dir/msp.o\tc
2500\t3000\t1\tlib/zeroth/plugins/ood_msp.so\td
3000\t5000\t1\tzeroth-descriptions/stamp\te
"""


class BuildReport(Case):
    def report(self, *arguments):
        return subprocess.run([SOURCE / "tools/build_report", *arguments], text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)

    def test_where_the_time_went(self):
        self.write(".ninja_log", LOG)
        self.assertEqual(self.report(self.folder).stdout, """\
       8 s in 4 steps

     4.0 s    1  host/cli
     2.0 s    1  describing plugins
     1.5 s    1  plugins/ood
     0.5 s    1  linking

the ten dearest
     4.0 s  host/cli/CMakeFiles/zeroth.dir/one.o
     2.0 s  zeroth-descriptions/stamp
     1.5 s  plugins/ood/CMakeFiles/ood_msp.dir/msp.o
     0.5 s  lib/zeroth/plugins/ood_msp.so
""")

    def test_without_a_build(self):
        done = self.report(self.folder)
        self.assertEqual((done.returncode, done.stderr),
                         (1, f"error: there is no {self.folder}/.ninja_log: build first, ./tools/test does\n"))


if __name__ == "__main__":
    unittest.main()
