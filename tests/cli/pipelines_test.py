"""The shipped pipelines."""
import concurrent.futures
import json
import unittest

from published import DATA_SETS, PUBLISHED
from zeroth import Case, SHARED, SOURCE

PIPELINES = sorted(path for path in (SOURCE / "pipelines").rglob("*.json") if "base" not in path.parts)


def own_text(path):
    """What the file itself says, without its comments."""
    lines = path.read_text().splitlines()
    return json.loads("\n".join(line for line in lines if not line.strip().startswith("//")))


class Pipelines(Case):
    def test_quickstart_learns(self):
        result = self.run_json(SOURCE / "pipelines/quickstart.json")
        self.assertGreater(result["metrics"]["H"], 0.5 * result["optimum"]["H"])

    def test_every_pipeline_builds_without_data(self):
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for path, (code, err) in zip(PIPELINES, pool.map(self.dry_run, PIPELINES)):
                with self.subTest(pipeline=str(path)):
                    self.assertEqual(code, 0, err)

    def dry_run(self, path):
        process = self.start("run", path, "--dry-run", "--rehearse", "0", "--json")
        out, err = process.communicate()
        if process.returncode == 0:
            report = json.loads(out)
            assert report["parameters"] and report["stages"] and report["memory_bytes"] > 0, path
        return process.returncode, err

    def test_names_say_where_a_pipeline_is(self):
        names = {path: own_text(path)["name"] for path in PIPELINES}
        self.assertEqual(len(set(names.values())), len(names))
        for path, name in names.items():
            folder = "d3gzsl-" if path.parent.name == "ablations" else path.parent.name + "-"
            expected = path.stem if path.stem.startswith(folder) else folder + path.stem
            self.assertEqual(name, "quickstart" if path.stem == "quickstart" else expected, path)

    def test_every_published_row_has_its_pipeline(self):
        found = {}
        for path in PIPELINES:
            published = own_text(path).get("published")
            if published is None:
                continue
            data = next(part for part in path.stem.split("-") if part in DATA_SETS)
            figures = tuple(published[figure] for figure in "USH" if figure in published)
            key = (published["table"], published["row"], data)
            self.assertNotIn(key, found)
            found[key] = figures
            if len(figures) == 3:
                u, s, h = figures
                self.assertAlmostEqual(h, 2 * u * s / (u + s), delta=0.15, msg=str(path))
        self.assertEqual(found, PUBLISHED)

    @unittest.skipUnless((SHARED / "data/CUB").exists(), "the real CUB features are not here")
    def test_real_cub_runs_end_to_end(self):
        self.environment["ZEROTH_DATA"] = str(SHARED / "data")
        result = self.run_json(SOURCE / "pipelines/d3gzsl/f-clswgan-cub-fc1000.json", "--set", "train.epochs=1",
                               "--set", "generator.params.hidden=64", "--set", "student.params.embedding=64",
                               "--set", "teacher.params.embedding=64", "--set", "teacher.params.epochs=1")
        self.assertEqual(result["test_looks"], 1)


if __name__ == "__main__":
    unittest.main()
