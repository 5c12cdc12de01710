"""Thousands of signals that ask for nothing, during the computation: no bit may change."""
import os
import signal
import time

from .kind import Kind

HARMLESS = (signal.SIGWINCH, signal.SIGCHLD, signal.SIGURG, signal.SIGCONT)


def threads_of(pid):
    try:
        return [int(name) for name in os.listdir(f"/proc/{pid}/task")]
    except OSError:
        return []


class Storms(Kind):
    option = "storms"

    def fight(self, trial, number):
        trial.row = "thousands of harmless signals"
        program = trial.begin()
        program.wait_for_worker()
        while program.running():
            pids = threads_of(program.worker() or program.pid) + [program.pid]
            for _ in range(20):
                trial.blows += program.send(trial.random.choice(HARMLESS), trial.random.choice(pids))
                time.sleep(0.0005)
            if trial.random.random() < 0.02:
                self._hold(program)
        trial.finish(program)

    @staticmethod
    def _hold(program):
        """Stopped as by a batch system that wants the machine for a while."""
        if worker := program.worker():
            program.send(signal.SIGSTOP, worker)
            time.sleep(0.02)
            program.send(signal.SIGCONT, worker)
