"""What a person sees of a training: how far it is and how long it still takes, on any terminal and on none."""
import json
import os
import pathlib
import re
import signal
import unittest

from terminal import Screen, Terminal, columns_of, drawn_rows, screen
from zeroth import FIXTURES, ZEROTH, Case, tiny_d3gzsl, tiny_generative

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def slow(epochs=25, per_class=20, **changes):
    """Epochs of many short iterations: a line is drawn anew within one."""
    pipeline = tiny_d3gzsl(train={"epochs": epochs, "batch": 2}, checkpoint={"every": 1}, **changes)
    pipeline["data"]["params"]["train_per_class"] = per_class
    return pipeline


def endless():
    return slow(epochs=4000, per_class=200)


class Progress(Case):
    def setUp(self):
        super().setUp()
        for name in ("NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"):
            self.environment.pop(name, None)
        self.environment["TERM"] = "xterm"

    def begin(self, *arguments, columns=80, **environment):
        return Terminal([ZEROTH, *arguments], columns, {**self.environment, **environment}, self.folder)

    def run_in(self, pipeline, columns=80, code=0, options=(), **environment):
        terminal = self.begin("run", self.write("p.json", pipeline), "--run-dir", "runs", *options, columns=columns,
                              **environment)
        ended, text = terminal.end()
        self.assertEqual(ended, code, text)
        return text


class OnATerminal(Progress):
    def test_a_line_says_epoch_figure_and_time_left(self):
        text = self.run_in(slow(evaluate={"protocol": "strict-val", "every": 1}))
        self.assertRegex(text, r"\r\x1b\[36mselection: \w+ epoch \d+/25\x1b\[0m  \d+/\d+  [0-9.e+]+/s  H \d+\.\d  \d+ s left")
        self.assertIn("evaluating", text)
        left = [row for row in screen(text, 80) if " left" in row]
        self.assertLessEqual(len(left), 25 // 10 * 2)
        for row in left:
            self.assertRegex(row, r" epoch [12]0/\d+ .* left")

    def test_no_line_wraps(self):
        for columns, environment in ((80, {"NO_COLOR": "1"}), (60, {}), (20, {}), (20, {"NO_COLOR": "1"})):
            with self.subTest(columns=columns, environment=environment):
                self.setUp()
                pipeline = slow(name="漢字-é", per_class=8, evaluate={"protocol": "strict-val", "every": 5})
                text = self.run_in(pipeline, columns, **environment)
                for row in drawn_rows(text):
                    if " " in row.strip():  # a path is one word, and stays whole
                        self.assertLessEqual(columns_of(row), columns, row)
                self.assertEqual(bool(COLOUR.search(text)), not environment)
                self.assertIn("epoch", text)

    def test_no_refusal_wraps(self):
        for arguments in (["validate", "nowhere.json"], ["runs", "show", "nothing"], ["study", "plan", "nowhere.json"],
                          ["inspect", "ood.nothing"], ["evaluate", "nowhere"], ["report", "nowhere"], ["odd"],
                          ["data", "verify", "nowhere"], ["new-plugin", "odd", "mine"], ["verify", "nowhere"]):
            with self.subTest(arguments):
                ended, text = self.begin(*arguments, columns=20).end()
                self.assertGreater(ended, 0)
                self.assertIn("error: ", COLOUR.sub("", text))
                for row in drawn_rows(text):
                    if " " in row.strip() and " zeroth " not in row:  # a command stays whole, to be copied
                        self.assertLessEqual(columns_of(row), 20, row)

    def test_a_resize_is_followed(self):
        terminal = self.begin("run", self.write("p.json", endless()), "--run-dir", "runs")
        self.assertTrue(terminal.wait_for(lambda text: " left\x1b[J" in text))
        terminal.resize(24)
        before = len(terminal.text())
        self.assertTrue(terminal.wait_for(lambda text: text[before:].count("\r") > 24))
        rows = [row for row in drawn_rows(terminal.text()[before:]) if row][3:-1]
        self.assertTrue(rows)
        for row in rows:
            self.assertLess(columns_of(row), 24)
        terminal.resize(100)
        before = len(terminal.text())
        self.assertTrue(terminal.wait_for(lambda text: "/s" in text[before:]))
        terminal.type("\x03")
        code, text = terminal.end()
        self.assertEqual(code, 130)
        self.assertRegex(text, r"\n(\x1b\[1;31m)?error:(\x1b\[0m)? interrupted\r\n")

    def test_a_narrower_window_keeps_no_rest_of_the_line(self):
        """Whether the terminal wraps what stands there anew or cuts it."""
        terminal = self.begin("run", self.write("p.json", endless()), "--run-dir", "runs", NO_COLOR="1")
        self.assertTrue(terminal.wait_for(lambda text: re.search(r" epoch [2-9]/4000  [1-9].* left\x1b", text)))
        worker = int(pathlib.Path(f"/proc/{terminal.pid}/task/{terminal.pid}/children").read_text().split()[0])
        os.kill(worker, signal.SIGSTOP)  # between two drawings
        terminal.read(0.2)
        before = terminal.text()
        terminal.resize(24)
        os.kill(worker, signal.SIGCONT)
        self.assertTrue(terminal.wait_for(lambda text: text[len(before):].count("\r") > 4))
        terminal.type("\x03")
        after = terminal.end()[1][len(before):]
        for wraps_anew in (True, False):
            with self.subTest(wraps_anew=wraps_anew):
                shown = Screen(80, wraps_anew).feed(before)
                above = shown.shown()[:shown.row]
                shown.resize(24)
                narrow = shown.feed(after).shown()
                end = narrow.index("error: interrupted")
                wrapped = Screen(80, wraps_anew).feed("\r\n".join(above))
                wrapped.resize(24)
                self.assertEqual(narrow[:end - 1], wrapped.shown())
                self.assertRegex(narrow[end - 1], r"^(\w+ )?epoch \d+/4000")

    def test_messages_and_results_do_not_stick_to_the_line(self):
        text = self.run_in(slow())
        rows = screen(text, 80)
        self.assertEqual([row for row in rows if row.startswith("tiny-d3, seed")], ["tiny-d3, seed 1"])
        self.assertFalse([row for row in rows if "left" in row and "epoch" not in row])
        # A plugin that crashes takes the worker with it; the front end speaks.
        text = self.run_in(tiny_d3gzsl(ood={"use": "ood.crashes"}), code=70,
                           options=["--plugin", FIXTURES / "misbehaving/misbehaves_crashes.so"])
        self.assertTrue([row for row in screen(text, 80) if row.startswith("error: ")], text)

    def test_a_worker_that_is_killed_leaves_no_line(self):
        terminal = self.begin("run", self.write("p.json", endless()), "--run-dir", "runs")
        self.assertTrue(terminal.wait_for(lambda text: " left\x1b[J" in text))
        worker = pathlib.Path(f"/proc/{terminal.pid}/task/{terminal.pid}/children").read_text().split()[0]

        os.kill(int(worker), signal.SIGKILL)
        code, text = terminal.end()
        self.assertEqual(code, 1)
        self.assertIn("error: zeroth-worker was killed", screen(text, 80))

    def test_a_dumb_terminal_gets_plain_lines(self):
        text = self.run_in(slow(), TERM="dumb")
        self.assertNotIn("\x1b", text)
        self.assertEqual(text.count("\r"), text.count("\r\n"))
        self.assertRegex(text, r" epoch 10/25  \d+\.\d s  ")

    def test_colours(self):
        bad = ("run", "absent.json")
        coloured = "\x1b[1;31merror:\x1b[0m cannot open the file"
        for environment, expected in (({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True),
                                      ({"CLICOLOR": "0"}, False), ({"CLICOLOR": "1"}, True), ({"TERM": "dumb"}, False),
                                      ({"CLICOLOR": "0", "CLICOLOR_FORCE": "1"}, True),
                                      ({"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, False)):
            with self.subTest(environment):
                self.assertEqual(self.begin(*bad, **environment).end()[1].startswith(coloured), expected)
        for force, expected in (("1", True), ("0", False), ("", False)):
            self.environment["CLICOLOR_FORCE"] = force
            self.assertEqual(self.zeroth(*bad, code=66)[1].startswith(coloured), expected)


class WithoutATerminal(Progress):
    def test_every_tenth_epoch_leaves_a_line(self):
        pipeline = tiny_generative(train={"epochs": 25, "batch": 16}, evaluate={"protocol": "strict-val", "every": 5})
        err = self.zeroth("run", self.write("p.json", pipeline))[1]
        self.assertNotIn("\x1b", err)
        lines = [line for line in err.splitlines() if " epoch " in line]
        self.assertEqual([re.search(r"epoch (\d+)/25", line)[1] for line in lines if "selection: " in line], ["10", "20"])
        for line in lines:
            self.assertRegex(line, r"^(selection: )?\w+ epoch [12]0/\d+  \d+\.\d s  ")
        self.assertRegex(lines[1], r"  H \d+\.\d  .* left  ")

    def test_json_has_every_epoch_and_every_look(self):
        pipeline = tiny_generative(train={"epochs": 3, "batch": 16}, evaluate={"protocol": "paper-oracle", "every": 1})
        err = self.zeroth("run", self.write("p.json", pipeline), "--progress", "json")[1]
        lines = [json.loads(line) for line in err.splitlines()]
        epochs = [line for line in lines if "title" in line]
        self.assertEqual([one["title"].split()[-1] for one in epochs][-3:], ["1/3", "2/3", "3/3"])
        self.assertRegex(epochs[-1]["figure"], r"^H \d+\.\d$")
        self.assertGreater(epochs[-3]["seconds_left"], 0)
        self.assertEqual(sum("epoch " in line.get("message", "") for line in lines), 3)

    def test_a_resume_says_where_it_goes_on(self):
        pipeline = endless()
        terminal = self.begin("run", self.write("p.json", pipeline), "--run-dir", "runs")
        self.assertTrue(terminal.wait_for(lambda text: re.search(r" epoch [2-9]/4000\x1b\[0m  [1-9]", text)))
        terminal.type("\x03")
        terminal.end()
        run = next((self.folder / "runs").iterdir())
        terminal = self.begin("run", "--resume", run)
        self.assertTrue(terminal.wait_for(lambda text: " left\x1b[J" in text))
        terminal.type("\x03")
        text = terminal.end()[1]
        said = re.search(r"going on with (\w+), epoch (\d+)/4000, iteration (\d+)/(\d+)\r\n", text)
        self.assertTrue(said, text)
        self.assertIn(f"{said[1]} epoch {said[2]}/4000\x1b[0m  ", text)


if __name__ == "__main__":
    unittest.main()
