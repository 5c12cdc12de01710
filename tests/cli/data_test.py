"""Data sets as files: good ones, broken ones, and what `zeroth data verify` says."""
import json
import unittest

import numpy
import scipy.io

from zeroth import Case, SHARED, tiny_generative


def small_arrays():
    random = numpy.random.default_rng(1)
    labels = numpy.repeat(numpy.arange(6), 5)
    unseen = numpy.isin(labels, [1, 4])
    test_seen = ~unseen & (numpy.arange(30) % 5 == 0)
    return {"features": random.random((7, 30)).astype("float32"), "labels": (labels + 1)[:, None].astype("float64"),
            "att": random.random((3, 6)), "original_att": random.random((3, 6)),
            "allclasses_names": numpy.array([f"bird {i}" for i in range(6)], dtype=object)[:, None],
            "trainval_loc": (numpy.flatnonzero(~unseen & ~test_seen) + 1)[:, None].astype("uint16"),
            "test_seen_loc": (numpy.flatnonzero(test_seen) + 1)[:, None].astype("uint16"),
            "test_unseen_loc": (numpy.flatnonzero(unseen) + 1)[:, None].astype("uint16"),
            "train_loc": numpy.array([[1], [2], [3]], dtype="uint16"),
            "val_loc": numpy.array([[11], [12]], dtype="uint16")}


class Data(Case):
    WARM = True

    def write_mat(self, **changes):
        arrays = small_arrays()
        arrays.update(changes)
        features = {name: arrays.pop(name) for name in ("features", "labels")}
        scipy.io.savemat(self.folder / "res101.mat", features, do_compression=True)
        scipy.io.savemat(self.folder / "att_splits.mat", {k: v for k, v in arrays.items() if v is not None})

    def run_it(self, code, use="data.xlsa17", **params):
        pipeline = tiny_generative(data={"use": use, "params": {"root": str(self.folder), **params}})
        return self.zeroth("run", self.write("p.json", pipeline), "--json", "--quiet", code=code)

    def verify(self, code=0):
        return self.zeroth("data", "verify", self.folder, "--json", code=code)

    def test_mat_files_run_and_verify(self):
        self.write_mat()
        first = json.loads(self.run_it(0)[0])
        self.assertTrue(list((self.folder / "cache/zeroth/arrays").glob("*-features.npy")))
        self.assertEqual(json.loads(self.run_it(0)[0])["metrics"], first["metrics"])  # from the cache
        report = json.loads(self.verify()[0])
        self.assertEqual((report["facts"]["rows"], report["facts"]["seen S"]), (30, 4))
        self.assertEqual(len(report["warnings"]), 2)
        self.assertIn("1 of the 3 rows of train_loc are test_seen rows", report["warnings"][0])

    def test_the_cache_notices_changes_and_damage(self):
        self.write_mat()
        first = json.loads(self.run_it(0)[0])["metrics"]
        cached = next((self.folder / "cache/zeroth/arrays").glob("*-features.npy"))
        cached.write_bytes(cached.read_bytes()[:100])
        self.assertEqual(json.loads(self.run_it(0)[0])["metrics"], first)
        self.write_mat(features=small_arrays()["features"][:, ::-1].copy())
        self.run_it(0)
        self.assertEqual(len(list((self.folder / "cache/zeroth/arrays").glob("*-features.npy"))), 2)

    def test_a_cache_that_cannot_be_written_is_no_error(self):
        self.write_mat()
        self.environment["XDG_CACHE_HOME"] = str(self.write("blocked", ""))
        self.run_it(0)

    def test_missing_and_broken_files(self):
        self.assertIn("error: a data file is missing\n", self.run_it(66)[1])
        self.write_mat()
        path = self.folder / "res101.mat"
        whole = path.read_bytes()
        for size in (0, 50, 200, len(whole) // 2, len(whole) - 40):
            with self.subTest(size=size):
                path.write_bytes(whole[:size])
                err = self.run_it(65)[1]
                self.assertRegex(err, r"error: (cannot read|the variable|cannot use)")
        path.write_bytes(b"this is no MATLAB file" * 20)
        self.assertIn("error: cannot read a MATLAB file\n", self.run_it(65)[1])

    def test_a_missing_variable_is_named_with_those_present(self):
        self.write_mat(att=None)
        err = self.run_it(65)[1]
        self.assertIn('error: the variable "att" is missing', err)
        self.assertIn("the file has: original_att, ", err)

    def test_everything_wrong_with_the_numbers(self):
        arrays = small_arrays()
        broken = arrays["features"].copy()
        broken[2, 3] = numpy.nan
        labels = arrays["labels"].copy()
        labels[4] = 99
        everyone = numpy.arange(1, 31, dtype="uint16")[:, None]
        cases = [
            (dict(features=broken), "features hold numbers that are not finite",
             "1 of them, the first in row 4 (trainval), column 3"),
            (dict(labels=labels), "a label is out of range",
             "row 5 has class 99, but there are descriptors for classes 1 to 6"),
            (dict(trainval_loc=everyone), "splits overlap",
             "trainval and test_seen share 4 rows, the first is 1"),
            (dict(trainval_loc=everyone), "an unseen class has training rows",
             "class 2 (bird 1) is in trainval and in test_unseen"),
            (dict(att=arrays["att"][:, :4]), "a label is out of range",
             "but there are descriptors for classes 1 to 4"),
            (dict(labels=arrays["labels"][:29]), "features and labels do not fit", "30 feature rows, 29 labels"),
            (dict(trainval_loc=numpy.zeros((0, 1), "uint16")), "a split is empty", "trainval has no rows"),
            (dict(test_seen_loc=numpy.array([[31]], "uint16")), "a split names a row that does not exist",
             "test_seen has row 31, the features have 30 rows"),
            (dict(test_seen_loc=numpy.array([[1], [1]], "uint16")), "a split names a row twice",
             "test_seen has row 1 twice"),
            (dict(trainval_loc=numpy.array([[2], [3]], "uint16")), "a seen test class has no training rows",
             "class 3 (bird 2) is in test_seen but not in trainval"),
        ]
        for changes, what, why in cases:
            with self.subTest(what):
                self.write_mat(**changes)
                for err in (self.run_it(65, cache=False)[1], self.verify(65)[1]):
                    self.assertIn(f"error: {what}\n  where  {self.folder}\n", err)
                    self.assertIn(why, err)

    def test_npy_files_that_cannot_be_read(self):
        self.folder.joinpath("features.npy").write_bytes(b"\x93NUMPY")
        self.assertIn("why    it does not begin like one", self.run_it(65, use="data.npy")[1])
        numpy.save(self.folder / "features.npy", numpy.ones((4, 3), "complex64"))
        self.assertIn("it holds complex numbers, not numbers", self.run_it(65, use="data.npy")[1])
        numpy.save(self.folder / "features.npy", numpy.ones(4, "float32"))
        self.assertIn("it has 1 dimensions, not 2", self.run_it(65, use="data.npy")[1])
        numpy.save(self.folder / "features.npy", numpy.ones((4, 3), "float32"))
        data = (self.folder / "features.npy").read_bytes()
        (self.folder / "features.npy").write_bytes(data[:-4])
        self.assertIn("why    it is cut short", self.run_it(65, use="data.npy")[1])

    @unittest.skipUnless((SHARED / "data/CUB").exists(), "the real CUB features are not here")
    def test_real_cub(self):
        out, _ = self.zeroth("data", "verify", SHARED / "data/CUB", "--splits", "att_splits.mat", "--json")
        report = json.loads(out)
        facts = report["facts"]
        self.assertEqual([facts[name] for name in ("trainval", "test_seen", "test_unseen", "seen S", "unseen U")],
                         [7057, 1764, 2967, 150, 50])
        self.assertIn("1173 of the 5875 rows of train_loc", report["warnings"][0])
        self.assertIn("591 of the 2946 rows of val_loc", report["warnings"][1])


if __name__ == "__main__":
    unittest.main()
