"""One trial: a folder, random numbers of its own, and what a user does after a disturbance."""
import random
import shutil

from .ground import MARK
from .program import Loss, kill_all_with, processes_with, wait_until_none_with
from .record import differences, printed_result, record_of

GRACE = 5  # seconds in which processes end after their front end was killed


class Trial:
    """What `kinds` disturb. `row` is its line of the table, `blows` counts what was done to it."""

    def __init__(self, ground, name, pipeline):
        self.ground, self.name, self.pipeline = ground, name, pipeline
        self.random = random.Random(f"{ground.options.seed} {name}")
        self.folder = ground.folder / "trials" / name.replace("/", "-")
        self.folder.mkdir(parents=True)
        self.row, self.blows = name.split("/")[0], 0
        self.marker = f"{MARK}={self.folder}\0".encode()
        self._started = 0

    def start(self, *arguments, **environment):
        """`zeroth run` with these arguments."""
        self._started += 1
        folder = self.folder / f"command-{self._started}"
        folder.mkdir()
        return self.ground.start(folder, *arguments, **{MARK: str(self.folder), **environment})

    def begin(self, **environment):
        return self.start(self.ground.pipelines[self.pipeline], "--run-dir", self.folder / "runs", **environment)

    def resume(self, directory, **environment):
        return self.start("--resume", directory, **environment)

    def directory(self):
        """Of the run, once it can be resumed."""
        return next((path.parent for path in sorted(self.folder.glob("runs/*/config.resolved.json"))), None)

    def go_on(self, **environment):
        """What a user does: go on with what is there, or begin again."""
        directory = self.directory()
        return self.resume(directory, **environment) if directory else self.begin(**environment)

    def settle(self):
        """After a disturbance nothing may live on.  Raises Loss."""
        if left := wait_until_none_with(self.marker, GRACE):
            kill_all_with(self.marker)
            raise Loss(f"process {left[0]} goes on alone, {GRACE} s after its front end has ended")

    def must_end(self, program, code=0):
        """Waits; raises Loss on any other exit status."""
        if (got := program.wait()) != code:
            raise Loss(f"exit status {got} instead of {code}: {program.said().strip() or 'not a word'}")
        return program

    def finish(self, program=None):
        """Waits for `program`, or goes on, to the end of the run and compares everything."""
        program = self.must_end(program or self.go_on())
        self.compare()
        self.compare_printed(program)

    def compare_printed(self, program):
        whole = self.ground.whole(self.pipeline)
        if printed := differences({"the result": whole.result}, {"the result": printed_result(program)}):
            raise Loss(f"printed: {printed[0]}")

    def compare(self, apart=()):
        """The run directory against the undisturbed one; `apart` names files that are not looked at."""
        runs = sorted((self.folder / "runs").iterdir())
        whole = self.ground.whole(self.pipeline)
        found = [f"{path.name} is left beside the run" for path in runs if path != self.directory()]
        record = record_of(self.directory())
        found += differences(*({name: value for name, value in one.items() if name not in apart}
                               for one in (whole.record, record)))
        if found:
            raise Loss("; ".join(found))
        if left := processes_with(self.marker):
            raise Loss(f"process {left[0]} is left")

    def moment(self):
        """Seconds to wait: anywhere in the run, or more often while it starts."""
        seconds = self.ground.whole(self.pipeline).seconds
        return self.random.uniform(0, min(0.8, seconds) if self.random.random() < 0.25 else seconds)

    def was_too_late(self):
        """The run was over before the blow fell: the machine has less to do than when it was measured."""
        self.ground.whole(self.pipeline).seconds *= 0.8

    def close(self, lost):
        kill_all_with(self.marker)
        if not lost:
            shutil.rmtree(self.folder)
