"""Runs the built `zeroth` and makes small inputs for it."""
import contextlib
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import unittest

import warm

BIN = pathlib.Path(os.environ["ZEROTH_BIN"])
SOURCE = pathlib.Path(os.environ["ZEROTH_SOURCE"])
FIXTURES = pathlib.Path(os.environ["ZEROTH_FIXTURES"])
SHARED = pathlib.Path(os.environ["ZEROTH_SHARED"])
ZEROTH = str(BIN / "zeroth")
# Products that are too many for every change: unless this is set, tests take a part that differs from test to test.
LONG = bool(os.environ.get("ZEROTH_LONG_TESTS"))

# Tests that run in the background were started to ignore these, and so would be `zeroth`.
for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
    if signal.getsignal(number) == signal.SIG_IGN:
        signal.signal(number, signal.SIG_DFL)


def load_tool(name):
    """A script of tools/, whose name ends in no .py, as a module."""
    loader = importlib.machinery.SourceFileLoader(name, str(SOURCE / "tools" / name))
    tool = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    loader.exec_module(tool)
    return tool


class Case(unittest.TestCase):
    """A test with a folder of its own, a cache of its own and a short way to call `zeroth`."""

    maxDiff = None
    WARM = False  # whether workers of commands that run to their end need not load LibTorch: see warm.py

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="zeroth-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.environment = dict(os.environ, XDG_CACHE_HOME=str(self.folder / "cache"))

    def start(self, *arguments, **options):
        return subprocess.Popen([ZEROTH, *map(str, arguments)], **{
            "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "cwd": self.folder,
            "env": self.environment, **options})

    def warm(self, *arguments):
        """The environment of a command with these arguments that nobody disturbs."""
        return warm.environment(self.environment, arguments) if self.WARM else self.environment

    def outcome(self, *arguments):
        """(exit code, stdout, stderr) of a command that runs to its end."""
        process = self.start(*arguments, env=self.warm(*arguments))
        out, err = process.communicate(timeout=900)  # a hang; a busy machine is slow
        return process.returncode, out, err

    def use_worker(self, script):
        """What `zeroth` starts in the place of its worker."""
        worker = self.write("worker", "#!/bin/sh\n" + script)
        worker.chmod(0o755)
        self.environment["ZEROTH_WORKER"] = str(worker)

    def zeroth(self, *arguments, code=0):
        got, out, err = self.outcome(*arguments)
        self.assertEqual(got, code, f"{arguments}\n{out}\n{err}")
        return out, err

    def run_json(self, *arguments):
        out, _ = self.zeroth("run", *arguments, "--json", "--quiet", "--run-dir", self.folder / "runs")
        return json.loads(out)

    @contextlib.contextmanager
    def cold(self):
        """In the block every worker starts by itself."""
        before, self.WARM = self.WARM, False
        yield
        self.WARM = before

    def write(self, name, document):
        path = self.folder / name
        path.write_text(document if isinstance(document, str) else json.dumps(document))
        return path


def tiny_world(**changes):
    """Parameters of a synthetic world that trains in a second."""
    return dict(seen_classes=6, unseen_classes=3, attributes=5, features=12, train_per_class=8,
                test_per_class=4, **changes)


def tiny_generative(**changes):
    pipeline = {
        "zeroth": 1, "name": "tiny", "recipe": "generative",
        "data": {"use": "data.synthetic", "params": tiny_world()},
        "generator": {"use": "generator.f-clswgan",
                      "params": {"hidden": 16, "critic_steps": 2, "classifier_epochs": 2}},
        "train": {"epochs": 3, "batch": 16}, "synthesis": {"per_class": 10},
        "classifier": {"params": {"epochs": 3}}}
    pipeline.update(changes)
    return pipeline


def tiny_d3gzsl(**changes):
    pipeline = {
        "zeroth": 1, "name": "tiny-d3", "extends": str(SOURCE / "pipelines/base/d3gzsl.json"),
        "data": {"use": "data.synthetic", "params": tiny_world()},
        "generator": {"params": {"hidden": 16, "critic_steps": 2}},
        "teacher": {"params": {"embedding": 8, "epochs": 2, "batch": 16, "loss_weight": 1.0}},
        "student": {"params": {"embedding": 8}},
        "joint": {"weight": 0.1, "per_class": 4},
        "train": {"epochs": 4, "batch": 16}}
    pipeline.update(changes)
    return pipeline


# Options of `zeroth data make-regions` for a world on which experts train in a second.
SMALL_REGIONS = {"classes-seen": 8, "classes-unseen": 3, "attributes": 10, "channels": 24, "height": 2, "width": 3,
                 "train-per-class": 8, "test-per-class": 5, "word-vector": 8, "noise": 0.2}


def tiny_dedn(file, **changes):
    pipeline = {
        "zeroth": 1, "name": "tiny-dedn", "extends": str(SOURCE / "pipelines/base/dedn.json"),
        "vars": {"kappa": 1},
        "data": {"use": "data.region-hdf5", "params": {"file": str(file)}},
        "experts": {"fine": {"params": {"cluster_by": "word-vectors", "count": 2}}},
        "optimiser": {"learning_rate": 0.003}, "train": {"epochs": 40, "batch": 16}}
    pipeline.update(changes)
    return pipeline


# Every generator, as small as it goes.
GENERATORS = {
    "f-clswgan": {"hidden": 16, "critic_steps": 2, "classifier_epochs": 2},
    "tf-vaegan": {"hidden": 16, "critic_steps": 2},
    "ce-gzsl": {"hidden": 16, "critic_steps": 2, "embedding": 8, "projection": 6, "comparator_hidden": 8},
    "ddgan": {"hidden": 16, "steps": 2, "blocks": 1, "mapping_layers": 1},
    "cycle-clswgan": {"hidden": 16, "critic_steps": 2, "classifier_epochs": 2, "regressor_epochs": 2},
    "lisgan": {"hidden": 16, "critic_steps": 2, "classifier_epochs": 2},
    "f-vaegan-d2": {"hidden": 16, "critic_steps": 2},
    "cada-vae": {"latent": 4, "feature_encoder_hidden": 16, "feature_decoder_hidden": 16, "attribute_encoder_hidden": 16,
                 "attribute_decoder_hidden": 16},
    "izf": {"hidden": 16, "couplings": 2},
    "free": {"hidden": 16, "critic_steps": 2, "latent": 4},
}


def tiny_two_stage(**changes):
    pipeline = tiny_generative(
        name="tiny-ts", recipe="two-stage",
        teacher={"use": "teacher.mlp", "params": {"embedding": 8, "epochs": 2, "batch": 16}},
        ood={"use": "ood.energy"}, gate={"threshold": "validation-h"}, evaluate={"protocol": "strict-val"})
    pipeline.update(changes)
    return pipeline


def with_generator(pipeline, name):
    """The pipeline over another generator."""
    pipeline["generator"] = {"use": "generator." + name, "params": dict(GENERATORS[name])}
    if pipeline["name"] == "tiny-d3":
        # The learning rates of the base grow for optimisers that not every generator has.
        pipeline["train"] = {**pipeline["train"], "decay": {"factors": {"critic": None, "generator": None}}}
        if name == "ce-gzsl":
            pipeline["student"] = {"use": "student.linear", "embedding": {"ref": "/generator"}}
    return pipeline


def read_safetensors(path):
    """An independent reader: name -> (dtype, shape, bytes)."""
    data = pathlib.Path(path).read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + length])
    header.pop("__metadata__", None)
    body = data[8 + length:]
    return {name: (entry["dtype"], tuple(entry["shape"]), body[slice(*entry["data_offsets"])])
            for name, entry in header.items()}
