"""Runs whose matrix products have bf16 factors."""
import json
import signal
import time
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
    WARM = True

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

    def losses(self, result):
        with open(result["run_dir"] + "/metrics.jsonl") as lines:
            return next(line["losses"] for line in map(json.loads, lines) if "losses" in line)

    def record(self, result):
        """The pipeline as the run's identity has it."""
        with open(result["run_dir"] + "/env.json") as file:
            return json.load(file)["pipeline"]

    def check_losses(self, found, wanted, bound):
        for name, value in self.losses(wanted).items():
            self.assertAlmostEqual(self.losses(found)[name], value, delta=bound * (1 + abs(value)), msg=name)

    def test_a_device_rounds_what_it_multiplies(self):
        """Near the CPU's fp32, of other bits in each precision; recorded, and the same for what the model does later."""
        pipeline = large_enough(tiny_d3gzsl())
        here, _ = self.run_in("fp32", pipeline)
        full, quiet = self.run_in("fp32", pipeline, "--device", "simulated")
        self.assertNotIn("precision", quiet)
        seen, records = [self.parameters(full)], [self.record(full)]
        for precision, bound in (("bf16", 0.05), ("tf32", 0.01)):
            found, told = self.run_in(precision, pipeline, "--device", "simulated")
            self.assertIn(f"precision: {precision} on the device", told)
            self.assertEqual([found["precision"], found["device"]], [precision, "simulated"])
            self.assertNotIn(self.record(found), records)
            records.append(self.record(found))
            self.check_losses(found, here, bound)
            self.assertNotIn(self.parameters(found), seen)
            seen.append(self.parameters(found))
            out, told = self.zeroth("evaluate", found["run_dir"], "--json", "--device", "simulated")
            self.assertIn(f"precision: {precision} on the device", told)
            self.assertEqual(json.loads(out)["metrics"], found["metrics"])
        out, told = self.zeroth("evaluate", found["run_dir"], "--json")
        self.assertIn("precision: fp32 instead of tf32, which GPUs of compute capability 8.0 and more form", told)
        self.assertEqual(json.loads(out)["metrics"].keys(), found["metrics"].keys())

    def test_a_device_goes_on_in_the_precision_of_its_run(self):
        pipeline = large_enough(tiny_generative(precision="bf16", device="simulated", checkpoint={"every": 1}))
        whole = self.run_json(self.write("p.json", pipeline))
        state = self.parameters(whole)
        process = self.start("run", self.write("p.json", pipeline), "--run-dir", "others", "--quiet")
        while process.poll() is None and not list((self.folder / "others").glob("*/checkpoints/last.safetensors")):
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        process.communicate()
        (run,) = (self.folder / "others").iterdir()
        again = json.loads(self.zeroth("run", "--resume", run, "--json", "--quiet")[0])
        self.assertEqual([again["precision"], again["metrics"]], ["bf16", whole["metrics"]])
        self.assertEqual(self.parameters(again), state)

    def test_a_dry_run_names_it(self):
        out, _ = self.zeroth("run", self.write("p.json", tiny_generative()), "--dry-run", "--json")
        self.assertEqual(json.loads(out)["precision"], "fp32")

    def test_unknown_names_are_refused(self):
        _, err = self.zeroth("run", self.write("p.json", tiny_generative()), "--precision", "fp16", code=78)
        self.assertIn("fp16", err)
        self.assertIn("bf16", err)


if __name__ == "__main__":
    unittest.main()
