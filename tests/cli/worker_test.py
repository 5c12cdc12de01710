"""How the front end treats its worker: a script in its place crashes, is killed, or is told to stop."""
import json
import os
import signal
import unittest

from zeroth import Case, tiny_generative


class Worker(Case):
    def setUp(self):
        super().setUp()
        self.pipeline = self.write("p.json", tiny_generative())

    def run_it(self, code):
        return self.zeroth("run", self.pipeline, code=code)

    def test_missing(self):
        self.environment["ZEROTH_WORKER"] = "/nowhere/zeroth-worker"
        self.assertEqual(self.run_it(69)[1],
                         "error: zeroth-worker cannot be started\n  where  /nowhere/zeroth-worker\n"
                         "  why    No such file or directory\n"
                         "  fix    install Zeroth again, or run `zeroth doctor`\n")

    def test_its_exit_code_and_streams_are_passed_on(self):
        self.use_worker("echo result; echo progress >&2; exit 65")
        self.assertEqual(self.run_it(65), ("result\n", "progress\n"))

    def test_exit_code_where_the_caller_ignores_its_children(self):
        self.use_worker("exit 65")
        process = self.start("run", self.pipeline,
                             preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
        process.communicate()
        self.assertEqual(process.returncode, 65)

    def test_crash_outside_of_a_plugin(self):
        self.use_worker("kill -SEGV $$")
        self.assertEqual(self.run_it(70)[1],
                         "error: zeroth-worker crashed\n  why    signal 11 (Segmentation fault)\n"
                         "  fix    please report this; a run goes on from its last checkpoint with --resume\n")

    def test_crash_in_a_plugin(self):
        self.use_worker('printf "ood.mine\\nscore()" > /proc/self/fd/"$4"; kill -ABRT $$')
        self.assertEqual(self.run_it(70)[1],
                         "error: plugin ood.mine crashed in score()\n  why    signal 6 (Aborted)\n"
                         "  fix    report it to the author of ood.mine; a run goes on from its last checkpoint "
                         "with --resume\n")

    def test_killed_is_no_plugin_s_fault(self):
        self.use_worker('printf "ood.mine\\nscore()" > /proc/self/fd/"$4"; kill -KILL $$')
        self.assertEqual(self.run_it(1)[1],
                         "error: zeroth-worker was killed\n  why    signal 9 (Killed)\n"
                         "         the system does this to the largest program when memory runs out\n"
                         "  fix    a run goes on from its last checkpoint with --resume\n")

    def test_signals_reach_the_worker(self):
        self.use_worker('trap "echo stopped; exit 9" INT TERM; echo ready; while :; do sleep 0.02; done')
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number):
                process = self.start("run", self.pipeline)
                self.assertEqual(process.stdout.readline(), "ready\n")
                process.send_signal(number)
                self.assertEqual(process.communicate(timeout=30), ("stopped\n", ""))
                self.assertEqual(process.returncode, 9)

    def test_a_worker_that_does_not_listen_yet_is_stopped(self):
        self.use_worker("echo ready; while :; do sleep 0.02; done")
        for number, code, word in ((signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")):
            with self.subTest(word):
                process = self.start("run", self.pipeline)
                self.assertEqual(process.stdout.readline(), "ready\n")
                process.send_signal(number)
                self.assertEqual(process.communicate(timeout=30)[1], f"error: {word}\n")
                self.assertEqual(process.returncode, code)

    def test_request_and_threads(self):
        self.use_worker('cat /proc/self/fd/"$2" > request.json; echo $OMP_NUM_THREADS $OPENBLAS_NUM_THREADS')
        self.environment["OMP_NUM_THREADS"] = "7"
        self.assertEqual(self.run_it(0)[0], "1 1\n")
        self.assertEqual(self.zeroth("run", self.pipeline, "--threads", "3")[0], "3 3\n")
        cores = len(os.sched_getaffinity(0))
        self.assertEqual(self.zeroth("run", self.pipeline, "--threads", "auto")[0], f"{cores} {cores}\n")
        request = json.loads((self.folder / "request.json").read_text())
        self.assertEqual(request["command"], "run")
        self.assertEqual(list(request["plugins"]),
                         ["classifier.softmax", "data.synthetic", "generator.f-clswgan", "recipe.generative"])
        self.assertEqual(request["pipeline"]["seed"], 1)


if __name__ == "__main__":
    unittest.main()
