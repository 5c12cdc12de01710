"""Predicts by model.onnx with numpy alone.

    python3 example.py rows.npy

rows.npy holds what the model reads (README.md says what) as float32, one sample after the other.
"""
import json
import pathlib
import struct
import sys

import numpy as np

TYPES = {1: "<f4", 2: "u1", 6: "<i4", 7: "<i8", 9: "?", 10: "<f2", 11: "<f8"}  # of TensorProto


def fields(data):
    """The fields of a message of protocol buffers, in which ONNX files are written: number and value of each."""
    place = 0

    def whole():
        nonlocal place
        value = shift = 0
        while True:
            byte = data[place]
            place += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while place < len(data):
        key = whole()
        kind = key & 7
        if kind == 0:
            value = whole()
        else:
            size = {1: 8, 5: 4}.get(kind) or whole()
            value = data[place:place + size]
            place += size
        yield key >> 3, value


def every(data, number):
    return [value for one, value in fields(data) if one == number]


def text(data, number):
    return bytes(next(iter(every(data, number)), b"")).decode()


def signed(value):
    return value - (1 << 64) if value >> 63 else value


def tensor(data):
    """A TensorProto by its name."""
    parts = list(fields(data))
    sizes = [value for number, value in parts if number == 1]
    kind = next(value for number, value in parts if number == 2)
    raw = next((value for number, value in parts if number in (9, 10)), b"")  # of any type, or doubles
    return text(data, 8), np.frombuffer(raw, TYPES[kind]).reshape(sizes)


def attribute(data):
    """An AttributeProto: a number, a float or a list of numbers."""
    kind = every(data, 20)[0]
    if kind == 1:
        return text(data, 1), struct.unpack("<f", every(data, 2)[0])[0]
    return text(data, 1), signed(every(data, 3)[0]) if kind == 2 else [signed(one) for one in every(data, 8)]


def softmax(x, axis):
    power = np.exp(x - x.max(axis, keepdims=True))
    return power / power.sum(axis, keepdims=True)


def log_softmax(x, axis):
    less = x - x.max(axis, keepdims=True)
    return less - np.log(np.exp(less).sum(axis, keepdims=True))


def reduced(function, x, axes, keepdims=1):
    return function(x, axis=tuple(int(one) for one in axes), keepdims=bool(keepdims))


def place_of(function, x, axis, keepdims):
    found = function(x, axis)
    return np.expand_dims(found, axis) if keepdims else found


def gemm(a, b, c=0, alpha=1.0, beta=1.0, transB=0):
    product = a @ (b.T if transB else b)
    return times(alpha, product) + times(beta, c)


def times(factor, x):
    return x if factor == 1 else np.asarray(x).dtype.type(factor) * x


def part(x, starts, ends, axes, steps=None):
    steps = np.ones_like(starts) if steps is None else steps
    chosen = [slice(None)] * x.ndim
    for start, end, axis, step in zip(starts, ends, axes, steps):
        chosen[axis] = slice(int(start), int(end), int(step))
    return x[tuple(chosen)]


def first(x, count, axis, largest, sorted=1):
    order = np.argsort(-x if largest else x, axis, kind="stable").take(range(int(count[0])), axis)
    return np.take_along_axis(x, order, axis), order


def without(x, axes):
    return np.squeeze(x, tuple(int(one) for one in axes))


def with_new(x, axes):
    return np.expand_dims(x, tuple(int(one) for one in axes))


# What an operator of ONNX computes; its attributes come by name.
OPERATORS = {
    "Abs": np.abs, "Add": np.add, "Ceil": np.ceil, "Div": np.divide, "Equal": np.equal, "Exp": np.exp, "Floor": np.floor,
    "Greater": np.greater, "GreaterOrEqual": np.greater_equal, "Less": np.less, "LessOrEqual": np.less_equal,
    "Log": np.log, "MatMul": np.matmul, "Max": np.maximum, "Min": np.minimum, "Mul": np.multiply, "Neg": np.negative,
    "Not": np.logical_not, "Pow": np.power, "Reciprocal": np.reciprocal, "Sign": np.sign, "Sqrt": np.sqrt,
    "Sub": np.subtract, "Tanh": np.tanh, "Where": np.where,
    "ArgMax": lambda x, axis, keepdims: place_of(np.argmax, x, axis, keepdims),
    "ArgMin": lambda x, axis, keepdims: place_of(np.argmin, x, axis, keepdims),
    "Clip": np.clip,
    "Cast": lambda x, to: x.astype(TYPES[to]),
    "Concat": lambda *parts, axis: np.concatenate(parts, axis),
    "Expand": lambda x, sizes: x * np.ones([int(one) for one in sizes], x.dtype),
    "Gather": lambda x, places, axis: np.take(x, places, axis),
    "GatherElements": lambda x, places, axis: np.take_along_axis(x, places, axis),
    "Gemm": gemm,
    "Identity": lambda x: x,
    "LeakyRelu": lambda x, alpha: np.where(x < 0, x.dtype.type(alpha) * x, x),
    "LogSoftmax": log_softmax,
    "ReduceL2": lambda x, axes, keepdims: np.sqrt(reduced(np.sum, x * x, axes, keepdims)),
    "ReduceMax": lambda x, axes, keepdims: reduced(np.max, x, axes, keepdims),
    "ReduceMean": lambda x, axes, keepdims: reduced(np.mean, x, axes, keepdims),
    "ReduceMin": lambda x, axes, keepdims: reduced(np.min, x, axes, keepdims),
    "ReduceSum": lambda x, axes, keepdims: reduced(np.sum, x, axes, keepdims),
    "Relu": lambda x: np.maximum(x, 0),
    "Reshape": lambda x, sizes: x.reshape([int(one) for one in sizes]),
    "Shape": lambda x: np.array(x.shape),
    "Sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "Slice": part,
    "Softmax": softmax,
    "Softplus": lambda x: np.logaddexp(0, x),
    "Squeeze": without,
    "TopK": first,
    "Transpose": lambda x, perm: x.transpose(perm),
    "Unsqueeze": with_new,
}


class Model:
    def __init__(self, file):
        data = memoryview(pathlib.Path(file).read_bytes())
        graph = every(data, 7)[0]
        said = {text(one, 1): text(one, 2) for one in every(data, 14)}
        self.labels = json.loads(said["labels"])
        self.seen = json.loads(said["seen"])
        self.constants = dict(tensor(one) for one in every(graph, 5))
        self.nodes = every(graph, 1)
        self.input, self.output = text(every(graph, 11)[0], 1), text(every(graph, 12)[0], 1)

    def scores(self, samples):
        """Scores [N,C] of samples as they lie in the data's files: the largest wins."""
        known = {**self.constants, self.input: np.asarray(samples, "f4")}
        for node in self.nodes:
            inputs = [known[bytes(name).decode()] for name in every(node, 1)]
            attributes = dict(attribute(one) for one in every(node, 5))
            made = OPERATORS[text(node, 4)](*inputs, **attributes)
            outputs = [bytes(name).decode() for name in every(node, 2)]
            known.update(zip(outputs, made if isinstance(made, tuple) else (made,)))
        return known[self.output]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    model = Model(pathlib.Path(__file__).parent / "model.onnx")
    for row, column in enumerate(model.scores(np.load(sys.argv[1])).argmax(1)):
        print(row, model.labels[column], "seen" if model.seen[column] else "unseen", sep="\t")
