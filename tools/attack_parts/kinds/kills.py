"""SIGKILL at random moments, once to three times, the resumed run too."""
import signal
import time

from .kind import Kind


def targets(program):
    """Whom SIGKILL may hit; a program that has no worker yet is hit itself."""
    worker = program.worker()
    if worker is None:
        return {"front end": [program.pid]}
    return {"worker": [worker], "front end": [program.pid], "front end and worker": [program.pid, worker]}


class Kills(Kind):
    option = "kills"

    def done(self, trial):
        return trial.blows

    def fight(self, trial, number):
        program = trial.begin()
        for _ in range(trial.random.randint(1, 3)):
            time.sleep(trial.moment())
            whom = targets(program)
            name = trial.random.choice(sorted(whom))
            if not program.send(signal.SIGKILL, *whom[name]):
                trial.was_too_late()
                break
            if trial.blows == 0:
                trial.row = f"SIGKILL at random, the first of the {name}"
            trial.blows += 1
            program.wait()
            trial.settle()
            program = trial.go_on()
        trial.finish(program)
