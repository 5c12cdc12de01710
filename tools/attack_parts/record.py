"""What a run directory says, without what may differ between two runs of one pipeline: times, places, processes."""
import json

from zeroth import read_safetensors

# Of every line of metrics.jsonl and looks.jsonl; the hashes of looks leave it out.
TIME = "time"
# Of every JSON document: where it was made, and the checksum that covers this too.
PLACE = ("run_dir", "checksum")
MISSING = object()


def without(document, *names):
    return {name: value for name, value in document.items() if name not in names}


def printed_result(program):
    """What a finished `zeroth run --json` printed."""
    return without(json.loads(program.output.read_text()), *PLACE)


def lines(data):
    """The lines of a JSONL file; what is no JSON object stays as it is."""
    def read(line):
        try:
            return without(json.loads(line), TIME)
        except (ValueError, AttributeError):
            return line
    return [read(line) for line in data.split(b"\n")]


def status(data):
    return {name: json.loads(data).get(name) for name in ("state", "exit_code", "error")}


def content(path, name):
    """Of one file, as it is compared."""
    data = path.read_bytes()
    try:
        if name == "lock":
            return b""
        if name == "status.json":
            return status(data)
        if name.endswith(".json"):
            return without(json.loads(data), *PLACE)
        if name.endswith(".jsonl"):
            return lines(data)
        if name.startswith("checkpoints/") and name.endswith(".safetensors"):
            return read_safetensors(path)
    except (ValueError, KeyError, TypeError, AttributeError):
        pass  # damaged: the bytes themselves
    return data


def files_of(directory):
    return {path.relative_to(directory).as_posix(): path for path in sorted(directory.rglob("*")) if path.is_file()}


def bytes_of(directory):
    """All that a refusal, or a resume of what is finished, leaves alone."""
    return {name: path.read_bytes() for name, path in files_of(directory).items()
            if name not in ("lock", "status.json")}


def record_of(directory):
    return {name: content(path, name) for name, path in files_of(directory).items()}


def is_temporary(name, whole):
    """Files are written beside their place, under their name and something more."""
    return name not in whole and any(name.startswith(one + ".") for one in whole)


def shown(value):
    text = repr(value)
    return text if len(text) <= 200 else text[:200] + "..."


def members(want, got):
    """Of two JSON objects: in what they differ."""
    names = [name for name in {**want, **got} if want.get(name, MISSING) != got.get(name, MISSING)]
    return f"other {', '.join(names[:5])}" + (" ..." if len(names) > 5 else "")


def first_line(want, got):
    """Of two lists of lines: where they part."""
    place = next((i for i, (one, other) in enumerate(zip(want, got)) if one != other), min(len(want), len(got)))
    one, other = (side[place] if place < len(side) else "nothing" for side in (want, got))
    both = isinstance(one, dict) and isinstance(other, dict)
    return f"line {place + 1} " + (f"has {members(one, other)}" if both else f"is {shown(other)} instead of {shown(one)}")


def difference(name, want, got):
    """One sentence about one file."""
    if got is MISSING:
        return f"{name} is missing"
    if isinstance(want, list) and isinstance(got, list):
        # What ends with a newline has an empty last line.
        return f"{name}: {len(got) - 1} lines instead of {len(want) - 1}, {first_line(want, got)}"
    if isinstance(want, dict) and isinstance(got, dict):
        return f"{name}: {members(want, got)}"
    return f"{name} differs"


def differences(want, got):
    """Sentences about everything in which the record `got` is not the record `want`."""
    found = [difference(name, value, got.get(name, MISSING)) for name, value in want.items()
             if got.get(name, MISSING) != value]
    for name in sorted(got.keys() - want.keys()):
        found.append(f"{name} is left over" if is_temporary(name, want) else f"{name} is there in addition")
    return found
