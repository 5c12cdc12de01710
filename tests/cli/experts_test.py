"""Experts on region features: what holds for every pipeline of them."""
import json
import os
import pathlib
import signal
import time
import unittest

from region_world import h5py, make_world, tiny_dedn, tiny_msdn, with_other_test_images
from zeroth import Case, SOURCE, read_safetensors


class Experts(Case):
    WARM = True

    def setUp(self):
        super().setUp()
        self.world = make_world(self)

    def state(self, pipeline, *arguments):
        result = self.run_json(self.write("p.json", pipeline), *arguments)
        return read_safetensors(result["run_dir"] + "/checkpoints/last.safetensors"), result

    def refusal(self, pipeline, *arguments, code=78):
        return self.zeroth("validate", self.write("p.json", pipeline), *arguments, code=code)[1]

    def test_same_seed_same_bits_other_seed_other_bits(self):
        for make in (tiny_dedn, tiny_msdn):
            first, result = self.state(make(self.world))
            again, same = self.state(make(self.world))
            self.assertEqual(first, again)
            self.assertEqual(result["metrics"], same["metrics"])
            self.assertNotEqual(first, self.state(make(self.world), "--seed", "2")[0])

    @unittest.skipUnless(h5py, "python3-h5py is not installed")
    def test_test_images_never_reach_training(self):
        other = with_other_test_images(self.world, self.folder / "other.hdf5")
        for make in (tiny_dedn, tiny_msdn):
            for sampling in ("plain", "balanced"):
                train = {"epochs": 2, "batch": 24, "sampling": sampling}
                first, result = self.state(make(self.world, train=train))
                second, changed = self.state(make(other, train=train))
                self.assertEqual(first, second)
                self.assertNotEqual(result["metrics"], changed["metrics"])

    def test_a_killed_run_goes_on_to_the_same_bits(self):
        pipeline = tiny_dedn(self.world, train={"epochs": 12, "batch": 16})
        want, result = self.state(pipeline)
        for delay in (0.05, 0.4):
            process = self.start("run", self.write("p.json", pipeline), "--run-dir", f"killed-{delay}", "--quiet")
            folder = self.folder / f"killed-{delay}"
            while not list(folder.glob("*/checkpoints/last.safetensors")) and process.poll() is None:
                time.sleep(0.005)
            time.sleep(delay)
            worker = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
            children = worker.read_text().split() if process.poll() is None else []
            if children:
                os.kill(int(children[0]), signal.SIGKILL)
            process.communicate()
            directory = next(folder.iterdir())
            out, _ = self.zeroth("run", "--resume", directory, "--json", "--quiet")
            self.assertEqual(json.loads(out)["metrics"], result["metrics"])
            self.assertEqual(read_safetensors(directory / "checkpoints/last.safetensors"), want)

    def test_every_protocol_and_a_gate(self):
        for protocol in ("final-epoch", "strict-val", "paper-oracle"):
            _, result = self.state(tiny_dedn(self.world, evaluate={"protocol": protocol}))
            self.assertEqual(result["protocol"], protocol)
        for score in ("energy", "msp", "mahalanobis", "knn"):
            params = {"k": 5} if score == "knn" else {}
            gate = {"threshold": "seen-quantile", "quantile": 0.05}
            _, result = self.state(tiny_dedn(self.world, ood={"use": "ood." + score, "params": params}, gate=gate))
            self.assertTrue(0 <= result["gate"]["AUROC"] <= 100)

    def test_the_oracle_gate_loses_nothing_to_the_gate(self):
        _, result = self.state(tiny_dedn(self.world, ood={"use": "ood.energy"}, gate={"threshold": "oracle"}))
        self.assertEqual(result["gate"]["lost_to_gate"], {"S": 0.0, "U": 0.0})
        self.assertEqual(result["metrics"]["U"], result["metrics"]["T1"])

    def test_calibration_moves_rows_from_seen_to_unseen(self):
        def at(calibration):
            inference = {"weights": {"complete": 0.5, "fine": 0.5}, "calibration": calibration}
            return self.state(tiny_dedn(self.world, inference=inference))[1]["metrics"]
        far, never = at(1000), at(-1000)
        self.assertEqual(far["S"], 0)
        self.assertEqual(far["U"], far["T1"])
        self.assertEqual(never["U"], 0)
        self.assertEqual(far["T1"], never["T1"])

    def test_weights_choose_the_expert(self):
        figures = [self.state(tiny_dedn(self.world, inference={"weights": weights}))[1]["metrics"]["AUSUC"]
                   for weights in ({"complete": 1, "fine": None}, {"complete": 1, "fine": 0},
                                   {"complete": None, "fine": 1})]
        self.assertEqual(figures[0], figures[1])
        self.assertNotEqual(figures[0], figures[2])

    def test_published_sizes_fit_into_memory(self):
        self.environment.pop("ZEROTH_DATA", None)
        out, _ = self.zeroth("run", SOURCE / "pipelines/dedn/cub-gzsl.json", "--dry-run", "--rehearse", "1", "--json")
        report = json.loads(out)
        self.assertEqual(report["shapes"]["regions R"], 196)
        self.assertLess(report["memory_bytes"], 1.5 * 2**30)

    def test_shared_word_vectors_are_one_parameter(self):
        shared = self.state(tiny_msdn(self.world))[0]
        own = tiny_msdn(self.world)
        own["experts"]["visual-to-attribute"]["word_vectors"] = None
        names = [name for name in shared if name.startswith("experts/parameters/") and name.endswith(".V")]
        self.assertEqual(names, ["experts/parameters/attribute-to-visual.V"])
        self.assertIn("experts/parameters/visual-to-attribute.V", self.state(own)[0])

    def test_clusters_of_any_backbone(self):
        for backbone in ("expert.dan", "expert.msdn-av", "expert.pooled"):
            with self.subTest(backbone):
                pipeline = tiny_dedn(self.world)
                pipeline["experts"]["fine"]["backbone"] = {"use": backbone, "keep_params": False, "params": {}}
                pipeline["losses"]["fine-alignment"] = None  # reads what expert.dan alone offers
                before, _ = self.state(dict(pipeline, train={"epochs": 1, "batch": 24}))
                after, result = self.state(pipeline)
                of_clusters = [name for name in after if "fine.cluster.1." in name and "/parameters/" in name]
                self.assertTrue(of_clusters)
                for name in of_clusters:
                    self.assertNotEqual(before[name], after[name], name)
                self.assertTrue(0 <= result["metrics"]["H"] <= 100)

    def test_what_is_not_for_experts_is_refused(self):
        message = self.refusal(tiny_dedn(self.world, generator={"use": "generator.f-clswgan"}))
        self.assertIn('error: recipe embedding has no block "generator"\n', message)
        self.assertIn("  why    recipes that have one: d3gzsl, generative, two-stage\n"
                      "  fix    remove it, or choose such a recipe\n", message)
        rows = {"use": "data.synthetic", "keep_params": False, "params": {}}
        message = self.refusal(tiny_dedn(self.world, data=rows))
        self.assertIn("error: recipe embedding cannot train on data.synthetic", message)
        self.assertIn("it needs region features [N,M,R], this reader yields one feature row [D] per image", message)

    def test_wrong_names_are_refused(self):
        message = self.refusal(tiny_dedn(self.world, inference={"weights": {"compleet": 1}}))
        self.assertIn('error: no expert "compleet"; did you mean "complete"?', message)
        message = self.refusal(tiny_dedn(self.world, experts={"a/b": {"use": "expert.pooled"}}))
        self.assertIn('error: an expert cannot be called "a/b"', message)
        alone = tiny_dedn(self.world, inference={"weights": {"complete": 1}})
        alone["experts"]["backbone-only"] = {"use": "expert.dan"}
        alone["inference"] = {"weights": {"backbone-only": 1}}
        self.assertIn("error: expert.dan offers no \"scores\", which \"inference.weights\" reads", self.refusal(alone))
        wrong = tiny_msdn(self.world)
        wrong["experts"]["attribute-to-visual"]["word_vectors"] = {"ref": "/experts/visual-to-attribute"}
        self.assertIn('"ref" must name a expert that is made before this block', self.refusal(wrong))
        self.assertIn("unknown parameter \"gate\"",
                      self.refusal(tiny_dedn(self.world, gate={"threshold": "oracle"})))

    def test_a_loss_reads_what_experts_offer(self):
        pipeline = tiny_dedn(self.world)
        pipeline["losses"]["complete-class"]["inputs"]["scores"] = "complete/score"
        message = self.refusal(pipeline)
        self.assertIn('loss.margin-aware reads "complete/score", which the recipe does not offer; did you mean '
                      '"complete/scores"?', message)
        pipeline["losses"]["complete-class"]["inputs"]["scores"] = "complete/region_scores"
        pipeline["losses"]["distillation"]["inputs"]["first_scores"] = "complete/region_scores"
        self.assertIn("C is K elsewhere in this loss", self.refusal(pipeline))

    def test_a_perturbing_score_cannot_stand_in_front_of_experts(self):
        pipeline = tiny_dedn(self.world, ood={"use": "ood.odin"}, gate={"threshold": "seen-quantile"})
        _, message = self.zeroth("run", self.write("p.json", pipeline), "--quiet", code=78)
        self.assertIn("error: ood.odin cannot stand in front of experts", message)

    def test_clusters_that_do_not_fit_are_refused(self):
        for clusters, why in (([[0, 1, 2], [2, 3, 4, 5]], "attribute 2 is in cluster 0 and in cluster 1"),
                              ([[0, 1], [3, 4, 5]], "attribute 2 is in no cluster"),
                              ([[0, 1, 2], [3, 4, 5, 6]], "cluster 1 names attribute 6, but there are attributes 0 to 5")):
            pipeline = tiny_dedn(self.world)
            pipeline["experts"]["fine"]["params"]["clusters"] = clusters
            _, message = self.zeroth("run", self.write("p.json", pipeline), "--quiet", code=1)
            self.assertIn("error: expert.fexp failed in build()", message)
            self.assertIn(why, message)


if __name__ == "__main__":
    unittest.main()
