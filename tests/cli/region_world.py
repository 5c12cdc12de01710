"""Small worlds of region features, and the experts' pipelines on them."""
import shutil

from zeroth import SOURCE

try:
    import h5py
except ImportError:  # the tests that write such files themselves are skipped, and say so
    h5py = None

CLUSTERS = [[0, 3], [1, 2, 4, 5]]


def make_world(case, name="world.hdf5", **settings):
    """A region file in the test's folder."""
    sizes = {"classes-seen": 6, "classes-unseen": 3, "attributes": 6, "channels": 16, "height": 3, "width": 2,
             "train-per-class": 12, "test-per-class": 6, "word-vector": 5, **settings}
    options = [text for key, value in sizes.items() for text in (f"--{key}", str(value))]
    case.zeroth("data", "make-regions", "--out", case.folder / name, *options)
    return case.folder / name


def with_other_test_images(world, copy):
    """The same world with other regions in every test image."""
    shutil.copy(world, copy)
    with h5py.File(copy, "r+") as file:
        for split in ("test_seen_loc", "test_unseen_loc"):
            for image in file[split][:]:
                file["feature_map"][int(image)] = file["feature_map"][int(image)][::-1] + 1
    return copy


def pipeline_of(base, world, changes):
    pipeline = {
        "zeroth": 1, "name": "tiny-" + base, "extends": str(SOURCE / f"pipelines/base/{base}.json"),
        "data": {"use": "data.region-hdf5", "params": {"file": str(world)}},
        "train": {"epochs": 3, "batch": 24}, "optimiser": {"learning_rate": 0.001}}
    pipeline.update(changes)
    return pipeline


def tiny_dedn(world, experts=None, **changes):
    pipeline = pipeline_of("dedn", world, changes)
    pipeline["experts"] = {"fine": {"params": {"clusters": CLUSTERS}}, **(experts or {})}
    pipeline["losses"] = {f"{name}-class": {"inputs": {"scores": f"{name}/scores"}} for name in ("complete", "fine")}
    pipeline["losses"]["distillation"] = {"inputs": {}}
    return pipeline


def tiny_msdn(world, **changes):
    pipeline = pipeline_of("msdn", world, changes)
    pipeline["experts"] = {name: {} for name in ("attribute-to-visual", "visual-to-attribute")}
    return pipeline
