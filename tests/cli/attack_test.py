"""tools/attack: what it finds, and that nothing is lost by the built `zeroth`."""
import re
import subprocess
import unittest

from zeroth import LONG, SOURCE, ZEROTH, Case

PRETENDER = SOURCE / "tests/attack/pretender.py"
NONE = {"operations": "none",
        **dict.fromkeys(("kills", "signals", "storms", "orphans", "together", "finished", "damage"), 0)}


class Attack(Case):
    def attack(self, zeroth, *arguments, code=0, **counts):
        words = [word for name, value in {**NONE, **counts}.items() for word in (f"--{name}", str(value))]
        done = subprocess.run([SOURCE / "tools/attack", "--zeroth", zeroth, *words, *arguments],
                              env=dict(self.environment, TMPDIR=str(self.folder)), text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    def pretend(self, *arguments, loses="", **more):
        self.environment["PRETENDER_LOSES"] = loses
        fail_at = ZEROTH.replace("bin/zeroth", "tests/attack/fail_at.so")
        return self.attack(PRETENDER, "--pipelines", "generative-short", "--fail-at", fail_at, *arguments, **more)

    def total(self, table):
        """Trials, blows, survived and lost of all kinds."""
        return tuple(map(int, re.search(r"\| all \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|", table).groups()))

    def test_nothing_is_lost(self):
        """As CI does it, a third of what long tests do; tests/README.md has a larger campaign."""
        counts = dict(kills=40, signals=10, storms=2, orphans=4, together=2, finished=2, damage=16) if LONG else \
            dict(kills=10, signals=3, storms=1, orphans=2, together=1, finished=1, damage=6)
        table = self.attack(ZEROTH, "--jobs", "2", operations="sample", **counts)
        print("\n" + table)
        self.assertEqual(self.total(table)[3], 0)

    def test_an_honest_program_survives(self):
        table = self.pretend(kills=6, operations="sample", signals=3, together=2, finished=2)
        trials, blows, survived, lost = self.total(table)
        self.assertEqual((survived, lost), (trials, 0))
        self.assertGreaterEqual(blows, 6 + 24 + 3 + 2 + 2)
        self.assertEqual([path.name for path in self.folder.glob("zeroth-attack-*")], [])

    def test_a_lost_line_is_found_named_and_repeated(self):
        text = self.pretend(loses="line", finished=1, code=1)
        self.assertEqual(self.total(text), (1, 1, 0, 1))
        self.assertIn("\nfinished/0 (resume of a finished run; generative-short): changed: metrics.jsonl\n", text)
        kept, = re.findall(r"  kept   (.*)", text)
        self.assertIn("epoch", (self.folder / kept / "runs/run/metrics.jsonl").read_text())
        again, = re.findall(r"  again  (.*)", text)
        self.assertIn("--seed 1 --pipelines generative-short --only finished/0", again)
        self.assertIn("changed: metrics.jsonl", self.pretend("--only", "finished/0", loses="line", code=1))

    def test_what_a_kill_cost(self):
        for loses, kind, sentence in (
                ("result", dict(kills=4), "result.json: other H"),
                ("line", dict(kills=4), r"metrics\.jsonl: \d+ lines instead of 12, line \d+ "),
                ("temporary", dict(operations="sample"), r"last\.safetensors\.\w{6} is left over")):
            with self.subTest(loses):
                self.assertRegex(self.pretend(loses=loses, code=1, **kind), sentence)

    def test_unlocked_and_unchecked(self):
        self.assertRegex(self.pretend(loses="lock", together=4, code=1),
                         r"together/\d .*(lines instead of|nobody finished)")
        self.assertRegex(self.pretend(damage=12, code=1), r"damage/\d+ \(damaged file of .*\): \S+, .*: ")


if __name__ == "__main__":
    unittest.main()
