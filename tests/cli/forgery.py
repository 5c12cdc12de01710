"""Writes the files of a run as the run itself would: with right checksums, hashes and chains. For tests that forge."""
import ctypes
import ctypes.util
import json
import pathlib

SEALED_WITH = '{"__metadata__":{"xxh3-128":"'


class _Hash(ctypes.Structure):
    _fields_ = [("low", ctypes.c_uint64), ("high", ctypes.c_uint64)]


_LIBRARY = ctypes.CDLL(ctypes.util.find_library("xxhash") or "libxxhash.so.0")
_LIBRARY.XXH3_128bits.restype = _Hash
_LIBRARY.XXH3_128bits.argtypes = [ctypes.c_char_p, ctypes.c_size_t]


def hash_of(data):
    found = _LIBRARY.XXH3_128bits(bytes(data), len(data))
    return f"{found.high:016x}{found.low:016x}"


def compact(document):
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def file_hash(path):
    return hash_of(pathlib.Path(path).read_bytes())


def without(document, *names):
    return {name: value for name, value in document.items() if name not in names}


def edit_json(path, change, sealed=False):
    """Changes a document in place; a sealed one gets the checksum of what it says now."""
    document = json.loads(path.read_text())
    change(document)
    if sealed:
        document = without(document, "checksum")
        document["checksum"] = hash_of(compact(document).encode())
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def metrics_hashes(text):
    """Of every line: the hash of all lines up to it, without their times."""
    seen, hashes = b"", []
    for line in text.splitlines():
        seen += (compact(without(json.loads(line), "time")) + "\n").encode()
        hashes.append(hash_of(seen))
    return hashes


def edit_looks(run, change):
    """Changes the looks (a list of records) and makes chain, status and result fit again."""
    looks = [json.loads(line) for line in (run / "looks.jsonl").read_text().splitlines()]
    change(looks)
    previous = ""
    for number, look in enumerate(looks, 1):
        look["number"], look["previous"] = number, previous
        look["hash"] = previous = hash_of(compact(without(look, "hash", "time")).encode())
    (run / "looks.jsonl").write_text("".join(compact(look) + "\n" for look in looks))
    mark = {"count": len(looks), "head": previous}
    edit_json(run / "status.json", lambda status: status.update(looks=mark), sealed=True)

    def fit(result):
        result["looks"] = mark
        result["test_looks"] = sum(look["problem"] == "test" for look in looks)
    edit_json(run / "result.json", fit)


def edit_tensors(path, change=None, metadata=None):
    """Changes tensors (name -> bytearray) and texts of a safetensors file and seals it again."""
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header, body = json.loads(data[8:8 + length]), data[8 + length:]
    tensors = {name: bytearray(body[slice(*entry["data_offsets"])])
               for name, entry in header.items() if name != "__metadata__"}
    if change:
        change(tensors)
    if metadata:
        metadata(header["__metadata__"])
    body = b"".join(tensors[name] for name in tensors)
    header["__metadata__"]["xxh3-128"] = "0" * 32
    text = compact(header).encode()
    text += b" " * (-len(text) % 8)
    sealed = hash_of(len(text).to_bytes(8, "little") + text + body)
    first = len(SEALED_WITH)
    text = text[:first] + sealed.encode() + text[first + 32:]
    path.write_bytes(len(text).to_bytes(8, "little") + text + body)
