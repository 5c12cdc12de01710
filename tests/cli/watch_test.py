"""`zeroth watch`: runs in a browser while they run, and whatever may lie in a folder of runs."""
import contextlib
import html
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import threading
import time
import unittest

from browser import CHROMIUM, Browser
from server import StartedServer
from zeroth import Case, tiny_generative, tiny_two_stage

LONG = {"epochs": 100000, "batch": 4}


class Server(StartedServer):
    """A running `zeroth watch`."""

    def __init__(self, case, *arguments):
        super().__init__(case, "watching", "watch", *arguments)

    def ask(self, path, method="GET", **headers):
        """@return (status, headers, text)"""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            connection.request(method, path, None, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode(errors="replace")

    def page(self, path="/", status=200):
        """The page as a person reads it without a script."""
        code, _, text = self.ask(path)
        if code != status:
            raise AssertionError(f"{path}: {code}\n{text}")
        return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text)))


class Watched(Case):
    WARM = True

    def run_dir(self, pipeline):
        out, _ = self.zeroth("run", self.write("p.json", pipeline), "--json", "--quiet")
        return self.folder / json.loads(out)["run_dir"]

    def begin(self, pipeline):
        """A run that goes on until the test ends."""
        there = set((self.folder / "runs").glob("*")) if (self.folder / "runs").exists() else set()
        process = self.start("run", self.write("long.json", pipeline), "--quiet")
        self.addCleanup(self.stop, process)
        while not (new := [one for one in set((self.folder / "runs").glob("*")) - there
                           if (one / "metrics.jsonl").exists()]):
            self.assertIsNone(process.poll(), "it has ended")
            time.sleep(0.02)
        return process, new[0]

    @staticmethod
    def stop(process):
        if process.poll() is None:
            process.terminate()
        process.communicate()

    def until(self, what, condition, seconds=30):
        end = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), end, what)
            time.sleep(0.1)


class Pages(Watched):
    def test_running_and_finished_runs(self):
        done = self.run_dir(tiny_two_stage(name="done"))
        process, run = self.begin(tiny_generative(name="long", train=LONG))
        server = Server(self, "runs")
        said = server.page()
        self.assertIn("2 runs, 1 running", said)
        self.assertLess(said.index(run.name), said.index(done.name))
        self.assertRegex(said, r"epoch of adversarial \d+/100000 about [\d.]+ \w left in this stage")
        _, _, text = server.ask("/")
        self.assertRegex(text, r'<progress value="\d+" max="100000"')
        self.assertEqual(text.count("<svg "), 1)
        result = json.loads((done / "result.json").read_text())["metrics"]
        self.assertIn("finished adversarial 3/3", said)
        self.assertIn(f"{result['U']:.1f} {result['S']:.1f} {result['H']:.1f}", said)
        one = server.page(f"/run/{run.name}")
        self.assertIn("running", one)
        self.assertIn("Losses of adversarial", one)
        before = int(re.search(r"adversarial (\d+)/", one)[1])
        self.until("it goes on", lambda: int(re.search(r"adversarial (\d+)/", server.page(f"/run/{run.name}"))[1]) > before)
        process.terminate()
        process.communicate()
        self.until("it says so", lambda: "2 runs, 0 running" in server.page())
        self.assertIn("interrupted", server.page(f"/run/{run.name}"))

    def test_every_value_and_curve_of_a_run(self):
        done = self.run_dir(tiny_two_stage(name="done"))
        server = Server(self, "runs")
        status, headers, text = server.ask(f"/run/{done.name}")
        self.assertEqual(status, 200)
        self.assertIn("script-src 'self'", headers["Content-Security-Policy"])
        for title in ("Figures, selection of the epoch", "Losses of teacher", "Losses of adversarial"):
            self.assertIn(f"<figcaption>{title}</figcaption>", text)
        said = server.page(f"/run/{done.name}")
        self.assertIn("Protocol strict-val", said)
        self.assertIn("Report of this run", said)

    def test_the_report_of_a_finished_run(self):
        done = self.run_dir(tiny_generative(name="done"))
        server = Server(self, "runs")
        status, headers, _ = server.ask(f"/report/{done.name}")
        self.assertEqual((status, headers["Location"]), (302, f"/report/{done.name}/"))
        status, _, text = server.ask(f"/report/{done.name}/")
        self.assertEqual(status, 200, text)
        self.assertIn("<h1", text)
        status, headers, said = server.ask(f"/report/{done.name}/report.json")
        self.assertEqual((status, headers["Content-Type"]), (200, "application/json"))
        for file in json.loads(said)["files"]:
            self.assertEqual(server.ask(f"/report/{done.name}/{file}")[0], 200, file)
        for file in ("none.csv", "../../p.json", "..%2f..%2fp.json", "/etc/passwd", "%2e%2e/report.json"):
            self.assertEqual(server.ask(f"/report/{done.name}/{file}")[0], 404, file)
        self.assertFalse((done / "report.json").exists(), "the run directory is only read")

    def test_a_study_and_one_run_alone(self):
        self.write("p.json", tiny_generative())
        self.zeroth("study", "new", "p.json", "--seeds", "1,2", "--out", "study.json")
        self.zeroth("study", "run", "study.json", "--quiet")
        studies = [one.parent for one in self.folder.glob("**/run.json")]
        self.assertEqual(len(studies), 2)
        server = Server(self, studies[0].parent)
        said = server.page()
        self.assertIn("2 runs, 0 running", said)
        _, _, text = server.ask("/")
        for path in re.findall(r'href="(/run/[^"]+)"', text):
            self.assertIn("finished", server.page(path))
            self.assertEqual(server.ask(path.replace("/run/", "/report/") + "/")[0], 200)
        alone = next(one for one in studies[0].iterdir() if (one / "result.json").exists())
        self.assertIn("1 run, 0 running", Server(self, alone).page())

    def test_nothing_is_changed(self):
        done = self.run_dir(tiny_generative(name="done"))
        def state():
            return sorted((str(one), one.stat().st_mtime_ns, one.stat().st_size) for one in done.parent.rglob("*"))
        before = state()
        server = Server(self, "runs")
        for path in ("/", f"/run/{done.name}", f"/report/{done.name}/"):
            server.page(path)
        for method in ("POST", "PUT", "DELETE"):
            status, headers, text = server.ask("/", method)
            self.assertEqual((status, headers["Allow"]), (405, "GET, HEAD"), text)
        self.assertEqual(state(), before)


class BadInput(Watched):
    def test_names_of_others_and_pages_that_are_not(self):
        self.run_dir(tiny_generative())
        server = Server(self, "runs")
        self.assertEqual(server.ask("/", Host="evil.example")[0], 403)
        self.assertEqual(server.ask("/", Host=f"LOCALHOST:{server.port}")[0], 200)
        self.assertIn("There is no page /none", server.page("/none", 404))
        for path in ("/run/none", "/run/..%2fruns", "/run/%00", "/report/none/", "/run/" + "x" * 2000):
            self.assertIn("There is no", server.page(path, 404))
        self.assertEqual(server.ask("/healthz")[2], '{"ok":true}\n')

    def test_whatever_lies_there(self):
        done = self.run_dir(tiny_generative(name="done"))
        runs = done.parent
        (runs / "notes.txt").write_text("x")
        (runs / "pictures").mkdir()
        shutil.copytree(done, runs / "half")
        with open(runs / "half/metrics.jsonl", "ab") as lines:
            lines.write(b'\xff\xfe\n{"part": 3, "epoch": "x", "losses": {"a": "b"}}\n[]\n{"part":"final","sta')
        for name, text in (("empty", ""), ("broken", '{"part'), ("odd", '{"losses": {"\\u001b<b>": 1e999}}\n{"a": {"b": 1}}\n')):
            shutil.copytree(done, runs / name)
            (runs / name / "metrics.jsonl").write_text(text)
        shutil.copytree(done, runs / "<script>alert(1)</script>".replace("/", "_"))
        os.mkfifo(runs / "empty/pipe")
        (runs / "broken/result.json").unlink()
        os.rename(runs / "broken", os.fsencode(runs) + b"/b\xff\xfen")
        os.symlink("nowhere", runs / "link")
        server = Server(self, "runs")
        _, _, text = server.ask("/")
        self.assertNotIn("<script>alert", text)
        paths = re.findall(r'href="(/run/[^"]+)"', text)
        self.assertGreaterEqual(len(paths), 6, text)
        for path in paths:
            self.assertEqual(server.ask(path)[0], 200, path)

    def test_a_run_that_is_removed_and_a_folder_that_goes_away(self):
        done = self.run_dir(tiny_generative(name="done"))
        server = Server(self, "runs")
        self.assertIn(done.name, server.page())
        shutil.rmtree(done)
        self.assertIn("There is no run", server.page(f"/run/{done.name}", 404))
        self.until("it is gone", lambda: done.name not in server.page())
        os.rename(self.folder / "runs", self.folder / "elsewhere")
        self.until("it says so", lambda: "there is no folder of runs" in server.page())
        os.rename(self.folder / "elsewhere", self.folder / "runs")
        self.until("it is there again", lambda: "0 runs, 0 running There is no run here yet." in server.page())

    def test_a_run_removed_while_it_is_read(self):
        done = self.run_dir(tiny_generative(name="done"))
        server, going = Server(self, "runs"), True
        copy = done.parent / "copy"

        def come_and_go():
            while going:
                shutil.copytree(done, copy)
                shutil.rmtree(copy)

        thread = threading.Thread(target=come_and_go)
        thread.start()
        try:
            for _ in range(150):
                self.assertIn(server.ask("/run/copy")[0], (200, 404))
                self.assertEqual(server.ask("/")[0], 200)
        finally:
            going = False
            thread.join()

    def test_a_thousand_runs(self):
        done = self.run_dir(tiny_generative(name="done"))
        for number in range(1000):
            copy = done.parent / f"copy-{number}"
            copy.mkdir()
            for name in ("config.resolved.json", "status.json", "result.json", "env.json", "metrics.jsonl"):
                shutil.copy(done / name, copy / name)
        server = Server(self, "runs")
        said = server.page()
        self.assertIn("1001 runs, 0 running", said)
        self.assertIn("1 run that began earlier not shown; `zeroth runs` lists all", said)
        self.assertIn("finished", server.page("/run/copy-999"))

    def test_folders_ports_and_options(self):
        err = self.zeroth("watch", "none", code=66)[1]
        self.assertIn("error: there is no folder to watch\n  where  none\n", err)
        self.write("file", "x")
        self.assertIn("why    it is no directory\n", self.zeroth("watch", "file", code=66)[1])
        (self.folder / "runs").mkdir()
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            err = self.zeroth("watch", "--port", port, code=69)[1]
            self.assertIn(f"error: the port cannot be used\n  where  127.0.0.1, port {port}\n"
                          "  why    Address already in use\n", err)
        server = Server(self, "--host", "0.0.0.0")
        server.process.send_signal(signal.SIGINT)
        out, err = server.process.communicate()
        self.assertEqual(server.process.returncode, 130, out)
        self.assertIn("warning: whoever reaches this machine can see the runs", err)
        self.assertIn("interrupted: 0 requests were answered", err)


@unittest.skipUnless(CHROMIUM, "chromium is not installed: its page is tried by requests alone")
class InABrowser(Watched):
    def setUp(self):
        super().setUp()
        self.browser = Browser()
        self.addCleanup(self.browser.close)

    def at_width(self, width, dark=False):
        self.browser.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1,
                          mobile=False)
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.browser.call("Emulation.setEmulatedMedia", features=scheme)

    def picture(self, name):
        """Kept where the environment says."""
        if folder := os.environ.get("ZEROTH_TEST_PICTURES"):
            import base64
            data = self.browser.call("Page.captureScreenshot", captureBeyondViewport=True)["data"]
            pathlib.Path(folder, name + ".png").write_bytes(base64.b64decode(data))

    def assert_fits(self, width):
        self.assertLessEqual(self.browser.evaluate("document.documentElement.scrollWidth"), width)
        overlaps = self.browser.evaluate("""(() => {
          const found = [];
          for (const svg of document.querySelectorAll("svg")) {
            const texts = [...svg.querySelectorAll("text")].map((one) => [one.textContent, one.getBoundingClientRect()]);
            texts.forEach(([a, p], i) => texts.slice(i + 1).forEach(([b, q]) => {
              if (p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 1 && q.top < p.bottom - 1)
                found.push(a + " / " + b);
            }));
          }
          return found;
        })()""")
        self.assertEqual(overlaps, [])

    def test_a_run_that_goes_on(self):
        done = self.run_dir(tiny_two_stage(name="done", train={"epochs": 6, "batch": 16}))
        process, run = self.begin(tiny_generative(name="long", train=LONG, evaluate={"protocol": "paper-oracle",
                                                                                     "every": 20}))
        server = Server(self, "runs")
        url = f"http://127.0.0.1:{server.port}"
        self.browser.open(url)
        self.assertTrue(self.browser.until("!!document.querySelector('article progress')"))
        before = self.browser.evaluate("document.querySelector('progress').value")
        self.assertTrue(self.browser.until(f"document.querySelector('progress').value > {before}"), "it redraws")
        self.assertTrue(self.browser.until("!!document.querySelector('article svg')"), "a curve")
        for width in (1280, 400):
            for dark in (False, True):
                self.at_width(width, dark)
                self.assert_fits(width)
                self.picture(f"list-{width}{'-dark' if dark else ''}")
        self.browser.evaluate("document.querySelector('article a').focus()")
        self.browser.until(f"document.querySelector('progress').value > {before} + 50")
        self.assertEqual(self.browser.evaluate("document.activeElement.textContent"), run.name, "the focus stays")
        self.browser.open(f"{url}/run/{done.name}")
        self.assertTrue(self.browser.until("document.querySelectorAll('figure svg').length > 3"))
        for width in (1280, 400):
            for dark in (False, True):
                self.at_width(width, dark)
                self.assert_fits(width)
                self.picture(f"run-{width}{'-dark' if dark else ''}")
        self.browser.open(url)
        self.browser.until("!!document.querySelector('article')")
        process.terminate()
        process.communicate()
        self.assertTrue(self.browser.until("!document.querySelector('article')"), "it has ended")
        self.assertEqual(self.browser.complaints(), [])
        self.assertEqual(self.browser.hosts(), {f"127.0.0.1:{server.port}"})
        server.process.terminate()
        server.process.communicate()
        self.assertTrue(self.browser.until("!document.getElementById('lost').hidden"), "it says that nobody answers")

    def test_without_a_script(self):
        done = self.run_dir(tiny_generative(name="done"))
        server = Server(self, "runs")
        self.browser.call("Emulation.setScriptExecutionDisabled", value=True)
        self.browser.open(f"http://127.0.0.1:{server.port}/run/{done.name}")
        time.sleep(1)
        root = self.browser.call("DOM.getDocument")["root"]["nodeId"]
        for selector in ("figure svg", "meta[http-equiv=refresh]", ".facts dd"):
            self.assertTrue(self.browser.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"], selector)


if __name__ == "__main__":
    unittest.main()
