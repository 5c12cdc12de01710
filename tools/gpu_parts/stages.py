"""The stages of tools/gpu: what is built and checked, each with its seconds."""
import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
import typing

from gpu_parts import dependencies

ROOT = dependencies.ROOT
# Bounds of |a - b| / (1 + |b|) for means of losses of an epoch: see tools/gpu.
SAME_NUMBERS, OTHER_NOISE = 1e-3, 0.25
# The same bounds by precision, where no noise differs.
PRECISIONS = {"fp32": SAME_NUMBERS, "tf32": 2e-3, "bf16": 1e-2}


@dataclasses.dataclass
class Stage:
    name: str
    seconds: int
    run: typing.Callable


def build(bench):
    bench.zeroth = dependencies.build(bench)
    return "of zeroth-all"


def cases(bench):
    """Every golden case; plugins compute on the device."""
    files = sorted((ROOT / "tests/golden").glob("*.json"))
    out = bench.call(bench.zeroth, "check-cases", *(files[::6] if bench.short else files), "--device", bench.device, "--json")
    told = json.loads(out)
    assert told["failed"] == 0, f"{told['failed']} of {len(told['cases'])} cases differ"
    return f"{len(told['cases'])} cases"


def quickstart(bench):
    """Near the best figures of its world, which are 70 to 80 percent."""
    epochs = ("--set", "train.epochs=2") if bench.short else ()
    figures = bench.run(ROOT / "pipelines/quickstart.json", *epochs)["metrics"]
    assert bench.short or figures["H"] > 50, f"H is {figures['H']:.1f}"
    return f"H {figures['H']:.1f}"


def pipelines(bench):
    """Name -> small pipeline and whether noise is drawn on the device: every recipe, every generator."""
    os.environ.setdefault("ZEROTH_BIN", str(bench.zeroth.parent))
    os.environ.setdefault("ZEROTH_SOURCE", str(ROOT))
    os.environ.setdefault("ZEROTH_FIXTURES", str(ROOT))
    os.environ.setdefault("ZEROTH_SHARED", str(ROOT))
    sys.path.insert(0, str(ROOT / "tests/cli"))
    import region_world
    import zeroth as tests
    makers = (tests.tiny_generative, tests.tiny_d3gzsl, tests.tiny_two_stage)
    all_of = {}
    for number, generator in enumerate(tests.GENERATORS):
        for make in makers[number % 3:][:1] if bench.short else makers:
            name = f"{make.__name__[5:].replace('_', '-')} over {generator}"
            all_of[name] = tests.with_generator(make(), generator), True
    world = bench.folder / "regions.hdf5"
    sizes = {"classes-seen": 6, "classes-unseen": 3, "attributes": 6, "channels": 16, "height": 3, "width": 2,
             "train-per-class": 12, "test-per-class": 6, "word-vector": 5}
    bench.call(bench.zeroth, "data", "make-regions", "--out", world,
               *(text for key, value in sizes.items() for text in (f"--{key}", value)))
    all_of["dedn"] = region_world.tiny_dedn(world), False
    all_of["msdn"] = region_world.tiny_msdn(world), False
    if bench.short:
        all_of = {name: all_of[name] for name in ("d3gzsl over tf-vaegan", "msdn")}
    return all_of


def losses(result):
    with open(result["run_dir"] + "/metrics.jsonl") as lines:
        return next(line["losses"] for line in map(json.loads, lines) if "losses" in line)


def all_losses(result):
    """Of every training of the run, under its stage's name."""
    with open(result["run_dir"] + "/metrics.jsonl") as lines:
        return {f"{line['stage']} {name}": value for line in map(json.loads, lines) if "losses" in line
                for name, value in line["losses"].items()}


def recipes(bench):
    """One epoch of each, beside the CPU's."""
    worst, checked = 0.0, 0
    for name, (pipeline, draws) in pipelines(bench).items():
        pipeline["train"]["epochs"] = 1
        path = bench.folder / "recipe.json"
        path.write_text(json.dumps(pipeline))
        here, there = losses(bench.run(path, device="cpu")), losses(bench.run(path))
        assert list(here) == list(there), f"{name}: other losses"
        bound = OTHER_NOISE if draws and bench.device == "cuda" else SAME_NUMBERS
        for loss, value in here.items():
            apart = abs(value - there[loss]) / (1 + abs(value))
            assert apart <= bound, f"{name}: {loss} is {there[loss]:.6g}, on the CPU {value:.6g}"
            worst = max(worst, apart)
        checked += 1
    return f"{checked} recipes, losses at most {worst:.2g} apart"


def precisions(bench):
    """Losses of an epoch in every precision beside the CPU's in fp32; other numbers in each, so that none stands for another."""
    settings = ("--set", "train.epochs=1", "--set", "teacher.params.epochs=1", "--set", "generator.params.hidden=256")
    quickstart = ROOT / "pipelines/quickstart.json"
    here, told, seen = all_losses(bench.run(quickstart, *settings, device="cpu")), [], []
    for precision, bound in PRECISIONS.items():
        result = bench.run(quickstart, *settings, "--precision", precision)
        assert result["precision"] == precision, f"{precision} became {result['precision']}"
        there = all_losses(result)
        worst = max(abs(value - there[loss]) / (1 + abs(value)) for loss, value in here.items())
        bound = OTHER_NOISE if bench.device == "cuda" else bound
        assert worst <= bound, f"{precision}: losses are {worst:.3g} apart"
        assert there not in seen, f"{precision} has the numbers of another precision"
        seen.append(there)
        told.append(f"{precision} {worst:.2g}")
    return "losses apart by " + ", ".join(told)


def wait_for_group(group):
    """Until its worker is gone, too; what a killed process leaves to be reaped holds nothing any more."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)


def resume(bench):
    """Killed after its first checkpoint, it goes on to the figures of a run that was left alone."""
    pipeline = ROOT / "pipelines/quickstart.json"
    sets = ("--set", f"train.epochs={3 if bench.short else 12}", "--set", "checkpoint.every=1")
    whole = bench.run(pipeline, *sets)
    runs = bench.folder / "killed"
    child = subprocess.Popen([str(word) for word in (bench.zeroth, "run", pipeline, *sets, "--device", bench.device, "--quiet",
                                                     "--run-dir", runs)],
                             stdout=bench.log, stderr=bench.log, cwd=ROOT, start_new_session=True)
    try:
        while child.poll() is None and not list(runs.glob("*/checkpoints/last.safetensors")):
            assert time.monotonic() < bench.ends, "no checkpoint in time"
            time.sleep(0.02)
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    wait_for_group(child.pid)
    ended = child.returncode == 0
    (run,) = runs.iterdir()
    again = json.loads(bench.call(bench.zeroth, "run", "--resume", run, "--quiet", "--json"))
    apart = max(abs(value - again["metrics"][name]) for name, value in whole["metrics"].items())
    # A GPU may add in another order where no deterministic kernel is known.
    assert apart <= (1.0 if bench.device == "cuda" else 0.0), f"figures differ by {apart:.3g} points"
    return f"figures {apart:.2g} points apart" + ("; it had ended before it was killed" if ended else "")


def validate(bench):
    """The conformance kit, which compares each plugin on the device with the CPU."""
    what = ("ood.energy", "--include", "^(output-shape|other-device)$") if bench.short else ("--all",)
    told = json.loads(bench.call(bench.zeroth, "validate", *what, "--strict", "2", "--device", bench.device, "--json"))
    assert not told["failed"], f"{told['failed']} failed"
    return f"{len(told['plugins'])} plugins"


# What the seconds of the stage suffice for.
MEASURED = ("f-clswgan", "tf-vaegan", "ce-gzsl", "ddgan", "dedn", "msdn", "d3gzsl", "d3gzsl:tf-vaegan", "d3gzsl:ce-gzsl",
            "d3gzsl:ddgan", "teacher")


def bench_methods(bench):
    """Seconds of an iteration and memory, beside a PyTorch peer where there is one: eager, then with its graphs."""
    command = [sys.executable, ROOT / "tools/bench", "--device", bench.device, "--zeroth", bench.zeroth]
    command += ["--rounds", 1, "--methods"]
    command += ["f-clswgan", "--iterations", 1] if bench.short else [",".join(MEASURED)]
    if bench.device == "simulated" or not bench.options.peer:
        return table_of(bench.call(*command))
    command += ["--peer", bench.options.peer.resolve(), "--python", sys.executable]
    return "; with graphs: ".join(table_of(bench.call(*command, *more)) for more in ((), ("--cuda-graphs",)))


def table_of(out):
    """On one line: method, set, seconds, the peer's seconds and their ratio."""
    return ", ".join(" ".join(line.split()[:5]) for line in out.splitlines()[1:])


# Together fourteen minutes and a half.
ALL = (Stage("build", 270, build), Stage("cases", 60, cases), Stage("quickstart", 60, quickstart), Stage("recipes", 150, recipes),
       Stage("precisions", 30, precisions), Stage("resume", 60, resume), Stage("validate", 150, validate), Stage("bench", 90, bench_methods))
