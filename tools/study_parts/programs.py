"""The `zeroth run` that are going on: they end when the study is told to end, or is killed."""
import signal
import subprocess
import sys
import threading

STOPPED = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 75, signal.SIGUSR1: 75, signal.SIGUSR2: 75}


class Programs:
    """A signal to the study is passed on to every run, once each time: the first saves, a second ends at once."""

    def __init__(self, zeroth):
        self.zeroth = zeroth
        self.stopped_by = None
        self._running = set()
        self._lock = threading.Lock()
        for number in STOPPED:
            signal.signal(number, self._pass_on)

    def _pass_on(self, number, _):
        self.stopped_by = number
        with self._lock:
            for process in self._running:
                process.send_signal(number)
            if not self._running:
                sys.exit(STOPPED[number])

    def run(self, words, log, lock):
        """The exit status of `zeroth run`, None where the study ends. The program inherits the descriptor `lock`, so
        that a lock on it is held as long as it lives."""
        with self._lock:
            if self.stopped_by:
                return None
            # In a session of its own, or Ctrl-C would reach it twice.
            process = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", self.zeroth, "run", *map(str, words)],
                                       stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=[lock],
                                       start_new_session=True)
            self._running.add(process)
        try:
            return process.wait()
        finally:
            with self._lock:
                self._running.discard(process)

    def exit_status(self):
        return STOPPED.get(self.stopped_by)
