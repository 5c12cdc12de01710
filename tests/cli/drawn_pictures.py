"""Pictures of shapes with a colour on a background with a texture, and the network that sees all three."""
import itertools

import numpy

from extract_test import png
from onnx_file import ints, network, node, tensor

SIDE = 24
SHAPES = {"disc": lambda y, x: numpy.hypot(y, x) / 7, "square": lambda y, x: numpy.maximum(abs(y), abs(x)) / 6.2,
          "diamond": lambda y, x: (abs(y) + abs(x)) / 8.8}
COLOURS = {"red": (200, 60, 60), "green": (40, 140, 60), "blue": (70, 90, 230), "yellow": (150, 105, 20)}
TEXTURES = {"plain": lambda y, x: 0 * y, "rows": lambda y, x: numpy.sign(y % 4 - 1.5),
            "columns": lambda y, x: numpy.sign(x % 4 - 1.5)}
KINDS = list(itertools.product(SHAPES, COLOURS, TEXTURES))


def drawn(random, shape, colour, texture):
    y, x = numpy.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2 + random.uniform(-1.5, 1.5, (2, 1, 1))
    distance = SHAPES[shape](y, x) / random.uniform(0.93, 1.07)
    ground = 110 + 50 * TEXTURES[texture](*(numpy.mgrid[:SIDE, :SIDE] + random.integers(0, 4)))
    ink = numpy.where((distance < 1)[..., None], COLOURS[colour], ground[..., None])
    ink = numpy.where((abs(distance - 1) < 0.16)[..., None], 20, ink)
    return numpy.clip(ink + random.normal(0, 8, (SIDE, SIDE, 3)) + random.normal(0, 8), 0, 255).astype("uint8")


def filters():
    """[F,3,5,5]: of differences between colours, and of edges and waves of light in eight directions."""
    y, x = numpy.mgrid[-2:3, -2:3]
    found = []
    for weights in itertools.permutations((1, -1, 0)):
        found.append(numpy.zeros((3, 5, 5)))
        found[-1][:, 2, 2] = weights
    for angle in numpy.arange(8) * numpy.pi / 4:
        along = y * numpy.sin(angle) + x * numpy.cos(angle)
        for wave in (numpy.sin(along * numpy.pi / 2), numpy.sin(along * 0.6)):
            light = wave * numpy.exp(-(y ** 2 + x ** 2) / 4)
            found.append(numpy.repeat((light / abs(light).sum())[None], 3, 0))
    return numpy.stack(found)


def write_pictures(folder, each, seed=1):
    """`folder`/disc-red-plain/0.png and so on."""
    random = numpy.random.default_rng(seed)
    for kind in KINDS:
        (folder / "-".join(kind)).mkdir(parents=True)
        for i in range(each):
            (folder / "-".join(kind) / f"{i}.png").write_bytes(png(drawn(random, *kind)))


def write_descriptors(file):
    """Of each class, which shape, colour and texture it has."""
    titles = [*SHAPES, *COLOURS, *TEXTURES]
    lines = [",".join(["-".join(kind), *(str(int(title in kind)) for title in titles)]) for kind in KINDS]
    file.write_text("\n".join([",".join(["class", *titles]), *lines, ""]))


def write_network(file):
    """The filters, and how much each of them sees."""
    weights = filters()
    nodes = [node("Conv", ["images", "weights", "bias"], "found", ints("kernel_shape", [5, 5])),
             node("Relu", ["found"], "seen"), node("GlobalAveragePool", ["seen"], "features")]
    bias = numpy.full(len(weights), -0.15)
    file.write_bytes(network(nodes, [tensor("weights", weights), tensor("bias", bias)], SIDE))
