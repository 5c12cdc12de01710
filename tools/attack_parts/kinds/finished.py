"""Finished runs that are resumed, some of the resumes killed: not a byte of them changes."""
import signal
import time

from ..program import Loss
from ..record import bytes_of
from .kind import Kind


class Finished(Kind):
    option = "finished"

    def fight(self, trial, number):
        trial.row = "resume of a finished run"
        whole = self.ground.whole(trial.pipeline)
        directory = self.ground.copy(whole.directory, trial.folder)
        before = bytes_of(directory)
        if number % 2:
            trial.row += ", killed in it"
            program = trial.resume(directory)
            time.sleep(trial.random.uniform(0, 0.6))
            program.send(signal.SIGKILL, *filter(None, (program.worker(), program.pid)))
            program.wait()
            trial.settle()
        trial.blows += 1
        program = trial.must_end(trial.resume(directory))
        after = bytes_of(directory)
        if changed := sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)):
            raise Loss(f"changed: {', '.join(changed)}")
        trial.compare()
        trial.compare_printed(program)
