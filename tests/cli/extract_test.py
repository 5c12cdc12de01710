"""`zeroth extract`: images through a TorchScript network, against the same arithmetic in NumPy."""
import base64
import json
import os
import pathlib
import resource
import signal
import struct
import subprocess
import time
import unittest
import zlib

import numpy
import scipy.io

from onnx_file import node, pooling_network, network as onnx_network
from zeroth import Case

try:
    import h5py
except ImportError:
    h5py = None

MEAN = numpy.array([0.485, 0.456, 0.406])[:, None, None]
DEVIATION = numpy.array([0.229, 0.224, 0.225])[:, None, None]
POOL = "def forward(self, x):\n    return torch.avg_pool2d(torch.cat([x, -2 * x], 1), [4, 4], [4, 4])\n"
# 16 x 24 pixels of red 200, green 100, blue 50.
JPEG = base64.b64decode("""
/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYV
pQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAY
ABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAL/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAAX/xA
AUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCQEdfAAf/Z
""")


def png(pixels):
    """A PNG file of [h,w,3], [h,w,4] or [h,w] bytes."""
    height, width = pixels.shape[:2]
    kind = {2: 0, 3: 2 if pixels.shape[-1] == 3 else 6}[pixels.ndim]
    chunk = lambda name, data: (struct.pack(">I", len(data)) + name + data
                                + struct.pack(">I", zlib.crc32(name + data)))
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def triangle(old, new):
    """[new,old]: weights of Pillow's bilinear filter, which widens as an image shrinks."""
    scale = old / new
    support = max(scale, 1.0)
    centre = (numpy.arange(new) + 0.5) * scale
    weights = numpy.clip(1 - abs(numpy.arange(old) + 0.5 - centre[:, None]) / support, 0, None)
    return weights / weights.sum(1, keepdims=True)


def prepared(pixels, size):
    """What plugins/README.md, data, asks for, [3,size,size]."""
    if pixels.ndim == 2:
        pixels = numpy.repeat(pixels[:, :, None], 3, 2)
    image = pixels[:, :, :3].transpose(2, 0, 1) / 255
    height, width = image.shape[1:]
    short = min(height, width)
    new = size * height // short, size * width // short
    image = triangle(height, new[0]) @ image @ triangle(width, new[1]).T
    top, left = (round((length - size) / 2) for length in new)
    return (image[:, top:top + size, left:left + size] - MEAN) / DEVIATION


def pooled(image):
    """What the network POOL computes."""
    both = numpy.concatenate([image, -2 * image])
    return both.reshape(6, image.shape[1] // 4, 4, image.shape[2] // 4, 4).mean((2, 4))


def some_images(count=7):
    random = numpy.random.default_rng(5)
    sizes = [(32, 32), (40, 57), (91, 33), (16, 16), (70, 41), (33, 64), (50, 50)]
    return {f"{'ab'[i % 2]}/{i}.png": random.integers(0, 256, (*sizes[i % 7], 3), "uint8") for i in range(count)}


@unittest.skipUnless(h5py, "python3-h5py is not installed")
class Extract(Case):
    WARM = True

    def setUp(self):
        super().setUp()
        self.images = self.folder / "images"
        self.out = self.folder / "out.hdf5"

    def network(self, source=POOL):
        subprocess.run([os.environ["ZEROTH_MAKE_MODULE"], self.folder / "net.pt", source], check=True)

    def put(self, images):
        for name, content in images.items():
            path = self.images / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else png(content))

    def arguments(self, *options, size=32, model="net.pt"):
        return ["extract", "--model", self.folder / model, "--images", self.images, "--out", self.out, "--image-size",
                size, "--threads", 1, *options]

    def extract(self, *options, code=0, **settings):
        return self.zeroth(*self.arguments(*options, **settings), code=code)

    def read(self):
        with h5py.File(self.out) as file:
            return {name: file[name].asstr()[()] if file[name].dtype == object else file[name][()] for name in file}

    def check(self, regions, images, size=32):
        wanted = numpy.stack([pooled(prepared(pixels, size)) for pixels in images])
        self.assertEqual(regions.dtype, "float32")
        numpy.testing.assert_allclose(regions, wanted, atol=2e-5)

    def test_regions_are_what_the_network_makes_of_the_prepared_images(self):
        self.network()
        images = some_images()
        random = numpy.random.default_rng(6)
        images["c/grey.PNG"] = random.integers(0, 256, (45, 38), "uint8")
        images["c/see-through.png"] = random.integers(0, 256, (38, 45, 4), "uint8")
        self.put({**images, "c/notes.txt": b"no image"})
        out, err = self.extract("--batch", 4, "--json")
        self.assertEqual(json.loads(out), {"file": str(self.out), "images": 9, "skipped": 0, "feature_map": [9, 6, 8, 8]})
        self.assertIn("extracting", err)
        made = self.read()
        self.assertEqual(list(made["image_files"]), sorted(images))
        self.check(made["feature_map"], [images[name] for name in sorted(images)])
        self.assertEqual([path.name for path in self.folder.glob("out*")], ["out.hdf5"])

    def test_the_backbone_computes_on_another_device(self):
        self.network()
        images = some_images(3)
        self.put(images)
        self.extract("--device", "simulated")
        self.check(self.read()["feature_map"], [images[name] for name in sorted(images)])
        self.assertIn('unknown device "gpu"', self.extract("--device", "gpu", code=78)[1])

    def test_an_onnx_network_computes_the_same(self):
        images = some_images(5)
        self.put(images)
        (self.folder / "net.onnx").write_bytes(pooling_network(32))
        self.extract("--batch", 3, model="net.onnx")
        self.check(self.read()["feature_map"], [images[name] for name in sorted(images)])

    def test_what_is_no_onnx_network(self):
        self.put(some_images(2))
        file = self.write("net.onnx", "this is no network")
        err = self.extract(model="net.onnx", code=65)[1]
        self.assertIn(f"error: the backbone is no ONNX network that OpenCV reads\n  where  {file}\n"
                      f"  why    Failed to parse ONNX model: {file}\n"
                      "  fix    write it with torch.onnx.export(model, images, FILE), or save it with "
                      "torch.jit.script(model).save(FILE.pt)\n", err)
        file.write_bytes(onnx_network([node("Novel", ["images"], "features")], [], 32))
        self.assertIn("error: the backbone is no ONNX network that OpenCV reads\n",
                      self.extract(model="net.onnx", code=65)[1])
        file.write_bytes(pooling_network(32))
        err = self.extract("--device", "simulated", model="net.onnx", code=2)[1]
        self.assertIn(f"error: an ONNX backbone computes on the CPU only\n  where  {file}\n  why    OpenCV runs it\n"
                      "  fix    leave out --device, or save it with torch.jit.script\n", err)
        self.assertIn("error: the backbone failed on images [1, 3, 2, 2]\n",
                      self.extract(model="net.onnx", size=2, code=65)[1])
        file.write_bytes(onnx_network([node("GlobalAveragePool", ["images"], "mean"),
                                       node("Flatten", ["mean"], "features")], [], 32))
        self.assertIn("error: the backbone yields no region features\n", self.extract(model="net.onnx", code=65)[1])

    def test_rows_are_the_means_over_the_regions(self):
        self.network()
        images = some_images(5)
        self.put(images)
        rows = self.folder / "rows.npy"
        self.extract("--pooled", rows)
        names = sorted(images)
        self.check(self.read()["feature_map"], [images[name] for name in names])
        wanted = numpy.stack([pooled(prepared(images[name], 32)).mean((1, 2)) for name in names])
        numpy.testing.assert_allclose(numpy.load(rows), wanted, atol=2e-5)
        self.assertEqual((self.folder / "rows.images.txt").read_text().split(), names)
        # Without a region file, and of a network that yields rows already.
        self.out.unlink()
        for source in (POOL, POOL.replace("torch.avg_pool2d(", "(").replace(", [4, 4], [4, 4])", ").mean([2, 3])")):
            self.network(source)
            rows.unlink()
            command = self.arguments("--pooled", rows, "--batch", 2, "--json")
            out = command.index("--out")
            made = json.loads(self.zeroth(*command[:out], *command[out + 2:])[0])
            self.assertEqual(made["pooled"]["features"], [5, 6])
            numpy.testing.assert_allclose(numpy.load(rows), wanted, atol=2e-5)
            self.assertEqual({path.name for path in self.folder.glob("rows*")}, {"rows.npy", "rows.images.txt"})
        self.assertFalse(self.out.exists())
        self.assertIn("error: nothing to make is named\n  where  zeroth extract\n  fix    name a region file with --out, "
                      "feature rows with --pooled, or both\n", self.zeroth(*command[:out], code=2)[1])

    def test_jpeg(self):
        self.network()
        self.put({"x.jpg": JPEG, "y.JPEG": JPEG + b"ftyp a film behind it \xff\xda and more"})
        self.extract()
        wanted = pooled(prepared(numpy.full((24, 16, 3), [200, 100, 50], "uint8"), 32))
        numpy.testing.assert_allclose(self.read()["feature_map"], numpy.stack([wanted] * 2), atol=0.05)

    def test_large_images_take_little_memory(self):
        """50 million pixels are 600 MB as floats; what becomes of them differs by next to nothing."""
        wave = lambda count, times: (127 + 120 * numpy.sin(numpy.linspace(0, times, count))).astype("uint8")
        pixels = numpy.empty((5800, 8700, 3), "uint8")
        pixels[..., 0], pixels[..., 1], pixels[..., 2] = wave(8700, 9), wave(5800, 5)[:, None], 70
        self.put({"large.png": pixels})
        self.network()
        with self.cold():  # a warm worker is not this process's child
            self.extract()
        self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, 600 << 10)  # KiB, of the largest child
        # A quarter as long, so that this test takes little time, is the same but for what no one sees.
        small = pixels.reshape(1450, 4, 2175, 4, 3).mean((1, 3))
        self.assertLess(abs(self.read()["feature_map"][0] - pooled(prepared(small, 32))).max(), 0.05)

    def test_a_list_says_which_images_in_which_order(self):
        self.network()
        images = some_images()
        self.put(images)
        names = ["b/5.png", "a/0.png", "b/1.png"]
        self.extract("--list", self.write("list.txt", "\r\n".join(names) + "\n\n"))
        made = self.read()
        self.assertEqual(list(made["image_files"]), names)
        self.check(made["feature_map"], [images[name] for name in names])
        err = self.extract("--list", self.write("list.txt", "a/0.png\nb/0.png\n"), code=66)[1]
        self.assertIn(f"error: 1 images are missing\n  where  {self.images}\n  why    b/0.png\n", err)
        self.assertIn("error: cannot open the list of images\n", self.extract("--list", "absent", code=66)[1])

    def test_broken_images(self):
        self.network()
        images = some_images(3)
        self.put(images)
        whole = png(images["a/0.png"])
        broken = {"b/cut.jpg": JPEG[:-30], "b/cut.png": whole[:len(whole) // 2], "b/empty.png": b"",
                  "b/text.png": b"this is no image"}
        self.put(broken)
        err = self.extract(code=65)[1]
        self.assertIn(f"error: 4 images cannot be read\n  where  {self.images}\n  why    b/cut.jpg: it is cut short\n", err)
        for why in ("b/cut.png: it is no image of a known format, or it is damaged", "b/empty.png: it is empty",
                    "b/text.png: it is no image of a known format, or it is damaged"):
            self.assertIn(f"         {why}\n", err)
        self.assertIn("fix    mend or remove them, or leave them out with --skip-broken\n", err)
        self.assertEqual(list(self.folder.glob("out*")), [])
        out, err = self.extract("--skip-broken")
        self.assertEqual(out, f"{self.out}: 3 images, 4 skipped\n")
        self.assertIn("skipped b/cut.jpg: it is cut short\n", err)
        self.assertEqual(list(self.read()["image_files"]), sorted(images))
        for name in images:
            (self.images / name).unlink()
        self.assertIn("error: 4 images cannot be read\n", self.extract("--skip-broken", code=65)[1])

    def test_it_goes_on_where_it_was_stopped(self):
        """The network waits long enough to be stopped in between."""
        slow = POOL.replace("    return", "    y = x[:, 0]\n    for i in range(20000):\n        y = torch.cos(y)\n    return")
        self.network(slow)
        images = some_images()
        self.put(images)
        for stop, code in ((signal.SIGINT, 130), (signal.SIGKILL, 1), (signal.SIGTERM, 143)):
            process = self.start(*self.arguments("--batch", 1))
            partial = pathlib.Path(f"{self.out}.partial")
            before = self.done(partial)
            while process.poll() is None and self.done(partial) <= before:
                time.sleep(0.02)
            if stop == signal.SIGKILL:  # as the system does when memory runs out
                children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
                os.kill(int(children.split()[0]), stop)
            else:
                process.send_signal(stop)
            err = process.communicate()[1]
            self.assertEqual(process.returncode, code, err)
            if stop != signal.SIGKILL:
                self.assertIn("fix    start it again: it goes on where it was\n", err)
        self.assertFalse(self.out.exists())
        done = self.done(partial)
        self.assertTrue(2 <= done < 7, done)
        err = self.extract("--batch", 1, size=16, code=65)[1]
        self.assertIn(f"error: cannot go on with a file that was begun\n  where  {partial}\n"
                      "  why    it was begun with another backbone, image size or images\n"
                      "  fix    remove it to start over\n", err)
        err = self.extract("--batch", 3)[1]
        self.assertIn(f"going on after {done} images\n", err)
        self.check(self.read()["feature_map"], [images[name] for name in sorted(images)])
        self.assertFalse(partial.exists())

    def done(self, partial):
        try:
            with h5py.File(partial, locking=False) as file:
                return int(file["feature_map"].attrs["images_done"])
        except (OSError, KeyError):
            return 0

    def test_what_is_no_backbone(self):
        self.put(some_images(2))
        err = self.extract(code=66)[1]
        self.assertIn(f"error: the backbone is missing\n  where  {self.folder}/net.pt\n", err)
        self.write("net.pt", "this is no network")
        err = self.extract(code=65)[1]
        self.assertIn("error: the backbone is no TorchScript network\n", err)
        for source, what, why in (
                ("def forward(self, x):\n    return torch.flatten(x, 1)\n", "the backbone yields no region features",
                 "[1, 3072] of images [1, 3, 32, 32]"),
                ("def forward(self, x):\n    return (x, x)\n", "the backbone yields no tensor", "Tuple"),
                ("def forward(self, x):\n    return x.reshape([7])\n", "the backbone failed on images [1, 3, 32, 32]",
                 "shape '[7]' is invalid for input of size 3072")):
            self.network(source)
            err = self.extract(code=65)[1]
            self.assertIn(f"error: {what}\n  where  {self.folder}/net.pt\n  why    {why}\n", err)
        self.network("def forward(self, x):\n    return x / (x > x.max() - 1)\n")
        err = self.extract(code=65)[1]
        self.assertIn(f"error: the backbone yields numbers that are not finite\n  where  {self.images}/a/0.png\n", err)

    def test_folders_without_images(self):
        self.network()
        self.assertIn("error: there are no images\n", self.extract(code=66)[1])
        self.images.mkdir()
        err = self.extract(code=66)[1]
        self.assertIn("why    nothing in it ends like a JPEG, PNG, BMP, TIFF or WebP file\n"
                      "  fix    name others with --list\n", err)

    def xlsa17(self, names, **changes):
        """Splits over eight images of four classes, the last one unseen."""
        arrays = {"labels": numpy.repeat([1.0, 2, 3, 4], 2)[:, None], "att": numpy.arange(12.0).reshape(3, 4) / 12,
                  "original_att": numpy.arange(12.0).reshape(3, 4),
                  "allclasses_names": numpy.array(["ox", "fox", "emu", "eel"], object)[:, None],
                  "trainval_loc": numpy.array([[1], [3], [5]], "uint16"), "val_loc": numpy.array([[5]], "uint16"),
                  "test_seen_loc": numpy.array([[2], [4], [6]], "uint16"),
                  "test_unseen_loc": numpy.array([[7], [8]], "uint16")}
        arrays.update(changes)
        root = self.folder / "splits"
        root.mkdir(exist_ok=True)
        paths = numpy.array([f"/old/place/of/{name}" for name in names], object)[:, None]
        scipy.io.savemat(root / "res101.mat", {"labels": arrays.pop("labels"), "image_files": paths})
        scipy.io.savemat(root / "att_splits.mat", arrays)
        return root

    def test_splits_make_the_file_complete(self):
        self.network()
        images = {f"pictures/{i}.png": pixels for i, pixels in enumerate(some_images(8).values())}
        self.put(images)
        names = list(images)[::-1]
        words = numpy.arange(6).reshape(3, 2) / 2
        numpy.save(self.folder / "words.npy", words)
        root = self.xlsa17(names)
        self.extract("--splits", root, "--word-vectors", self.folder / "words.npy")
        made = self.read()
        self.check(made["feature_map"], [images[name] for name in names])
        self.assertEqual(list(made["image_files"]), names)
        self.assertEqual(list(made["labels"]), [0, 0, 1, 1, 2, 2, 3, 3])
        self.assertEqual([list(made[name]) for name in ("trainval_loc", "val_loc", "test_seen_loc", "test_unseen_loc")],
                         [[0, 2, 4], [4], [1, 3, 5], [6, 7]])
        numpy.testing.assert_allclose(made["att"], numpy.arange(12).reshape(3, 4).T / 12, atol=1e-6)
        numpy.testing.assert_allclose(made["original_att"], numpy.arange(12).reshape(3, 4).T)
        numpy.testing.assert_allclose(made["w2v_att"], words)
        facts = json.loads(self.zeroth("data", "verify", self.out, "--json")[0])["facts"]
        self.assertEqual([facts[name] for name in ("images", "seen S", "unseen U", "class names")], [8, 3, 1, 4])

    def test_splits_that_do_not_fit(self):
        self.network()
        images = {f"{i}.png": pixels for i, pixels in enumerate(some_images(8).values())}
        self.put(images)
        root = self.xlsa17(images)
        numpy.save(self.folder / "words.npy", numpy.ones((4, 2)))
        err = self.extract("--splits", root, "--word-vectors", self.folder / "words.npy", code=65)[1]
        self.assertIn("error: attributes and word vectors do not fit\n", err)
        self.assertIn("classes have 3 attributes, there are 4 word vectors\n", err)
        self.xlsa17(list(images)[:7])
        self.assertIn("why    7 feature rows, 8 labels\n", self.extract("--splits", root, code=65)[1])
        self.xlsa17(images, test_seen_loc=numpy.array([[9]], "uint16"))
        self.assertIn("test_seen has row 9, the features have 8 rows\n", self.extract("--splits", root, code=65)[1])
        self.xlsa17([f"x{i}.png" for i in range(8)])
        err = self.extract("--splits", root, code=66)[1]
        self.assertIn("error: 8 images are missing\n", err)
        self.assertIn("         and 3 more\n", err)
        self.xlsa17(images)
        (self.images / "3.png").write_bytes(b"")
        self.assertIn("fix    mend them: the splits count them\n", self.extract("--splits", root, code=65)[1])
        scipy.io.savemat(root / "res101.mat", {"labels": numpy.ones((8, 1))})
        err = self.extract("--splits", root, code=65)[1]
        self.assertIn("error: the images of the data set are not known\n", err)

    def test_options_that_do_not_go_together(self):
        for options in (("--list", "x", "--splits", "y"), ("--skip-broken", "--splits", "y"), ("--word-vectors", "x"),
                        ("--batch", 0)):
            self.extract(*options, code=2)
        self.assertIn('error: --threads needs a number or auto, not "0"\n  where  zeroth extract\n',
                      self.zeroth("extract", "--model", "m", "--images", "i", "--out", "o", "--threads", "0", code=2)[1])


if __name__ == "__main__":
    unittest.main()
