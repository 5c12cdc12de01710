"""An independent reader of TensorBoard's event files: records of TFRecord, checksums included, and messages of
Protocol Buffers by the numbers of event.proto and summary.proto."""
import struct

TABLE = []
for byte in range(256):
    for _ in range(8):
        byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)  # CRC-32C, reversed
    TABLE.append(byte)


def masked_crc(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def records(path):
    data, at = path.read_bytes(), 0
    while at < len(data):
        length, crc = struct.unpack_from("<QI", data, at)
        if crc != masked_crc(data[at:at + 8]):
            raise ValueError(f"checksum of the length at {at}")
        body = data[at + 12:at + 12 + length]
        if struct.unpack_from("<I", data, at + 12 + length)[0] != masked_crc(body):
            raise ValueError(f"checksum of the data at {at}")
        yield body
        at += length + 16


def fields(data):
    """(number, value) of a message: int, or bytes of 1, 4, 8 or as many as are counted."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at, value, shift = at + 1, value | (byte & 0x7F) << shift, shift + 7
            if byte < 0x80:
                return value

    while at < len(data):
        tag = varint()
        kind = tag & 7
        if kind == 0:
            yield tag >> 3, varint()
            continue
        size = {1: 8, 5: 4}.get(kind) or varint()
        yield tag >> 3, data[at:at + size]
        at += size


def of(data, number):
    return [value for one, value in fields(data) if one == number]


def events(path):
    """Dictionaries with time, step and what there is of version, start, scalars {tag: value} and plugins {tag: (plugin,
    its content, the texts of the tensor)}."""
    for record in records(path):
        event = {"time": struct.unpack("<d", of(record, 1)[0])[0], "step": (of(record, 2) or [0])[0]}
        if of(record, 3):
            event["version"] = of(record, 3)[0].decode()
        if of(record, 7):
            event["start"] = of(of(record, 7)[0], 1) == [1]
        for summary in of(record, 5):
            for value in of(summary, 1):
                tag = of(value, 1)[0].decode()
                for number in of(value, 2):
                    event.setdefault("scalars", {})[tag] = struct.unpack("<f", number)[0]
                for metadata in of(value, 9):
                    plugin = of(metadata, 1)[0]
                    texts = [text.decode() for tensor in of(value, 8) for text in of(tensor, 8)]
                    event.setdefault("plugins", {})[tag] = (of(plugin, 1)[0].decode(), of(plugin, 2)[0], texts)
        yield event
