"""The conformance kit: good plugins pass, bad ones are survived and named with call and reason."""
import json
import os
import re
import shutil
import subprocess
import unittest

import worlds
from zeroth import BIN, Case, FIXTURES, SOURCE, ZEROTH

SANITIZED = bool(os.environ.get("ZEROTH_SANITIZED"))
THERE = "on the simulated device, which LibTorch calls xpu: "
PLACES = ("make tensors with options() of an input, and list those that build() makes in parameters(), state() or "
          "constants()")
DETACHED = ('no gradient leads from the loss of phase "{}" to the parameters that it moves: is there a detach(), item() '
            "or NoGradGuard on the way?")
SLOPE = ('the gradient of the loss of phase "step" by the parameter "weight" is #, finite differences say #: ')
STAYS = "; outside of training everything that is saved stays as it is"
LENT = ("it reads what an earlier call lent it in {}: an argument is there until the call returns; keep the tensors in it "
        "instead")
KEEPS = ("Predictor::tensors() does not hold all that it was trained for, or restored() makes another predictor of it")
# What the kit says of each bad plugin: the check that is meant for it, the outcome and the reason.
WANT = {
    "ood.crashes-at-load": ("loads", "crash", "signal 11 (Segmentation fault)"),
    "ood.prints-at-load": ("loads-quietly", "fail", 'loading it prints "hello"'),
    "ood.threads-at-load": ("loads-quietly", "fail", "loading it starts a thread"),
    "ood.registers-operator": (
        "loads-quietly", "fail",
        "loading it registers an operator with LibTorch, which stays for every other plugin"),
    "ood.slow-to-load": ("load-time", "warn", "loading it takes # s; what it needs, create() can fetch"),
    "ood.aborts-on-a-value": ("parameter-fuzz", "crash", "signal 6 (Aborted) in create()"),
    "ood.no-help": ("describes-itself", "fail", 'the parameter "number" has no help'),
    "ood.named-twice": ("describes-itself", "fail", 'two parameters are named "number"'),
    "ood.default-out-of-bounds": (
        "parameters", "fail", "ood.default-out-of-bounds failed in create(): \"number\" must be above 0, not 0"),
    "ood.misses-a-text": (
        "output-shape", "fail", 'ood.misses-a-text failed in fit(): there is no file; perhaps it needs "file", which is '
        "empty: --set params.file=VALUE"),
    "ood.throws": ("output-shape", "fail", "ood.throws failed in score(): the score ran out of luck"),
    "ood.throws-std": ("output-shape", "fail", "ood.throws-std failed in score(): row 7 of 3"),
    "ood.throws-int": (
        "output-shape", "fail", "ood.throws-int failed in score(): it threw something that is not a std::exception"),
    "ood.throws-in-fit": (
        "output-shape", "fail", "ood.throws-in-fit failed in fit(): there are no rows like these"),
    "ood.crashes": ("output-shape", "crash", "signal 11 (Segmentation fault) in score()"),
    "ood.aborts": ("output-shape", "crash", "signal 6 (Aborted) in score()"),
    "ood.exits": ("output-shape", "crash", "it ended the process with exit code 3 in score()"),
    "ood.wrong-shape": ("output-shape", "fail", "score is [24, 6], expected [24]"),
    "ood.no-tensor": ("output-shape", "fail", "score is no tensor"),
    "ood.not-finite": ("output-finite", "fail", "score is not finite"),
    "ood.single-only": ("double-precision", "fail", "score is of dtype Float, expected Double"),
    "ood.needs-rows": ("batch-of-zero", "fail", "ood.needs-rows failed in score(): no rows"),
    "ood.writes-stdout": (
        "writes-nothing", "fail", 'it prints "scoring ..."; results and progress are the host\'s to print'),
    "ood.mutates-input": ("inputs-unchanged", "fail", 'it writes to the input "logits"'),
    "ood.global-random": (
        "global-generator-untouched", "fail",
        "it draws from the global random generator; take the one that the host passes"),
    "ood.stays-on-the-cpu": (
        "other-device", "fail", THERE + "ood.stays-on-the-cpu failed in score(): Expected all tensors to be on the same "
        "device, but found at least two devices, xpu:0 and cpu!; " + PLACES),
    "ood.remembers": ("deterministic", "fail", "score differs by 2 between two runs with the same seed"),
    "ood.switches-gradients": ("host-settings-untouched", "fail", "it changes the gradient mode from 1 to 0"),
    "ood.changes-threads": ("host-settings-untouched", "fail", "it changes the number of threads from 1 to 3"),
    "ood.handles-signals": ("host-settings-untouched", "fail", "it changes the handler of signal 10 from 0 to #"),
    "ood.unblocks-signals": ("host-settings-untouched", "fail", "it changes the blocked signals from # to #"),
    "ood.leaves-traces": (
        "destroy-after-throw", "fail", "score differs by 1 in a component made after another one threw"),
    "ood.learns-on": ("fit-again", "fail", "score differs by 1 after a second fit() with the same rows"),
    "ood.wrong-sign": (
        "sign", "fail", "rows of seen classes score lower than others, with AUROC #, but larger must mean more "
        "in-distribution; return the negative"),
    "ood.no-better-than-chance": ("beats-chance", "fail", "it tells seen from unseen rows with AUROC #; chance is 0.5"),
    "ood.reads-neighbours": ("row-independent", "fail", "score differs by # when row 0 is alone"),
    "ood.rises-again": ("monotone-shift", "warn", "while rows fade the mean score rises: #, #, #, #, #"),
    "ood.no-gradient": ("gradients", "fail", "the gradient by logits is 0, finite differences say #"),
    "loss.wrong-gradient": ("gradients", "fail", "the gradient by logits is #, finite differences say #"),
    "loss.below-zero": ("non-negative", "fail", "it is declared non-negative and gives # with seed #"),
    "loss.not-scalar": ("output-shape", "fail", "loss is [24, 9], expected []"),
    "generator.ignores-attributes": (
        "attributes-matter", "fail", "other attributes change samples by 0 of their size"),
    "generator.ignores-noise": ("noise-matters", "fail", "all samples of a class in one batch are the same"),
    "generator.one-noise-a-batch": ("noise-matters", "fail", "all samples of a class in one batch are the same"),
    "generator.own-random": (
        "global-generator-untouched", "fail",
        "it draws from the global random generator; take the one that the host passes"),
    "generator.draws-on-the-cpu": (
        "other-device", "fail", THERE + "generator.draws-on-the-cpu failed in sample(): Expected a 'cpu' device type for "
        "generator but found 'xpu'; " + PLACES),
    "generator.no-sample-gradient": ("gradient-flows", "fail", "samples carry no gradient"),
    "generator.forgets-state": (
        "save-load", "fail", "sample differs by # after loading: parameters() and state() do not hold all that decides"),
    "generator.copies-parameters": (
        "stable-names", "fail", '"weight" is a new tensor at every call, so nothing can be restored into it'),
    "generator.double-names": ("stable-names", "fail", 'two tensors are named "weight"'),
    "generator.undeclared-phase": (
        "schedule-runs", "fail", "generator.undeclared-phase declares a schedule that cannot be run: a round names "
        'the phase "step", which is not declared'),
    "generator.nothing-moves": ("schedule-runs", "fail", DETACHED.format("step")),
    "generator.diverges": ("output-finite", "fail", "loss of phase step is not finite"),
    "generator.peeks-at-unseen": (
        "no-unseen-peek", "fail",
        "training reads rows of unseen classes: with other rows there, # differs by #"),
    "generator.reads-unseen-attributes": (
        "no-unseen-peek", "warn", "training reads the attributes of unseen classes, which not every protocol allows: "
        "with other attributes, # differs by #"),
    "generator.forgets-create-graph": (
        "phase-gradients", "fail", SLOPE + "loss() takes a gradient without create_graph, so that to autograd what it "
        "makes of it, a penalty say, is a constant"),
    "generator.detaches-a-part": (
        "phase-gradients", "warn", SLOPE + "a part of the loss is constant to autograd, by detach(), item() or a "
        "NoGradGuard: right only where the method stops a gradient"),
    "generator.detaches-a-parameter": (
        "phase-gradients", "fail", SLOPE + "there is a detach(), item() or NoGradGuard on the way"),
    "generator.differentiates-wrongly": (
        "phase-gradients", "fail", SLOPE + "is the backward() of a function of its own right?"),
    "generator.detaches-a-phase": ("schedule-runs", "fail", DETACHED.format("other")),
    "generator.has-an-idle-parameter": (
        "phase-gradients", "warn", 'no loss of its phases depends on the parameter "idle"'),
    "generator.leaves-one-unmoved": (
        "schedule-runs", "warn",
        'generator.leaves-one-unmoved: no optimiser of its schedule() moves its parameter "spread"'),
    "generator.moves-one-twice": (
        "schedule-runs", "fail", 'generator.moves-one-twice declares a schedule that cannot be run: phase "step" moves '
        'the parameter "weight" twice: by the optimisers "all" and "more"'),
    "generator.moves-one-in-turn": (
        "schedule-runs", "warn", 'stage "only" moves the parameter "weight" by the optimisers "all" and "more": do '
        "their prefixes overlap on purpose?"),
    "generator.changes-a-parameter": ("calls-change-nothing", "fail", 'sample() changes "weight"' + STAYS),
    "generator.replaces-a-parameter": ("calls-change-nothing", "fail", 'sample() replaces "weight"' + STAYS),
    "generator.forgets-a-parameter": (
        "save-load", "fail", "sample differs by # after loading: parameters() and state() do not hold all that decides"),
    "generator.centres-its-samples": (
        "sample-rows", "fail", "other attributes below the first row change its sample by # of its size: is there batch "
        "norm in training mode in sample()?"),
    "generator.hundredfold": (
        "sample-scale", "fail", "samples are # times as large as training rows, untrained as well as after a few "
        "iterations; sample() makes rows in the scale of those that it is trained on"),
    "generator.double-rows": ("output-shape", "fail", "sample is of dtype Double, expected Float"),
    "generator.every-row-twice": ("output-shape", "fail", "sample is [48, 12], expected [24, 12]"),
    "generator.takes-positions-for-ids": (
        "no-unseen-peek", "fail", "training takes positions for class ids: it reads attributes of unseen classes whose "
        "ids are below the number of seen ones, and of no others; with other attributes there, # differs by #"),
    "generator.keeps-the-batch": ("output-shape", "fail", LENT.format("loss()")),
    "ood.keeps-the-rows": ("output-shape", "fail", LENT.format("score()")),
    "loss.forgets-what-it-counts": (
        "save-load", "fail", "loss differs by # after loading: parameters() and state() do not hold all that decides"),
    "expert.scores-attributes": ("output-shape", "fail", "scores is [24, 5], expected [24, 9]"),
    "expert.mixes-the-undeclared": (
        "describes-itself", "fail", 'the parameter "share" mixes "nothing", which describe() does not declare as an '
        "output"),
    "expert.mixes-by-text": (
        "describes-itself", "fail", 'the parameter "form" mixes two outputs and is no number'),
    "expert.mixes-otherwise": (
        "output-mixes", "fail", "with share = 0.3: attribute_scores differs by # from the mix that describe() "
        "declares"),
    "expert.missing-output": ("output-shape", "fail", "inference_scores is missing"),
    "expert.nan-scores": ("output-finite", "fail", "scores is not finite"),
    "expert.softmax-scores": (
        "probabilities", "fail", "scores are probabilities already; losses and scores take their softmax"),
    "expert.writes-to-images": ("inputs-unchanged", "fail", 'it writes to the input "regions"'),
    "expert.spoiled-by-zero-words": ("zero-word-vector", "fail", "scores is not finite"),
    "expert.raw-attention": ("attention-is-a-share", "fail", "attention() goes from # to #"),
    "expert.lends-a-copy": (
        "shares-word-vectors", "fail", "word_vectors() is none of the tensors of parameters()"),
    "expert.hides-parameters": (
        "save-load", "fail", "attribute_scores differs by # after loading: parameters() and state() do not hold all "
        "that decides"),
    "expert.float-weight": (
        "double-precision", "fail", 'the parameter "weight" is Float where the word vectors are Double'),
    "expert.idle-parameters": (
        "save-load", "fail", "attribute_scores differs by # after loading: parameters() and state() do not hold all "
        "that decides"),
    "expert.keeps-a-constant": (
        "other-device", "fail", THERE + "expert.keeps-a-constant failed in forward(): aten::mm: a tensor [5, 9] is on the "
        "cpu, beside others on the simulated device; " + PLACES),
    "expert.attributes-compete": (
        "attribute-rows", "fail", "forward_with() twice the rows: attribute_scores differs by # from the same attributes "
        "next to each other"),
    "expert.cuts-gradient": (
        "parameter-gradients", "fail", "the gradient by the parameter words is #, finite differences say #"),
    "expert.mixes-images": ("row-independent", "fail", "scores differs by # when row 0 is alone"),
    "classifier.scores-one-too-few": ("output-shape", "fail", "scores is [24, 5], expected [24, 6]"),
    "classifier.keeps-state-outside": (
        "save-load", "fail", "scores differs by # after loading: tensors() does not hold all that decides"),
    "classifier.counts-trainings": (
        "train-again", "fail", "scores differs by # when the component learns again from the same rows: train() leaves "
        "something behind in it"),
    "classifier.keeps-one-training": (
        "train-again", "fail", "scores differs by # of an earlier train() once the component learned from other rows: keep "
        "what train() learns in what it returns"),
    "classifier.writes-to-its-rows": ("inputs-unchanged", "fail", 'it writes to the input "rows.features"'),
    "classifier.learns-from-what-it-scores": ("calls-change-nothing", "fail", 'scores() changes "means"' + STAYS),
    "classifier.needs-two-rows-a-class": (
        "one-row-a-class", "fail", "classifier.needs-two-rows-a-class failed in train(): there are two rows of no class"),
    "classifier.scores-distances": (
        "learns", "fail", "of rows that it has not seen # get the class that they are of; chance is #: larger scores mean a "
        "likelier class"),
    "classifier.centres-what-it-scores": ("row-independent", "fail", "scores differs by # when row 0 is alone"),
    "data.declares-rows-gives-regions": (
        "output-shape", "fail", "data.declares-rows-gives-regions returned what it does not declare: it declares "
        '"features" [N,D], and returned regions'),
    "data.tests-what-it-trains-on": (
        "sound-data", "fail", "splits overlap: trainval and test_seen share 1 rows, the first is 3"),
    "data.copies-test-rows": (
        "no-copies", "fail", "1 of 6 test rows have the features of a training row, row 3 those of row 0: a test row must "
        "not be trained on under another number, either"),
    "data.copies-test-images": (
        "no-copies", "fail", "1 of 6 test rows have the features of a training row, row 3 those of row 0: a test row "
        "must not be trained on under another number, either"),
    "data.declares-other-sizes": (
        "declared-sizes", "fail", "declared_sizes() says 4 classes, read() gives 3"),
    "data.recognises-everything": (
        "recognises-its-own", "fail", "recognise() takes an empty folder for its files"),
    "data.describes-no-class": (
        "sound-data", "fail", "attributes hold numbers that are not finite: 6 of them, the first in class 0, attribute 0"),
    "data.reads-on": ("reads-twice", "fail", "a second read() changes its splits"),
    "data.outlines-others": ("outline-agrees", "fail", "outline() and read() do not agree on its labels"),
    "data.sets-the-locale": ("host-settings-untouched", "fail", "it changes the locale from C to C.UTF-8"),
    "data.tells-what-it-reads": (
        "writes-nothing", "fail", 'it prints "reading ..."; results and progress are the host\'s to print'),
    "data.crashes-without-files": ("missing-files", "crash", "signal 11 (Segmentation fault) in read()"),
    "data.invents-what-is-missing": ("missing-files", "fail", "it reads a data set where no file is"),
    "recipe.predicts-seen-only": (
        "output-shape", "fail", "recipe.predicts-seen-only failed in scores(): expected [24, 9], got [24, 6]"),
    "recipe.trains-while-it-predicts": (
        "calls-change-nothing", "fail", 'predictor() changes "layer/parameters/weight"' + STAYS),
    "recipe.draws-from-the-training": (
        "calls-change-nothing", "fail", 'predictor() changes "random/layer/batches"' + STAYS),
    "recipe.trains-in-secret": (
        "looks-change-nothing", "fail", "layer/parameters/weight differs by # once somebody looked between two epochs: "
        "whatever predictor() draws or trains must not be noticed by the training; see TrainingProblem::fresh_stream()"),
    "recipe.learns-from-what-it-is-asked": (
        "scores-stay", "fail", "scores differs by # once the predictor scored other rows: it learns from what it is asked"),
    "recipe.scores-by-neighbours": ("row-independent", "fail", "scores differs by # when row 0 is alone"),
    "recipe.forgets-a-tensor": (
        "resumes", "fail", "scores differs by # in a run that goes on from what was saved after the first epoch: state() "
        "does not hold all that decides"),
    "recipe.counts-endings": (
        "after-training-again", "fail", "scores differs by # once after_training() is called twice, as in a run that goes "
        "on: it must depend on nothing but what that training left"),
    "recipe.keeps-half-of-it": ("model", "fail", "scores differs by # in a model: " + KEEPS),
    "recipe.restores-another": ("model", "fail", "scores differs by # in a model: " + KEEPS),
    "recipe.scales-the-rows": ("inputs-unchanged", "fail", 'it writes to the input "features"'),
    "recipe.reads-test-rows": (
        "no-unseen-peek", "fail", "training reads rows of unseen classes: with other rows there, scores differs by #"),
}
# Bad plugins that break two things, of which neither explains the other: the checks that say so beside the one above.
SECOND_FAULT = {"generator.one-noise-a-batch": {"batch-of-zero"}}


def expression(text):
    """The reason with # for a number or a tensor's name that may be any."""
    return "^" + re.escape(text).replace(r"\#", "[-+.a-z0-9 ]+") + "$"


of_wrong_plugins = unittest.skipIf(SANITIZED, "plugins that are wrong on purpose tell sanitizers nothing")


class Conformance(Case):
    WARM = True

    def kit(self, *arguments, code, strict=3):
        """What the kit found. The limit is for what hangs: sanitizers make a check ten times as long."""
        limit = () if "--limit" in arguments else ("--limit", "600")
        environment = self.environment if "--all" in arguments else self.warm("validate")
        process = self.start("validate", *arguments, "--strict", str(strict), *limit, "--json", env=environment)
        out, err = process.communicate(timeout=3600)
        report = json.loads(out)
        failures = [(plugin["id"], check) for plugin in report["plugins"] for check in plugin["checks"]
                    if check["outcome"] == "fail"]
        self.assertEqual(process.returncode, code, f"{failures}\n{err}")
        return {plugin["id"]: {check["name"]: check for check in plugin["checks"]} for plugin in report["plugins"]}

    def test_every_plugin_of_the_tree_passes(self):
        # Finite differences and science call the same code a thousand times more: that tells sanitizers nothing.
        plugins = self.kit("--all", "--include", "^(?!.*gradient)", code=0, strict=2) if SANITIZED else \
            self.kit("--all", code=0)
        every = {row["id"] for row in json.loads(self.zeroth("list", "--json")[0])}
        # torchscript_test.py gives these the file that they need.
        self.assertEqual(set(plugins), {plugin for plugin in every if not plugin.endswith(".torchscript")})
        for plugin, checks in plugins.items():
            self.assertGreaterEqual(len(checks), 6, plugin)
            bad = {name: one["why"] for name, one in checks.items() if one["outcome"] not in ("pass", "skip")}
            bad.pop("load-time", None)  # a busy machine is not the plugin's fault
            if plugin == "generator.tf-vaegan" and not SANITIZED:  # the feedback stops a gradient, as in its released code
                self.assertIn("right only where the method stops a gradient", bad.pop("phase-gradients"))
            self.assertEqual(bad, {}, plugin)

    @of_wrong_plugins
    def test_bad_plugins(self):
        plugins = self.kit("--all", "--no-default-paths", "--plugin-path", FIXTURES / "misbehaving", code=1)
        self.assertEqual(set(plugins), set(WANT))
        for plugin, (check, outcome, why) in WANT.items():
            with self.subTest(plugin):
                found = plugins[plugin][check]
                self.assertEqual(found["outcome"], outcome)
                self.assertRegex(found["why"], expression(why))
                broken = {name for name, one in plugins[plugin].items() if one["outcome"] not in ("pass", "skip")}
                broken -= {"load-time"} - {check}  # a busy machine is not the plugin's fault
                self.assertEqual(broken, {check} | SECOND_FAULT.get(plugin, set()))

    def test_a_block_holds_its_default_plugin(self):
        only = self.folder / "only"
        only.mkdir()
        shutil.copy(BIN.parent / "lib/zeroth/plugins/expert_cexp.so", only)
        arguments = ("--all", "--no-default-paths", "--plugin-path", only)
        alone = self.kit(*arguments, code=0)["expert.cexp"]
        self.assertEqual((alone["loads"]["outcome"], alone["output-shape"]["outcome"]), ("pass", "skip"))
        self.assertEqual(alone["output-shape"]["why"],
                         'the plugin expert.dan of the block "backbone" is not installed')
        shutil.copy(BIN.parent / "lib/zeroth/plugins/expert_dan.so", only)
        self.assertEqual(self.kit(*arguments, code=0)["expert.cexp"]["output-shape"]["outcome"], "pass")

    def test_a_recipe_needs_what_fits_into_its_blocks(self):
        only = self.folder / "only"
        only.mkdir()
        libraries = BIN.parent / "lib/zeroth/plugins"
        shutil.copy(libraries / "recipe_generative.so", only)
        for plugin, why in (
                ("generator_f_clswgan", 'no generator that fits into the block "generator" is installed'),
                ("classifier_softmax", 'the plugin classifier.softmax is not installed for the block "classifier"')):
            alone = self.kit("--all", "--no-default-paths", "--plugin-path", only, code=0)["recipe.generative"]
            self.assertEqual((alone["output-shape"]["outcome"], alone["output-shape"]["why"]), ("skip", why))
            shutil.copy(libraries / f"{plugin}.so", only)
        complete = self.kit("--all", "--no-default-paths", "--plugin-path", only, code=0)["recipe.generative"]
        self.assertEqual({name for name, one in complete.items() if one["outcome"] != "pass"}, set())

    def test_libraries_that_cannot_be_loaded(self):
        for name, why in {
                "no_entry": "plugin ood.no-entry cannot be used: it has a manifest but no entry symbol zeroth_plugin_v1",
                "short_entry": "plugin ood.short-entry cannot be used: its entry has 8 bytes, this host reads 40",
                "manifest_mismatch": "plugin ood.manifest-mismatch cannot be used: its code says another id than its "
                                     "manifest",
                "missing_dependency": "plugin ood.missing-dependency needs libzeroth_absent.so, which was not found: "
                                      "the dynamic loader searched its usual places",
                "undefined/misbehaves_undefined_symbol":
                    "plugin ood.undefined-symbol cannot be loaded: it needs nobody_provides_this(at::Tensor const&), "
                    "which nothing provides"}.items():
            with self.subTest(name):
                file = FIXTURES / (name + ".so" if "/" in name else f"{name}/{name}.so")
                (checks,) = self.kit(file, code=1).values()
                self.assertEqual([(one["name"], one["outcome"], one["why"]) for one in checks.values()],
                                 [("loads", "fail", why)])

    def test_libraries_that_are_refused_before_they_are_loaded(self):
        for name, why in {"sdk_major": "built with Zeroth SDK 9.0, this host has 1.1",
                          "interface": "it offers the interface zeroth.Oracle/7 as ood.bad, which this host does not "
                                       "know",
                          "torch_and_abi": "built for LibTorch 0.4, this host has",
                          "not_json": "its manifest is not one line of JSON with all fields",
                          "fields": "its manifest is not one line of JSON with all fields",
                          "huge": "its manifest has 70001 bytes, 65536 are allowed"}.items():
            with self.subTest(name):
                err = self.zeroth("validate", FIXTURES / name / f"{name}.so", code=69)[1]
                self.assertIn(why, err)

    def test_a_check_that_does_not_end_is_stopped(self):
        file = FIXTURES / "hanging/misbehaves_hangs.so"
        (checks,) = self.kit(file, "--include", "^sign$", "--limit", "1", code=1).values()
        self.assertEqual(checks["sign"]["why"], "it did not come back within 1 s in score()")

    @of_wrong_plugins
    def test_a_failure_says_how_to_see_it_again(self):
        file = FIXTURES / "misbehaving/misbehaves_wrong_sign.so"
        out = self.zeroth("validate", file, "--strict", "3", "--seed", "5", code=1)[0]
        self.assertIn(f"ood.wrong-sign  {file}\n", out)
        again = f"zeroth validate '{file}' --strict 3 --include '^sign$' --seed 5"
        self.assertRegex(out, expression(f"  fail   sign: {WANT['ood.wrong-sign'][2]}\n         skipped for it: "
                                         f"beats-chance, monotone-shift\n         again: {again}\n")[1:-1])
        done = subprocess.run(again.replace("zeroth", ZEROTH, 1), shell=True, stdout=subprocess.PIPE, text=True)
        self.assertEqual((done.returncode, done.stdout.count("fail   ")), (1, 1))

    @of_wrong_plugins
    def test_one_cause_is_told_once(self):
        out = self.zeroth("validate", FIXTURES / "misbehaving/misbehaves_throws.so", code=1)[0]
        self.assertEqual(out.count("ran out of luck"), 1)
        self.assertIn("skipped for it: creates-twice, output-finite, ", out)

    @of_wrong_plugins
    def test_what_a_failure_explains_is_skipped(self):
        file = FIXTURES / "misbehaving/misbehaves_forgets_a_parameter.so"
        (checks,) = self.kit(file, code=1).values()
        self.assertEqual({name for name, one in checks.items() if one.get("because") == "save-load"},
                         {"double-precision", "other-device", "phase-gradients"})
        self.assertEqual((checks["other-device"]["outcome"], checks["other-device"]["why"]),
                         ("skip", "because of save-load"))
        # Alone it has its own story.
        (alone,) = self.kit(file, "--include", "^other-device$", code=1).values()
        self.assertEqual(alone["other-device"]["outcome"], "fail")

    def test_good_plugins_of_every_manner_pass(self):
        for file in ("normalised_teacher", "normalised_student", "virtual_logit"):
            self.passes(FIXTURES / f"harmless/harmless_{file}.so")
        self.passes(FIXTURES / "harmless/misbehaves_penalises_by_autograd.so")
        self.passes(FIXTURES / "remembering/misbehaves_counts_calls.so")

    def passes(self, *arguments):
        with self.subTest(arguments):
            (checks,) = self.kit(*arguments, code=0).values()
            bad = {name: one["why"] for name, one in checks.items() if one["outcome"] not in ("pass", "skip")}
            bad.pop("load-time", None)
            self.assertEqual(bad, {})

    def test_readers_that_meet_damaged_files(self):
        mine = self.folder / "mine"
        mine.mkdir()
        (mine / "features.bin").write_bytes(bytes(36))
        sets = ("--set", "params.root=mine")
        self.passes(FIXTURES / "readers/misbehaves_reads_files.so", *sets)
        for name, outcome, why in (
                ("takes_half", "fail", 'it takes a part of "features.bin" for a whole file: compare its size with what '
                                       "it declares"),
                ("throws_what_it_gets", "fail", 'with an empty "features.bin" data.throws-what-it-gets failed in read(): '
                                                "vector::_M_range_check: __n (which is 35) >= this->size() (which is 0); "
                                                "throw an Error(no_input) or Error(bad_data) that names the file"),
                ("crashes_where_cut", "crash", "signal 11 (Segmentation fault) in read()")):
            with self.subTest(name):
                (checks,) = self.kit(FIXTURES / f"readers/misbehaves_{name}.so", *sets, code=1).values()
                broken = {check: (one["outcome"], one["why"]) for check, one in checks.items()
                          if one["outcome"] not in ("pass", "skip")}
                self.assertEqual(broken, {"damaged-files": (outcome, why)})
        self.assertEqual(bytes(36), (mine / "features.bin").read_bytes())

    def test_readers_that_misjudge_their_own_files(self):
        mine = self.folder / "mine"
        mine.mkdir()
        (mine / "features.bin").write_bytes(bytes(36))
        for name, outcome, why in (
                ("recognises_others", "fail",
                 "with the parameters that recognise() gives, it reads others: its labels"),
                ("recognises_nothing", "warn", "recognise() does not know the files that it reads"),
                ("refuses_what_it_reads", "fail",
                 "recognise() refuses the files that it reads: it is cut")):
            with self.subTest(name):
                (checks,) = self.kit(FIXTURES / f"readers/misbehaves_{name}.so", "--set", "params.root=mine",
                                     code=int(outcome == "fail")).values()
                broken = {check: (one["outcome"], one["why"]) for check, one in checks.items()
                          if one["outcome"] not in ("pass", "skip")}
                self.assertEqual(broken, {"recognises-its-own": (outcome, why)})

    def test_readers_of_the_tree_on_files(self):
        block = worlds.write_world(self.folder / "npy", 1.0)
        self.passes("data.npy", "--set", f"params.root={block['params']['root']}")
        (alone,) = self.kit("data.npy", code=0).values()
        self.assertEqual((alone["sound-data"]["outcome"], alone["sound-data"]["why"]),
                         ("skip", "it reads files: give the kit some, with --set params.root=PATH"))
        many = self.folder / "many"
        shutil.copytree(self.folder / "npy", many)
        for number in range(40):
            (many / f"{number}.txt").touch()
        (found,) = self.kit("data.npy", "--set", f"params.root={many}", code=0).values()
        self.assertEqual((found["damaged-files"]["outcome"], found["damaged-files"]["why"]),
                         ("skip", "damaged files are tried with up to 40 files of 64 MiB in all: give it a smaller data "
                                  "set in a folder of its own"))

    def test_parameters_that_have_no_default(self):
        file = FIXTURES / "harmless/harmless_reads_a_file.so"
        (checks,) = self.kit(file, code=1).values()
        self.assertEqual({name: one["why"] for name, one in checks.items() if one["outcome"] == "fail"},
                         {"parameters": 'the parameter "file" has no default: give the kit one, with --set '
                                        "params.file=VALUE"})
        (self.folder / "temperature.txt").write_text("2.5\n")
        sets = ("--set", "params.file=temperature.txt", "--set", "params.lines=100")
        self.passes(file, *sets)
        out = self.zeroth("validate", file, "--set", "params.file=absent.txt", "--include", "output-shape", code=1)[0]
        self.assertIn('  fail   output-shape: ood.reads-a-file failed in create(): "absent.txt" holds no number\n', out)
        self.assertIn("--include '^output-shape$' --seed 1 --set 'params.file=absent.txt'\n", out)

    def test_parameters_that_a_plugin_does_not_take(self):
        file = FIXTURES / "harmless/harmless_reads_a_file.so"
        for given, code, message in (
                ("params.fil=x", 78, 'error: unknown parameter "fil" of ood.reads-a-file; did you mean "file"?\n'),
                ("params.lines=0", 78, 'error: "lines" must be at least 1, not 0\n'),
                ("params.lines=many", 78, 'error: "lines" must be an integer, not "many"\n'),
                ("lines=100", 2, "error: --set gives a plugin its parameters, and nothing else\n"),
                ("params=3", 2, "error: --set gives a plugin its parameters, and nothing else\n"),
                ("params.lines", 2, "error: --set needs path=value\n")):
            with self.subTest(given):
                self.assertIn(message, self.zeroth("validate", file, "--set", given, code=code)[1])

    @of_wrong_plugins
    def test_strictness(self):
        file = FIXTURES / "misbehaving/misbehaves_wrong_sign.so"
        counts = [len(json.loads(self.zeroth("validate", file, "--strict", str(level), "--json", code=code)[0])
                      ["plugins"][0]["checks"]) for level, code in ((1, 0), (2, 0), (3, 1))]
        self.assertTrue(counts[0] < counts[1] < counts[2], counts)
        self.zeroth("validate", file, "--strict", "4", code=2)

    def test_in_one_process_for_a_debugger(self):
        out = self.zeroth("validate", "ood.energy", "--in-process", "--include", "^(sign|gradients)$",
                          "--strict", "3")[0]
        self.assertTrue(out.endswith("  2 pass\n"), out)
        err = self.zeroth("validate", FIXTURES / "misbehaving/misbehaves_crashes.so", "--in-process", code=70)[1]
        self.assertIn("error: plugin ood.crashes crashed in score()\n  why    signal 11 (Segmentation fault)\n", err)

    def test_golden_cases(self):
        cases = SOURCE / "tests/golden/ood.energy.json"
        self.assertTrue(self.zeroth("validate", "ood.energy", "--cases", cases, "--include", "golden")[0]
                        .endswith("  1 pass\n"))
        wrong = json.loads(cases.read_text())
        wrong["cases"][0]["outputs"]["score"]["data"][0] += 1e-6
        out = self.zeroth("validate", "ood.energy", "--cases", self.write("wrong.json", wrong), "--include",
                          "golden", code=1)[0]
        self.assertIn(f"  fail   golden-cases: case {wrong['cases'][0]['name']}: score: off by 1e-06\n", out)

    def test_usage(self):
        self.assertEqual(self.zeroth("validate", code=2)[1],
                         "error: give one pipeline, plugin file or plugin id, or --all\n  where  zeroth validate\n"
                         "  fix    zeroth validate --help\n")
        self.zeroth("validate", "ood.energy", "--all", code=2)
        self.assertEqual(self.zeroth("validate", self.write("p.json", "{}"), "--seed", "2", "--limit", "9", code=2)[1],
                         "error: --seed is for plugins, and this is a pipeline\n  where  zeroth validate\n"
                         "  fix    zeroth validate --help\n")
        self.assertIn("error: --set is for one plugin or pipeline, and --all means every plugin\n",
                      self.zeroth("validate", "--all", "--set", "params.a=1", code=2)[1])
        self.assertIn('error: no plugin "ood.enrgy"; did you mean "ood.energy"?',
                      self.zeroth("validate", "ood.enrgy", code=69)[1])
        self.assertIn('error: no check is found by "xyz"\n  where  --include\n  why    checks: loads, ',
                      self.zeroth("validate", "ood.energy", "--include", "xyz", code=2)[1])
        self.assertIn('error: "(" is no regular expression\n  where  --include\n',
                      self.zeroth("validate", "ood.energy", "--include", "(", code=2)[1])


if __name__ == "__main__":
    unittest.main()
