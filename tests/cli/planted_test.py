"""DEDN on worlds where it is known which regions of an image hold which attribute."""
import shutil
import unittest

import numpy

from region_world import h5py, make_world, pipeline_of
from zeroth import Case, read_safetensors

WORLD = {"classes-seen": 30, "classes-unseen": 10, "attributes": 16, "word-vector": 16, "channels": 64,
         "height": 4, "width": 4, "train-per-class": 15, "test-per-class": 10, "noise": 1.1}
TYPES = {"F32": "float32"}


def dedn(world, attributes, epochs):
    half = attributes // 2
    clusters = [list(range(half)), list(range(half, attributes))]
    return pipeline_of("dedn", world, {
        "train": {"epochs": epochs, "batch": 50}, "checkpoint": {"every": 0},
        "experts": {"fine": {"params": {"clusters": clusters}}}})


def alone(pipeline, expert, other):
    pipeline["experts"] = {other: None, expert: pipeline["experts"].get(expert, {})}
    pipeline["losses"] = {f"{other}-class": None, f"{other}-alignment": None, "distillation": None}
    pipeline["inference"] = {"weights": {other: None, expert: 1}}
    return pipeline


def with_rows(world, copy, dataset, rows):
    shutil.copy(world, copy)
    with h5py.File(copy, "r+") as file:
        file[dataset][...] = file[dataset][:][rows]
    return copy


def softmax(logits, axis):
    weights = numpy.exp(logits - logits.max(axis, keepdims=True))
    return weights / weights.sum(axis, keepdims=True)


def unit_regions(maps):
    regions = maps.reshape(*maps.shape[:2], -1)
    return regions / numpy.maximum(numpy.linalg.norm(regions, axis=1, keepdims=True), 1e-12)


class CompleteExpert:
    """The trained expert "complete" again, from the checkpoint: the dual attention network in NumPy."""

    def __init__(self, result):
        saved = read_safetensors(result["run_dir"] + "/checkpoints/last.safetensors")
        self.V, self.W1, self.W2, self.W3, self.W4 = (
            numpy.frombuffer(data, TYPES[dtype]).reshape(shape)
            for dtype, shape, data in (saved[f"experts/parameters/complete.{name}"]
                                       for name in ("V", "W1", "W2", "W3", "W4")))

    def logits(self, regions):
        return numpy.einsum("km,nmr->nkr", self.V @ self.W2, regions)

    def attribute_scores(self, regions, order):
        """Scores [n,K] for prediction, the word vectors in another order."""
        words, channels = self.V[order], regions.transpose(0, 2, 1)

        def attended(score, attention, items):
            weights = softmax(numpy.einsum("kd,ndj->nkj", words @ attention, items), 2)
            return (weights * numpy.einsum("kd,ndj->nkj", words @ score, items)).sum(2)
        return 0.8 * attended(self.W1, self.W2, regions) + 0.2 * attended(self.W3, self.W4, channels)


@unittest.skipUnless(h5py, "python3-h5py is not installed")
class Planted(Case):
    WARM = True

    def metrics(self, pipeline, seed=1):
        return self.run_json(self.write("p.json", pipeline), "--seed", str(seed))["metrics"]

    def test_attention_falls_on_the_planted_regions(self):
        world = make_world(self, **{**WORLD, "noise": 0.5})
        expert = CompleteExpert(self.run_json(self.write("p.json", dedn(world, 16, 20))))
        with h5py.File(world) as file:
            images = numpy.concatenate([file["test_seen_loc"][:], file["test_unseen_loc"][:]]).astype(int)
            regions, labels = unit_regions(file["feature_map"][:][images]), file["labels"][:][images]
            planted = file["planted"][:][images].reshape(len(images), 16, 16) > 0
            unseen, classes = file["test_unseen_loc"][:].astype(int), file["att"][:]
            unseen_labels = file["labels"][:][unseen]
        weights, there = softmax(expert.logits(regions), 2), planted.any(2)
        on_target, chance = (weights * planted).sum(2)[there].mean(), planted.mean(2)[there].mean()
        print(f"attention on planted regions {on_target:.2f}, chance {chance:.2f}", end=" ", flush=True)
        self.assertLess(chance, 0.15)
        self.assertGreater(on_target, 0.5)
        # The trained expert under other words: what it learnt is in the words, not beside them.
        of_unseen, ids = regions[numpy.isin(labels, unseen_labels)], numpy.unique(unseen_labels)
        shares = []
        for order in (numpy.arange(16), numpy.roll(numpy.arange(16), 5)):
            scores = expert.attribute_scores(of_unseen, order) @ classes[ids].T
            shares.append((ids[scores.argmax(1)] == unseen_labels).mean())
        print("right among unseen {:.2f}, under shuffled words {:.2f}".format(*shares), end=" ", flush=True)
        self.assertGreater(shares[0], 0.8)
        self.assertLess(shares[1], 0.3)  # chance is 0.1

    def test_dedn_beats_each_expert_alone(self):
        world = make_world(self, **WORLD)

        def area(change):
            return numpy.mean([self.metrics(change(dedn(world, 16, 40)), seed)["AUSUC"] for seed in (1, 2, 3)])
        both = area(lambda pipeline: pipeline)
        complete = area(lambda pipeline: alone(pipeline, "complete", "fine"))
        fine = area(lambda pipeline: alone(pipeline, "fine", "complete"))
        print(f"AUSUC: DEDN {both:.1f}, cExp {complete:.1f}, fExp {fine:.1f}", end=" ", flush=True)
        self.assertGreater(both, max(complete, fine))

    def test_what_words_and_descriptors_mean_matters(self):
        # More attributes than numbers in a word vector: with fewer, V W is any matrix whatever the words are.
        world = make_world(self, **{**WORLD, "attributes": 24, "word-vector": 6, "noise": 0.8})
        true = self.metrics(dedn(world, 24, 30))
        words = with_rows(world, self.folder / "words.hdf5", "w2v_att", numpy.roll(numpy.arange(24), 5))
        classes = with_rows(world, self.folder / "classes.hdf5", "att", numpy.roll(numpy.arange(40), 7))
        shuffled_words = self.metrics(dedn(words, 24, 30))
        shuffled_classes = self.metrics(dedn(classes, 24, 30))
        print(f"AUSUC {true['AUSUC']:.1f}, words shuffled {shuffled_words['AUSUC']:.1f}; T1 {true['T1']:.1f}, "
              f"classes shuffled {shuffled_classes['T1']:.1f}", end=" ", flush=True)
        self.assertLess(shuffled_words["AUSUC"], true["AUSUC"] - 10)
        self.assertLess(shuffled_classes["T1"], 35)  # chance is 10, with ten classes' spread around it
        self.assertGreater(true["T1"], 60)


if __name__ == "__main__":
    unittest.main()
