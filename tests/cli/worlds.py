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


def write_linear_world(folder):
    """Features are a linear function of the attributes, with noise; ten of fifty classes are unseen."""
    random = numpy.random.default_rng(0)
    folder.mkdir()
    attributes = random.random((50, 12)).astype("float32")
    labels = numpy.repeat(numpy.arange(50), 40)
    count = len(labels)
    features = 2 * attributes[labels] @ random.standard_normal((12, 64)) + random.standard_normal((count, 64))
    unseen = labels % 5 == 1
    test = unseen | (numpy.arange(count) % 5 == 0)
    arrays = dict(features=features.astype("float32"), attributes=attributes, labels=labels,
                  trainval=numpy.flatnonzero(~test), test_seen=numpy.flatnonzero(test & ~unseen),
                  test_unseen=numpy.flatnonzero(unseen))
    for name, array in arrays.items():
        numpy.save(folder / f"{name}.npy", array)
    return {"use": "data.npy", "params": {"root": str(folder)}}
