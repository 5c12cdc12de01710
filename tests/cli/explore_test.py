"""`zeroth explore`: compositions that no installed pipeline has."""
import json
import unittest

from zeroth import Case


class Explore(Case):
    def explored(self, *arguments):
        out, err = self.zeroth("explore", *arguments)
        return [json.loads(line) for line in out.splitlines()], err

    def test_each_is_a_pipeline_of_its_own(self):
        found, err = self.explored()
        self.assertIn(f"{len(found)} compositions that no installed pipeline has", err)
        names = [one["name"] for one in found]
        self.assertEqual(len(names), len(set(names)))
        kinds = {next(iter(set(one) - {"zeroth", "name", "extends", "published"})) for one in found}
        self.assertLessEqual({"generator", "ood", "classifier", "experts"}, kinds)
        for one in (found[0], found[len(found) // 2], found[-1]):
            self.zeroth("validate", self.write("mine.json", one))

    def test_words_and_a_pipeline_to_start_from(self):
        found, _ = self.explored("--around", "quickstart", "entropy")
        self.assertEqual([one["ood"] for one in found], [{"use": "ood.entropy"}])
        self.assertTrue(found[0]["extends"].endswith("/quickstart.json"))
        self.assertEqual(self.explored("no-such-plugin")[0], [])

    def test_what_a_plugin_held_goes_with_it(self):
        found, _ = self.explored("cexp", "--around", "cross/cexp-over-msdn-attention-awa13", "--changes", "2")
        swapped = [one["experts"]["complete"] for one in found if "use" in one["experts"]["complete"]]
        self.assertTrue(all("backbone" not in one or one["backbone"] is None for one in swapped))
        for one in found:
            self.zeroth("validate", self.write("mine.json", one))

    def test_more_changes_keep_the_fewer(self):
        one = [line["name"] for line in self.explored("--around", "quickstart")[0]]
        two = [line["name"] for line in self.explored("--around", "quickstart", "--changes", "2")[0]]
        self.assertEqual(two[:len(one)], one)
        self.assertGreater(len(two), len(one))

    def test_why_some_cannot_be(self):
        refused, err = self.explored("--refused", "torchscript")
        self.assertIn("more cannot be", err)
        self.assertTrue(refused)
        for one in refused:
            self.assertTrue(one["problems"])
        self.assertTrue(any('"file"' in " ".join(one["problems"]) for one in refused))

    def test_messages(self):
        self.assertIn("nobody", self.zeroth("explore", "--around", "nobody", code=66)[1])
        self.assertIn("--changes", self.zeroth("explore", "--changes", "4", code=2)[1])


if __name__ == "__main__":
    unittest.main()
