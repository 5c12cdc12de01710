"""A started `zeroth`: its worker, its end, and what must not outlive it."""
import os
import pathlib
import shlex
import signal
import subprocess
import time

STEP = 0.002  # seconds between two looks at /proc


class Loss(Exception):
    """What an attack cost."""


class Program:
    """One command, in a session of its own; what it is and prints goes into files of `folder`."""

    def __init__(self, command, environment, folder, patience):
        self.command, self.patience = [str(word) for word in command], patience
        self.output, self.errors = (folder / ("standard-" + name) for name in ("output", "error"))
        (folder / "command").write_text(shlex.join(self.command) + "\n")
        with open(self.output, "w") as out, open(self.errors, "w") as err:
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=folder,
                                            env=environment, start_new_session=True)

    @property
    def pid(self):
        return self.process.pid

    def running(self):
        return self.process.poll() is None

    def worker(self):
        """Its child, where it has one by now."""
        try:
            children = pathlib.Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        except OSError:
            return None
        return int(children[0]) if children else None

    def wait_for_worker(self, limit=5):
        end = time.monotonic() + limit
        while self.running() and self.worker() is None and time.monotonic() < end:
            time.sleep(STEP)
        return self.worker()

    def send(self, number, *pids):
        """Whether they were still there."""
        if not self.running():
            return False
        try:
            for pid in pids:
                os.kill(pid, number)
        except ProcessLookupError:
            return False
        return True

    def wait(self):
        """The exit status.  Raises Loss where it hangs."""
        try:
            return self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            raise Loss(f"hangs: still running after {self.patience:.0f} s: {' '.join(self.command)}") from None

    def said(self):
        return self.errors.read_text(errors="replace")


def processes_with(marker):
    """Processes in whose environment the bytes `marker` occur, children of the dead included."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if marker in (entry / "environ").read_bytes():
                    found.append(int(entry.name))
            except OSError:  # it ended meanwhile, or is someone else's
                continue
    return found


def kill_all_with(marker):
    for pid in processes_with(marker):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def wait_until_none_with(marker, limit):
    """What is left after `limit` seconds."""
    end = time.monotonic() + limit
    while (left := processes_with(marker)) and time.monotonic() < end:
        time.sleep(0.02)
    return left
