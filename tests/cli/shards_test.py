"""Features of `data.npy` in several files: wherever a data set is read, they are those of one."""
import json
import shutil
import unittest

import numpy
import scipy.io

from worlds import write_world
from zeroth import Case, tiny_generative


def split(folder, sizes):
    """The features of a data set in files of so many rows, of any type and order."""
    features = numpy.load(folder / "features.npy")
    (folder / "features.npy").unlink()
    ends = numpy.cumsum([*sizes, len(features) - sum(sizes)])
    for number, part in enumerate(numpy.split(features, ends[:-1])):
        order = "F" if number % 2 else "C"
        numpy.save(folder / f"features-{number:05}-of-{len(ends):05}.npy",
                   numpy.array(part, "float64" if number == 2 else "float32", order=order))


class Shards(Case):
    WARM = True

    def setUp(self):
        super().setUp()
        write_world(self.folder / "one", 1)
        shutil.copytree(self.folder / "one", self.folder / "several")
        split(self.folder / "several", (20, 1, 50))

    def pipeline(self, name):
        return self.write(name + ".json", tiny_generative(
            data={"use": "data.npy", "params": {"root": str(self.folder / name)}}))

    def facts(self, name):
        return json.loads(self.zeroth("data", "verify", self.folder / name, "--json")[0])["facts"]

    def test_a_run_has_the_figures_of_one_file(self):
        one, several = (self.run_json(self.pipeline(name)) for name in ("one", "several"))
        self.assertEqual(several["metrics"], one["metrics"])
        in_a_file = self.run_json(self.pipeline("several"), "--set", "seed=2", "--rows-in-memory", "0")
        self.assertEqual(in_a_file["metrics"], self.run_json(self.pipeline("one"), "--set", "seed=2")["metrics"])
        shapes = json.loads(self.zeroth("run", self.pipeline("several"), "--dry-run", "--json")[0])["shapes"]
        self.assertEqual((shapes["features D"], shapes["training rows"]), (10, 54))
        # A model does not mind in which files its data lie.
        model = json.loads(self.zeroth("evaluate", one["run_dir"], "--data", self.folder / "several", "--json",
                                       "--quiet")[0])
        self.assertTrue(model["data"]["own"])
        self.assertEqual(model["metrics"]["H"], one["metrics"]["H"])

    def test_they_are_verified_and_converted(self):
        self.assertEqual(self.facts("several"), self.facts("one"))  # the hash of all numbers is among them
        self.zeroth("data", "convert", self.folder / "several", self.folder / "back")
        numpy.testing.assert_array_equal(*(numpy.load(self.folder / name / "features.npy") for name in ("back", "one")))
        err = self.zeroth("data", "convert", self.folder / "one", self.folder / "several", code=73)[1]
        self.assertIn(f"error: there is a data set already\n  where  {self.folder}/several/features-00000-of-00004.npy\n", err)
        self.assertFalse((self.folder / "several/features.npy").exists())
        self.assertIn("features-00000-of-00004.npy", self.zeroth("inspect", "data.npy")[0])

    def test_the_reader_of_matlab_files_leaves_them_alone(self):
        scipy.io.savemat(self.folder / "several/att_splits.mat", {"att": numpy.ones((4, 9)), "trainval_loc": [[1]]})
        self.assertEqual(self.facts("several"), self.facts("one"))

    def test_a_missing_file_is_named(self):
        missing = self.folder / "several/features-00001-of-00004.npy"
        missing.unlink()
        said = (f"error: a data file is missing\n  where  {missing}\n"
                "  why    1 of the 4 files of these rows is missing\n")
        self.assertIn(said, self.zeroth("data", "verify", self.folder / "several", code=66)[1])
        self.assertIn(said, self.zeroth("run", self.pipeline("several"), "--run-dir", "runs", code=66)[1])
        self.assertIn(said, self.zeroth("run", self.pipeline("several"), "--dry-run", code=66)[1])

    def test_the_conformance_kit_finds_nothing(self):
        out, _ = self.zeroth("validate", "data.npy", "--strict", "3", "--set", f"params.root={self.folder / 'several'}")
        self.assertRegex(out, r"1[0-9] pass, \d skip\n$")

    def test_where_there_is_no_room_for_all_rows_that_is_said(self):
        """Files of 2.5 GB each, all holes, and a folder for temporary files in which there can be none."""
        (self.folder / "one/features.npy").unlink()
        for number in (0, 1):
            numpy.lib.format.open_memmap(self.folder / f"one/features-{number}-of-2.npy", "w+", "float32", (700000, 900))
        self.environment["TMPDIR"] = "/proc"
        with self.cold():
            err = self.zeroth("data", "verify", self.folder / "one", code=73)[1]
        self.assertEqual(err, "error: there is no room for 5.0 GB of rows that memory shall not hold\n"
                              "  where  /proc\n  why    No such file or directory\n"
                              "  fix    make room there, or name another folder with TMPDIR\n")


if __name__ == "__main__":
    unittest.main()
