"""Signals that tell a run to stop, at random moments, some of them twice; then it goes on."""
import signal
import time

from ..program import Loss
from .kind import Kind

STOPPED = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 75, signal.SIGUSR1: 75, signal.SIGUSR2: 75}


class Signals(Kind):
    option = "signals"

    def fight(self, trial, number):
        kind = list(STOPPED)[number % len(STOPPED)]
        trial.row = f"{kind.name}, then resumed"
        program = trial.begin()
        for _ in range(trial.random.randint(1, 2)):
            time.sleep(trial.moment())
            if not program.send(kind, program.pid):
                trial.was_too_late()
                break
            trial.blows += 1
            self._hurry(trial, program, kind)
            program.wait()
            trial.settle()
            # A program that has hardly begun is still the system's, which ends it by the signal.
            if program.process.returncode not in (0, STOPPED[kind], -kind):
                raise Loss(f"exit status {program.process.returncode} after {kind.name}: {program.said().strip()}")
            program = trial.go_on()
        trial.finish(program)

    @staticmethod
    def _hurry(trial, program, kind):
        """A second signal ends at once whatever the process is doing."""
        if trial.random.random() < 0.3:
            time.sleep(trial.random.uniform(0, 0.02))
            program.send(kind, program.pid)
