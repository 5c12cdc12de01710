"""Maps of real and synthetic rows in a report: the plane of numpy, t-SNE's bits, what has no map."""
import csv
import json
import re
import shutil
import unittest

import numpy

from worlds import write_world
from zeroth import Case, tiny_generative


def points_of(folder, number=1):
    """[(series, class, x, y)] of a map of a report."""
    with open(folder / f"figures/map-{number}.csv", newline="") as file:
        return [(row["series"], row["label"], float(row["x"]), float(row["y"])) for row in csv.DictReader(file)]


class Maps(Case):
    WARM = True

    def setUp(self):
        super().setUp()
        write_world(self.folder / "world", 1)
        self.write("p.json", tiny_generative(data={"use": "data.npy", "params": {"root": str(self.folder / "world")}}))
        self.run_json("p.json", "--seed", "1")
        self.run, = (self.folder / "runs").iterdir()

    def report(self, *options, out="out"):
        self.zeroth("report", self.run, "--out", out, *options)
        return self.folder / out

    def scaled(self, split):
        world = self.folder / "world"
        features = numpy.load(world / "features.npy").astype(numpy.float64)
        training = features[numpy.load(world / "trainval.npy")]
        low, reach = training.min(0), numpy.ptp(training, 0)
        return (features[numpy.load(world / f"{split}.npy")] - low) / numpy.where(reach == 0, 1, reach)

    def test_the_plane_is_two_directions_at_right_angles(self):
        points = points_of(self.report())
        kinds = {series for series, *_ in points}
        self.assertEqual(kinds, {"real, seen class", "real, unseen class", "synthetic, unseen class"})
        real = {name: numpy.array([point[2:] for point in points if point[0] == name]) for name in kinds}
        # All rows are in the map, class by class: their order within a class is that of the splits.
        labels = numpy.load(self.folder / "world/labels.npy")
        for name, split in (("real, seen class", "trainval"), ("real, unseen class", "test_unseen")):
            rows, of = self.scaled(split), labels[numpy.load(self.folder / f"world/{split}.npy")]
            rows = rows[numpy.argsort(of, kind="stable")]
            self.assertEqual(len(rows), len(real[name]))
            design = numpy.hstack([rows, numpy.ones((len(rows), 1))])
            found, _, rank, _ = numpy.linalg.lstsq(design, real[name], rcond=None)
            numpy.testing.assert_allclose(design @ found, real[name], atol=1e-5)
            if rank == design.shape[1]:
                numpy.testing.assert_allclose(found[:-1].T @ found[:-1], numpy.eye(2), atol=1e-3)
        everything = numpy.array([point[2:] for point in points])
        numpy.testing.assert_allclose(everything.mean(0), 0, atol=1e-9)
        covariance = numpy.cov(everything.T)
        self.assertAlmostEqual(covariance[0, 1] / covariance[0, 0], 0, places=6)
        self.assertGreater(covariance[0, 0], covariance[1, 1])

    def test_t_sne_depends_on_the_seed_alone(self):
        def bits(*options):
            return (self.report("--map", "t-sne", *options) / "figures/map-1.csv").read_bytes()
        first = bits()
        self.assertEqual(bits("--threads", "1"), first)
        self.assertNotEqual(bits("--map-seed", "2"), first)
        self.assertGreater(len(points_of(self.folder / "out")), 30)

    def test_fewer_rows_are_drawn_evenly(self):
        points = points_of(self.report("--map-rows", "24"))
        self.assertEqual(len(points), 24)
        counts = {}
        for series, name, *_ in points:
            counts[series, name] = counts.get((series, name), 0) + 1
        self.assertEqual(set(counts.values()), {2})
        err = self.zeroth("report", self.run, "--out", "x", "--map-rows", "9000", code=2)[1]
        self.assertIn("--map-rows", err)

    def test_without_data_there_is_no_map_and_the_report_says_so(self):
        shutil.rmtree(self.folder / "world")
        folder = self.report()
        self.assertFalse((folder / "figures/map-1.csv").exists())
        notes = json.loads((folder / "report.json").read_text())["notes"]
        self.assertTrue(any(re.match(rf"No map of {self.run.name}: ", one) for one in notes), notes)

    def test_other_data_are_not_mapped(self):
        features = numpy.load(self.folder / "world/features.npy")
        features[0] += 1
        numpy.save(self.folder / "world/features.npy", features)
        folder = self.report()
        notes = json.loads((folder / "report.json").read_text())["notes"]
        self.assertTrue(any("these are other data than the run learned from" in one for one in notes), notes)

    def test_no_map_where_none_is_wanted_or_nothing_is_made(self):
        self.assertFalse((self.report("--map", "none") / "figures/map-1.csv").exists())
        err = self.zeroth("report", self.run, "--out", "x", "--map", "umap", code=2)[1]
        self.assertIn("umap", err)


if __name__ == "__main__":
    unittest.main()
