"""Writes small ONNX networks, for machines whose Python has no onnx: protocol buffers by hand."""
import numpy

FLOAT, INTS = 1, 7  # of TensorProto and AttributeProto


def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def field(number, value):
    """A whole number, bytes, a text or a message that is already bytes."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    content = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(content)) + content


def tensor(name, values):
    values = numpy.asarray(values, "<f4")
    sizes = b"".join(field(1, size) for size in values.shape)
    return sizes + field(2, FLOAT) + field(8, name) + field(9, values.tobytes())


def ints(name, values):
    return field(1, name) + b"".join(field(8, value) for value in values) + field(20, INTS)


def node(kind, inputs, output, *attributes):
    return (b"".join(field(1, name) for name in inputs) + field(2, output) + field(3, output) + field(4, kind)
            + b"".join(field(5, one) for one in attributes))


def value_info(name, sizes):
    shape = b"".join(field(1, field(1, size) if isinstance(size, int) else field(2, size)) for size in sizes)
    return field(1, name) + field(2, field(1, field(1, FLOAT) + field(2, shape)))


def network(nodes, weights, side):
    """A model from `images` [B,3,side,side] to `features`, the output of the last node."""
    graph = (b"".join(field(1, one) for one in nodes) + field(2, "network")
             + b"".join(field(5, one) for one in weights)
             + field(11, value_info("images", ["B", 3, side, side])) + field(12, value_info("features", ["B"])))
    return field(1, 7) + field(7, graph) + field(8, field(2, 11))


def pooling_network(side, copies=1):
    """What POOL of extract_test.py computes: x and -2x, averaged over 4 x 4; so often."""
    weights = numpy.concatenate([numpy.eye(3), -2 * numpy.eye(3)] * copies)[:, :, None, None]
    return network([node("Conv", ["images", "weights"], "both", ints("kernel_shape", [1, 1])),
                    node("AveragePool", ["both"], "features", ints("kernel_shape", [4, 4]), ints("strides", [4, 4]))],
                   [tensor("weights", weights)], side)
