"""Data readers of somebody else: what they return is checked, whatever they do names them."""
import json
import unittest

from zeroth import Case, FIXTURES, tiny_generative

FOLDER = FIXTURES / "readers"


class Readers(Case):
    WARM = True

    def run_it(self, reader, code, *options):
        self.file = self.write("p.json", tiny_generative(data={"use": reader}))
        return self.zeroth("run", self.file, "--plugin-path", FOLDER, *options, code=code)

    def refusal(self, reader, code):
        err = self.run_it(reader, code, "--quiet")[1]
        text = self.file.read_text()
        column = text.index(f'"{reader}"') + 1
        return err.replace(f"{self.file}:1:{column}  /data", "PLACE")

    def test_a_good_one_runs_and_is_part_of_the_run(self):
        result = json.loads(self.run_it("data.plain", 0, "--quiet", "--json")[0])
        self.assertEqual(set(result["metrics"]) & {"U", "S", "H", "T1"}, {"U", "S", "H", "T1"})
        record = next((self.folder / "runs").glob("*/env.json")).read_text()
        self.assertIn("data.plain", record)

    def test_what_it_returns_is_what_it_declares(self):
        for name, why in (("gives-regions", 'it declares "features" [N,D], and returned regions'),
                          ("no-numbers", "features [12, 3] have no numbers"),
                          ("negative-size", "attributes cannot be [-3, 2]"),
                          ("optimum-of-nobody", "a figure of the optimum is 101: percent, 0 to 100"),
                          ("unknown-optimum", "a figure of the optimum is nan: percent, 0 to 100"),
                          ("negative-error", "a standard error of the optimum is -1: points, from 0")):
            with self.subTest(name):
                self.assertEqual(self.refusal(f"data.{name}", 1),
                                 f"error: data.{name} returned what it does not declare\n  where  PLACE\n"
                                 f"  why    {why}\n  fix    see `zeroth inspect data.{name}`\n")

    def test_no_test_row_is_trained_on(self):
        self.assertIn("error: splits overlap\n  where  /data\n  why    trainval and test_seen share 1 rows, the first is 3\n",
                      self.refusal("data.leaks-a-test-row", 65))
        self.assertIn("error: an unseen class has training rows\n  where  /data\n",
                      self.refusal("data.trains-on-unseen", 65))
        self.assertIn("error: a label is out of range\n  where  /data\n", self.refusal("data.label-out-of-range", 65))

    def test_what_leaves_it_names_it(self):
        self.assertEqual(self.refusal("data.reader-throws", 1),
                         "error: data.reader-throws failed in read()\n  where  PLACE\n  why    row 7 of 3\n"
                         "  fix    see `zeroth inspect data.reader-throws`\n")
        self.assertIn("error: plugin data.reader-crashes crashed in read()\n", self.refusal("data.reader-crashes", 70))
        self.assertEqual(self.refusal("data.reader-refuses", 65),
                         "error: the table is torn\n  where  mine.csv:3\n  why    half of it is missing\n  fix    glue it\n")

    def test_without_an_outline_a_dry_run_says_so(self):
        err = self.run_it("data.plain", 78, "--dry-run")[1]
        self.assertIn("error: the shapes of the data are not known\n  where  /data\n"
                      "  why    data.plain has no outline() of the files, or they are not there\n"
                      "  fix    run without --dry-run\n", err)

    def test_verify_asks_the_readers(self):
        verify = ("data", "verify", self.folder, "--plugin-path", FOLDER)
        self.assertIn("error: no data reader recognises this directory\n", self.zeroth(*verify, code=66)[1])
        facts = json.loads(self.zeroth(*verify, "--use", "data.plain", "--json")[0])["facts"]
        self.assertEqual((facts["rows"], facts["seen S"], facts["unseen U"]), (12, 2, 1))
        self.assertIn('error: no data reader "data.plan"; did you mean "data.plain"?\n  where  --use\n',
                      self.zeroth(*verify, "--use", "data.plan", code=69)[1])
        self.assertIn("error: --set x is not of the form NAME=VALUE\n",
                      self.zeroth(*verify, "--use", "data.plain", "--set", "x", code=2)[1])
        self.assertIn("error: plugin data.reader-crashes crashed in read()\n",
                      self.zeroth(*verify, "--use", "data.reader-crashes", code=70)[1])

    def test_the_kit_makes_readers_by_their_examples(self):
        self.assertRegex(self.zeroth("validate", "data.npy", "--strict", "3")[0], r"\n  \d+ pass, \d+ skip\n$")


if __name__ == "__main__":
    unittest.main()
