"""`zeroth serve` with a model that knows its backbone: pictures in, classes out, and nothing that a picture may do to it."""
import json
import struct
import threading
import unittest
import zlib

import numpy

from browser import CHROMIUM, Browser
from extract_test import png
from onnx_file import pooling_network
from serve_test import NPY, Server, npy
from zeroth import Case

SIDE = 16
COLOURS = {"black": (10, 10, 10), "blue": (0, 0, 250), "green": (0, 250, 0), "red": (250, 0, 0), "white": (250, 250, 250)}


def large_png(side):
    """A picture of one colour that takes a thousandth of its pixels."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    line = b"\0" + bytes(side)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(line) for _ in range(side)) + packer.flush()
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", packed) + chunk(b"IEND", b""))


class Pictures(Case):
    @classmethod
    def setUpClass(cls):
        maker = Case("setUp")
        maker.setUp()
        cls.addClassCleanup(maker.doCleanups)
        cls.home = maker.folder
        random = numpy.random.default_rng(1)
        for name, colour in COLOURS.items():
            (cls.home / "images" / name).mkdir(parents=True)
            for i in range(8):
                pixels = numpy.clip(colour + random.normal(0, 20, (SIDE, SIDE, 3)), 0, 255).astype("uint8")
                (cls.home / f"images/{name}/{i}.png").write_bytes(png(pixels))
        lines = ["class,red,green,blue", *(",".join([name, *map(str, colour)]) for name, colour in COLOURS.items())]
        (cls.home / "classes.csv").write_text("\n".join(lines) + "\n")
        (cls.home / "net.onnx").write_bytes(pooling_network(SIDE))
        maker.zeroth("data", "import", cls.home / "images", "--descriptors", cls.home / "classes.csv", "--backbone",
                     cls.home / "net.onnx", "--out", cls.home / "data", "--image-size", SIDE)
        cls.model = cls.home / maker.run_json(cls.home / "data/pipeline.json", "--set", "train.epochs=2")["run_dir"]
        cls.picture = cls.home / "images/red/0.png"

    def serve(self, *options):
        return Server(self, self.model, *options)

    def test_a_picture_is_a_row(self):
        server = self.serve()
        about = json.loads(server.ask("GET", "/classes")[2])["model"]
        self.assertEqual(about["accepts"], ["json", "npy", "csv", "picture"])
        out, _ = self.zeroth("predict", self.model, self.picture, "--json", "--quiet")
        want = [one["class"] for one in json.loads(out)["classes"]]
        for kind in ("image/png", "image/jpeg", NPY):  # what it is shows in its bytes
            status, said = server.predict(self.picture.read_bytes(), kind)
            self.assertEqual(status, 200, said)
            self.assertEqual([one["class"] for one in said["rows"][0]["classes"]], want)
        self.assertEqual(server.predict(npy(numpy.zeros((2, 6), "float32")))[0], 200)

    def test_many_at_once(self):
        server, body = self.serve(), self.picture.read_bytes()
        answers = []
        clients = [threading.Thread(target=lambda: answers.append(server.predict(body, "image/png")[0])) for _ in range(32)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        self.assertEqual(answers, [200] * 32)

    def test_what_is_no_picture(self):
        server = self.serve()
        whole = self.picture.read_bytes()
        for body in (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", whole[:60], b"GIF89a" + bytes(50), b"no picture"):
            status, said = server.predict(body, "image/png")
            self.assertEqual((status, said["error"]["what"], said["error"]["fix"]),
                             (400, "the picture cannot be read", "send a JPEG or PNG file"), body)
        before = server.resident()
        bomb = large_png(20000)  # 400 million pixels
        self.assertLess(len(bomb), 1 << 20)
        for _ in range(3):
            status, said = server.predict(bomb, "image/png")
            self.assertEqual((status, said["error"]["what"]), (400, "the picture cannot be read"))
        self.assertLess(server.resident() - before, 100_000)  # KiB
        self.assertEqual(server.predict(whole, "image/png")[0], 200)

    def test_a_backbone_that_is_not_there(self):
        net = self.home / "net.onnx"
        moved = net.rename(self.home / "moved.onnx")
        self.addCleanup(moved.rename, net)
        server = self.serve()
        status, said = server.predict(self.picture.read_bytes(), "image/png")
        self.assertEqual((status, said["error"]["what"]), (415, "the model reads no pictures"))
        server.process.terminate()
        self.assertIn(f"warning: no pictures are read: the backbone of the model's features is not there: {net}; say where it "
                      "is with --backbone\n", server.process.communicate()[1])
        there = self.serve("--backbone", moved)
        self.assertEqual(there.predict(self.picture.read_bytes(), "image/png")[0], 200)
        _, err = self.zeroth("serve", self.model, "--port", "0", "--backbone", self.home / "classes.csv", code=65)
        self.assertIn("error: this is another backbone than the model learned from\n", err)

    @unittest.skipUnless(CHROMIUM, "no Chromium here")
    def test_a_picture_is_dropped(self):
        server = self.serve()
        browser = Browser()
        self.addCleanup(browser.close)
        browser.open(f"http://127.0.0.1:{server.port}/")
        self.assertTrue(browser.until("document.getElementById('accepts')?.textContent"))
        self.assertEqual(browser.evaluate("document.getElementById('accepts').textContent"),
                         ".npy, .csv, pictures; rows of 6 numbers")
        browser.drop("#drop", self.picture)
        self.assertTrue(browser.until("document.getElementById('summary').textContent.startsWith('0.png: 1 row,')"))
        self.assertEqual(browser.evaluate("document.querySelectorAll('#table tbody tr').length"), 5)
        self.assertIn("--data-binary @picture.jpg", browser.evaluate("document.getElementById('command').textContent"))
        self.assertEqual(browser.complaints(), [])


if __name__ == "__main__":
    unittest.main()
