"""Runs whose matrix products have bf16 factors."""
import json
import unittest

from zeroth import Case, read_safetensors, tiny_d3gzsl, tiny_generative


def large_enough(pipeline):
    """Layers whose products are worth bf16."""
    pipeline["generator"]["params"]["hidden"] = 256
    pipeline["train"]["batch"] = 64
    pipeline["data"]["params"]["features"] = 64
    pipeline["data"]["params"]["train_per_class"] = 40
    return pipeline


class Precision(Case):
    def run_in(self, precision, pipeline, *more):
        out, err = self.zeroth("run", self.write("p.json", pipeline), "--precision", precision, "--json",
                               "--run-dir", self.folder / "runs", *more)
        return json.loads(out), err

    def parameters(self, result):
        return read_safetensors(result["run_dir"] + "/checkpoints/last.safetensors")

    def require_bf16(self):
        instructions = json.loads(self.zeroth("doctor", "--json")[0])["worker"]["bf16"]
        if instructions not in ("AMX", "AVX512-BF16"):
            self.skipTest("this processor has no instructions for bf16")

    def test_bf16_trains_to_other_bits_and_the_same_ones_again(self):
        self.require_bf16()
        for make in (tiny_generative, tiny_d3gzsl):
            with self.subTest(make.__name__):
                pipeline = large_enough(make())
                full, quiet = self.run_in("fp32", pipeline)
                first, told = self.run_in("bf16", pipeline)
                second, _ = self.run_in("bf16", pipeline)
                self.assertEqual([full["precision"], first["precision"]], ["fp32", "bf16"])
                self.assertNotIn("precision", quiet)
                self.assertIn("precision: bf16 by A", told)
                self.assertEqual(self.parameters(first), self.parameters(second))
                self.assertNotEqual(self.parameters(first), self.parameters(full))

    def test_a_processor_without_bf16_runs_fp32_and_says_so(self):
        pipeline = large_enough(tiny_generative())
        full, _ = self.run_in("fp32", pipeline)
        self.environment["ONEDNN_MAX_CPU_ISA"] = "AVX2"
        fallen, told = self.run_in("bf16", pipeline)
        self.assertIn("precision: fp32 instead of bf16, which this processor (without AMX and AVX512-BF16) would form "
                      "more slowly", told)
        self.assertEqual(fallen["precision"], "fp32")
        self.assertEqual(fallen["metrics"], full["metrics"])

    def test_a_dry_run_names_it(self):
        out, _ = self.zeroth("run", self.write("p.json", tiny_generative()), "--dry-run", "--json")
        self.assertEqual(json.loads(out)["precision"], "fp32")

    def test_unknown_names_are_refused(self):
        _, err = self.zeroth("run", self.write("p.json", tiny_generative()), "--precision", "fp16", code=78)
        self.assertIn("fp16", err)
        self.assertIn("bf16", err)


if __name__ == "__main__":
    unittest.main()
