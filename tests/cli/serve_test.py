"""`zeroth serve`: what it answers, what it refuses, and what hostile clients cannot do to it."""
import concurrent.futures
import contextlib
import http.client
import io
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import struct
import tempfile
import threading
import time
import unittest

import h5py
import numpy

from browser import CHROMIUM, Browser
from model_test import COURSES
from server import StartedServer
from worlds import write_linear_world
from zeroth import Case, LONG, SMALL_REGIONS, tiny_dedn

JSON, NPY, CSV = "application/json", "application/octet-stream", "text/csv"
FORM = 'send {"rows": [[...], ...]} or {"row": [...]}'
KINDS = "send JSON as application/json, a .npy file as application/octet-stream, or CSV as text/csv"
BACKBONE = "extract features by the backbone that the model learned from"


def npy(array):
    out = io.BytesIO()
    numpy.save(out, array)
    return out.getvalue()


class Server(StartedServer):
    """A running `zeroth serve`."""

    def __init__(self, case, *arguments):
        self.case = case
        super().__init__(case, "serving", "serve", *arguments, "--threads", "1")

    def worker(self):
        pid = self.process.pid
        return int(pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])

    def resident(self):
        status = pathlib.Path(f"/proc/{self.worker()}/status").read_text()
        return int(re.search(r"VmRSS:\s*(\d+)", status)[1])

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, method, path, body=None, **headers):
        """@return (status, headers, bytes)"""
        connection = self.connect()
        with contextlib.closing(connection):
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def predict(self, body, kind=NPY, query=""):
        """@return (status, document)"""
        body = body if isinstance(body, bytes) else body.encode()
        status, _, said = self.ask("POST", "/predict" + query, body, Content_Type=kind)
        return status, json.loads(said)

    def raw(self, *parts, end=True):
        """What comes back for bytes, one part after the other."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as client:
            with contextlib.suppress(OSError):  # it may have hung up already
                for part in parts:
                    client.sendall(part)
                if end:
                    client.shutdown(socket.SHUT_WR)
            said = b""
            with contextlib.suppress(ConnectionError):
                while part := client.recv(1 << 16):
                    said += part
            return said.decode()


class Served(Case):
    """Tests with a model that is made once."""

    WARM = True

    @classmethod
    def setUpClass(cls):
        maker = Case("setUp")
        maker.setUp()
        cls.addClassCleanup(maker.doCleanups)
        data = write_linear_world(maker.folder / "world")
        cls.features = numpy.load(maker.folder / "world/features.npy")
        pipeline = {"zeroth": 1, "name": "m", "data": data, "train": {"epochs": 1, "batch": 64}, **COURSES["softmax"]}
        cls.model = maker.folder / maker.run_json(maker.write("p.json", pipeline))["run_dir"]

    def serve(self, *options):
        return Server(self, self.model, *options)

    def assert_refused(self, answer, status, what, why, fix):
        self.assertEqual(answer, (status, {"error": {"what": what, "why": why, "fix": fix}}))


class Answers(Served):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls("test_classes")
        case.setUp()
        cls.addClassCleanup(case.doCleanups)
        cls.server = case.serve()

    def predicted(self, rows, *options):
        """What the command says."""
        file = self.folder / "rows.npy"
        numpy.save(file, rows)
        out, _ = self.zeroth("predict", self.model, file, "--json", "--quiet", "--threads", "1", *options)
        return [json.loads(line)["classes"] for line in out.splitlines()]

    def assert_same(self, said, want):
        self.assertEqual([row["row"] for row in said["rows"]], list(range(len(want))))
        for row, classes in zip(said["rows"], want, strict=True):
            self.assertEqual([(one["class"], one["id"], one["seen"]) for one in row["classes"]],
                             [(one["class"], one["id"], one["seen"]) for one in classes])
            for one, other in zip(row["classes"], classes):
                self.assertAlmostEqual(one["probability"], other["probability"], places=6)

    def test_it_predicts_what_the_command_predicts(self):
        rows = self.features[:300]
        want = self.predicted(rows)
        bodies = {
            "npy": (npy(rows), NPY), "doubles": (npy(rows.astype("float64")), NPY),
            "columns": (npy(numpy.asfortranarray(rows)), NPY),
            "json": (json.dumps({"rows": rows.astype(float).tolist()}), JSON),
            "csv": ("\n".join(",".join(f"{x:.9g}" for x in row) for row in rows), CSV)}
        for name, (body, kind) in bodies.items():
            with self.subTest(name):
                status, said = self.server.predict(body, kind)
                self.assertEqual((status, said["model"]), (200, "m"))
                self.assert_same(said, want)

    def test_how_many_classes(self):
        row = self.features[:1]
        want = self.predicted(row, "--top", "99")
        self.assertEqual(len(want[0]), 50)
        self.assert_same(self.server.predict(npy(row), NPY, "?top=99")[1], want)
        document = {"row": row[0].astype(float).tolist(), "top": 2}
        self.assert_same(self.server.predict(json.dumps(document), JSON, "?top=9")[1], [want[0][:2]])
        self.assert_same(self.server.predict(npy(row[0]), NPY, "?top=1")[1], [want[0][:1]])
        for top in ("0", "-1", "x", "1.5", ""):
            with self.subTest(top):
                self.assert_refused(self.server.predict(npy(row), NPY, f"?top={top}"), 400, f'top is "{top}"',
                                    "it is how many classes to tell of a row, from 1", "ask for /predict?top=5")

    def test_classes(self):
        status, headers, said = self.server.ask("GET", "/classes")
        self.assertEqual((status, headers["Content-Type"]), (200, JSON))
        said = json.loads(said)
        card = json.loads((self.model / "model.json").read_text())
        self.assertEqual(said["model"], {
            **{name: card[name] for name in ("name", "recipe", "protocol", "setting", "figures", "data")},
            "reads": {"features": 64}, "accepts": ["json", "npy", "csv"], "limits": {"bytes": 32 << 20, "rows": 10000}})
        self.assertEqual(said["classes"], [{"class": str(i), "id": i, "seen": i % 5 != 1} for i in range(50)])

    def test_health_metrics_and_page(self):
        self.assertEqual(self.server.ask("GET", "/healthz")[2], b'{"ok":true}\n')
        for path, kind in (("/", "text/html"), ("/page.css", "text/css"), ("/page.js", "text/javascript")):
            status, headers, said = self.server.ask("GET", path)
            self.assertEqual((status, headers["Content-Type"]), (200, kind + "; charset=utf-8"))
            self.assertTrue(headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'"))
            self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
            self.assertNotIn("Access-Control-Allow-Origin", headers)
            self.assertNotRegex(said.decode(), r"https?://")  # nothing of the network
            self.assertEqual(self.server.ask("HEAD", path)[::2], (200, b""))
        before = self.metrics()
        self.server.predict(npy(self.features[:7]))
        self.server.ask("GET", "/elsewhere")
        wanted = {"zeroth_rows_total": 7, 'zeroth_requests_total{path="/predict",code="200"}': 1,
                  'zeroth_requests_total{path="other",code="404"}': 1}
        after = self.metrics_with({name: before.get(name, 0) + count for name, count in wanted.items()})
        grown = {name: after[name] - before.get(name, 0) for name in after}
        self.assertEqual({name: grown[name] for name in wanted}, wanted)
        self.assertEqual(grown['zeroth_request_seconds_bucket{le="+Inf"}'], grown["zeroth_request_seconds_count"])
        self.assertGreater(after["process_resident_memory_bytes"], 1 << 20)

    def metrics_with(self, wanted):
        """The metrics once they say this: an answer is counted when its last byte has gone, which is after it is read."""
        end = time.monotonic() + 60
        while not wanted.items() <= (now := self.metrics()).items() and time.monotonic() < end:
            time.sleep(0.01)
        return now

    def metrics(self):
        lines = self.server.ask("GET", "/metrics")[2].decode().splitlines()
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line[0] != "#")}

    def test_one_connection_for_many_requests(self):
        connection = self.server.connect()
        with contextlib.closing(connection):
            for _ in range(20):
                connection.request("POST", "/predict", npy(self.features[:1]), {"Content-Type": NPY})
                self.assertEqual(connection.getresponse().read()[:10], b'{"model":"')
                own = connection.sock
                connection.request("GET", "/nothing")
                self.assertEqual(json.loads(connection.getresponse().read())["error"]["what"], "there is no /nothing")
                self.assertIs(connection.sock, own)

    def test_bodies_in_chunks_and_two_requests_at_once(self):
        body = npy(self.features[:2])
        head = f"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: {NPY}\r\n".encode()
        chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:100], body[100:])) + b"0\r\n\r\n"
        said = self.server.raw(head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks
                               + head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.assertEqual(said.count("HTTP/1.1 200 OK\r\n"), 2)
        self.assertEqual(len(set(re.findall(r'^{"model".*', said, re.MULTILINE))), 1)


class Refusals(Answers):
    """What is wrong with a request is said, and the next one is answered."""

    def tearDown(self):
        self.assertEqual(self.server.predict(npy(self.features[:1]))[0], 200)
        super().tearDown()

    def test_json(self):
        row = ["1"] * 64
        rows = lambda text: f'{{"rows": [{text}]}}'
        other = "the model reads rows of 64; rows count from 0"
        whole = "[" + ",".join(row) + "]"
        for body, what, why, fix in (
                ("[1, 2]", "the body is an array", "", FORM),
                ("3", "the body is a number", "", FORM),
                ("{}", "the request has no rows", "", FORM),
                ('{"raws": [[1]]}', 'there is no member "raws"; did you mean "rows"?', "", FORM),
                ('{"rows": 3}', '"rows" is a number', "", FORM),
                ('{"rows": [1, 2]}', '"rows" holds a number', "it holds an array for each row", FORM),
                (f'{{"row": {whole}, "rows": []}}', '"rows" comes twice, or beside "rows"', "", FORM),
                (f'{{"row": {whole}, "top": 0}}', '"top" is 0', "it is how many classes to tell of a row, from 1", FORM),
                (f'{{"row": {whole}, "top": 2.5}}', '"top" is a number that is not whole',
                 "it is how many classes to tell of a row, from 1", FORM),
                (rows("[1, 2]"), "row 0 has 2 numbers", other, BACKBONE),
                (rows(whole + ", [" + ",".join(row + ["1"]) + "]"), "row 1 has more than 64 numbers", other, BACKBONE),
                (rows("[" + ",".join(row[:7] + ["null"]) + "]"), "row 0 has null in column 7", "a row holds numbers", FORM),
                (rows("[" + ",".join(row[:7] + ["[1]"]) + "]"), "row 0 has an array in column 7", "a row holds numbers", FORM),
                (rows(whole + ",[" + ",".join(row[:7] + ["1e39"]) + "]"), "row 1 has a number that is inf",
                 "in column 7; both are counted from 0", "correct it, or leave that row out"),
                ('{"rows": []}', "there is no row to predict", "the body holds none", KINDS)):
            with self.subTest(body[:60]):
                self.assert_refused(self.server.predict(body, JSON), 400, what, why, fix)
        for body in ('{"rows": [[NaN', '{"rows": [[1,]]}', "", "{", "\xff", "nonsense", '{"row": [1e999]}', "\0" * 9):
            with self.subTest(body):
                status, said = self.server.predict(body.encode("latin1"), JSON)
                self.assertEqual((status, said["error"]["what"]), (400, "the body is not JSON"))
        for deep in ("[" * (8 << 20), '{"rows":' + "[" * (8 << 20), '{"a":' * (1 << 20)):
            self.assertEqual(self.server.predict(deep, JSON)[0], 400)

    def test_npy(self):
        good = npy(self.features[:4])
        broken = self.features[:4].copy()
        broken[2, 7] = numpy.nan
        header = good.index(b"(4, 64)")
        claims = {shape: good[:header] + shape + good[header + 7:] for shape in (
            b"(1152921504606846976, 64)", b"(999999999999999999, 999999999999999999)", b"(0, 64)", b"(5, 64)",
            b"(64, -4)")}
        cut, again = "it is cut short", "copy or write the file again, all of it"
        length = "extract features by the backbone that the model learned from"
        for body, what, why, fix in (
                (npy(broken), "row 2 has a number that is nan", "in column 7; both are counted from 0",
                 "correct it, or leave that row out"),
                (npy(broken[:, :5]), "the model reads rows of 64 numbers", "its array is [4, 5]", length),
                (npy(numpy.zeros((2, 3, 64))), "the model reads rows of 64 numbers", "its array is [2, 3, 64]", length),
                (npy(numpy.zeros((0, 64))), "there is no row to predict", "the body holds none", KINDS),
                (claims[b"(0, 64)"], "there is no row to predict", "the body holds none", KINDS),
                (npy(numpy.array(["a"])), "cannot read a .npy file", "it holds texts, not numbers", None),
                (good[:-1], "cannot read a .npy file", cut, again),
                (good[:90], "cannot read a .npy file", None, None),
                (good[:9], "cannot read a .npy file", None, None),
                (claims[b"(1152921504606846976, 64)"], "cannot read a .npy file", None, ""),
                (claims[b"(999999999999999999, 999999999999999999)"], "cannot read a .npy file", cut, again),
                (claims[b"(5, 64)"], "cannot read a .npy file", cut, again),
                (claims[b"(64, -4)"], "cannot read a .npy file", None, "")):
            with self.subTest(what=what, why=why):
                status, said = self.server.predict(body)
                self.assertEqual((status, said["error"]["what"]), (400, what))
                self.assertNotIn("/proc", json.dumps(said))
                if why is not None:
                    self.assertEqual(said["error"]["why"], why)
                if fix is not None:
                    self.assertEqual(said["error"]["fix"], fix)

    def test_csv(self):
        row = ",".join(["1"] * 64)
        for body, what, why in (
                (row + "\n" + row.replace("1,", "x,", 1), "the rows cannot be read",
                 "line 2 has x in column 1, which is no number"),
                (row + ",1", "the model reads rows of 64 numbers", "line 1 has 65"),
                (row + "\n" + row[:-1] + "nan", "row 1 has a number that is nan",
                 "in column 63; both are counted from 0"),
                ("a,b\n", "there is no row to predict", "the body holds none"),
                ("", "there is no row to predict", "the body holds none"),
                ("," * (1 << 20), "a line is too long", "it has 1048576 bytes, and a row 64 numbers")):
            with self.subTest(what=what, why=why):
                status, said = self.server.predict(body, CSV)
                self.assertEqual((status, said["error"]["what"], said["error"]["why"]), (400, what, why))

    def test_other_kinds(self):
        reads = "the model reads rows of 64 numbers"
        picture = b"\x89PNG\r\n\x1a\n" + bytes(30)
        for kind, body, what in (
                ("", b"x", "the request does not say what its body is"),
                ("application/x-www-form-urlencoded", b"row=1", "bodies of type application/x-www-form-urlencoded are not read"),
                ("multipart/form-data; boundary=x", b"--x--", "forms are not read"),
                ("text/plain", b"1", "bodies of type text/plain are not read"),
                ("image/png", picture, "the model reads no pictures"), (NPY, picture, "the model reads no pictures"),
                (NPY, b"\xff\xd8\xff\xe0", "the model reads no pictures"), (NPY, b"\x89HDF\r\n\x1a\n", "the body is no .npy file"),
                (NPY, b"", "the body is no .npy file")):
            with self.subTest(kind=kind, what=what):
                self.assert_refused(self.server.predict(body, kind), 415, what, reads, KINDS)
        status, _, said = self.server.ask("POST", "/predict", b"x", Content_Type=NPY, Content_Encoding="gzip")
        self.assert_refused((status, json.loads(said)), 415, "packed bodies are not read", reads, KINDS)
        self.assertEqual(self.server.predict(npy(self.features[:1]), "Application/Octet-Stream; x=y")[0], 200)

    def test_paths_and_methods(self):
        there = "there are /, /predict, /classes, /healthz and /metrics"
        for path in ("/nothing", "/predict/", "//", "/page.html", "/../etc/passwd", "/%2e%2e/etc/passwd", "*"):
            status, _, said = self.server.ask("GET", path)
            self.assertEqual((status, json.loads(said)["error"]["why"]), (404, there))
        for method, path, allow, fix in (("GET", "/predict", "POST", "send rows with POST"),
                                         ("POST", "/classes", "GET, HEAD", "ask with GET"),
                                         ("DELETE", "/", "GET, HEAD", "ask with GET"),
                                         ("OPTIONS", "/predict", "POST", "send rows with POST")):
            with self.subTest(method, path=path):
                status, headers, said = self.server.ask(method, path)
                self.assertEqual((status, headers["Allow"]), (405, allow))
                self.assertEqual(json.loads(said), {"error": {"what": f"{path} does not take {method}",
                                                              "why": f"it takes {allow}", "fix": fix}})

    def test_names_of_others(self):
        """A page whose name was made to lead here gets nothing."""
        for host in ("evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.", "[::2]", "", "@"):
            status, _, said = self.server.ask("GET", "/classes", Host=host)
            self.assertEqual(status, 403, host)
            self.assertEqual(json.loads(said)["error"]["why"], "it serves this machine only, as localhost, 127.0.0.1, [::1]")
        for host in ("localhost", "LOCALHOST:99", "127.0.0.1:1", "[::1]", "[::1]:8080"):
            self.assertEqual(self.server.ask("GET", "/classes", Host=host)[0], 200, host)
        self.assertIn(" 403 ", self.server.raw(b"GET / HTTP/1.1\r\n\r\n"))
        self.assertIn(" 403 ", self.server.raw(b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n"))

    def test_what_is_no_http(self):
        for sent in (b"\r\n\r\n", b"nonsense\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
                     b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", b"GET /\r\n\r\n"):
            with self.subTest(sent):
                said = self.server.raw(sent)
                self.assertIn(" 400 ", said.splitlines()[0])
                self.assertEqual(json.loads(said.split("\r\n\r\n")[1])["error"]["what"], "the request is not understood")
        said = self.server.raw(b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.assertIn(" 414 ", said)
        self.assertIn('"the address is too long"', said)
        for sent in (b"x" * (1 << 20), b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 100_000 + b"\r\n",
                     b"GET / HTTP/1.1\r\nA: " + b"b" * (1 << 20)):
            self.assertNotIn(" 200 ", self.server.raw(sent))
        ranges = b"GET /page.js HTTP/1.1\r\nHost: localhost\r\nRange: bytes=" + b"0-1," * 1900 + b"0-1\r\n\r\n"
        self.assertNotIn("multipart", self.server.raw(ranges))
        self.assertIn(" 200 ", self.server.raw(b"GET /page.js HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-9\r\n\r\n"))

    def test_bodies_of_no_certain_length(self):
        head = f"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: {NPY}\r\n".encode()
        body = npy(self.features[:1])
        for lines, why in (
                (b"Content-Length: x\r\n", 'its Content-Length is "x"'),
                (b"Content-Length: -1\r\n", 'its Content-Length is "-1"'),
                (b"Content-Length: 5\r\nContent-Length: 6\r\n", "it says more than one Content-Length"),
                (b"Content-Length: 99999999999999999999\r\n", 'its Content-Length is "99999999999999999999"'),
                (b"Content-Length: 384\r\nTransfer-Encoding: chunked\r\n", "it says a Content-Length, too"),
                (b"Transfer-Encoding: gzip\r\n", 'its Transfer-Encoding is not "chunked"')):
            with self.subTest(lines):
                said = self.server.raw(head + lines + b"\r\n" + body)
                self.assertIn("HTTP/1.1 400 ", said)
                self.assertIn("Connection: close", said)
                self.assertEqual(json.loads(said.split("\r\n\r\n")[1])["error"],
                                 {"what": "nobody can say where the body of the request ends", "why": why,
                                  "fix": 'send one Content-Length, or "Transfer-Encoding: chunked"'})
        said = self.server.raw(head + b"\r\n" + body)
        self.assertIn("HTTP/1.1 411 ", said)
        self.assertIn('"the request does not say how long its body is"', said)
        said = self.server.raw(head + b"Content-Length: 384\r\n\r\n" + body[:50])
        self.assertIn("HTTP/1.1 400 ", said)
        self.assertIn('"what":"the body of the request is cut short","why":"50 bytes of it came"', said)
        # What follows a body that nobody reads is no second request.
        said = self.server.raw(b"GET /classes HTTP/1.1\r\nHost: localhost\r\nContent-Length: 40\r\n\r\n"
                               b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.assertEqual(said.count("HTTP/1.1"), 1)


class Limits(Served):
    def test_long_bodies(self):
        server = self.serve("--max-body", "1")
        words = ("the request is too long", "a body may have 1048576 bytes",
                 "send fewer rows at a time, or serve with a larger --max-body")
        long = npy(numpy.zeros((9000, 64), "float32"))
        self.assert_refused(server.predict(long), 413, *words)
        head = f"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: {NPY}\r\n".encode()
        said = server.raw(head + b"Expect: 100-continue\r\nContent-Length: 2000000\r\n\r\n", end=False)
        self.assertEqual(said.splitlines()[0], "HTTP/1.1 413 Payload Too Large")
        chunk = b"%x\r\n%s\r\n" % (len(long), long)
        self.assertIn("HTTP/1.1 413 ", server.raw(head + b"Transfer-Encoding: chunked\r\n\r\n" + chunk + b"0\r\n\r\n"))
        self.assertEqual(server.predict(long[:128] and npy(self.features[:9]))[0], 200)

    def test_many_rows(self):
        server = self.serve("--max-rows", "10")
        words = ("there are too many rows", "a request may have 10",
                 "send them in several requests, or serve with a larger --max-rows")
        rows = self.features[:11]
        self.assert_refused(server.predict(npy(rows)), 413, *words)
        self.assert_refused(server.predict(json.dumps({"rows": rows.astype(float).tolist()}), JSON), 413, *words)
        self.assert_refused(server.predict("\n".join([",".join(["1"] * 64)] * 11), CSV), 413, *words)
        self.assertEqual(len(server.predict(npy(rows[:10]))[1]["rows"]), 10)

    def test_long_answers(self):
        server = self.serve()
        rows = npy(numpy.zeros((9000, 64), "float32"))
        self.assert_refused(server.predict(rows, NPY, "?top=50"), 413, "the answer would be too long",
                            "50 classes of each of 9000 rows are more than 250000",
                            "ask for fewer classes (top) or rows at a time")
        self.assertEqual(len(server.predict(rows, NPY, "?top=1")[1]["rows"]), 9000)

    def test_slow_clients(self):
        server = self.serve("--timeout", "1")
        head = f"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: {NPY}\r\nContent-Length: 384\r\n\r\n".encode()
        slow = []
        for i in range(100):
            client = socket.create_connection(("127.0.0.1", server.port), timeout=30)
            self.addCleanup(client.close)
            client.sendall(head[:20] if i % 2 else head + b"abc")
            slow.append(client)
        end = time.monotonic() + 3
        while time.monotonic() < end:
            self.assertEqual(server.predict(npy(self.features[:1]))[0], 200)
            for client in slow:
                with contextlib.suppress(OSError):
                    client.send(b"x")  # a byte now and then gains nothing
            time.sleep(0.1)
        for i, client in enumerate(slow):
            said = b""
            with contextlib.suppress(ConnectionError):
                while part := client.recv(1 << 16):
                    said += part
            if said:  # a byte that came too late may have reset the connection before it was read
                self.assertIn(b"HTTP/1.1 408 Request Timeout\r\n", said)
                self.assertIn(b'"what":"the request came too slowly"', said)
        self.assertIn(" 408 ", server.raw(head + b"abc", end=False))

    def test_who_takes_no_answer(self):
        server = self.serve("--timeout", "1")
        body = npy(numpy.zeros((9000, 64), "float32"))
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", server.port))
            client.sendall(f"POST /predict?top=20 HTTP/1.1\r\nHost: localhost\r\nContent-Type: {NPY}\r\n"
                           f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
            time.sleep(3)
            self.assertEqual(server.predict(npy(self.features[:1]))[0], 200)
            server.process.send_signal(signal.SIGTERM)
            self.assertEqual(server.process.wait(20), 143)

    def test_64_clients_at_once(self):
        server = self.serve()
        start = threading.Barrier(64)
        want = server.predict(npy(self.features[:64]))[1]["rows"]

        def client(i):
            connection = server.connect()
            with contextlib.closing(connection):
                start.wait()
                for _ in range(10):
                    connection.request("POST", "/predict", npy(self.features[i:i + 1]), {"Content-Type": NPY})
                    answer = connection.getresponse()
                    said = json.loads(answer.read())
                    self.assertEqual(answer.status, 200)
                    self.assertEqual([one["class"] for one in said["rows"][0]["classes"]][0], want[i]["classes"][0]["class"])
                    self.assertAlmostEqual(said["rows"][0]["classes"][0]["probability"],
                                           want[i]["classes"][0]["probability"], places=5)
            return True

        with concurrent.futures.ThreadPoolExecutor(64) as pool:
            self.assertEqual(list(pool.map(client, range(64))), [True] * 64)

    def test_more_clients_than_it_takes(self):
        server = self.serve()
        clients = [socket.create_connection(("127.0.0.1", server.port), timeout=30) for _ in range(260)]
        time.sleep(0.5)
        last = clients[-1].recv(1000).decode()
        self.assertIn("HTTP/1.1 503 Service Unavailable\r\n", last)
        self.assertIn("Retry-After: 1\r\n", last)
        self.assertIn('"why":"as many clients as it takes are connected"', last)
        clients[0].sendall(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        said = b""
        while part := clients[0].recv(1 << 16):
            said += part
        self.assertIn(b"zeroth_clients_sent_away_total 4\n", said)
        for client in clients:
            client.close()
        time.sleep(0.3)
        self.assertEqual(server.predict(npy(self.features[:1]))[0], 200)

    def test_clients_that_leave_at_once(self):
        server = self.serve()
        body = npy(self.features[:1])
        head = f"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: {NPY}\r\nContent-Length: {len(body)}\r\n\r\n"
        for i in range(300):
            client = socket.create_connection(("127.0.0.1", server.port))
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset
            client.sendall((head.encode() + body)[:i])
            client.close()
        self.assertEqual(server.predict(body)[0], 200)

    def test_memory_does_not_grow(self):
        server = self.serve()
        bodies = [(npy(self.features[:1]), NPY), (npy(self.features[:50]), NPY), (b"nonsense", NPY), (b"[1, 2]", JSON),
                  (json.dumps({"row": self.features[0].astype(float).tolist()}).encode(), JSON)]

        def some(count):
            connection = server.connect()
            with contextlib.closing(connection):
                for i in range(count):
                    body, kind = bodies[i % len(bodies)]
                    connection.request("POST", "/predict", body, {"Content-Type": kind})
                    connection.getresponse().read()

        def many(count):
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                list(pool.map(some, [count // 4] * 4))

        server.predict(npy(numpy.zeros((9000, 64), "float32")))  # a large one leaves nothing, either
        many(1000)
        before = server.resident()
        many(100_000 if LONG else 3000)
        self.assertLess(server.resident() - before, 2048)  # KiB


class Stopping(Served):
    def test_signals(self):
        for number, code, word in ((signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")):
            with self.subTest(number):
                server = self.serve()
                server.predict(npy(self.features[:1]))
                idle = server.connect()
                idle.request("GET", "/healthz")
                idle.getresponse().read()  # stays connected, and holds nobody up
                began = time.monotonic()
                server.process.send_signal(number)
                out, err = server.process.communicate(timeout=30)
                self.assertLess(time.monotonic() - began, 5)
                self.assertEqual((server.process.returncode, out, err),
                                 (code, "", f"{word}: 2 requests were answered, and none is left\n"))
                idle.close()

    def test_what_has_begun_is_answered(self):
        server = self.serve()
        body = npy(self.features[:1])
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
            client.sendall(f"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: {NPY}\r\n"
                           f"Content-Length: {len(body)}\r\n\r\n".encode() + body[:100])
            time.sleep(0.5)
            server.process.send_signal(signal.SIGTERM)
            time.sleep(0.5)
            with self.assertRaises(OSError):
                server.ask("GET", "/healthz")
            client.sendall(body[100:])
            said = b""
            while part := client.recv(1 << 16):
                said += part
            self.assertIn(b"HTTP/1.1 200 OK\r\n", said)
            self.assertIn(b'{"model":"m","rows":', said)
        self.assertEqual(server.process.wait(30), 143)

    def test_a_second_signal_ends_at_once(self):
        server = self.serve()
        client = socket.create_connection(("127.0.0.1", server.port), timeout=30)
        self.addCleanup(client.close)
        client.sendall(b"GET")
        time.sleep(0.3)
        server.process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        self.assertIsNone(server.process.poll())
        server.process.send_signal(signal.SIGINT)
        self.assertEqual(server.process.wait(2), 130)

    def test_the_port_and_the_host(self):
        server = self.serve()
        _, err = self.zeroth("serve", self.model, "--port", server.port, code=69)
        self.assertEqual(err, f"error: the port cannot be used\n  where  127.0.0.1, port {server.port}\n"
                              "  why    Address already in use\n"
                              "  fix    choose another one with --port, or --port 0 for any that is free\n")
        _, err = self.zeroth("serve", self.model, "--host", "no.such.host.invalid", code=2)
        self.assertIn('error: this machine has no address "no.such.host.invalid"\n  where  --host\n', err)
        _, err = self.zeroth("serve", self.folder, code=66)
        self.assertIn("error: there is no model\n", err)
        open_to_all = self.serve("--host", "0.0.0.0")
        self.assertEqual(open_to_all.ask("GET", "/classes", Host="any.example")[0], 200)
        open_to_all.process.send_signal(signal.SIGTERM)
        _, err = open_to_all.process.communicate(timeout=30)
        self.assertTrue(err.startswith("warning: whoever reaches this machine can use the model: there is no password, "
                                       "and nothing is encrypted\n"))
        # A server that has stopped may be started again at once.
        server.ask("GET", "/")
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(30)
        again = self.start("serve", self.model, "--port", server.port)
        self.addCleanup(again.kill)
        self.assertIn(f":{server.port} ", again.stdout.readline())
        again.send_signal(signal.SIGTERM)
        again.communicate(timeout=30)


class Regions(Case):
    WARM = True

    def test_region_features(self):
        world = self.folder / "world.hdf5"
        self.zeroth("data", "make-regions", "--out", world,
                    *(word for key, value in SMALL_REGIONS.items() for word in (f"--{key}", value)))
        run = self.folder / self.run_json(self.write("p.json", tiny_dedn(world, train={"epochs": 1, "batch": 16})))["run_dir"]
        server = Server(self, run)
        about = json.loads(server.ask("GET", "/classes")[2])["model"]
        self.assertEqual((about["reads"], about["accepts"]), ({"regions": [24, 2, 3]}, ["npy"]))
        out, _ = self.zeroth("predict", run, world, "--json", "--top", "3", "--quiet")
        want = [[one["class"] for one in json.loads(line)["classes"]] for line in out.splitlines()][:40]
        with h5py.File(world) as file:
            name = next(name for name in file if file[name].ndim == 4)
            images = file[name][:40]
        self.assertEqual([[one["class"] for one in row["classes"]]
                          for row in server.predict(npy(images), NPY, "?top=3")[1]["rows"]], want)
        reads = "the model reads region features of 24 channels and 6 regions"
        self.assertEqual(server.predict("{}", JSON), (415, {"error": {
            "what": "regions are read of .npy files only", "why": reads,
            "fix": "send a .npy file as application/octet-stream"}}))
        self.assertEqual(server.predict(npy(numpy.zeros((2, 64))))[1]["error"]["what"], "the array is [2, 64]")
        broken = images.copy()
        broken[3, 0, 0, 0] = numpy.inf
        self.assertEqual(server.predict(npy(broken))[1]["error"]["what"], "image 3 holds numbers that are not finite")


@unittest.skipUnless(CHROMIUM, "Chromium is not installed: tools/packages-browser.txt")
class Page(Served):
    """What a person sees, in a real browser."""

    def setUp(self):
        super().setUp()
        self.server = self.serve()
        self.browser = Browser()
        self.addCleanup(self.browser.close)
        self.browser.open(f"http://127.0.0.1:{self.server.port}/")
        self.assertEqual(self.browser.until("document.getElementById('name')?.textContent.trim()"), "m")

    def table(self):
        """Cells of the answer, row by row, once it is there."""
        self.assertTrue(self.browser.until("!document.getElementById('table').hidden"))
        return self.browser.evaluate("[...document.querySelectorAll('#table tbody tr')].map(row => [...row.cells]"
                                     ".map(cell => cell.textContent.trim()))")

    def text(self, selector):
        return self.browser.evaluate(f"document.querySelector('{selector}').textContent")

    def predicted(self, count, top):
        said = self.server.predict(npy(self.features[:count]), NPY, f"?top={top}")[1]
        return [[*([str(row["row"])] if rank == 0 else []), one["class"], "seen" if one["seen"] else "unseen"]
                for row in said["rows"] for rank, one in enumerate(row["classes"])]

    def test_files_are_dropped_and_chosen(self):
        file = self.folder / "rows.npy"
        numpy.save(file, self.features[:3])
        self.browser.drop("#drop", file)
        self.assertEqual([row[:-1] for row in self.table()], self.predicted(3, 5))
        self.assertRegex(self.table()[0][-1], r"^\d+\.\d %$")
        self.assertRegex(self.text("#summary"), r"^rows\.npy: 3 rows, \d of them of unseen classes, in \d+ ms$")
        widths = self.browser.evaluate("[...document.querySelectorAll('.bar')].map(one => one.getBoundingClientRect().width)")
        self.assertEqual(widths[:5], sorted(widths[:5], reverse=True))
        numpy.savetxt(self.folder / "one.csv", self.features[:1], delimiter=",", fmt="%.9g")
        self.browser.choose("#file", self.folder / "one.csv")
        self.assertTrue(self.browser.until("document.getElementById('summary').textContent.startsWith('one.csv: 1 row,')"))
        self.assertEqual([row[:-1] for row in self.table()], self.predicted(1, 5))
        self.assertEqual(self.browser.complaints(), [])
        self.assertEqual(self.browser.hosts(), {f"127.0.0.1:{self.server.port}"})

    def test_a_pasted_row_by_the_keyboard(self):
        row = self.features[0].astype(float).tolist()
        texts = {"JSON": json.dumps(row), "an object": json.dumps({"row": row}), "blanks": " ".join(map(repr, row)),
                 "a column": "\n".join(map(repr, row)), "commas": ", ".join(map(repr, row))}
        for name, text in texts.items():
            with self.subTest(name):
                self.browser.evaluate(f"document.getElementById('row').value = {json.dumps(text)};"
                                      "document.getElementById('table').hidden = true; document.getElementById('top').value = 2;"
                                      "document.querySelector('#paste button').focus()")
                self.browser.press("Enter", 13, "\r")
                self.assertEqual([one[:-1] for one in self.table()], self.predicted(1, 2))
        self.assertEqual(self.browser.complaints(), [])

    def test_errors_are_shown_as_they_are(self):
        file = self.folder / "short.npy"
        numpy.save(file, self.features[:2, :5])
        self.browser.drop("#drop", file)
        self.assertTrue(self.browser.until("!document.getElementById('error').hidden"))
        self.assertEqual(self.text("#error"), "the model reads rows of 64 numbersits array is [2, 5]"
                                              f"What to do: {BACKBONE}HTTP status 400")
        (self.folder / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        self.browser.choose("#file", self.folder / "a.png")
        self.assertTrue(self.browser.until("document.getElementById('error').textContent.includes('no pictures')"))
        self.assertIn("HTTP status 415", self.text("#error"))
        self.server.end()
        self.browser.choose("#file", file)
        self.assertTrue(self.browser.until("document.getElementById('error').textContent.includes('does not answer')"))

    def test_what_the_model_is(self):
        self.assertEqual(self.text("#class-count"), "50 classes: 40 seen, 10 unseen in training")
        self.assertIn("recipe.generative", self.text("#about"))
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('#figures dd').length"), 3)
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('#classes li').length"), 50)
        self.assertEqual(self.text("#accepts"), ".npy, .csv; rows of 64 numbers")
        unlabelled = self.browser.evaluate("[...document.querySelectorAll('input, textarea')].filter(one => !one.labels.length)"
                                           ".map(one => one.id)")
        self.assertEqual(unlabelled, [])
        self.browser.evaluate("document.getElementById('class-list').open = true; const f = document.getElementById('filter');"
                              "f.value = '49'; f.dispatchEvent(new Event('input'))")
        self.assertEqual(self.browser.evaluate("[...document.querySelectorAll('#classes li')].filter(one => !one.hidden)"
                                               ".map(one => one.textContent)"), ["49seen"])


if __name__ == "__main__":
    unittest.main()
