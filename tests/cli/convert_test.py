"""`zeroth data convert`: what any reader reads, as .npy files."""
import json
import unittest

import numpy
import scipy.io

from data_test import small_arrays
from region_world import h5py, make_world
from zeroth import Case


class Convert(Case):
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
