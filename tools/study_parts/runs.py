"""The folder of one identity: what is finished in it, what goes on, what begins anew."""
import fcntl
import json

# A run that ended so had no room on the disk or was told to stop: it goes on later, and another would fare no better.
LATER = {73, 74, 75, 130, 143}


def document(path):
    """A JSON object, empty where there is none."""
    try:
        read = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def has_figures(result):
    return isinstance(result.get("metrics"), dict)


def result_in(folder):
    """Of the newest finished run."""
    for path in sorted(folder.glob("*/result.json"), reverse=True):
        result, status = document(path), document(path.parent / "status.json")
        if has_figures(result) and status.get("state", "finished") == "finished":
            return result
    return None


def unfinished_in(folder):
    """The newest run that was stopped or killed; one that failed is over, unless the disk was full."""
    for path in sorted(folder.glob("*/config.resolved.json"), reverse=True):
        status = document(path.parent / "status.json")
        if status.get("state") != "failed" or status.get("exit_code") in LATER:
            return path.parent
    return None


def make(folder, begin, options, programs):
    """(result or None, whether anything was run for it). `begin` are the words of a new `zeroth run`, `options` follow
    in every one. Two studies never make one run twice: the second waits."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock, open(folder / "log.txt", "a") as log:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if result := result_in(folder):
            return result, False
        unfinished = unfinished_in(folder)
        ended = unfinished and programs.run(["--resume", unfinished, *options], log, lock.fileno())
        # One that cannot go on, because something in it is damaged, does not stand in the way of another.
        if not unfinished or (result_in(folder) is None and not is_for_later(ended)):
            programs.run([*begin, "--run-dir", folder, *options], log, lock.fileno())
        return result_in(folder), True


def is_for_later(ended):
    return ended is None or ended < 0 or ended in LATER
