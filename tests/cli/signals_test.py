"""Signals: they stop a run as they should, and they never disturb what is computed."""
import ctypes
import json
import os
import pathlib
import pty
import random
import re
import resource
import select
import shutil
import signal
import subprocess
import threading
import time
import unittest

from zeroth import BIN, FIXTURES, ZEROTH, Case, read_safetensors, tiny_d3gzsl, tiny_generative

RETRY = (signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2)
WORDS = {
    signal.SIGINT: (130, "interrupted"),
    signal.SIGTERM: (143, "terminated"),
    **{number: (75, f"stopped by signal {int(number)} ({signal.strsignal(number)}), to be started again")
       for number in RETRY}}
# What neither stops a run nor is the program's own fault.
HARMLESS = (signal.SIGWINCH, signal.SIGCHLD, signal.SIGURG, signal.SIGCONT, signal.SIGIO, signal.SIGALRM,
            signal.SIGVTALRM, signal.SIGPROF, signal.SIGPIPE, signal.SIGRTMIN)
TGKILL = 234


def longer(pipeline, epochs=4000):
    pipeline["train"]["epochs"] = epochs
    pipeline["checkpoint"] = {"every": 1}
    return pipeline


def children(pid):
    try:
        return [int(one) for one in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def until(condition, seconds=60):
    """Waits for it. @return what it is then."""
    end = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < end:
        time.sleep(0.01)
    return found


class Signals(Case):
    def start_run(self, pipeline, *options, **more):
        return self.start("run", self.write("p.json", pipeline), "--run-dir", "runs", *options, **more)

    def checkpoint(self):
        return until(lambda: next(self.folder.glob("runs/*/checkpoints/last.safetensors"), None))

    def begun(self, process):
        """A worker that trains."""
        self.assertTrue(self.checkpoint())
        return children(process.pid)[0]

    def ended(self, process, seconds=30):
        out, err = process.communicate(timeout=seconds)
        return process.returncode, out, err


class InALook(Signals):
    """A look at many classes may take minutes: a request to stop is answered in it, and it is made when the run goes on."""

    def test_it_is_left_and_made_again(self):
        def records(run):
            lines = (run / "metrics.jsonl").read_text() + (run / "looks.jsonl").read_text()
            return re.sub(r'"(time|hash|scores|model|environment|metrics|previous)":"[^"]*"', "", lines)

        go = self.folder / "go"
        options = ("--plugin-path", FIXTURES / "strange")
        # Where a classifier learns, and where the model that the look leaves is read back.
        for protocol, restored in (("final-epoch", False), ("paper-oracle", False), ("final-epoch", True)):
            with self.subTest(protocol, restored=restored):
                pipeline = tiny_generative(classifier={"use": "classifier.patient", "params": {
                                               "file": str(go), "when_restored": restored}},
                                           evaluate={"protocol": protocol}, train={"epochs": 2, "batch": 16})
                go.touch()
                out = self.zeroth("run", self.write("p.json", pipeline), "--json", "--quiet", "--run-dir", "whole", *options)[0]
                whole = json.loads(out)
                go.unlink()
                asked = pathlib.Path(f"{go}.asked")
                asked.unlink()
                process = self.start_run(pipeline, "--quiet", *options)
                self.assertTrue(until(asked.exists))
                process.send_signal(signal.SIGTERM)
                code, out, err = self.ended(process)
                self.assertEqual((code, out), (143, ""), err)
                self.assertIn("everything up to the last iteration was saved", err)
                run, = self.folder.glob("runs/*")
                self.assertEqual((run / "looks.jsonl").read_text() if (run / "looks.jsonl").exists() else "", "")
                go.touch()
                result = json.loads(self.zeroth("run", "--resume", run, "--json", "--quiet", *options)[0])
                self.assertEqual(result["metrics"], whole["metrics"])
                self.assertTrue((run / "model.safetensors").exists())
                self.assertEqual(records(run), records(self.folder / whole["run_dir"]))
                for folder in ("runs", "whole"):
                    shutil.rmtree(self.folder / folder)


class Stopping(Signals):
    def assert_saved(self, ending, number):
        code, word = WORDS[number]
        self.assertEqual(ending[:2], (code, ""))
        self.assertIn(f"error: {word}\n", ending[2])
        self.assertIn("\n  why    everything up to the last iteration was saved\n  fix    zeroth run --resume ", ending[2])

    def test_every_signal_saves_and_has_a_code_of_its_own(self):
        for number in WORDS:
            for receiver in ("front end", "worker", "group"):
                with self.subTest(number, receiver=receiver):
                    self.setUp()
                    process = self.start_run(longer(tiny_generative()), "--quiet", start_new_session=True)
                    worker = self.begun(process)
                    if receiver == "group":
                        os.killpg(process.pid, number)
                    else:
                        os.kill(worker if receiver == "worker" else process.pid, number)
                    self.assert_saved(self.ended(process), number)

    def test_what_saves_nothing_ends_at_once(self):
        self.use_worker("echo ready; while :; do sleep 0.02; done")
        for number, (code, word) in WORDS.items():
            with self.subTest(number):
                process = self.start("run", self.write("p.json", tiny_generative()))
                self.assertEqual(process.stdout.readline(), "ready\n")
                process.send_signal(number)
                self.assertEqual(self.ended(process), (code, "", f"error: {word}\n"))

    def test_the_front_end_alone_ends_at_once(self):
        for number, (code, word) in WORDS.items():
            with self.subTest(number):
                process = self.start("resolve", "/dev/stdin", stdin=subprocess.PIPE)
                self.assertTrue(until(lambda: blocks_signals(process.pid)))
                time.sleep(0.1)
                process.send_signal(number)
                process.wait(60)  # before its input ends
                self.assertEqual(self.ended(process), (code, "", f"error: {word}\n"))

    def test_a_second_signal_ends_what_hangs(self):
        pipeline = tiny_d3gzsl(ood={"use": "ood.hangs"})
        for first, second in ((signal.SIGINT, signal.SIGINT), (signal.SIGUSR1, signal.SIGTERM)):
            with self.subTest(first=first, second=second):
                process = self.start_run(pipeline, "--quiet", "--plugin", FIXTURES / "hanging/misbehaves_hangs.so")
                worker = until(lambda: children(process.pid))[0]
                self.assertTrue(until(lambda: "pause" in pathlib.Path(f"/proc/{worker}/wchan").read_text()
                                      or pathlib.Path(f"/proc/{worker}/syscall").read_text().startswith("34 ")))
                process.send_signal(first)
                time.sleep(0.3)
                self.assertIsNone(process.poll())
                process.send_signal(second)
                code, word = WORDS[second]
                self.assertEqual(self.ended(process, 5), (code, "", f"error: {word}\n"))
                self.assertFalse(alive(worker))

    def test_a_second_signal_ends_a_worker_that_does_not_listen(self):
        self.use_worker("trap '' INT TERM\necho ready; while :; do sleep 0.02; done")
        process = self.start("run", self.write("p.json", tiny_generative()))
        self.assertEqual(process.stdout.readline(), "ready\n")
        process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        self.assertIsNone(process.poll())
        process.send_signal(signal.SIGINT)
        self.assertEqual(self.ended(process, 5), (130, "", "error: interrupted\n"))

    def test_one_request_that_arrives_twice_still_saves(self):
        process = self.start_run(longer(tiny_generative()), "--quiet", start_new_session=True)
        self.begun(process)
        process.send_signal(signal.SIGTERM)  # as `timeout` does
        os.killpg(process.pid, signal.SIGTERM)
        self.assert_saved(self.ended(process), signal.SIGTERM)

    def use_worker_with_a_library_that_takes_hangups(self):
        """As UCX below the LibTorch of Debian 13 does while it is loaded."""
        self.write("taker.c", "#include <signal.h>\nstatic void none(int s) { (void)s; }\n"
                              "__attribute__((constructor)) static void take(void) { signal(SIGHUP, none); }\n")
        subprocess.run(["cc", "-shared", "-fPIC", "-o", "taker.so", "taker.c"], cwd=self.folder, check=True)
        self.use_worker(f'exec env LD_PRELOAD={self.folder}/taker.so {BIN}/zeroth-worker "$@"\n')

    def test_a_library_that_takes_a_signal_loses_it(self):
        for ignored in (True, False):
            with self.subTest(ignored=ignored):
                self.setUp()
                self.use_worker_with_a_library_that_takes_hangups()
                action = signal.SIG_IGN if ignored else signal.SIG_DFL
                process = self.start_run(longer(tiny_generative()), "--quiet", start_new_session=True,
                                         preexec_fn=lambda: signal.signal(signal.SIGHUP, action))
                status = pathlib.Path(f"/proc/{self.begun(process)}/status").read_text()
                caught, ignores = (int(re.search(rf"{name}:\s*(\w+)", status)[1], 16) & 1 for name in ("SigCgt", "SigIgn"))
                self.assertEqual((caught, ignores), (0, int(ignored)))
                os.killpg(process.pid, signal.SIGHUP)
                if ignored:
                    time.sleep(0.1)
                    process.send_signal(signal.SIGTERM)
                self.assertEqual(self.ended(process)[0], 143 if ignored else 75)

    def test_what_the_caller_ignores_stays_ignored(self):
        for number in (signal.SIGHUP, signal.SIGINT):
            with self.subTest(number):
                self.setUp()
                process = self.start_run(longer(tiny_generative()), "--quiet", start_new_session=True,
                                         preexec_fn=lambda: signal.signal(number, signal.SIG_IGN))
                self.begun(process)
                for _ in range(3):
                    os.killpg(process.pid, number)
                    time.sleep(0.1)
                self.assertIsNone(process.poll())
                process.send_signal(signal.SIGTERM)
                self.assert_saved(self.ended(process), signal.SIGTERM)


class Orphans(Signals):
    def test_no_worker_outlives_its_front_end_however_early_that_dies(self):
        pipeline = self.write("p.json", longer(tiny_generative(), 100000))
        for delay in (0, 0.001, 0.005, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8):
            with self.subTest(delay=delay):
                process = self.start("run", pipeline, "--run-dir", "runs", "--quiet")
                workers = until(lambda: children(process.pid))
                time.sleep(delay)
                process.kill()
                process.communicate(timeout=30)  # until the worker closes its end
                self.assertTrue(until(lambda: not any(map(alive, workers)), 10))

    def test_not_even_where_the_caller_ignores_sigterm(self):
        process = self.start_run(longer(tiny_generative()), "--quiet",
                                 preexec_fn=lambda: signal.signal(signal.SIGTERM, signal.SIG_IGN))
        worker = self.begun(process)
        process.kill()
        process.communicate(timeout=30)
        self.assertTrue(until(lambda: not alive(worker), 10))


class Streams(Signals):
    def shell(self, line, **options):
        return subprocess.run(["bash", "-c", line], cwd=self.folder, env=self.environment, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=120, **options)

    def run_into_closed_pipe(self, *arguments):
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run([ZEROTH, *map(str, arguments)], cwd=self.folder, env=self.environment, stdout=writing,
                              stderr=subprocess.PIPE, text=True)
        os.close(writing)
        return done.returncode, done.stderr

    def test_broken_pipes_end_quietly(self):
        pipeline = self.write("p.json", tiny_generative())
        for command in (["list"], ["--help"], ["list", "--json"], ["doctor"], ["validate", "ood.msp"],
                        ["run", pipeline, "--quiet"], ["run", pipeline, "--dry-run"], ["schema"]):
            with self.subTest(command=command):
                code, err = self.run_into_closed_pipe(*command)
                self.assertEqual(code, -signal.SIGPIPE, err)
                self.assertNotIn("error", err)
        # In a shell, the reader surely gone by the time of the first byte.
        line = f"{{ sleep 0.5; exec {ZEROTH} list; }} | true; echo ${{PIPESTATUS[0]}}"
        self.assertEqual(self.shell(line).stdout, "141\n")

    def test_messages_that_cannot_be_written_are_dropped(self):
        self.write("p.json", tiny_generative())
        for way in ("2>/dev/full", "2>&-", "2> >(exec 0<&-)"):
            with self.subTest(way=way):
                done = self.shell(f"{ZEROTH} run p.json --progress plain --run-dir runs {way}; echo $?")
                self.assertRegex(done.stdout, r"(?s)U .*\n0\n$")
                self.assertEqual(self.shell(f"{ZEROTH} lsit {way}; echo $?").stdout, "2\n")
                self.assertEqual(self.shell(f"{ZEROTH} run nowhere.json {way}; echo $?").stdout, "66\n")

    def test_a_result_that_cannot_be_written_is_an_error(self):
        self.write("p.json", tiny_generative())
        for command in ("list", "--help", "doctor", "run p.json --quiet"):
            for way, why in ((">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")):
                with self.subTest(command=command, way=way):
                    done = self.shell(f"{ZEROTH} {command} {way}")
                    self.assertEqual((done.returncode, done.stderr),
                                     (74, "error: cannot write the result\n  where  standard output\n"
                                          f"  why    {why}\n"))

    def test_no_file_takes_the_place_of_a_closed_stream(self):
        self.write("p.json", tiny_generative())
        done = self.shell(f"{ZEROTH} run p.json --progress plain --run-dir runs 0<&- 2>&-")
        self.assertEqual(done.returncode, 0)
        for file in self.folder.glob("runs/*/*.json*"):
            self.assertNotIn("epoch 1/3", file.read_text())


class AddressSpace(Signals):
    def test_too_little_of_it_is_said_soon(self):
        pipeline = self.write("p.json", tiny_generative())
        for mebibytes in range(300, 1501, 100):
            with self.subTest(mebibytes=mebibytes):
                limit = mebibytes << 20
                process = self.start("run", pipeline, "--quiet", "--run-dir", "runs",
                                     preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
                code, _, err = self.ended(process)
                if code != 0:
                    self.assertIn(code, (1, 69))
                    self.assertIn(f"the address space of this process is limited to {mebibytes} MiB", err)
                    self.assertIn("  fix    raise the limit (`ulimit -v unlimited`)\n", err)


class Terminal(Signals):
    def test_a_message_starts_on_a_line_of_its_own(self):
        # Epochs of many short iterations: a line is drawn anew every tenth of a second within one.
        pipeline = tiny_d3gzsl(train={"epochs": 400, "batch": 2}, checkpoint={"every": 1})
        pipeline["data"]["params"]["train_per_class"] = 200
        path = self.write("p.json", pipeline)
        self.environment.update(NO_COLOR="1", TERM="xterm")
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.folder)
            os.execve(ZEROTH, [ZEROTH, "run", str(path), "--run-dir", "runs"], self.environment)
        shown = b""

        def read():
            nonlocal shown
            while select.select([terminal], [], [], 0.02)[0]:
                try:
                    more = os.read(terminal, 4096)
                except OSError:
                    more = b""
                if not more:
                    return True
                shown += more
            return False

        def drawn():
            read()
            return b" left\x1b[J" in shown and self.checkpoint()

        self.assertTrue(until(drawn))
        os.write(terminal, b"\x03")
        self.assertTrue(until(read))
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 130)
        text = shown.decode()
        self.assertIn("^C", text)
        self.assertRegex(text, r"\nerror: interrupted\r\n")
        # What stands on the screen: whatever follows the last "\r" of a line.
        screen = [re.sub("\x1b\\[J", "", line.rstrip("\r").rsplit("\r", 1)[-1]) for line in text.split("\n")]
        self.assertNotIn("^C", "".join(line for line in screen if "left" in line))


class Reading(Signals):
    def test_a_world_that_is_being_made_is_left_at_once(self):
        world = dict(seen_classes=4000, unseen_classes=4000, attributes=2, features=512, train_per_class=1, test_per_class=1)
        process = self.start_run(tiny_generative(data={"use": "data.synthetic", "params": world}), "--progress", "json")
        self.assertTrue(until(lambda: next(self.folder.glob("runs/*/status.json"), None)))
        process.send_signal(signal.SIGTERM)
        code, out, err = self.ended(process)
        self.assertEqual((code, out), (143, ""))
        self.assertIn("the data were being read; what the run had computed is where it was", err)
        self.assertRegex(err, r"of the synthetic world: \d+ of \d+ done")
        self.assertIn("zeroth run --resume ", err)


class Undisturbed(Signals):
    """Trainings on which signals rain."""

    def pipeline(self, precision, epochs):
        # Wide enough that oneDNN forms the products, by the kernels that move the stack pointer.
        pipeline = tiny_d3gzsl(precision=precision, train={"epochs": epochs, "batch": 256})
        pipeline["data"] = {"use": "data.synthetic",
                            "params": dict(seen_classes=6, unseen_classes=3, attributes=20, features=256,
                                           train_per_class=100, test_per_class=20)}
        pipeline["generator"]["params"]["hidden"] = 1024
        return pipeline

    def run_of(self, name, pipeline, threads, rain):
        process = self.start("run", self.write(name + ".json", pipeline), "--run-dir", name, "--quiet", "--json",
                             "--threads", threads)
        sent = rain(process) if rain else 0
        code, out, err = self.ended(process, 300)
        self.assertEqual((code, err), (0, ""))
        result = re.sub(r'"run_dir": ".*"', "", out)
        tensors = read_safetensors(next((self.folder / name).glob("*/checkpoints/last.safetensors")))
        return sent, result, tensors

    def rain(self, process):
        """A signal a millisecond, to the worker and to each of its threads, from its first instruction on."""
        libc = ctypes.CDLL(None)
        chance = random.Random(1)
        sent = 0
        while process.poll() is None:
            for worker in children(process.pid):
                try:
                    threads = [int(one) for one in os.listdir(f"/proc/{worker}/task")]
                except FileNotFoundError:
                    continue
                for thread in threads:
                    libc.syscall(TGKILL, worker, thread, int(chance.choice(HARMLESS)))
                libc.kill(worker, int(chance.choice(HARMLESS)))
                sent += 1 + len(threads)
            time.sleep(0.001)
        return sent

    def test_thousands_of_signals_change_no_bit(self):
        total = 0
        for precision in ("fp32", "bf16"):
            for threads in (1, 2):
                with self.subTest(precision=precision, threads=threads):
                    self.setUp()
                    pipeline = self.pipeline(precision, 3)
                    _, *calm = self.run_of("calm", pipeline, threads, None)
                    sent, *disturbed = self.run_of("rain", pipeline, threads, self.rain)
                    self.assertEqual(disturbed, calm)
                    total += sent
        self.assertGreater(total, 2000)

    def test_every_thread_blocks_signals_and_nobody_handles_them(self):
        process = self.start_run(longer(tiny_generative()), "--quiet", "--threads", "2")
        worker = self.begun(process)
        asynchronous = sum(1 << (number - 1) for number in range(1, 32) if number not in UNBLOCKED)
        for pid in (process.pid, worker):
            for status in pathlib.Path(f"/proc/{pid}/task").glob("*/status"):
                blocked, caught = (int(re.search(rf"{name}:\s*(\w+)", status.read_text())[1], 16)
                                   for name in ("SigBlk", "SigCgt"))
                self.assertEqual((blocked & asynchronous, caught & asynchronous), (asynchronous, 0))
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(process)[0], 143)


# Faults of a thread itself, and what no program can block.
UNBLOCKED = {signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGTRAP, signal.SIGSYS,
             signal.SIGABRT, signal.SIGKILL, signal.SIGSTOP}


def blocks_signals(pid):
    """Whether it has come so far."""
    try:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return int(re.search(r"SigBlk:\s*(\w+)", status)[1], 16) >> (signal.SIGWINCH - 1) & 1 == 1


if __name__ == "__main__":
    unittest.main()
