"""One run on several processes: what they compute, and what happens when one of them does not."""
import contextlib
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import socket
import subprocess
import time
import unittest

import numpy

import one_node_slurm
from worlds import write_world
from zeroth import (FIXTURES, GENERATORS, LONG, SMALL_REGIONS, SOURCE, ZEROTH, Case, read_safetensors, tiny_d3gzsl, tiny_dedn, tiny_generative,
                    with_generator)


STRANGE = ("--plugin-path", FIXTURES / "strange")


def has_ranks():
    """Whether this build has Gloo, in the words of the program itself."""
    said = subprocess.run([ZEROTH, "run", "quickstart", "--ranks", "1"], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True)
    return said.returncode == 2


def children(pid):
    try:
        return [int(one) for one in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def endless(pipeline):
    """Goes on until something ends it."""
    pipeline["train"] = {**pipeline["train"], "epochs": 1000000}
    pipeline["checkpoint"] = {"every": 1}
    return pipeline


def kept(pipeline, epochs):
    """All of its last checkpoint stays; it trains for a second or two."""
    pipeline["train"] = {**pipeline["train"], "epochs": epochs}
    pipeline["checkpoint"] = {"every": 1, "keep": "everything"}
    return pipeline


def lines_of(file):
    """Lines of a record without what differs from one run to the next: times, and hashes of what holds them."""
    text = file.read_text() if file.exists() else ""
    return re.sub(r'"(time|hash|previous|scores|model|metrics|environment)":"[^"]*"', "", text)


@unittest.skipUnless(has_ranks(), "this build has no Gloo: libgloo-dev")
class Ranks(Case):
    def state_of(self, run):
        return read_safetensors(self.folder / run / "checkpoints/last.safetensors")

    def weights(self, run):
        """Parameters, as numbers."""
        return {name: numpy.frombuffer(data, numpy.float32) for name, (kind, _, data) in self.state_of(run).items()
                if "/parameters/" in name and kind == "F32"}

    def alone_and_by_two(self, pipeline, *options):
        """@return the results of one process and of two"""
        file = self.write("p.json", pipeline)
        return self.run_json(file, *options), self.run_json(file, "--ranks", "2", *options)

    def largest_difference(self, one, other):
        ours, theirs = self.weights(one["run_dir"]), self.weights(other["run_dir"])
        self.assertEqual(ours.keys(), theirs.keys())
        self.assertTrue(ours)
        return max(numpy.abs(ours[name] - theirs[name]).max() / (1e-3 + numpy.abs(ours[name]).max()) for name in ours)

    def start_rank(self, variables, *arguments, **options):
        """A process as a launcher starts it."""
        return subprocess.Popen([ZEROTH, "run", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                text=True, env={**self.environment, **variables}, **{"cwd": self.folder, **options})

    def torchrun(self, rank, port, ranks=2):
        return {"RANK": str(rank), "WORLD_SIZE": str(ranks), "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}

    def ends_of(self, processes):
        """@return exit code, output and errors of each"""
        ends = []
        for one in processes:
            out, err = one.communicate(timeout=300)
            ends.append((one.returncode, out, err))
        return ends


class Equality(Ranks):
    def test_two_ranks_compute_what_one_process_does(self):
        """Within rounding, over a whole training: of losses that are means over the rows of a batch, and of those that compare
        rows, as ce-gzsl's."""
        for generator in GENERATORS if LONG else ("f-clswgan", "ce-gzsl"):
            with self.subTest(generator):
                pipeline = with_generator(tiny_generative(train={"epochs": 10, "batch": 16}), generator)
                alone, two = self.alone_and_by_two(pipeline)
                self.assertLess(self.largest_difference(alone, two), 1e-3)
                losses = [[json.loads(line).get("losses", {}) for line in
                           (self.folder / one["run_dir"] / "metrics.jsonl").read_text().splitlines()]
                          for one in (alone, two)]
                for ours, theirs in zip(*losses):
                    self.assertEqual(ours.keys(), theirs.keys())
                    for name in ours:
                        self.assertAlmostEqual(ours[name], theirs[name], delta=1e-3 * (1 + abs(ours[name])))
                environment = json.loads((self.folder / two["run_dir"] / "env.json").read_text())
                self.assertEqual(environment["ranks"], 2)
                self.assertEqual(len(list(self.folder.glob("runs/*"))), 2)  # the second rank makes none
                shutil.rmtree(self.folder / "runs")

    def test_the_quickstart_is_that_of_one_process(self):
        """All of its teacher and an epoch of generator and student. What rounding grows to later is nobody's: with the
        generator's learning rate changed in its last digit, one process is as far from itself after four epochs."""
        options = ("--set", "train.epochs=1", "--set", "checkpoint.keep=\"everything\"")
        alone = self.run_json("quickstart", *options)
        two, said = self.zeroth("run", "quickstart", "--ranks", "2", "--json", *options)
        self.assertLess(self.largest_difference(alone, json.loads(two)), 1e-4)
        self.assertIn("every rank computes whole batches in generator, adversarial, critic, joint term; generator, adversarial, "
                      "generator, joint term: what moves there is not known to be the mean of what parts of a batch move\n", said)

    def test_every_recipe_runs_and_repeats_itself(self):
        """The ranks compare all their states as they go: a run that ends has ranks that are equal to the bit."""
        pipeline = kept(tiny_d3gzsl(evaluate={"protocol": "strict-val", "every": 2}), 4)
        file = self.write("p.json", pipeline)
        runs = [self.run_json(file, "--ranks", "2") for _ in range(2)]
        self.assertEqual(self.state_of(runs[0]["run_dir"]), self.state_of(runs[1]["run_dir"]))
        self.assertEqual(runs[0]["metrics"], runs[1]["metrics"])
        # What a component keeps of its batches, tf-vaegan's sums of penalties, is that of all ranks.
        self.run_json(self.write("q.json", with_generator(tiny_generative(), "tf-vaegan")), "--ranks", "2")


    def test_noise_that_is_as_long_as_the_rows_of_a_rank_by_chance(self):
        pipeline = tiny_generative(generator={"use": "generator.draws-for-classes"}, train={"epochs": 3, "batch": 16})
        self.assertLess(self.largest_difference(*self.alone_and_by_two(pipeline, *STRANGE)), 1e-3)

    def test_two_experts_are_those_of_one_process(self):
        """DEDN's losses are means; MSDN calibrates itself by the log of a mean over the batch."""
        world = self.small_regions()
        for pipeline in (tiny_dedn(world), {**tiny_dedn(world), "name": "tiny-msdn", "vars": {}, "experts": {}, "extends":
                                            str(SOURCE / "pipelines/base/msdn.json")}):
            with self.subTest(pipeline["name"]):
                self.assertLess(self.largest_difference(*self.alone_and_by_two(kept(pipeline, 3))), 1e-4)

    def small_regions(self):
        world = self.folder / "world.hdf5"
        self.zeroth("data", "make-regions", "--out", world,
                    *(part for name, value in SMALL_REGIONS.items() for part in (f"--{name}", value)))
        return world

    def scores_of_two_are_those_of_one(self, pipeline):
        """One process looks again at the weights that two have trained. @return the scores of two"""
        run = self.folder / self.run_json(self.write("p.json", kept(pipeline, 2)), "--ranks", "2")["run_dir"]
        of_two = read_safetensors(run / "scores.safetensors")
        self.zeroth("verify", run)
        for file in ("result.json", "scores.safetensors"):
            (run / file).unlink()
        self.zeroth("run", "--resume", run, "--quiet")
        self.assertEqual(read_safetensors(run / "scores.safetensors"), of_two)
        return of_two

    def test_images_are_scored_by_all_ranks_to_the_bits_of_one(self):
        """50 at once, as one process does."""
        of_two = self.scores_of_two_are_those_of_one(tiny_dedn(self.small_regions()))
        self.assertTrue(all(shape[0] > 50 for name, (_, shape, _) in of_two.items() if name.startswith("expert")), of_two.keys())

    def test_rows_are_synthesised_by_all_ranks_to_the_bits_of_one(self):
        """More than a block; the codes of CADA-VAE are drawn for its classifier."""
        for generator in ("f-clswgan", "cada-vae"):
            with self.subTest(generator):
                self.scores_of_two_are_those_of_one(
                    with_generator(tiny_generative(synthesis={"per_class": 3000}), generator))


class Deaths(Ranks):
    def killed(self, process, rank, lines):
        """Kills a rank when the record has as many lines. @return the exit code."""
        def there():
            return any(one.read_bytes().count(b"\n") >= lines for one in self.folder.glob("runs/*/metrics.jsonl"))
        while process.poll() is None and not there():
            time.sleep(0.002)
        with contextlib.suppress(IndexError, ProcessLookupError):  # it was faster
            os.kill(children(process.pid)[rank], signal.SIGKILL)
        self.said = process.communicate(timeout=300)
        return process.returncode

    def test_nothing_is_lost_whoever_dies_wherever(self):
        epochs = 30
        for make in (tiny_generative, tiny_d3gzsl) if LONG else (tiny_generative,):
            pipeline = kept(make(), epochs)
            file = self.write("p.json", pipeline)
            whole = self.run_json(file, "--ranks", "2")
            (self.folder / "runs").rename(self.folder / "whole")
            run = self.folder / "whole" / pathlib.Path(whole["run_dir"]).name
            undisturbed = read_safetensors(run / "checkpoints/last.safetensors"), lines_of(run / "metrics.jsonl")
            kills = 0
            for trial in range(25 if LONG else 2):
                with self.subTest(make.__name__, trial=trial):
                    shutil.rmtree(self.folder / "runs", ignore_errors=True)
                    begin, code = ("run", file, "--run-dir", "runs"), 75
                    while code == 75:
                        # One rank after the other, further and further on.
                        process = self.start(*begin, "--quiet", "--json", "--ranks", "2")
                        at = 1 + (7 * trial + 13 * kills) % epochs
                        code = self.killed(process, kills % 2, at) if kills <= trial + 1 else self.ends_of([process])[0][0]
                        kills += code == 75
                        found = list(self.folder.glob("runs/*"))
                        begin = ("run", "--resume", found[0]) if found else begin
                    self.assertEqual(code, 0, self.said)
                    run, = self.folder.glob("runs/*")
                    self.assertEqual((read_safetensors(run / "checkpoints/last.safetensors"),
                                      lines_of(run / "metrics.jsonl")), undisturbed)
                    self.assertEqual(json.loads((run / "result.json").read_text())["metrics"], whole["metrics"])
            shutil.rmtree(self.folder / "whole")

    def test_what_is_said_of_a_rank_that_is_killed(self):
        file = self.write("p.json", endless(tiny_generative()))
        for rank in (0, 1):
            shutil.rmtree(self.folder / "runs", ignore_errors=True)
            process = self.start("run", file, "--run-dir", "runs", "--quiet", "--ranks", "2")
            self.assertEqual(self.killed(process, rank, 2), 75, self.said)
            run, = self.folder.glob("runs/*")
            out, err = self.said
            self.assertEqual(out, "")
            self.assertIn(f"error: rank {rank} was killed\n  why    signal 9 (Killed)\n", err)
            self.assertIn(f"\n  fix    zeroth run --resume runs/{run.name} --ranks 2\n", err)
            if rank == 1:
                self.assertIn(f"error: rank 1 of this run is gone\n  where  runs/{run.name}\n", err)
            status = json.loads((run / "status.json").read_text())
            self.assertEqual(status["exit_code"], 75)

    def test_a_signal_stops_all_of_them_at_the_same_iteration(self):
        pipeline = kept(tiny_generative(), 6)
        endless_file = self.write("e.json", endless(tiny_generative()))
        temporary = self.folder / "temporary"
        temporary.mkdir()
        self.environment["TMPDIR"] = str(temporary)
        process = self.start("run", endless_file, "--run-dir", "runs", "--quiet", "--ranks", "2")
        while not list(self.folder.glob("runs/*/checkpoints/last.safetensors")):
            self.assertIsNone(process.poll(), process)
            time.sleep(0.01)
        self.assertEqual(list(temporary.iterdir()), [])  # where ranks meet is nothing that could stay there
        workers = children(process.pid)
        os.kill(workers[1], signal.SIGTERM)  # one alone is enough
        (code, out, err), = self.ends_of([process])
        run, = self.folder.glob("runs/*")
        self.assertEqual((code, out), (143, ""))
        self.assertEqual(err, f"error: terminated\n  where  runs/{run.name}\n"
                              "  why    everything up to the last iteration was saved\n"
                              f"  fix    zeroth run --resume runs/{run.name} --ranks 2\n")
        # In one process its bits may be others, and that is said.
        process = self.start("run", "--resume", run, "--run-dir", "runs")
        while "ranks" not in (line := process.stderr.readline()):
            self.assertTrue(line)
        self.assertRegex(line, r"^  ranks +2, now 1$")
        self.assertIn("its bits may differ", process.stderr.readline())
        process.kill()
        process.communicate()
        # One that has finished has its result, whoever asks.
        result = self.run_json(self.write("p.json", pipeline), "--ranks", "2")
        again = json.loads(self.zeroth("run", "--resume", result["run_dir"], "--json", "--quiet", "--ranks", "2")[0])
        self.assertEqual(again["metrics"], result["metrics"])

    def test_a_look_that_takes_longer_than_a_rank_waits(self):
        pipeline = tiny_generative(classifier={"use": "classifier.patient", "params": {"file": str(self.folder / "never")}})
        err = self.zeroth("run", self.write("p.json", pipeline), "--quiet", "--ranks", "2", "--rank-wait", "1", "--plugin-path",
                          FIXTURES / "strange", code=75)[1]
        run, = self.folder.glob("runs/*")
        self.assertTrue(err.endswith(
            f"error: rank 1 waited in vain for rank 0\n  where  runs/{run.name}\n"
            "  why    it waits 1 s; rank 0 was computing alone, as in a look at held-out rows\n"
            f"  fix    let it wait longer: zeroth run --resume runs/{run.name} --ranks 2 --rank-wait 4\n"), err)
        # One process makes that look, and the run is what it says.
        (self.folder / "never").touch()
        self.zeroth("run", "--resume", run, "--quiet", "--plugin-path", FIXTURES / "strange")
        self.zeroth("verify", run, "--plugin-path", FIXTURES / "strange")

    def begun_synthesis(self):
        """@return a run whose two ranks each make a block, until `go` is there"""
        for name in ("asked", "go"):
            (self.folder / name).unlink(missing_ok=True)
        shutil.rmtree(self.folder / "runs", ignore_errors=True)
        process = self.start("run", self.folder / "p.json", "--run-dir", "runs", "--quiet", "--ranks", "2", *STRANGE)
        while process.poll() is None and not ((self.folder / "asked").exists() and (self.folder / "asked").stat().st_size == 2):
            time.sleep(0.01)
        return process

    def test_who_dies_or_stops_while_rows_are_synthesised(self):
        pipeline = kept(tiny_generative(generator={"use": "generator.waits-in-blocks"}, synthesis={"per_class": 3000}), 2)
        self.write("p.json", pipeline)
        whole = None
        for rank, how, expected in ((None, None, 0), (1, signal.SIGKILL, 75), (0, signal.SIGKILL, 75), (None, signal.SIGTERM, 143)):
            with self.subTest(rank=rank, how=how):
                process = self.begun_synthesis()
                self.assertIsNone(process.poll())
                if how:
                    os.kill(process.pid if rank is None else children(process.pid)[rank], how)
                (self.folder / "go").touch()
                (code, _, err), = self.ends_of([process])
                self.assertEqual(code, expected, err)
                run, = self.folder.glob("runs/*")
                if code != 0:
                    self.zeroth("run", "--resume", run, "--quiet", "--ranks", "2", *STRANGE)
                metrics = json.loads((run / "result.json").read_text())["metrics"]
                whole = whole or metrics
                self.assertEqual(metrics, whole)

    def test_an_error_while_another_rank_reads_for_ever(self):
        """Whoever fails: its words are the run's, though a first rank has to be asked to stop reading for them."""
        pipeline = tiny_generative(data={"use": "data.fails-meanwhile"})
        err = self.zeroth("run", self.write("p.json", pipeline), "--quiet", "--ranks", "2", *STRANGE, code=1)[1]
        self.assertRegex(err, r"^error: (rank 1: )?data\.fails-meanwhile failed in read\(\)\n  where  .*\n  why    these rows are no good\n")
        self.assertEqual(err.count("error:"), 1)
        run, = self.folder.glob("runs/*")
        self.assertIn("these rows are no good", json.loads((run / "status.json").read_text())["error"])

    def test_a_rank_without_memory(self):
        self.environment["MEMORY_ENDS"] = "sample 1 processor"
        pipeline = tiny_generative(generator={"use": "generator.runs-short"})
        err = self.zeroth("run", self.write("p.json", pipeline), "--quiet", "--ranks", "2", "--plugin-path",
                          FIXTURES / "short", code=1)[1]
        # The first rank has met that when it tried what it draws, and has enough from there on.
        self.assertRegex(err, "^error: rank 1: not enough memory for loss\\(\\) of generator.runs-short\n")
        self.assertEqual(err.count("error:"), 1)

    def test_a_loss_that_is_not_finite_ends_all_with_the_same_words(self):
        pipeline = tiny_generative()
        pipeline["generator"]["params"]["learning_rate"] = 1e30
        err = self.zeroth("run", self.write("p.json", pipeline), "--quiet", "--ranks", "2", code=1)[1]
        self.assertRegex(err, r'^error: the loss "(critic|generator)" became (-?nan|-?inf)')
        self.assertEqual(err.count("error:"), 1)


class Meeting(Ranks):
    def test_as_torchrun_starts_them(self):
        file = self.write("p.json", kept(tiny_generative(), 3))
        ours = self.run_json(file, "--ranks", "2")
        port = free_port()
        ends = self.ends_of([self.start_rank(self.torchrun(rank, port), file, "--ranks", "env", "--json", "--quiet",
                                             "--run-dir", "torchrun") for rank in (1, 0)])
        self.assertEqual([(code, err) for code, _, err in ends], [(0, ""), (0, "")])
        self.assertEqual(ends[0][1], "")  # the second rank says nothing
        theirs = json.loads(ends[1][1])
        self.assertEqual(theirs["metrics"], ours["metrics"])
        self.assertEqual(self.state_of(theirs["run_dir"]), self.state_of(ours["run_dir"]))

    def test_the_command_that_goes_on_names_another_file_to_meet_at(self):
        """The one where they met serves no others."""
        file = self.write("p.json", endless(tiny_generative()))
        command, lines = [str(file), "--ranks", "2", "--rank", "0", "--store", f"file:{self.folder}/store"], 0
        for store in ("store.2", "store.3"):
            processes = []
            for rank in ("0", "1"):
                command[command.index("--rank") + 1] = rank
                processes.append(self.start_rank({}, *command, "--quiet"))
            while (now := sum(one.read_bytes().count(b"\n") for one in self.folder.glob("runs/*/metrics.jsonl"))) <= lines:
                self.assertIsNone(processes[0].poll())
                time.sleep(0.01)
            processes[0].terminate()
            (code, _, err), (other, _, _) = self.ends_of(processes)
            self.assertEqual((code, other), (143, 143), err)
            run, = self.folder.glob("runs/*")
            fix = f"zeroth run --resume runs/{run.name} --ranks 2 --rank 0 --store 'file:{self.folder}/{store}'"
            self.assertIn(f"\n  fix    {fix}\n", err)
            command = shlex.split(fix)[2:]
            lines = (run / "metrics.jsonl").read_bytes().count(b"\n")

    def test_ranks_of_another_pipeline_are_refused(self):
        file, store = self.write("p.json", tiny_generative()), f"file:{self.folder}/store"
        options = ("--ranks", "2", "--store", store, "--quiet")
        ends = self.ends_of([self.start_rank({}, file, *options, "--rank", rank, "--seed", rank) for rank in (0, 1)])
        self.assertEqual([code for code, _, _ in ends], [78, 78])
        self.assertRegex(ends[0][2], r"^error: the ranks are not of one run\n  where  zeroth run --ranks\n"
                                     r"  why    hash of the pipeline: rank 0 has \w{32}, rank 1 has \w{32}\n"
                                     r"  fix    start all ranks with one installation of Zeroth and one command\n$")
        self.assertEqual(ends[1][2], "")
        self.assertFalse((self.folder / "runs").exists())

    def test_ranks_of_other_data_are_refused(self):
        """The same path is another folder to each of them."""
        for rank in (0, 1):
            (self.folder / f"rank{rank}").mkdir()
            write_world(self.folder / f"rank{rank}/data", 1 + rank)
        pipeline = tiny_generative(data={"use": "data.npy", "params": {"root": "/proc/self/cwd/data"}})
        file = self.write("p.json", pipeline)
        port = free_port()
        ends = self.ends_of([self.start_rank(self.torchrun(rank, port), file, "--ranks", "env", "--quiet",
                                             cwd=self.folder / f"rank{rank}") for rank in (0, 1)])
        self.assertEqual([code for code, _, _ in ends], [65, 65])
        self.assertRegex(ends[0][2], r"^error: the ranks are not of one run\n  where  zeroth run --ranks\n"
                                     r"  why    hash of the data: rank 0 has \w{32}, rank 1 has \w{32}\n"
                                     r"  fix    let all ranks read the same files\n$")
        self.assertEqual(ends[1][2], "")

    def test_who_waits_in_vain_says_so_in_time(self):
        file = self.write("p.json", tiny_generative())
        port = free_port()
        for rank, store, code, expected in (
                (0, f"file:{self.folder}/store", 75, "error: rank 1 of 2 did not come within 1 s\n"),
                (1, f"127.0.0.1:{port}", 75, f"error: the ranks cannot meet at 127.0.0.1:{port}\n"),
                (0, "file:/nowhere/store", 75, "error: the ranks cannot meet at file:/nowhere/store\n")):
            with self.subTest(store):
                err = self.zeroth("run", file, "--quiet", "--ranks", "2", "--rank", rank, "--store", store,
                                  "--rank-wait", "1", code=code)[1]
                self.assertTrue(err.startswith(expected), err)
                self.assertIn("\n  fix    ", err)
        self.assertFalse((self.folder / "runs").exists())

    def test_batches_that_cannot_be_shared(self):
        file = self.write("p.json", tiny_generative(train={"epochs": 1, "batch": 15}))
        err = self.zeroth("run", file, "--quiet", "--ranks", "2", code=78)[1]
        self.assertIn("error: batches of 15 rows cannot be shared evenly by 2 ranks\n", err)
        self.assertIn("\n  fix    let train.batch be a multiple of the number of ranks\n", err)
        self.assertEqual(err.count("error:"), 1)
        err = self.zeroth("run", file, "--quiet", "--ranks", "2", "--set", "train.sampling=balanced", "--set",
                          "train.batch=16", "--set", "data.params.seen_classes=5", code=78)[1]
        self.assertIn("error: batches of 15 rows cannot be shared evenly by 2 ranks\n", err)
        self.assertRegex(err, "\n  why    generator, stage [a-z ]+, of as many rows of every class\n")

    def test_what_contradicts_itself(self):
        file = self.write("p.json", tiny_generative())
        for options, code, what in (
                (("--ranks", "1"), 2, '--ranks is "1"'), (("--ranks", "two"), 2, '--ranks is "two"'),
                (("--ranks", "env"), 2, "nobody has started ranks"),
                (("--ranks", "env", "--rank", "0"), 2, "--rank excludes --ranks env"),
                (("--rank", "0"), 2, "--rank needs --ranks"), (("--store", "file:x"), 2, "--store needs --ranks"),
                (("--ranks", "2", "--rank", "0"), 2, "--rank needs --store"),
                (("--ranks", "2", "--store", "file:x"), 2, "--store needs --rank"),
                (("--ranks", "2", "--rank", "2", "--store", "file:x"), 2, "there is no rank 2 of 2"),
                (("--ranks", "2", "--rank", "0", "--store", "x"), 2, '"x" is no place where ranks can meet'),
                (("--ranks", "2", "--dry-run"), 2, "--dry-run excludes --ranks"),
                (("--ranks", "2", "--device", "simulated"), 78, "ranks compute on the CPU")):
            with self.subTest(options):
                err = self.zeroth("run", file, *options, code=code)[1]
                self.assertEqual(err.splitlines()[0], "error: " + what)

    @unittest.skipUnless(shutil.which("mpirun"), "Open MPI is not installed: tools/packages-engines.txt")
    def test_mpirun(self):
        file = self.write("p.json", tiny_generative())
        alone = ("--allow-run-as-root",) if os.geteuid() == 0 else ()
        done = subprocess.run(["mpirun", *alone, "--oversubscribe", "-n", "2", ZEROTH, "run", str(file), "--ranks", "env",
                               "--json", "--quiet"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              cwd=self.folder, timeout=300,
                              env=dict(self.environment, OMPI_MCA_rmaps_base_oversubscribe="1"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["metrics"], self.run_json(file, "--ranks", "2")["metrics"])

    @unittest.skipIf(one_node_slurm.missing(), one_node_slurm.missing())
    def test_srun(self):
        file = self.write("p.json", tiny_generative())
        slurm = one_node_slurm.Slurm(self.folder / "slurm")
        self.addCleanup(slurm.close)
        done = subprocess.run(["srun", "-n", "2", ZEROTH, "run", str(file), "--ranks", "env", "--json", "--quiet"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self.folder, timeout=300,
                              env={**slurm.environment, **self.environment,
                                   "SLURM_CONF": slurm.environment["SLURM_CONF"],
                                   "MUNGE_SOCKET": slurm.environment["MUNGE_SOCKET"]})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["metrics"], self.run_json(file, "--ranks", "2")["metrics"])


if __name__ == "__main__":
    unittest.main()
