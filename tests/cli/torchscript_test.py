"""Modules that were written in Python and scripted, as generators, teachers, students and experts."""
import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
import unittest

import numpy

from zeroth import BIN, Case, SOURCE, read_safetensors, tiny_d3gzsl, tiny_generative

EXAMPLE = SOURCE / "sdk/examples/torchscript"
PLUGINS = BIN.parent / "lib/zeroth/plugins"
FIX = "save it in Python with torch.jit.script(module).save(FILE)"
# Sizes of the world of the kit, and of `tiny_world`.
KIT, TINY = {"d": 5, "D": 12, "S": 6, "C": 9, "M": 13, "G": 7}, {"d": 5, "D": 12, "S": 6, "C": 9}

SAMPLE = """
def sample(self, attributes, noise):
    return torch.sigmoid(torch.mm(torch.cat([attributes, noise], 1), self.generator_weight))
"""
LOSS = "def loss_generator(self, attributes, noise):\n    return self.sample(attributes, noise).mean()\n"
# A critic with its gradient penalty, several steps for each of the generator, and dropout made of noise.
CRITIC = SAMPLE + """
def schedule(self) -> List[Tuple[str, List[str], int]]:
    return [("critic", ["critic_"], 2), ("generator", ["generator_"], 0)]
def score(self, features, attributes):
    return torch.mm(torch.tanh(torch.mm(torch.cat([features, attributes], 1), self.critic_hidden)), self.critic_output)
def loss_critic(self, features, attributes, noise):
    fake = self.sample(attributes, noise).detach()
    mix = torch.sigmoid(noise[:, 0:1])
    rows = (mix * features + (1.0 - mix) * fake).detach().requires_grad_()
    slopes = torch.autograd.grad([self.score(rows, attributes).sum()], [rows], create_graph=True)
    slope = slopes[0]
    assert slope is not None
    penalty = (slope.norm(2, 1) - 1.0).square().mean()
    return self.score(fake, attributes).mean() - self.score(features, attributes).mean() + 10.0 * penalty
def loss_generator(self, attributes, noise):
    return -self.score(self.sample(attributes, noise), attributes).mean()
"""
CRITIC_MEMBERS = ("generator_weight:10x12", "critic_hidden:17x16", "critic_output:16x1")
# Batch norm: running statistics, in buffers.
CLASSIFY = """
def classify(self, features):
    rows = torch.batch_norm(features, None, None, self.mean, self.spread, self.training, 0.1, 0.00001, False)
    hidden = torch.relu(torch.mm(rows, self.hidden))
    return hidden, torch.mm(hidden, self.output)
"""
TEACHER = CLASSIFY + """
def loss_teacher(self, features, positions):
    return torch.cross_entropy_loss(self.classify(features)[1], positions)
"""
EXPERT = """
def attribute_scores(self, regions, word_vectors):
    return torch.mm(regions.mean([1]), torch.mm(self.weight, word_vectors.t()))
"""


def python_source(file):
    """The methods of the class in a Python file, without its constructor: what TorchScript compiles."""
    body = re.search(r"\nclass .*?\n(.*?)\n\n\nif ", file.read_text(), re.DOTALL).group(1)
    methods = re.split(r"\n(?=    @torch\.jit\.export\n)", body)[1:]
    return "\n".join(textwrap.dedent(one).replace("@torch.jit.export\n", "") for one in methods) + "\n"


class Torchscript(Case):
    WARM = True

    def make(self, name, source, *members):
        subprocess.run([os.environ["ZEROTH_MAKE_MODULE"], self.folder / name, source, *members], check=True)
        return name

    def example(self, name="mine.pt", d=12, D=64):
        return self.make(name, python_source(EXAMPLE / "generator.py"), f"hidden_weight:128x{d + 16}", "hidden_bias:128",
                         f"output_weight:{D}x128", f"output_bias:{D}", "noise_size=16")

    def classifier(self, name, source, classes):
        return self.make(name, source, "hidden:12x8", f"output:8x{classes}", "mean~12", "spread~12")

    def pipeline(self, **changes):
        pipeline = json.loads(re.sub(r"(?m)^//.*$", "", (EXAMPLE / "pipeline.json").read_text()))
        pipeline["train"]["epochs"] = 60
        return {**pipeline, **changes}

    def tiny(self, file="tiny.pt", **params):
        return tiny_generative(generator={"use": "generator.torchscript", "params": {"file": file, **params}})

    def saved(self, result):
        return read_safetensors(result["run_dir"] + "/checkpoints/last.safetensors")

    def test_without_their_file_they_are_left_out_of_all(self):
        said = self.zeroth("validate", "--all", "--include", "^loads$", code=0)[1]
        for kind in ("expert", "generator", "student", "teacher"):
            self.assertIn(f"{kind}.torchscript needs a file and is left out: "
                          f"zeroth validate {kind}.torchscript --set params.file=FILE\n", said)

    def test_the_example_learns(self):
        self.example()
        result = self.run_json(self.write("pipeline.json", self.pipeline()))
        self.assertGreater(result["metrics"]["H"], 15, "chance is 2")
        self.assertGreater(result["metrics"]["T1"], 50, "chance is 10")

    def test_python_scripts_the_example(self):
        if subprocess.run([sys.executable, "-c", "import torch"], stderr=subprocess.DEVNULL, cwd=self.folder).returncode:
            self.skipTest("this Python has no torch")
        subprocess.run([sys.executable, EXAMPLE / "generator.py", "--attributes", "5", "--features", "12"], check=True,
                       cwd=self.folder)
        result = self.run_json(self.write("p.json", self.tiny("mine.pt")))
        self.assertIn("generator/parameters/hidden_weight", self.saved(result))

    def test_continues_to_the_same_bits(self):
        self.make("tiny.pt", CRITIC, *CRITIC_MEMBERS)
        pipeline = self.tiny()
        pipeline["train"]["epochs"] = 60
        whole = self.saved(self.run_json(self.write("p.json", pipeline)))
        process = self.start("run", self.folder / "p.json", "--run-dir", "stopped", "--quiet")
        while not list(self.folder.glob("stopped/*/checkpoints/last.safetensors")) and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        directory = next(self.folder.glob("stopped/*"))
        out, _ = self.zeroth("run", "--resume", directory, "--json", "--quiet")
        self.assertTrue(read_safetensors(directory / "checkpoints/last.safetensors") == whole)

    def test_devices_and_precisions(self):
        self.make("tiny.pt", CRITIC, *CRITIC_MEMBERS)
        path = self.write("p.json", self.tiny())
        here = self.run_json(path)
        there = self.run_json(path, "--set", "device=simulated")
        self.assertEqual(there["device"], "simulated")
        one, other = self.saved(here), self.saved(there)
        self.assertEqual(list(one), list(other))
        for name, (kind, _, data) in one.items():  # the two devices round sums in other orders
            if kind == "F32" and "/parameters/" in name:
                numpy.testing.assert_allclose(numpy.frombuffer(data, "f4"), numpy.frombuffer(other[name][2], "f4"),
                                              atol=1e-4, err_msg=name)
        rough = self.run_json(path, "--set", "precision=bf16")
        self.assertGreater(rough["metrics"]["T1"], 0)

    def test_how_the_parameters_start(self):
        self.make("tiny.pt", CRITIC, *CRITIC_MEMBERS)
        def start(seed, how):
            pipeline = self.tiny(start=how, learning_rate=1e-12)
            saved = self.saved(self.run_json(self.write("p.json", pipeline), "--set", f"seed={seed}"))
            return next(data for name, (_, _, data) in saved.items() if name.endswith("critic_output"))
        self.assertEqual(start(1, "drawn"), start(1, "drawn"))
        self.assertNotEqual(start(1, "drawn"), start(2, "drawn"))
        self.assertNotEqual(start(1, "file"), start(1, "drawn"))

    def test_teacher_and_student(self):
        self.make("tiny.pt", CRITIC, *CRITIC_MEMBERS)
        self.classifier("teacher.pt", TEACHER, TINY["S"])
        self.classifier("student.pt", CLASSIFY, TINY["C"])
        pipeline = tiny_d3gzsl(
            generator={"use": "generator.torchscript", "params": {"file": "tiny.pt"}},
            teacher={"use": "teacher.torchscript", "params": {"file": "teacher.pt", "epochs": 2, "batch": 16}},
            student={"use": "student.torchscript", "params": {"file": "student.pt"}})
        saved = self.saved(self.run_json(self.write("p.json", pipeline)))
        self.assertTrue(any(name.endswith("spread") for name in saved), list(saved))

    def test_the_kit_finds_nothing(self):
        self.example("generator.pt", KIT["d"], KIT["D"])
        self.make("critic.pt", CRITIC, *CRITIC_MEMBERS)
        self.classifier("teacher.pt", TEACHER, KIT["S"])
        self.classifier("student.pt", CLASSIFY, KIT["C"])
        self.make("expert.pt", EXPERT, f"weight:{KIT['M']}x{KIT['G']}")
        for kind, file in (("generator", "generator.pt"), ("generator", "critic.pt"), ("teacher", "teacher.pt"),
                           ("student", "student.pt"), ("expert", "expert.pt")):
            with self.subTest(file=file):
                out, _ = self.zeroth("validate", PLUGINS / f"{kind}_torchscript.so", "--strict", "3", "--set",
                                     f"params.file={self.folder / file}")
                self.assertRegex(out, r"\n  \d+ pass(, \d+ skip)?\n$")

    def refusal(self, pipeline=None):
        path = self.write("p.json", pipeline or self.tiny())
        process = self.start("run", path, "--quiet", "--run-dir", "runs")
        _, err = process.communicate(timeout=300)
        self.assertNotEqual(process.returncode, 0)
        return err.replace(str(self.folder) + "/", "")

    def refused(self, source, want, *members):
        self.make("tiny.pt", source, *(members or ("generator_weight:10x12",)))
        with self.subTest(want=want):
            self.assertEqual(self.refusal(), want)

    def test_files_that_are_none(self):
        self.assertEqual(self.refusal(), "error: the scripted module is missing\n  where  tiny.pt\n  why    No such file "
                                         f"or directory\n  fix    {FIX}\n")
        self.write("tiny.pt", "import torch\n")
        self.assertEqual(self.refusal(), "error: the file holds no scripted module\n  where  tiny.pt\n  why    "
                                         f"PytorchStreamReader failed reading zip archive: not a ZIP archive\n  fix    {FIX}\n")

    def test_methods_that_do_not_fit(self):
        loss = LOSS
        where = "\n  where  tiny.pt\n  why    "
        self.refused(loss.replace("self.sample(attributes, noise)", "self.generator_weight"),
                     f'error: the module has no method "sample"{where}it has: loss_generator\n  fix    write it, and mark it '
                     "with @torch.jit.export unless it is called by forward()\n")
        self.refused(SAMPLE,
                     f'error: the module has no method "loss_generator"{where}it has: sample\n  fix    write it, and mark it '
                     "with @torch.jit.export unless it is called by forward()\n")
        self.refused(SAMPLE + loss.replace("(self, attributes, noise)", "(self, attributes, noise, labels)"),
                     f'error: "loss_generator" takes an argument that nobody offers{where}labels: Tensor\n  fix    tensors on '
                     "offer: features, attributes, positions, seen_attributes, done, noise\n")
        self.refused(SAMPLE + loss.replace(".mean()", ", noise"),
                     f'error: "loss_generator" answers something else than it should{where}Tuple[Tensor, Tensor]\n  fix    '
                     "return one tensor\n")
        self.refused(SAMPLE + loss.replace("mean()", "mean() + torch.rand([1]).sum()"),
                     f'error: "loss_generator" draws random numbers of its own{where}aten::rand, <string>:5\n  fix    take the argument '
                     '"noise", standard normal numbers that the run draws\n')
        self.refused(SAMPLE + loss.replace("return", "self.count = 3\n    return"),
                     f'error: "loss_generator" sets an attribute of the module{where}self.count = ...\n  fix    keep what the '
                     "module remembers in a buffer and write into it: self.count.add_(1), self.mean.copy_(mean)\n",
                     "generator_weight:10x12", "count=1")
        self.refused(SAMPLE + loss, f'error: "sample" does not fit the data{where}[2, 9] of attributes [2, 5], not [2, 12]\n'
                     "  fix    make the module for the sizes of this data and save it again\n", "generator_weight:10x9")
        self.refused(SAMPLE + loss, f'error: "sample" of the module failed{where}mat1 and mat2 shapes cannot be multiplied '
                     "(2x10 and 11x12)\n         it was given attributes [2, 5], noise [2, 5]\n  fix    run that method in "
                     "Python on tensors of these shapes\n", "generator_weight:11x12")
        self.refused(SAMPLE + loss.replace("return", 'assert noise.size(0) < 3, "too many"\n    return'),
                     f'error: "loss_generator" of the module failed{where}AssertionError: too many\n         it was given attributes [16, 5], '
                     "noise [16, 5]\n  fix    run that method in Python on tensors of these shapes\n")

    def test_schedules_that_are_none(self):
        fix = ("  fix    return a list of (name, prefixes of the parameters it moves, steps): "
               '[("critic", ["critic."], 5), ("generator", ["generator."], 0)]\n')
        for text, why in (('int:\n    return 3\n', "int"),
                          ('List[Tuple[str, List[str], int]]:\n    return [("a", [""], 0)]\n', '"a" has no batch before it'),
                          ('List[Tuple[str, List[str], int]]:\n    return [("a", [""], -2)]\n', '"a" makes -2 steps')):
            self.refused(SAMPLE + "def schedule(self) -> " + text,
                         f'error: "schedule" answers no phases\n  where  tiny.pt\n  why    {why}\n{fix}')

    def test_modules_that_cannot_be_trained(self):
        self.refused(SAMPLE, "error: the module has no parameters\n  where  tiny.pt\n  why    there is nothing to train\n  fix"
                     "    save the scripted module itself: torch.jit.freeze makes constants of parameters\n",
                     "generator_weight~10x12")
        self.refused(SAMPLE + LOSS, "error: the module's noise_size is no length\n  where  tiny.pt\n  why    0\n  fix    set "
                     "self.noise_size to a whole number of at least 1\n", "generator_weight:10x12", "noise_size=0")


if __name__ == "__main__":
    unittest.main()
