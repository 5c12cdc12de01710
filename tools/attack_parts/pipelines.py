"""The pipelines that are attacked: together every recipe, generator and protocol, a second or two each."""
import zeroth as tests
from region_world import tiny_msdn
from worlds import write_world

EPOCHS, HIDDEN = 12, 32
FEW_OPERATIONS = ("generative-short", "d3gzsl-strict-val-short")  # every operation of theirs can be tried


def sized(pipeline, epochs=EPOCHS):
    """Long enough to be hit in the middle, in many places."""
    pipeline["train"]["epochs"] = epochs
    if "generator" in pipeline:
        pipeline["generator"]["params"]["hidden"] = HIDDEN
    return pipeline


def on_files(pipeline, folder):
    if not (folder / "world").exists():
        write_world(folder / "world", 1)
    pipeline["data"] = {"use": "data.npy", "params": {"root": str(folder / "world")}}
    return pipeline


def in_bf16(pipeline):
    pipeline["precision"] = "bf16"
    pipeline["train"]["batch"] = 128  # smaller products stay fp32
    pipeline["data"]["params"]["train_per_class"] = 40
    return pipeline


def evaluated(protocol):
    return {"evaluate": {"protocol": protocol, "every": 3}}


def generators(make, *names, **changes):
    """One pipeline over each of these generators."""
    return {f"{make.__name__[5:].replace('_', '-')}-{name}":
            sized(tests.with_generator(make(**changes), name)) for name in names}


def variants(folder, regions):
    """Name -> pipeline. What is on disk lies in `folder`, region features in the file `regions`."""
    d3gzsl, generative = tests.tiny_d3gzsl, tests.tiny_generative
    all_of = {
        "generative-strict-val-files": on_files(sized(generative(**evaluated("strict-val"))), folder),
        "d3gzsl-strict-val": sized(d3gzsl(**evaluated("strict-val"))),
        "generative-final-epoch": sized(generative()),
        "d3gzsl-validation": sized(d3gzsl(**evaluated("validation"))),
        "d3gzsl-paper-oracle": sized(d3gzsl(**evaluated("paper-oracle"))),
        # Whoever is killed before the first checkpoint begins anew.
        "d3gzsl-few-checkpoints": sized(d3gzsl(checkpoint={"every": 5}, **evaluated("strict-val"))),
        "d3gzsl-bf16": in_bf16(sized(d3gzsl())),
        "dedn-strict-val": sized(tests.tiny_dedn(regions, **evaluated("strict-val"))),
        "msdn-final-epoch": sized(tiny_msdn(regions)),
    }
    all_of.update(generators(generative, "tf-vaegan"))
    all_of.update(generators(d3gzsl, "ce-gzsl", "ddgan", **evaluated("strict-val")))
    all_of.update(generators(tests.tiny_two_stage, "ddgan", ood={"use": "ood.mahalanobis"}))
    all_of["generative-short"] = sized(generative(), epochs=2)
    all_of["d3gzsl-strict-val-short"] = sized(d3gzsl(**evaluated("strict-val")), epochs=2)
    simulated = sized(tests.with_generator(d3gzsl(device="simulated"), "tf-vaegan"), epochs=4)
    return {**all_of, "d3gzsl-tf-vaegan-simulated": simulated}
