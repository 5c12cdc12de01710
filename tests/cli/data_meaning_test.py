"""Data sets whose arrays contradict each other, lack something, or lie in other files than usual."""
import csv
import json
import unittest

import numpy
import scipy.io

from data_test import small_arrays
from zeroth import LONG, Case, tiny_generative

FEATURES = ("features", "labels")


class Meaning(Case):
    WARM = True

    def write_mat(self, **changes):
        arrays = {**small_arrays(), **changes}
        arrays = {name: values for name, values in arrays.items() if values is not None}
        scipy.io.savemat(self.folder / "res101.mat", {name: arrays.pop(name) for name in FEATURES})
        scipy.io.savemat(self.folder / "att_splits.mat", arrays)

    def write_npy(self, **changes):
        """The same data as arrays of NumPy: rows first, counted from 0."""
        arrays = small_arrays()
        plain = {"features": arrays["features"].T, "labels": arrays["labels"].ravel().astype("i8") - 1,
                 "attributes": arrays["att"].T}
        for name in ("trainval", "test_seen", "test_unseen"):
            plain[name] = arrays[name + "_loc"].ravel().astype("i8") - 1
        plain.update(changes)
        for name, values in plain.items():
            if values is not None:
                numpy.save(self.folder / name, numpy.ascontiguousarray(values))
        return plain

    def run_it(self, code=0, use="data.xlsa17", pipeline=(), **params):
        document = tiny_generative(data={"use": use, "params": {"root": str(self.folder), **params}}, **dict(pipeline))
        out, err = self.zeroth("run", self.write("p.json", document), "--json", "--quiet", code=code)
        return (json.loads(out) if code == 0 else None), err

    def verify(self, *options, code=0):
        out, err = self.zeroth("data", "verify", self.folder, "--json", *options, code=code)
        return json.loads(out) if code == 0 else err

    refusals = 0

    def refused(self, what, *parts, use="data.xlsa17"):
        """Run and verify say so: both where tests may take long, else they take turns, as both ask the same check."""
        ways = (lambda: self.verify(code=65), lambda: self.run_it(65, use=use)[1])
        Meaning.refusals += 1
        for way in ways if LONG else ways[Meaning.refusals % 2:][:1]:
            err = way()
            self.assertIn(f"error: {what}\n  where  {self.folder}\n", err)
            for part in parts:
                self.assertIn(part, err)

    def warned(self, text, use="data.xlsa17"):
        """verify and run say so, and go on; what the run's result holds."""
        self.assertIn(text, "\n".join(self.verify()["warnings"]))
        result, err = self.run_it(use=use)
        self.assertIn("warning: ", err)
        self.assertIn(text, err)
        self.assertIn(text, "\n".join(result["warnings"]))
        return result

    # Contradictions

    def test_a_good_data_set_has_no_warning(self):
        self.write_mat(train_loc=None, val_loc=None)
        result, err = self.run_it()
        self.assertEqual(err, "")
        self.assertNotIn("warnings", result)
        self.assertEqual(self.verify()["warnings"], [])

    def test_transposed_descriptors(self):
        arrays = small_arrays()
        att = numpy.random.default_rng(2).random((9, 6))  # 9 attributes of 6 classes
        self.write_mat(att=att.T, allclasses_names=None)
        self.warned("3 of 9 descriptors belong to classes without images, the first is that of class 7; att looks "
                    "transposed: 6 classes have images and there are 6 attributes")
        self.write_mat(att=att.T)
        self.refused("attributes and class names do not fit", "descriptors for 9 classes, 6 class names",
                     "fix    att looks transposed: it must be [d, C], a column for each class")
        self.write_mat(att=arrays["att"].T, allclasses_names=None)  # 3 attributes: labels are beyond them
        self.refused("a label is out of range", "there are descriptors for classes 1 to 3", "att looks transposed")

    def test_transposed_descriptors_of_npy(self):
        self.write_npy(attributes=numpy.random.default_rng(2).random((9, 6)))
        self.warned("attributes.npy looks transposed", use="data.npy")

    def test_arrays_under_other_names(self):
        self.write_npy()
        (self.folder / "attributes.npy").rename(self.folder / "att.npy")
        err = self.run_it(66, use="data.npy")[1]
        self.assertIn(f"error: a data file is missing\n  where  {self.folder}/attributes.npy\n", err)
        self.assertIn("fix    put it there, or name the file in data.params.attributes_file", err)
        self.run_it(use="data.npy", attributes_file="att.npy")
        (self.folder / "trainval.npy").rename(self.folder / "trainval_loc.npy")
        err = self.run_it(66, use="data.npy", attributes_file="att.npy")[1]
        self.assertIn("fix    `zeroth inspect data.npy` says which files it reads", err)

    def test_transposed_features(self):
        self.write_mat(features=small_arrays()["features"].T)
        self.refused("features and labels do not fit", "features has 30 rows and labels 30: transpose features")
        for name in ("res101.mat", "att_splits.mat"):
            (self.folder / name).unlink()
        self.write_npy(features=small_arrays()["features"])
        self.refused("features and labels do not fit", "features has 30 columns and labels 30: transpose features",
                     use="data.npy")

    def test_counting_from_the_wrong_number(self):
        arrays = small_arrays()
        self.write_mat(labels=arrays["labels"] - 1)
        self.refused("a label is out of range", "row 1 has class 0,",
                     "labels has a 0: MATLAB counts from 1, these seem to count from 0")
        self.write_mat(**{name: arrays[name].astype("i4") - 1
                          for name in ("trainval_loc", "test_seen_loc", "test_unseen_loc")})
        self.refused("a split names a row that does not exist",
                     "test_seen has a 0: MATLAB counts from 1, these seem to count from 0")
        # No row is beyond the others here: classes show it.
        self.write_mat(trainval_loc=arrays["trainval_loc"] - 1, test_unseen_loc=arrays["test_unseen_loc"] - 1,
                       test_seen_loc=arrays["test_seen_loc"][1:] - 1)
        self.refused("an unseen class has training rows",
                     "MATLAB counts from 1, rows of the splits seem to count from 0: add 1")
        for name in ("res101.mat", "att_splits.mat"):
            (self.folder / name).unlink()
        plain = self.write_npy(labels=small_arrays()["labels"].ravel().astype("i8"))
        self.refused("a label is out of range", "labels has a 6 and no 0: NumPy counts from 0, these seem to count from 1",
                     use="data.npy")
        plain = self.write_npy()
        self.write_npy(**{name: plain[name] + 1 for name in ("trainval", "test_seen", "test_unseen")})
        self.refused("a split names a row that does not exist",
                     "has a 30 and no 0: NumPy counts from 0, these seem to count from 1", use="data.npy")

    def test_masks_in_place_of_rows(self):
        arrays = small_arrays()
        mask = numpy.zeros((30, 1), bool)
        mask[arrays["trainval_loc"].ravel() - 1] = True
        for kind in (bool, "uint8", "float64"):
            self.write_mat(trainval_loc=mask.astype(kind))
            self.refused("a split is not a list of rows", "trainval looks like a mask of 30 truth values")
        for name in ("res101.mat", "att_splits.mat"):
            (self.folder / name).unlink()
        self.write_npy(trainval=mask.ravel())
        self.refused("a split is not a list of rows", "trainval looks like a mask of 30 truth values", use="data.npy")

    def test_equal_and_zero_descriptors(self):
        att = small_arrays()["att"]
        self.write_mat(att=numpy.ones((3, 6)))
        self.refused("the descriptors of all classes are equal", "att has nothing that tells one class from another")
        self.write_mat(att=numpy.zeros((3, 6)))
        self.refused("the descriptors of all classes are equal")
        some = att.copy()
        some[:, 4] = some[:, 1]
        self.write_mat(att=some)
        self.warned("the descriptors of 1 classes are equal to another class's, such as class 2 (bird 1) and class 5 "
                    "(bird 4): nothing tells them apart")
        some[:, 4] = 0
        self.write_mat(att=some)
        self.warned("1 descriptors are all zeros, the first is that of class 5 (bird 4)")

    def test_descriptors_of_classes_without_images(self):
        self.write_mat(att=numpy.random.default_rng(2).random((4, 8)), allclasses_names=None)
        self.warned("2 of 8 descriptors belong to classes without images, the first is that of class 7")

    # Numbers that nobody reads

    def test_holes_that_no_run_reads(self):
        arrays = small_arrays()
        att = numpy.c_[arrays["att"], [numpy.nan] * 3]
        names = numpy.append(arrays["allclasses_names"].ravel(), "ghost")[:, None]
        self.write_mat(att=att, allclasses_names=names)
        self.warned("attributes hold numbers that are not finite in classes of no split, which no run reads: 3 of them, "
                    "the first in class 7 (ghost), attribute 1")
        features = arrays["features"].copy()
        features[2, 29] = numpy.inf  # the last row of the last class, a training row
        keep = arrays["trainval_loc"][arrays["trainval_loc"] != 30][:, None]
        self.write_mat(features=features, trainval_loc=keep)
        self.warned("features hold numbers that are not finite in rows of no split, which no run reads: 1 of them, the "
                    "first in row 30, column 3")
        self.write_mat(features=features)
        self.refused("features hold numbers that are not finite", "1 of them, the first in row 30 (trainval), column 3",
                     "leave those rows out of the splits, or extract their features again")
        att = arrays["att"].copy()
        att[1, 4] = numpy.nan
        self.write_mat(att=att)
        self.refused("attributes hold numbers that are not finite",
                     "1 of them, the first in class 5 (bird 4), attribute 2",
                     "give descriptors of those classes, or leave their rows out of the splits")

    def test_numbers_too_large_to_compute_with(self):
        features = small_arrays()["features"].copy()
        features[1, 0] = 3e38
        self.write_mat(features=features)
        for _ in range(2):  # the cache must not hide it
            self.assertIn("features hold numbers so large that scores of them may not be finite: 1 of them, the first in "
                          "row 1 (test_seen), column 2: 3e+38", "\n".join(self.verify()["warnings"]))

    # Splits that are not there

    def test_without_test_seen_there_is_t1(self):
        self.write_mat()
        whole = self.run_it()[0]
        arrays = small_arrays()
        for absent in (None, numpy.zeros((0, 1)), numpy.zeros((0, 0))):
            self.write_mat(test_seen_loc=absent)
            result = self.warned("test_seen has no rows, or is missing: T1 is reported; U, S, H and AUSUC need it")
            self.assertEqual(result["metrics"], {"U": None, "S": None, "H": None, "AUSUC": None,
                                                 "T1": whole["metrics"]["T1"]})
            self.assertIsNone(result["gate"])
        out, err = self.zeroth("run", self.folder / "p.json", "--quiet")
        self.assertRegex(out, r"this run +- +- +- +[0-9.]+ +-\n")
        self.assertIn("U, S, H and AUSUC need test rows of seen classes: the data have no test_seen\n", out)
        self.assertNotIn("did you mean", err)
        for protocol in ("strict-val", "validation", "paper-oracle"):
            with self.subTest(protocol):
                result, _ = self.run_it(pipeline={"evaluate": {"protocol": protocol}})
                self.assertEqual(result["metrics"]["H"] is None, protocol != "validation")
        for name in ("res101.mat", "att_splits.mat"):
            (self.folder / name).unlink()
        self.write_npy(test_seen=None)
        self.assertEqual(self.run_it(use="data.npy")[0]["metrics"]["T1"], whole["metrics"]["T1"])
        self.assertEqual(arrays["att"].shape, (3, 6))

    def test_without_test_unseen_there_is_s(self):
        self.write_mat()
        whole = self.run_it()[0]
        self.write_mat(test_unseen_loc=None)
        result = self.warned("test_unseen has no rows, or is missing: every class without training rows counts as unseen")
        self.assertEqual(result["metrics"], {"U": None, "H": None, "T1": None, "AUSUC": None, "S": whole["metrics"]["S"]})
        self.write_mat(test_unseen_loc=None, test_seen_loc=None)
        self.refused("a split is empty", "test_seen and test_unseen have no rows, or are missing")

    # Descriptors

    def test_descriptors_under_any_name_and_in_any_file(self):
        self.write_mat(train_loc=None, val_loc=None)
        wanted, hash_ = self.run_it()[0]["metrics"], self.verify()["facts"]["hash"]
        arrays = small_arrays()
        att, names = arrays["att"], [str(name) for name in arrays["allclasses_names"].ravel()]
        self.write_mat(att=None, original_att=None, wv=att)
        self.assertEqual(self.run_it(attributes="wv")[0]["metrics"], wanted)
        err = self.run_it(65)[1]
        self.assertIn('error: the variable "att" is missing\n', err)
        self.assertIn("fix    name the descriptors in data.params.attributes\n", err)
        self.assertRegex(err, "the file has: .*wv")
        report = self.verify()
        self.assertIn('there is no "att", the descriptors are "wv": tell a run by data.params.attributes=wv',
                      report["warnings"])
        self.write_mat(att=None, original_att=None)
        scipy.io.savemat(self.folder / "own.mat", {"att": att})
        numpy.save(self.folder / "own.npy", att.T)
        order = numpy.random.default_rng(3).permutation(6)
        with open(self.folder / "own.csv", "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["class", "wings, feathered", "b", "c"])
            writer.writerows([names[i], *map(repr, map(float, att[:, i]))] for i in order)
        numpy.savetxt(self.folder / "bare.csv", att.T, delimiter=",", fmt="%.17g")
        for name in ("own.mat", "own.npy", "own.csv", "bare.csv"):
            with self.subTest(name):
                self.assertEqual(self.run_it(attributes_file=name)[0]["metrics"], wanted)
                self.assertEqual(self.verify("--attributes-file", name)["facts"]["attributes d"], 3)
        self.assertIn("the descriptors are those of own.mat: tell a run by data.params.attributes_file=own.mat",
                      self.verify()["warnings"])
        self.assertNotEqual(hash_, "")
        self.assertIn("one of descriptors alone belongs into data.params.attributes_file",
                      self.run_it(65, splits="own.mat")[1])

    def test_descriptor_files_that_do_not_fit(self):
        self.write_mat()
        cases = {"a.csv": ("1,2,3\n4,5\n", "a.csv:2\n  why    it has 2 fields, the first line has 3\n"),
                 "b.csv": ("crow,1,2\nowl,3,x\n", "b.csv:2\n  why    field 3 is no number: \"x\"\n"),
                 "c.csv": ("\n\n", "c.csv:1\n  why    it is empty\n"),
                 "d.csv": ('"1,2\n', "why    a quotation mark is never closed\n"),
                 "e.txt": ("1", "its name ends in neither .mat, .npy nor .csv\n"),
                 "f.csv": ("bird 0,1\nbird 1,2\nhorse,3\n", "it names 2 of the 6 classes, but not \"bird 2\"\n")}
        for name, (text, why) in cases.items():
            with self.subTest(name):
                self.write(name, text)
                self.assertIn(why, self.run_it(65, attributes_file=name)[1])
        self.assertIn("error: a data file is missing\n", self.run_it(66, attributes_file="none.csv")[1])

    # Strangers

    def test_strangers_in_the_folder_do_no_harm(self):
        self.write_mat()
        alone = self.verify()
        self.write("a_results.mat", "no MATLAB file")
        self.write("._res101.mat", b"\0\5\x16\7".decode("latin-1"))
        for name in (".DS_Store", "Thumbs.db", "README"):
            self.write(name, "x")
        (self.folder / "x.mat").mkdir()
        report = self.verify()
        self.assertEqual(report["facts"], alone["facts"])
        more = [one for one in report["warnings"] if one not in alone["warnings"]]
        self.assertEqual(len(more), 1, more)
        for name in ("a_results.mat", "._res101.mat", "x.mat"):
            self.assertIn(name, more[0])

    # Commands

    def test_inspect_knows_data_readers(self):
        for reader in ("data.npy", "data.xlsa17", "data.region-hdf5", "data.synthetic"):
            out, _ = self.zeroth("inspect", reader)
            self.assertTrue(out.startswith(reader + " "), out)
            document = json.loads(self.zeroth("inspect", reader, "--json")[0])
            self.assertEqual(document["kind"], "data")
            self.assertTrue(document["parameters"])
        out, _ = self.zeroth("inspect", "data.npy")
        for name in ("features.npy", "labels.npy", "attributes.npy", "trainval.npy", "test_seen.npy", "test_unseen.npy",
                     "class_names.txt", "[N, D]", "[C, d]", "Rows and classes count from 0, as in NumPy."):
            self.assertIn(name, out)

    def test_help_of_a_group_shows_its_own_examples(self):
        out, _ = self.zeroth("data", "--help")
        self.assertIn("zeroth data verify /data/CUB", out)
        self.assertNotIn("zeroth run", out)
        self.assertNotIn("Exit codes", out)
        self.assertIn("Exit codes", self.zeroth("--help")[0])
        self.assertIn(".npy", self.zeroth("data", "verify", "--help")[0])

    def test_worlds_that_cannot_be_made_are_refused_at_once(self):
        commands = (("validate",), ("run", "--quiet"), ("run", "--dry-run"))
        pipeline = self.write("p.json", tiny_generative())
        for number, name in enumerate(("seen_classes", "unseen_classes", "features", "attributes", "train_per_class",
                                       "test_per_class")):
            for value, said in ((10**9, "the synthetic world would be too large\n  where  "),
                                (2**40, f'"{name}" must be at most 1000000000, not {2**40}\n'),
                                (2**62, f'"{name}" must be at most 1000000000, not {2**62}\n')):
                with self.subTest(name, value=value):
                    for command in commands if LONG else commands[number % 3:][:1]:
                        err = self.zeroth(command[0], pipeline, *command[1:], "--set", f"data.params.{name}={value}",
                                          code=78)[1]
                        self.assertIn("error: " + said, err)


if __name__ == "__main__":
    unittest.main()
