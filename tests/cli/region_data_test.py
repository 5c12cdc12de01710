"""Region files: made, read by another reader, spoiled, and larger than memory may grow."""
import json
import os
import resource
import subprocess
import unittest

import numpy

from zeroth import Case, SHARED, ZEROTH

try:
    import h5py
except ImportError:
    h5py = None

REAL = SHARED / "data/AWA13/feature_map_MobileNetV2_AWA13.hdf5"
SMALL = {"classes-seen": 5, "classes-unseen": 2, "attributes": 6, "channels": 8, "height": 2, "width": 3,
         "train-per-class": 3, "test-per-class": 2, "word-vector": 4}


def unit(matrix):
    return matrix / numpy.linalg.norm(matrix, axis=-1, keepdims=True)


@unittest.skipUnless(h5py, "python3-h5py is not installed")
class RegionData(Case):
    WARM = True

    def make(self, settings, *flags, name="world.hdf5", code=0):
        path = self.folder / name
        options = [*flags, *(word for key, value in settings.items() for word in (f"--{key}", value))]
        err = self.zeroth("data", "make-regions", "--out", path, *options, code=code)[1]
        return path if code == 0 else err

    def arrays(self, path):
        with h5py.File(path) as file:
            return {name: file[name][()] for name in file}

    def verify(self, path, code=0):
        out, err = self.zeroth("data", "verify", path, "--json", code=code)
        return json.loads(out) if code == 0 else err

    def test_a_world_has_the_layout_of_the_public_files(self):
        world = self.arrays(self.make(SMALL))
        shapes = {name: (values.dtype.name, values.shape) for name, values in world.items()}
        self.assertEqual(shapes, {
            "feature_map": ("float32", (29, 8, 2, 3)), "labels": ("int64", (29,)), "att": ("float64", (7, 6)),
            "original_att": ("float64", (7, 6)), "w2v_att": ("float64", (6, 4)), "trainval_loc": ("int64", (15,)),
            "test_seen_loc": ("int64", (10,)), "test_unseen_loc": ("int64", (4,)),
            "planted": ("uint8", (29, 6, 2, 3))})
        rows = numpy.concatenate([world[name] for name in ("trainval_loc", "test_seen_loc", "test_unseen_loc")])
        self.assertEqual(sorted(rows), list(range(29)))
        numpy.testing.assert_allclose(world["att"], unit(world["original_att"]), atol=1e-6)
        self.assertTrue(((0 <= world["original_att"]) & (world["original_att"] <= 1)).all())
        self.assertGreaterEqual(world["feature_map"].min(), 0)
        # An attribute is planted in one or two regions of every image whose class has it, and in no other.
        counts = world["planted"].sum(axis=(2, 3))
        has = world["original_att"][world["labels"]] > 0
        self.assertTrue(((counts >= has) & (counts <= 2 * has)).all())

    def test_planted_attributes_can_be_found_and_word_vectors_tell_new_ones(self):
        """Least squares stands in for V W F: a map from word vectors to signatures, learned on three quarters of
        the attributes in training images, finds the regions of the others in images of unseen classes."""
        world = self.arrays(self.make({"attributes": 40, "word-vector": 6, "noise": 0.3, "seed": 3}))
        known, new = numpy.arange(30), numpy.arange(30, 40)
        train, test = world["trainval_loc"], world["test_unseen_loc"]
        regions = lambda rows: world["feature_map"][rows].transpose(0, 2, 3, 1).reshape(-1, 64)
        planted = lambda rows, which: world["planted"][rows][:, which].transpose(0, 2, 3, 1).reshape(-1, len(which))
        held = planted(train, known).astype(float)
        signatures = numpy.linalg.lstsq(numpy.c_[held, numpy.ones(len(held))], regions(train), rcond=None)[0][:-1]
        words = world["w2v_att"]
        guess = numpy.linalg.lstsq(words[known], signatures, rcond=None)[0]
        scores = (regions(test) - regions(test).mean(0)) @ (words[new] @ guess).T
        truth = planted(test, new) > 0
        hit = numpy.mean([numpy.mean(scores[truth[:, k], k][:, None] > scores[~truth[:, k], k])
                          for k in range(10) if truth[:, k].any()])
        self.assertGreater(hit, 0.85)  # chance is 0.5

    def test_the_same_seed_makes_the_same_world_packed_or_not(self):
        plain, packed = self.make(SMALL), self.make(SMALL, "--gzip", name="packed.hdf5")
        other = self.make({**SMALL, "seed": 1}, name="other.hdf5")
        for name, values in self.arrays(plain).items():
            numpy.testing.assert_array_equal(values, self.arrays(packed)[name])
        with h5py.File(packed) as file:
            self.assertEqual((file["feature_map"].compression, file["feature_map"].chunks), ("gzip", (1, 8, 2, 3)))
        hashes = [self.verify(path)["facts"]["hash"] for path in (plain, packed, other)]
        self.assertEqual(hashes[0], hashes[1])
        self.assertNotEqual(hashes[0], hashes[2])

    def test_worlds_that_cannot_be_made(self):
        self.assertIn("error: the world would be too large\n  where  zeroth data make-regions\n",
                      self.make({"channels": 10**6, "width": 1000}, code=2))
        self.assertIn("error: cannot create a file\n", self.make(SMALL, name="absent/world.hdf5", code=73))
        self.folder.joinpath("folder").mkdir()
        self.assertIn("error: cannot move a finished file to its place\n", self.make(SMALL, name="folder", code=74))

    def test_a_full_disk_leaves_the_old_file(self):
        path = self.make(SMALL)
        before = path.read_bytes()
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        process = subprocess.run([ZEROTH, "data", "make-regions", "--out", str(path)], stderr=subprocess.PIPE, text=True,
                                 preexec_fn=limit, restore_signals=False)
        self.assertEqual(process.returncode, 74, process.stderr)
        self.assertIn("error: cannot write a file\n", process.stderr)
        self.assertIn("  why    File too large\n", process.stderr)
        self.assertEqual([file.name for file in self.folder.iterdir()], ["world.hdf5"])
        self.assertEqual(path.read_bytes(), before)

    def test_what_verify_says(self):
        path = self.make(SMALL)
        with h5py.File(path, "r+") as file:
            file["w2v_att"][3] = 0
        report = self.verify(path)
        facts = report["facts"]
        self.assertEqual([facts[name] for name in ("images", "channels M", "regions H x W", "seen S", "unseen U",
                                                   "attributes K", "word vector size G", "zero word vectors")],
                         [29, 8, "2 x 3", 5, 2, 6, 4, 1])
        self.assertEqual(report["warnings"], [])
        values = self.arrays(path)["feature_map"]
        with h5py.File(path, "r+") as file:
            del file["feature_map"]
            file.create_dataset("feature_map", data=numpy.concatenate([values] * 2)[:29], chunks=(29, 1, 2, 3),
                                compression="gzip")
        self.assertEqual(self.verify(path)["warnings"], [])  # no more images than fit into a batch
        wide = self.make({**SMALL, "train-per-class": 10}, name="wide.hdf5")
        values = self.arrays(wide)["feature_map"]
        with h5py.File(wide, "r+") as file:
            del file["feature_map"]
            file.create_dataset("feature_map", data=values, chunks=(40, 1, 2, 3), compression="gzip")
        warning = self.verify(wide)["warnings"][0]
        self.assertIn("each chunk of feature_map holds a part of 40 images", warning)
        self.assertTrue(warning.endswith(f"unpack the file once with zeroth data unpack {wide} NEW.hdf5"), warning)

    def test_unpacking_keeps_everything_and_lays_images_one_after_the_other(self):
        path = self.make({**SMALL, "train-per-class": 10})
        before = self.arrays(path)
        for chunks in ((40, 3, 1, 2), (7, 8, 2, 3), None):
            with h5py.File(path, "r+") as file:
                del file["feature_map"]
                file.create_dataset("feature_map", data=before["feature_map"], chunks=chunks,
                                    compression=chunks and "gzip")
            new = self.folder / "new.hdf5"
            self.zeroth("data", "unpack", path, new)
            after = self.arrays(new)
            self.assertEqual(set(after), set(before))
            for name in before:
                numpy.testing.assert_array_equal(after[name], before[name])
                self.assertEqual(after[name].dtype, before[name].dtype)
            with h5py.File(new) as file:
                self.assertIsNone(file["feature_map"].chunks)
        self.assertIn("error: a data file is missing\n", self.zeroth("data", "unpack", "absent", new, code=66)[1])
        path.write_bytes(path.read_bytes()[:-10])
        self.assertIn("error: cannot read an HDF5 file\n", self.zeroth("data", "unpack", path, new, code=65)[1])
        numpy.testing.assert_array_equal(self.arrays(new)["labels"], before["labels"])

    def spoil(self, change):
        path = self.make(SMALL)
        with h5py.File(path, "r+") as file:
            change(file)
        return self.verify(path, 65)

    def replace(self, name, values):
        def change(file):
            del file[name]
            file[name] = values
        return change

    def test_everything_wrong_with_a_region_file(self):
        world = self.arrays(self.make(SMALL))
        broken = world["feature_map"].copy()
        broken[4, 2, 1, 1] = broken[7, 0, 0, 0] = numpy.nan
        labels = world["labels"].copy()
        labels[4] = 99
        loc = world["trainval_loc"].copy()
        loc[0] = 29
        cases = [
            (self.replace("feature_map", broken), "regions hold numbers that are not finite",
             "2 of them, the first in image 4"),
            (self.replace("feature_map", broken.astype("f8")), "regions hold numbers that are not finite",
             "2 of them, the first in image 4"),
            (self.replace("feature_map", broken.reshape(29, 8, 6)), 'cannot use the data set "feature_map"',
             "it is float32 [29, 8, 6], not numbers [N, M, H, W]"),
            (self.replace("feature_map", broken[:, :0]), "there are no features",
             "images have 0 channels and 2 x 3 regions"),
            (self.replace("labels", labels), "a label is out of range",
             "row 4 has class 99, but there are descriptors for classes 0 to 6"),
            (self.replace("labels", labels[:28]), "features and labels do not fit", "29 feature rows, 28 labels"),
            (self.replace("trainval_loc", loc), "a split names a row that does not exist",
             "trainval has row 29, the features have 29 rows"),
            (self.replace("att", world["att"][:, :5]), "attributes and word vectors do not fit",
             "classes have 5 attributes, there are 6 word vectors"),
            (self.replace("att", world["att"] + numpy.inf), "attributes hold numbers that are not finite", ""),
            (self.replace("w2v_att", world["w2v_att"][:, :0]), "there are no word vectors", "they have no columns"),
            (self.replace("w2v_att", world["w2v_att"] * numpy.nan), "word vectors hold numbers that are not finite",
             "24 of them, the first in attribute 0, column 0"),
            (self.replace("w2v_att", ["ox"]), 'cannot use the data set "w2v_att"', "it is text [1], not numbers [K, G]"),
            (lambda file: file.__delitem__("labels"), 'the data set "labels" is missing', "the file has: att, "),
            (lambda file: file.__delitem__("trainval_loc"), 'the data set "trainval_loc" is missing', "the file has: att, "),
        ]
        for change, what, why in cases:
            with self.subTest(what):
                err = self.spoil(change)
                self.assertIn(f"error: {what}\n  where  {self.folder}/world.hdf5\n", err)
                self.assertIn(why, err)

    def test_what_a_region_file_can_do_without(self):
        path = self.make(SMALL)
        whole = self.arrays(path)
        with h5py.File(path, "r+") as file:
            loc = whole["trainval_loc"]
            self.replace("trainval_loc", loc[1:])(file)
            file["feature_map"][loc[0], 0, 0, 0] = numpy.nan
            file["feature_map"][loc[1], 0, 0, 0] = 3e38
            del file["test_seen_loc"], file["w2v_att"]
        numpy.save(self.folder / "words.npy", whole["w2v_att"])
        warnings = "\n".join(self.verify(path)["warnings"])
        self.assertIn("test_seen has no rows, or is missing: T1 is reported", warnings)
        self.assertIn(f"regions hold numbers that are not finite in images of no split, which no run reads: 1 of them, the "
                      f"first in image {loc[0]}\n", warnings)
        self.assertIn(f"1 of them, the first in image {loc[1]} (trainval): 3e+38", warnings)
        self.assertIn('the file has no word vectors "w2v_att": a run needs them in data.params.word_vectors', warnings)
        out, _ = self.zeroth("data", "verify", path, "--word-vectors", self.folder / "words.npy")
        self.assertNotIn("w2v_att", out)

    def test_files_cut_short_and_files_that_are_none(self):
        for flags in ((), ("--gzip",)):
            path = self.make(SMALL, *flags)
            whole = path.read_bytes()
            for size in (0, 100, len(whole) // 2, len(whole) - 1):
                with self.subTest(size=size):
                    path.write_bytes(whole[:size])
                    self.assertIn(f"error: cannot read an HDF5 file\n  where  {path}\n", self.verify(path, 65))
        self.assertIn("truncated file: eof = ", self.verify(path, 65))
        self.assertIn("error: a data file is missing\n", self.verify(self.folder / "absent.hdf5", 66))

    @unittest.skipUnless(REAL.exists(), "the real region file is not here")
    def test_real_file(self):
        facts = self.verify(REAL)["facts"]
        self.assertEqual([facts[name] for name in ("images", "channels M", "regions H x W", "seen S", "unseen U", "trainval",
                                                   "test_seen", "test_unseen", "class names", "negative attributes")],
                         [520, 1280, "7 x 7", 10, 3, 324, 76, 120, 13, 4])
        # The same numbers, laid out another way by another program, are the same data set.
        copy = self.folder / "copy.hdf5"
        with h5py.File(REAL) as real, h5py.File(copy, "w") as file:
            for name in real:
                file[name] = real[name][()]
            file.move("labels", "old")
            file["labels"] = file["old"][()].astype("uint16")
        self.assertEqual(self.verify(copy)["facts"]["hash"], facts["hash"])

    def test_memory_does_not_grow_with_the_file(self):
        """More than four gigabytes, without holes in what is asked for but without taking disk."""
        path = self.make(SMALL)
        images, shape = 3000, (2048, 14, 14)  # 4.8 GB
        with h5py.File(path, "r+") as file:
            del file["feature_map"]
            regions = file.create_dataset("feature_map", (images, *shape), "f4")
            regions[0, 0, 0, 0] = 1
            regions[images - 1, -1, -1, -1] = 2
            del file["labels"], file["trainval_loc"]
            file["labels"] = numpy.r_[numpy.arange(29) % 7, numpy.zeros(images - 29)].astype("int32")
        self.assertGreater(path.stat().st_size, 4 << 30)
        self.assertLess(path.stat().st_blocks * 512, 1 << 30)
        with h5py.File(path, "r+") as file:
            file["labels"][...] = 0
            for name, rows in (("trainval_loc", [0, 1, 5]), ("test_seen_loc", [2]), ("test_unseen_loc", [3])):
                if name in file:
                    del file[name]
                file[name] = numpy.array(rows, "uint16")
            file["labels"][3] = 1
        pid = os.fork()
        if pid == 0:
            with open(self.folder / "out", "w") as out:
                os.dup2(out.fileno(), 1)
            os.execv(ZEROTH, [ZEROTH, "data", "verify", str(path)])
        _, status, usage = os.wait4(pid, 0)
        text = (self.folder / "out").read_text()
        self.assertEqual(status, 0)
        self.assertIn("feature range        0 to 2\n", text)
        self.assertLess(usage.ru_maxrss, 2 << 20)  # kilobytes


if __name__ == "__main__":
    unittest.main()
