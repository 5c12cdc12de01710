"""tools/bench and tools/bench_peer: what they call and print. Both sides are stand-ins that need no PyTorch."""
import importlib.util
import json
import subprocess
import sys
import unittest

from zeroth import LONG, SHARED, SOURCE, Case, load_tool

TOOL, COMPOSER = SOURCE / "tools/bench", SOURCE / "tools/bench_peer"
REAL_PEER = SHARED / "bench/peer.py"
# Answers what it was called with beside figures that are easy to divide.
PEER = """#!/usr/bin/python3
import json, sys, types
torch = nn = types.SimpleNamespace(Module=object, optim=types.SimpleNamespace(Adam=object))
METHODS = {}
def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
def parse_options():
    return types.SimpleNamespace(method=sys.argv[1], words=sys.argv[2:], per_class=None)
def main(options):
    with open(__file__ + ".calls", "a") as calls:
        print(json.dumps([options.method, options.per_class, options.words]), file=calls)
    print(json.dumps({"median_s": 9, "cpu_median_s": 4, "peak_rss_bytes": 3 * 2**20, "floor_s": 1.5,
                      "optimizer_floor_s": 0.5}))
if __name__ == "__main__":
    main(parse_options())
"""
ZEROTH = """#!/usr/bin/python3
import json
stage = {"seconds_per_iteration": 9, "processor_seconds_per_iteration": 2}
print(json.dumps({"stages": [stage], "memory_bytes": 2 * 2**20}, indent=2))
"""


BENCH = load_tool("bench")
SYSTEMS = [name for name in BENCH.COMPOSED if not name.startswith("d3gzsl")]


class Bench(Case):
    def setUp(self):
        super().setUp()
        self.peer, self.program = self.folder / "peer.py", self.folder / "zeroth"
        for path, text in ((self.peer, PEER), (self.program, ZEROTH)):
            path.write_text(text)
            path.chmod(0o755)

    def call(self, *command, code=0):
        done = subprocess.run([sys.executable, "-B", *map(str, command)], capture_output=True, text=True,
                              env=self.environment)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def bench(self, *arguments, **expected):
        return self.call(TOOL, "--peer", self.peer, "--python", sys.executable, "--zeroth", self.program,
                         "--rounds", "1", *arguments, **expected)

    def test_a_line_for_a_method(self):
        head, *lines = self.bench("--methods", "f-clswgan,lisgan,d3gzsl:ddgan").stdout.splitlines()
        self.assertEqual(head.split()[:2], ["method", "set"])
        figures = ["CUB", "2.000", "4.000", "2.00", "1.500", "0.500", "1.00", "2", "3"]
        self.assertEqual([line.split() for line in lines],
                         [[name, *figures] for name in ("f-clswgan", "lisgan", "d3gzsl:ddgan")])

    def test_a_peer_is_told_the_shapes(self):
        self.bench("--methods", "f-clswgan,izf,d3gzsl:ddgan", "--shape", "AWA2", "--iterations", "7")
        calls = [json.loads(line) for line in (self.folder / "peer.py.calls").read_text().splitlines()]
        self.assertEqual([(method, per_class) for method, per_class, _ in calls],
                         [("f-clswgan", None), ("izf", 5), ("d3gzsl:ddgan", 200)])
        for (_, _, words), batch in zip(calls, ("64", "256", "4096")):
            told = dict(zip(words, words[1:]))
            self.assertEqual([told[name] for name in ("--dataset-shape", "--batch", "--threads", "--iterations")],
                             ["AWA2", batch, "1", "7"])
            self.assertIn("--floor", words)

    def test_what_is_not_known(self):
        self.assertIn("bench: no method nothing on cpu; there are f-clswgan, ",
                      self.bench("--methods", "nothing", code=1).stderr)
        refused = self.call(COMPOSER, "nothing", "--peer", self.peer, code=1).stderr
        known = refused.strip().removeprefix("bench_peer: no method nothing; there are ").split(", ")
        self.assertEqual({*known}, {*BENCH.COMPOSED, "d3gzsl:f-clswgan"})

    def test_methods_have_the_batches_of_their_pipelines(self):
        self.environment["ZEROTH_DATA"] = str(self.folder)
        for name in SYSTEMS:
            for place, data in enumerate(BENCH.SETS):
                pipeline, _ = BENCH.settings_of(name, data)
                with self.subTest(pipeline=pipeline):
                    resolved = json.loads(self.zeroth("resolve", pipeline)[0])
                    self.assertEqual(resolved["train"]["batch"], BENCH.METHODS[name].batch[place])


@unittest.skipUnless(LONG and REAL_PEER.exists() and importlib.util.find_spec("torch"), "takes PyTorch and its script")
class Composed(Case):
    def test_networks_are_as_large_and_no_product_is_claimed_that_is_not_made(self):
        for name in SYSTEMS:
            with self.subTest(method=name):
                pipeline, _ = BENCH.settings_of(name, "CUB")
                peer = json.loads(subprocess.check_output(
                    [sys.executable, COMPOSER, name, "--peer", REAL_PEER, "--batch", "4", "--iterations", "1",
                     "--warmup", "0", "--floor", "--json"], text=True))
                out, _ = self.zeroth("run", pipeline, "--dry-run", "--json", "--rehearse", "1", "--set",
                                     "train.batch=4")
                self.assertEqual(peer["parameters"], sum(json.loads(out)["parameters"].values()))
                self.assertLessEqual(peer["gemm_flops"], peer["gemm_flops_executed"])
                self.assertLess(peer["gemm_flops_executed"], 1.5 * peer["gemm_flops"])


if __name__ == "__main__":
    unittest.main()
