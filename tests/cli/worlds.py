"""Small data sets on disk."""
import numpy


def write_world(folder, test_scale):
    """The same world with other numbers in every test feature."""
    random = numpy.random.default_rng(5)
    folder.mkdir()
    attributes = random.random((9, 4))
    labels = numpy.repeat(numpy.arange(9), 12)
    features = attributes[labels] @ random.random((4, 10)) + 0.05 * random.standard_normal((108, 10))
    unseen = numpy.isin(labels, [1, 4, 7])
    test = unseen | (numpy.arange(108) % 4 == 0)
    features[test] = features[test] * test_scale + (test_scale - 1)
    numpy.save(folder / "features.npy", features.astype("float32"))
    numpy.save(folder / "attributes.npy", attributes.astype("float32"))
    numpy.save(folder / "labels.npy", labels)
    numpy.save(folder / "trainval.npy", numpy.flatnonzero(~test))
    numpy.save(folder / "test_seen.npy", numpy.flatnonzero(test & ~unseen))
    numpy.save(folder / "test_unseen.npy", numpy.flatnonzero(unseen))
    return {"use": "data.npy", "params": {"root": str(folder)}}
