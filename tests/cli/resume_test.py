"""Stopping a run, by whatever means, and going on."""
import os
import pathlib
import random
import resource
import signal
import time
import unittest

from zeroth import FIXTURES, LONG, Case, read_safetensors, tiny_d3gzsl, tiny_generative, tiny_two_stage, with_generator


def longer(pipeline):
    """Long enough to be stopped in the middle."""
    pipeline["train"]["epochs"] = 40
    pipeline["generator"]["params"]["hidden"] = 128
    return pipeline


# Together every generator, every recipe, every protocol and a score that is fitted; only the first protocol unless
# long tests are asked for. tools/attack kills more.
KILLED = (
    (tiny_generative, "f-clswgan", ("strict-val", "final-epoch")),
    (tiny_d3gzsl, "f-clswgan", ("validation", "final-epoch", "strict-val")),
    (tiny_generative, "tf-vaegan", ("final-epoch",)),
    (tiny_d3gzsl, "ce-gzsl", ("strict-val",)),
    (tiny_d3gzsl, "ddgan", ("final-epoch",)),
    (lambda **changes: tiny_d3gzsl(device="simulated", **changes), "tf-vaegan", ("final-epoch",)),
    (lambda **changes: tiny_two_stage(ood={"use": "ood.mahalanobis"}, **changes), "ddgan", ("strict-val",)),
)


class Resume(Case):
    WARM = True

    def start_run(self, pipeline, **options):
        return self.start("run", self.write("p.json", pipeline), "--run-dir", "runs", "--quiet", **options)

    def directory(self):
        for _ in range(1000):
            found = sorted((self.folder / "runs").glob("*")) if (self.folder / "runs").exists() else []
            if found:
                return found[0]
            time.sleep(0.01)
        self.fail("no run directory appeared")

    def wait_for_checkpoint(self):
        file = self.directory() / "checkpoints/last.safetensors"
        while not file.exists():
            time.sleep(0.005)

    def worker_of(self, process):
        children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
        return int(children.read_text().split()[0])

    def resumed(self):
        out, _ = self.zeroth("run", "--resume", self.directory(), "--json", "--quiet")
        return out, read_safetensors(self.directory() / "checkpoints/last.safetensors")

    def uninterrupted(self, pipeline):
        result = self.run_json(self.write("p.json", pipeline))
        return result, read_safetensors(result["run_dir"] + "/checkpoints/last.safetensors")

    def kill_and_resume(self, pipeline):
        """@return what the checkpoint holds"""
        result, whole = self.uninterrupted(pipeline)
        for run in (self.folder / "runs").glob("*"):
            run.rename(self.folder / ("whole-" + run.name))
        process = self.start_run(pipeline)
        self.wait_for_checkpoint()
        time.sleep(random.random() * 0.5)
        try:
            os.kill(self.worker_of(process), signal.SIGKILL)
        except (IndexError, FileNotFoundError):
            pass  # it was faster
        process.communicate()
        out, state = self.resumed()
        self.assertEqual(state, whole)
        self.assertIn(f'"H": {result["metrics"]["H"]}', out)
        return whole

    def test_sigkill_at_any_time_changes_no_bit(self):
        for make, generator, protocols in KILLED:
            for protocol in protocols if LONG else protocols[:1]:
                with self.subTest(recipe=make.__name__, generator=generator, protocol=protocol):
                    self.setUp()
                    pipeline = make(evaluate={"protocol": protocol, "every": 10})
                    self.kill_and_resume(longer(with_generator(pipeline, generator)))

    def test_nor_in_bf16(self):
        pipeline = longer(tiny_d3gzsl(precision="bf16"))
        pipeline["train"]["batch"] = 128  # smaller products stay fp32
        pipeline["data"]["params"]["train_per_class"] = 40
        self.kill_and_resume(pipeline)

    def test_a_loss_may_remember(self):
        losses = {"counts": {"use": "loss.counts-calls", "rows": "mixed", "inputs": {"logits": "student_logits"}}}
        self.environment["ZEROTH_PLUGIN_PATH"] = str(FIXTURES / "remembering")
        pipeline = longer(tiny_d3gzsl(losses=losses))
        calls = self.kill_and_resume(pipeline)["parts/losses/counts/calls"]
        self.assertNotEqual(calls[2], bytes(8))

    def test_interrupt_and_terminate_save_the_last_iteration(self):
        pipeline = longer(tiny_d3gzsl())
        _, whole = self.uninterrupted(pipeline)
        for number, code, word in ((signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")):
            with self.subTest(word):
                self.setUp()
                process = self.start_run(pipeline)
                self.wait_for_checkpoint()
                process.send_signal(number)
                _, err = process.communicate()
                self.assertEqual(process.returncode, code)
                self.assertIn(f"error: {word}\n", err)
                self.assertIn("zeroth run --resume", err)
                self.assertEqual(self.resumed()[1], whole)

    def test_a_killed_front_end_takes_the_worker_along(self):
        process = self.start_run(longer(tiny_d3gzsl()))
        self.wait_for_checkpoint()
        worker = pathlib.Path(f"/proc/{self.worker_of(process)}/stat")
        process.kill()
        _, err = process.communicate(timeout=30)  # the worker holds the other end until it stops
        self.assertIn("error: terminated\n", err)
        for _ in range(500):
            if not worker.exists() or worker.read_text().split()[2] == "Z":
                return
            time.sleep(0.01)
        self.fail("the worker goes on alone")

    def test_a_finished_run_resumes_to_its_result(self):
        result = self.run_json(self.write("p.json", tiny_generative()))
        out, _ = self.zeroth("run", "--resume", result["run_dir"], "--json")
        self.assertIn(f'"H": {result["metrics"]["H"]}', out)

    def test_what_stays_of_a_checkpoint(self):
        figures, sizes = set(), {}
        for keep in ("everything", None, "record"):
            with self.subTest(keep):
                pipeline = tiny_generative(**({"checkpoint": {"keep": keep}} if keep else {}))
                pipeline["generator"]["params"]["hidden"] = 256
                result = self.run_json(self.write("p.json", pipeline))
                run = self.folder / result["run_dir"]
                names = list(read_safetensors(run / "checkpoints/last.safetensors"))
                sizes[keep] = (run / "checkpoints/last.safetensors").stat().st_size
                moments = [name for name in names if "/optimisers/" in name and "/steps" not in name]
                weights = [name for name in names if "/parameters/" in name]
                self.assertEqual((bool(moments), bool(weights)), (keep == "everything", keep != "record"))
                figures.add(result["metrics"]["H"])
                # It goes on to its result, with that or without; nothing trains or looks once more.
                for lost in ((), ("result.json",)):
                    for name in lost:
                        (run / name).unlink()
                    before = (run / "checkpoints/last.safetensors").read_bytes(), (run / "looks.jsonl").read_bytes()
                    again = self.zeroth("run", "--resume", run, "--json", "--quiet")[0]
                    self.assertIn(f'"H": {result["metrics"]["H"]}', again)
                    after = (run / "checkpoints/last.safetensors").read_bytes(), (run / "looks.jsonl").read_bytes()
                    self.assertEqual(after, before)
                    self.assertTrue((run / "result.json").exists())
                self.zeroth("verify", run, "--quiet")
                numbers = self.write("rows.csv", ",".join(["0"] * 12) + "\n")
                self.zeroth("predict", run, numbers, "--quiet")
        self.assertEqual(len(figures), 1)
        self.assertLess(sizes["record"], 2000)
        self.assertLess(sizes[None], 0.6 * sizes["everything"])

    def test_a_record_of_what_stays_is_checked(self):
        result = self.run_json(self.write("p.json", tiny_generative()))
        checkpoint = self.folder / result["run_dir"] / "checkpoints/last.safetensors"
        content = checkpoint.read_bytes()
        checkpoint.write_bytes(content.replace(b'kept\\":\\"weights', b'kept\\":\\"weighty'))
        self.assertNotEqual(checkpoint.read_bytes(), content)
        err = self.zeroth("run", "--resume", result["run_dir"], code=65)[1]
        self.assertIn("error: the tensor file is damaged\n", err)
        err = self.zeroth("run", self.write("q.json", tiny_generative(checkpoint={"keep": "half"})), code=78)[1]
        self.assertIn("weights", err)

    def test_full_disk_keeps_the_last_checkpoint(self):
        pipeline = longer(tiny_generative())
        self.zeroth("run", self.write("p.json", dict(pipeline, train={"epochs": 1, "batch": 16})), "--quiet",
                    "--run-dir", "short")
        size = next((self.folder / "short").glob("*/checkpoints/last.safetensors")).stat().st_size
        limit = size // 2  # no checkpoint fits

        def small_files():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        process = self.start_run(pipeline, preexec_fn=small_files)
        _, err = process.communicate()
        self.assertEqual(process.returncode, 74, err)
        self.assertIn("error: cannot write a file; its earlier version is untouched\n", err)
        self.assertIn("why    File too large", err)
        self.assertEqual(list((self.directory() / "checkpoints").iterdir()), [])
        self.resumed()

    def test_what_cannot_be_resumed(self):
        err = self.zeroth("run", "--resume", self.folder, code=66)[1]
        self.assertIn("this is not a run directory", err)
        result = self.run_json(self.write("p.json", tiny_generative()))
        directory = self.folder / result["run_dir"]
        (directory / "result.json").unlink()
        checkpoint = directory / "checkpoints/last.safetensors"
        checkpoint.write_bytes(checkpoint.read_bytes()[:1000])
        err = self.zeroth("run", "--resume", directory, code=65)[1]
        self.assertIn("error: the tensor file is damaged\n", err)

    def test_a_run_directory_that_cannot_be_made(self):
        blocked = self.write("file", "")
        err = self.zeroth("run", self.write("p.json", tiny_generative()), "--run-dir", blocked, code=73)[1]
        self.assertIn("error: cannot make the run directory\n", err)


if __name__ == "__main__":
    unittest.main()
