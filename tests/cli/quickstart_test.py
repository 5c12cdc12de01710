"""tools/quickstart with stand-ins for everything that it calls, and what it says where something is missing."""
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from terminal import Screen, Terminal, columns_of, drawn_rows, screen
from zeroth import BIN, SOURCE

# What the tools may count on everywhere.
USED = ("awk basename bash cat chmod cut dirname env fold grep head id ln mkdir mktemp nproc printf rm sed sh sleep sort stty tee touch "
        "tr true wc yes").split()
ABSENT = "cmake ninja-build"
# Seconds between two steps of a stand-in where somebody looks: longer than between two drawings.
PAUSE = "0.15"

APT = r"""#!/bin/sh
echo "apt-get $*" >>"$CALLS"
case "$*" in
  *--print-uris*)
    echo "'http://example.org/cmake.deb' cmake.deb 90000000 MD5Sum:0"
    echo "'http://example.org/ninja.deb' ninja.deb 33000000 MD5Sum:0" ;;
  update*) [ -z "$APT_SAYS" ] || { echo "$APT_SAYS" >&2; exit 100; } ;;
  install*) [ -z "$APT_SAYS" ] || { echo "$APT_SAYS" >&2; exit 100; }; touch "$CALLS.installed" ;;
esac
"""
DPKG = r"""#!/bin/sh
shift 3  # -W -f FORMAT
for name; do
  case " $ABSENT " in *" $name "*) [ -e "$CALLS.installed" ] || continue ;; esac
  echo "install ok installed $name"
done
"""
SUDO = r"""#!/bin/sh
echo "sudo $*" >>"$CALLS"
[ -z "$SUDO_REFUSES" ] || exit 1
[ "$1" = -v ] || exec "$@"
"""
CMAKE = r"""#!/bin/sh
if [ "$1" = --preset ]; then
  [ -z "$CONFIGURE_FAILS" ] || { echo "CMake Error: no LibTorch"; exit 1; }
  mkdir -p build/release/bin; exit 0
fi
built=$2
plans=; [ "$5" != -- ] || plans=yes  # -n
[ -z "$NOTHING_TO_DO" ] || { echo "ninja: no work to do."; exit 0; }
if [ -n "$plans" ]; then yes "[1/5] Building CXX object plugins/a" | head -n "${STEPS:-5}"; exit 0; fi
for i in 1 2 3 4 5; do
  while [ "$i" = 3 ] && [ -n "$WAITS_FOR" ] && [ ! -e "$WAITS_FOR" ]; do sleep 0.05; done
  echo "$NINJA_STATUS" | sed "s/%f/$i/; s/%t/5/" | tr -d '\n'; echo "Building CXX object plugins/a.cpp with a very long name and many options"
  sleep "${PAUSE:-0}"
done
if [ -n "$BUILD_FAILS" ]; then echo "a.cpp:1:1: error: no such thing"; echo "ninja: build stopped: subcommand failed."; exit 1; fi
ln -sf "$TRAINER" "$built/bin/zeroth"
touch "$built/bin/zeroth-worker"; chmod +x "$built/bin/zeroth-worker"
"""
TRAINER = r"""#!/bin/sh
echo "zeroth $*" >>"$CALLS"
echo '{"message":"run directory: runs/a"}' >&2
for i in 1 2 3; do
  sleep "${PAUSE:-0}"
  echo '{'"${NO_FIGURE-"\"figure\":\"H 45.2\","}"'"note":"x","seconds":0.1,"seconds_left":75.5,"title":"joint epoch '$i'/3"}' >&2
done
if [ -n "$TRAINS_ON" ]; then
  trap 'echo "error: interrupted" >&2; exit 130' INT
  while :; do sleep 0.05; done
fi
[ -z "$TRAINING_FAILS" ] || { printf 'error: the training diverged\n  where  here\n' >&2; exit 1; }
echo '{"message":"epoch 3: U 90.0  S 88.4  H 89.2  T1 94.5"}' >&2
echo "the table"
"""


class Quickstart(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="zeroth-quickstart-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.root = self.folder / "zeroth"
        (self.root / "tools").mkdir(parents=True)
        for name in ("quickstart", "setup", "phases", "packages.txt"):
            shutil.copy(SOURCE / "tools" / name, self.root / "tools" / name)
        self.bin = self.folder / "bin"
        self.bin.mkdir()
        for name in USED:
            (self.bin / name).symlink_to(shutil.which(name))
        for name, text in (("apt-get", APT), ("dpkg-query", DPKG), ("sudo", SUDO), ("cmake", CMAKE), ("trainer", TRAINER)):
            self.stand_in(name, text)
        self.environment = {"PATH": str(self.bin), "CALLS": str(self.folder / "calls"), "TERM": "xterm",
                            "TRAINER": str(self.bin / "trainer"), "HOME": str(self.folder), "LC_ALL": "C.UTF-8"}

    def stand_in(self, name, text):
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def calls(self):
        path = self.folder / "calls"
        return path.read_text().splitlines() if path.exists() else []

    def run_it(self, *arguments, code=0, tool="quickstart", **environment):
        done = subprocess.run([self.root / "tools" / tool, *arguments], env={**self.environment, **environment},
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, cwd=self.folder)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout, done.stderr

    def show(self, columns, *arguments, code=0, **environment):
        terminal = Terminal([self.root / "tools/quickstart", *arguments], columns,
                            {**self.environment, "PAUSE": PAUSE, **environment}, self.folder)
        ended, text = terminal.end()
        self.assertEqual(ended, code, text)
        return text

    def refused(self, sentence, code=69, before="", **environment):
        out, err = self.run_it(code=code, **environment)
        self.assertEqual(out, "")
        self.assertEqual(err.splitlines()[-1], "error: " + sentence)
        return err


class Phases(Quickstart):
    def test_without_a_terminal_a_line_a_phase(self):
        out, err = self.run_it("--seed", "2")
        self.assertEqual(out, "the table\n")
        self.assertRegex(err, r"^This takes about \d+ min here: building and training\.\npackages: all there\n"
                              r"build: 5 steps in \d s\ntraining: H 89\.2  \d s\n$")
        self.assertEqual(self.calls(), ["zeroth run pipelines/quickstart.json --progress json --seed 2"])

    def test_packages_are_counted_and_installed(self):
        err = self.run_it(ABSENT=ABSENT)[1]
        self.assertRegex(err, r"^This takes about \d+ min here: installing 2 packages, building and training\.\n"
                              r"packages: 2 installed, 123 MB\n")
        self.assertIn("apt-get install -y -qq --no-install-recommends cmake ninja-build", self.calls())

    def test_a_block_that_is_drawn_anew(self):
        for columns in (80, 60, 20):
            with self.subTest(columns=columns):
                self.setUp()
                text = self.show(columns, ABSENT=ABSENT)
                rows = [row for row in screen(text, columns) if row]
                wide = columns > 40
                block = [row for row in rows if row.startswith(("packages", "build", "training"))][-3:]
                self.assertEqual(block[0], "packages  2 installed, 123 MB" if wide else "packages 2 installe")
                self.assertRegex(block[1], r"^build     5 steps in \d s$" if wide else r"^build 5 steps in \d$")
                self.assertRegex(block[2], r"^training  H 89\.2  \d s$" if wide else r"^training H 89\.2  \d$")
                self.assertEqual(rows[-1], "the table")
                for row in drawn_rows(text):
                    self.assertLessEqual(columns_of(row), columns, row)
                if wide:
                    self.assertIn("2, 123 MB to fetch", text)
                    self.assertRegex(text, r"build     [1-4]/5  [1-9] s left")
                    self.assertIn("training  epoch 1/3 (joint)  H 45.2  1:15 min left", text)
                    # The block stands once, however often it was drawn.
                    self.assertEqual(sum(row.startswith("build ") for row in rows), 1)
                self.assertNotIn("Building", text)

    def test_the_time_that_is_left_goes_on_between_two_steps(self):
        """A step may take minutes: nobody shall think that it stands still."""
        go_on = self.folder / "go on"
        # A thousand steps to come, of which 5 are seen: most of the time that was planned is left.
        terminal = Terminal([self.root / "tools/quickstart"], 80, {**self.environment, "STEPS": "1000", "WAITS_FOR": str(go_on)},
                            self.folder)
        left = lambda text: [int(a) * 60 + int(b) for a, b in re.findall(r"build     2/5  (\d+):(\d\d) min left", text)]
        self.assertTrue(terminal.wait_for(lambda text: len(set(left(text))) >= 3))
        go_on.touch()
        self.assertEqual(terminal.end()[0], 0)
        seconds = left(terminal.text())
        self.assertEqual(seconds, sorted(seconds, reverse=True))

    def test_a_narrower_window_keeps_no_rest_of_the_block(self):
        go_on = self.folder / "go on"
        terminal = Terminal([self.root / "tools/quickstart"], 80,
                            {**self.environment, "PAUSE": PAUSE, "WAITS_FOR": str(go_on)}, self.folder)
        self.assertTrue(terminal.wait_for(lambda text: "build     2/5" in text))
        terminal.read(0.3)
        before = terminal.text()
        terminal.resize(12)
        go_on.touch()
        code, text = terminal.end()
        self.assertEqual(code, 0, text)
        shown = Screen(80).feed(before)
        shown.resize(12)
        rows = shown.feed(text[len(before):]).shown()
        self.assertEqual(rows[-5:], ["packages al", "build 5 ste", "training H", "the table", ""])
        self.assertRegex("".join(rows[:-5]), r"^This takes about \d+ min here: building and training\.$")

    def test_what_comes_at_the_end_is_said(self):
        at_the_end = "training  epoch 1/3 (joint)  1:15 min left  H at the end\x1b"
        self.assertIn(at_the_end, self.show(80, NO_FIGURE=""))
        self.assertNotIn("at the end", self.show(80))
        self.assertNotIn("at the end", self.show(80, "--set", "evaluate.protocol=strict-val", NO_FIGURE=""))

    def test_an_interrupt_is_the_trainers(self):
        terminal = Terminal([self.root / "tools/quickstart"], 80, {**self.environment, "PAUSE": PAUSE, "TRAINS_ON": "1"},
                            self.folder)
        self.assertTrue(terminal.wait_for(lambda text: "epoch 3/3" in text))
        terminal.type("\x03")
        code, text = terminal.end()
        self.assertEqual(code, 130, text)
        rows = screen(text.replace("^C", ""), 80)
        self.assertEqual(rows[-3:], ["training  ended early", "error: interrupted", ""])

    def test_a_dumb_terminal(self):
        text = self.show(80, TERM="dumb")
        self.assertNotIn("\x1b", text)
        self.assertRegex(text, r"packages: all there\r\nbuild: 5 steps in \d s\r\ntraining: H 89\.2  \d s\r\nthe table\r\n$")

    def test_nothing_to_build(self):
        self.run_it()
        self.assertRegex(self.run_it(NOTHING_TO_DO="1")[1], r"^This takes about 1 min here: .*\npackages: .*\nbuild: 0 steps")

    def test_progress_of_another_kind_is_the_trainers_own(self):
        err = self.run_it("--quiet")[1]
        self.assertEqual(self.calls(), ["zeroth run pipelines/quickstart.json --quiet"])
        self.assertNotIn("training:", err)

    def test_the_real_trainer(self):
        (self.root / "pipelines").symlink_to(SOURCE / "pipelines")
        small = ["--set", "train.epochs=2", "--set", "teacher.params.epochs=1", "--set", "data.params.train_per_class=4"]
        text = self.show(80, *small, TRAINER=str(BIN / "zeroth"))
        rows = screen(text, 80)
        self.assertTrue([row for row in rows if re.match(r"training  H \d+\.\d  \d+ s", row)], text)
        self.assertIn("quickstart, seed 1", rows)
        self.assertTrue([row for row in rows if row.startswith("run directory: runs/")])
        text = self.show(40, *small, TRAINER=str(BIN / "zeroth"))
        for row in drawn_rows(text[text.index("this run"):]):
            self.assertLessEqual(columns_of(row), 40, row)


class Refusals(Quickstart):
    def test_packages(self):
        missing = {"ABSENT": ABSENT}
        self.refused("no network: apt-get could not fetch cmake ninja-build", **missing,
                     APT_SAYS="W: Failed to fetch http://deb.debian.org  Temporary failure resolving 'deb.debian.org'")
        self.refused("the package sources of this system lack cmake (Zeroth builds on Debian 12 and later, from its section "
                     "main)", **missing, APT_SAYS="E: Unable to locate package cmake")
        self.refused("another program is installing packages; start again when it has ended", **missing,
                     APT_SAYS="E: Could not get lock /var/lib/dpkg/lock-frontend.")
        self.refused("the disk is full: apt-get could not install cmake ninja-build", **missing,
                     APT_SAYS="E: You don't have enough free space in /var/cache/apt/archives/.")
        err = self.refused("apt-get could not install cmake ninja-build; its output is above", **missing,
                           APT_SAYS="E: Broken packages")
        self.assertIn("E: Broken packages\n", err)

    def test_no_apt(self):
        (self.bin / "apt-get").unlink()
        self.refused("apt-get is not there and these packages are missing: cmake ninja-build", ABSENT=ABSENT)
        self.run_it()  # nothing is missing
        (self.bin / "dpkg-query").unlink()
        self.refused("this is not Debian: install the packages of tools/packages.txt by hand, then build with cmake --preset "
                     "release")

    def test_sudo(self):
        self.stand_in("id", "#!/bin/sh\necho 1000\n")
        self.run_it(ABSENT=ABSENT)
        self.assertEqual(self.calls()[0], "sudo -v")
        self.assertIn("sudo env LC_ALL=C DEBIAN_FRONTEND=noninteractive apt-get update -qq", self.calls())
        (self.folder / "calls.installed").unlink()
        self.refused("sudo refused; an administrator has to install: cmake ninja-build", ABSENT=ABSENT, SUDO_REFUSES="1")
        (self.bin / "sudo").unlink()
        self.refused("these packages are missing and there is no sudo: cmake ninja-build", ABSENT=ABSENT)
        self.run_it()

    def test_a_build_that_fails_shows_all_of_it(self):
        sentence = "the build failed; the output of the compiler is above and in build/build.log"
        err = self.refused(sentence, BUILD_FAILS="1")
        self.assertIn("[1/5] Building CXX object plugins/a.cpp", err)
        self.assertIn("a.cpp:1:1: error: no such thing\nninja: build stopped: subcommand failed.\nerror: the build", err)
        rows = screen(self.show(60, code=69, BUILD_FAILS="1"), 60)
        self.assertIn("a.cpp:1:1: error: no such thing", rows)
        self.assertIn("CMake Error: no LibTorch\n",
                      self.refused("cmake could not configure; its output is above", CONFIGURE_FAILS="1"))

    def test_a_training_that_fails(self):
        out, err = self.run_it(code=1, TRAINING_FAILS="1")
        self.assertEqual(out, "")
        self.assertRegex(err, r"training: ended early\nerror: the training diverged\n  where  here\n$")
        rows = screen(self.show(80, code=1, TRAINING_FAILS="1"), 80)
        self.assertIn("error: the training diverged", rows)

    def test_folders_that_cannot_be_written(self):
        for name in ("build", "runs"):
            with self.subTest(name):
                self.setUp()
                (self.root / name).write_text("")  # root may write everywhere
                self.refused(f"{self.root}/{name} cannot be written; put the sources where you may write, or make that folder "
                             "yours")
                self.assertEqual(self.calls(), [])


class OtherTools(Quickstart):
    def test_tools_that_install_and_build_without_phases(self):
        (self.root / "tools/build").write_text(
            '#!/usr/bin/env bash\nzeroth_root=$(cd "$(dirname "$0")/.." && pwd)\n. "$zeroth_root/tools/setup"\n'
            "zeroth_install_packages\nzeroth_build --target all\n")
        (self.root / "tools/build").chmod(0o755)
        err = self.run_it(tool="build", ABSENT=ABSENT)[1]
        self.assertIn("installing: cmake ninja-build\n", err)
        self.assertIn("Building CXX object plugins/a.cpp", err)


if __name__ == "__main__":
    unittest.main()
