"""`zeroth data convert`: what any reader reads, as .npy, .mat or HDF5 files."""
import json
import unittest

import numpy
import scipy.io

from data_test import small_arrays
from region_world import h5py, make_world
from zeroth import Case


class Convert(Case):
    WARM = True

    def setUp(self):
        super().setUp()
        arrays = small_arrays()
        self.matlab, self.out = self.folder / "matlab", self.folder / "numpy"
        self.matlab.mkdir()
        scipy.io.savemat(self.matlab / "res101.mat", {name: arrays.pop(name) for name in ("features", "labels")})
        scipy.io.savemat(self.matlab / "att_splits.mat", arrays)

    def convert(self, source, *options, code=0):
        return self.zeroth("data", "convert", source, self.out, *options, code=code)

    def facts(self, path):
        return json.loads(self.zeroth("data", "verify", path, "--json")[0])["facts"]

    def test_matlab_becomes_numpy(self):
        self.assertEqual(self.convert(self.matlab)[0], f"{self.out}: 30 images of 6 classes, 7 features\n")
        self.assertEqual(sorted(path.name for path in self.out.iterdir()),
                         ["attributes.npy", "class_names.txt", "features.npy", "labels.npy", "test_seen.npy",
                          "test_unseen.npy", "train.npy", "trainval.npy", "val.npy"])
        self.assertEqual(self.facts(self.out), self.facts(self.matlab))  # the hash of all numbers is among them
        self.assertEqual((self.out / "class_names.txt").read_text().splitlines(), [f"bird {i}" for i in range(6)])
        self.assertEqual(numpy.load(self.out / "val.npy").tolist(), [10, 11])
        err = self.convert(self.matlab, code=73)[1]
        self.assertIn(f"error: there is a data set already\n  where  {self.out}/features.npy\n"
                      "  why    none is ever replaced\n  fix    name another folder, or remove this one\n", err)

    def test_there_and_back(self):
        """The hash of all numbers stays, whichever format they are in; SciPy and h5py read what was written."""
        first = self.facts(self.matlab)
        self.convert(self.matlab)
        mat = self.folder / "mat"
        out = self.zeroth("data", "convert", self.out, mat, "--to", "mat")[0]
        self.assertEqual(out, f"{mat}: 30 images of 6 classes, 7 features\n")
        self.assertEqual(sorted(path.name for path in mat.iterdir()), ["att_splits.mat", "res101.mat"])
        self.assertEqual(self.facts(mat), first)
        splits, wanted = scipy.io.loadmat(mat / "att_splits.mat"), small_arrays()
        self.assertEqual([name[0][0] for name in splits["allclasses_names"]], [f"bird {i}" for i in range(6)])
        numpy.testing.assert_allclose(splits["att"], wanted["att"], rtol=1e-6)
        for name in ("trainval_loc", "test_seen_loc", "test_unseen_loc", "val_loc"):
            numpy.testing.assert_array_equal(splits[name].ravel(), wanted[name].ravel())
        numpy.testing.assert_array_equal(scipy.io.loadmat(mat / "res101.mat")["features"], wanted["features"].astype("float32"))
        self.assertIn("error: there is a data set already\n",
                      self.zeroth("data", "convert", self.matlab, mat, "--to", "mat", code=73)[1])
        if not h5py:
            return
        file, words = self.folder / "one.hdf5", numpy.random.default_rng(1).random((wanted["att"].shape[0], 3))
        err = self.zeroth("data", "convert", mat, file)[1]
        self.assertIn("a row is written as the channels of one region\n", err)
        self.assertIn("the file has no word vectors of the attributes: a run needs them in data.params.word_vectors, or give "
                      "them here with --word-vectors\n", err)
        self.assertIn("error: there is a data set already\n", self.zeroth("data", "convert", mat, file, code=73)[1])
        file.unlink()
        numpy.save(self.folder / "words.npy", words)
        self.zeroth("data", "convert", mat, file, "--word-vectors", self.folder / "words.npy")
        with h5py.File(file) as made:
            self.assertEqual(made["feature_map"].shape, (30, 7, 1, 1))
            numpy.testing.assert_allclose(made["w2v_att"], words, rtol=1e-6)
        back = self.folder / "back"
        self.zeroth("data", "convert", file, back)
        self.assertEqual(self.facts(back), first)
        numpy.save(self.folder / "words.npy", words[1:])
        err = self.zeroth("data", "convert", mat, self.folder / "b.h5", "--word-vectors", self.folder / "words.npy", code=65)[1]
        self.assertIn("error: attributes and word vectors do not fit\n", err)

    @unittest.skipUnless(h5py, "python3-h5py is not installed")
    def test_regions_stay_regions(self):
        world, copy = make_world(self), self.folder / "copy.hdf5"
        self.zeroth("data", "convert", world, copy)
        self.assertEqual(self.facts(copy), self.facts(world))
        with h5py.File(world) as one, h5py.File(copy) as other:
            for name in ("feature_map", "w2v_att", "labels", "trainval_loc"):
                numpy.testing.assert_array_equal(other[name], one[name])

    def test_a_place_that_is_none_for_the_format(self):
        for out, options, why, fix in (
                ("a", ("--to", "hdf5"), "HDF5 is one file, and its name ends in .hdf5 or .h5", "name such a file"),
                ("a.h5", ("--to", "mat"), "a data set in .npy or .mat files is a folder of them",
                 "name a folder, and the format with --to"),
                ("a.mat", (), "a data set in .npy or .mat files is a folder of them", "name a folder, and the format with --to")):
            err = self.zeroth("data", "convert", self.matlab, out, *options, code=2)[1]
            self.assertEqual(err, f"error: this is no place for a data set of that format\n  where  {out}\n  why    {why}\n"
                                  f"  fix    {fix}\n")
        self.assertIn("error: --word-vectors is for HDF5 only\n", self.convert(self.matlab, "--word-vectors", "w", code=2)[1])
        self.zeroth("data", "convert", self.matlab, "a", "--to", "csv", code=2)

    def test_a_name_of_two_lines(self):
        names = numpy.array(["two\nlines", *"abcde"], object)[:, None]
        arrays = {**small_arrays(), "allclasses_names": names}
        for name in ("features", "labels"):
            del arrays[name]
        scipy.io.savemat(self.matlab / "att_splits.mat", arrays)
        self.assertIn(f"error: a name holds a line break\n  where  {self.out}/class_names.txt\n  why    two\\x0alines\n"
                      "  fix    rename it: this file has a line for each name\n", self.convert(self.matlab, code=65)[1])
        self.assertFalse((self.out / "features.npy").exists())

    def test_other_descriptors(self):
        made = json.loads(self.convert(self.matlab, "--attributes", "original_att", "--json")[0])
        self.assertEqual(made, {"folder": str(self.out), "images": 30, "classes": 6, "features": 7})
        numpy.testing.assert_allclose(numpy.load(self.out / "attributes.npy"), small_arrays()["original_att"].T, rtol=1e-6)

    @unittest.skipUnless(h5py, "python3-h5py is not installed")
    def test_regions_become_their_mean(self):
        world = make_world(self)
        err = self.convert(world)[1]
        self.assertIn("of the regions of each image their mean is written, no word vectors\n", err)
        with h5py.File(world) as file:
            numpy.testing.assert_allclose(numpy.load(self.out / "features.npy"), file["feature_map"][()].mean((2, 3)),
                                          atol=1e-6)
            for name in ("labels", "trainval_loc", "test_unseen_loc"):
                numpy.testing.assert_array_equal(numpy.load(self.out / f"{name.removesuffix('_loc')}.npy"), file[name][()])

    def test_what_is_no_data_set(self):
        err = self.convert(self.matlab / "res101.mat", code=65)[1]
        self.assertIn(f"error: a single file is no data set\n  where  {self.matlab}/res101.mat\n"
                      "  why    no data reader recognises it\n  fix    give the folder of a data set, or a region file\n", err)
        empty = self.folder / "empty"
        empty.mkdir()
        self.assertIn("error: no data reader recognises this directory\n", self.convert(empty, code=66)[1])
        self.assertIn("error: --set x is not of the form NAME=VALUE\n  where  zeroth data convert\n"
                      "  fix    zeroth data convert --help\n", self.convert(self.matlab, "--set", "x", code=2)[1])
        self.assertFalse(self.out.exists())


if __name__ == "__main__":
    unittest.main()
