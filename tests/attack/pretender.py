#!/usr/bin/env -S --ignore-signal=INT /usr/bin/python3
"""Pretends to be `zeroth run`: counts to twelve where that trains. PRETENDER_LOSES says what it does wrong, if
anything.

    line        a resumed run has one line of metrics too few, a finished one too
    result      a resumed run ends with another result
    temporary   what is left of a killed write stays
    lock        two may write at once
"""
import signal

# While it starts, Python takes SIGINT for an error of its own and ends with 1; from here on the signal ends it.
signal.signal(signal.SIGINT, signal.SIG_DFL)

import fcntl
import json
import os
import pathlib
import sys
import time

EPOCHS = 12
LOSES = os.environ.get("PRETENDER_LOSES")


def fail(code, text):
    print("error: " + text, file=sys.stderr)
    sys.exit(code)


def write(path, data):
    temporary = path.with_name(f"{path.name}.{os.getpid() % 10**6:06}")
    try:
        temporary.write_bytes(data)
        temporary.rename(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def tensors(epoch):
    header = json.dumps({"x": {"dtype": "I64", "shape": [1], "data_offsets": [0, 8]}}).encode()
    return len(header).to_bytes(8, "little") + header + epoch.to_bytes(8, "little")


def begin(pipeline, runs):
    directory = runs / "run"
    (directory / "checkpoints").mkdir(parents=True, exist_ok=True)
    write(directory / "config.resolved.json", json.dumps({"pipeline": json.loads(pipeline.read_text())}).encode())
    return directory


def tidy(directory):
    for path in directory.rglob("*." + 6 * "[0-9]"):
        path.unlink()


def count(directory, resumed):
    metrics = directory / "metrics.jsonl"
    lines = metrics.read_bytes().split(b"\n")[:-1] if metrics.exists() else []
    write(metrics, b"".join(line + b"\n" for line in (lines[:-1] if resumed and LOSES == "line" else lines)))
    for epoch in range(len(lines) + 1, EPOCHS + 1):
        write(metrics, metrics.read_bytes() + json.dumps({"epoch": epoch, "time": time.time()}).encode() + b"\n")
        write(directory / "checkpoints/last.safetensors", tensors(epoch))
        time.sleep(0.02)
    write(directory / "checkpoints/last.safetensors", tensors(EPOCHS))
    result = {"H": 1 if resumed and LOSES == "result" else 2}
    write(directory / "result.json", json.dumps(result).encode())


def run(arguments):
    resumed = "--resume" in arguments
    directory = pathlib.Path(arguments[arguments.index("--resume") + 1]) if resumed else begin(
        pathlib.Path(arguments[0]), pathlib.Path(arguments[arguments.index("--run-dir") + 1]))
    with open(directory / "lock", "w") as lock:
        try:
            LOSES == "lock" or fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fail(1, "another process writes this run")
        if LOSES != "temporary":
            tidy(directory)
        if not (directory / "result.json").exists() or LOSES == "line":
            count(directory, resumed)
        print((directory / "result.json").read_text())


if __name__ == "__main__":
    try:
        run(sys.argv[2:])
    except OSError as error:
        fail(74, str(error))
