"""A process is killed, or the disk fails, at a chosen file operation of a run or of a resumed run."""
import collections
import dataclasses
import itertools
import random

from ..pipelines import FEW_OPERATIONS
from ..program import Loss
from ..trial import Trial
from .kind import Kind

ACTIONS = {"kill": "SIGKILL before a file operation", "torn": "SIGKILL in the middle of a write",
           "ENOSPC": "disk full from a file operation on", "EIO": "a file operation fails with EIO",
           "short": "a write writes half"}
SAMPLE = 24
# Exit statuses after a failing disk: it did not matter, a file is damaged or missing, or cannot be made or written.
ANSWERS = {0, 65, 66, 73, 74}


@dataclasses.dataclass
class Operation:
    """As fail_at logs it; `number` counts from 1 in its program."""
    program: str
    number: int
    kind: str
    function: str
    path: str


@dataclasses.dataclass
class Target:
    """What goes wrong where, in a run that begins or in one that is resumed."""
    pipeline: str
    resumed: bool
    action: str
    operation: Operation

    def __str__(self):
        where = "resumed" if self.resumed else "begun"
        one = self.operation
        return f"{self.action} at operation {one.number} of {one.program} in the {where} run, {one.function} {one.path}"


def operations_in(log, folder):
    counts = collections.Counter()
    for line in log.read_text().splitlines():
        program, kind, function, path = line.split("\t")
        counts[program] += 1
        yield Operation(program, counts[program], kind, function, path.replace(f"{folder}/", ""))


def thinned(operations):
    """Of several writes to one file in a row: the first, the middle and the last."""
    for (kind, _), group in itertools.groupby(operations, lambda one: (one.kind, one.path)):
        group = list(group)
        places = {0, len(group) // 2, len(group) - 1} if kind == "writes" else range(len(group))
        yield from (group[place] for place in sorted(places))


def applies(action, kind):
    if action == "kill":
        return kind != "reads"
    if action in ("torn", "short"):
        return kind == "writes"
    return action == "EIO" or kind not in ("reads", "removes")


class Operations(Kind):
    def __init__(self, ground):
        super().__init__(ground)
        self.pipelines = [name for name in FEW_OPERATIONS if name in self.pipelines] or self.pipelines[:1]
        self._targets = None

    def wanted(self):
        sizes = {"none": 0, "sample": SAMPLE}
        return sizes.get(self.ground.options.operations) or len(self.numbers())

    def numbers(self):
        wanted = self.ground.options.operations
        order = [] if wanted == "none" else list(range(len(self.targets())))
        return self._mixed(order) if wanted == "sample" else order

    def _mixed(self, order):
        """Every action in turn, each at operations by chance."""
        random.Random(self.ground.options.seed).shuffle(order)
        by_action = [[number for number in order if self.targets()[number].action == action] for action in ACTIONS]
        return [number for turn in itertools.zip_longest(*by_action) for number in turn if number is not None]

    def targets(self):
        if self._targets is None:
            self._targets = [target for pipeline in self.pipelines for resumed in (False, True)
                             for target in self._targets_of(pipeline, resumed)]
        return self._targets

    def _targets_of(self, pipeline, resumed):
        counted = self._count(pipeline, resumed)
        some = list(thinned(counted))
        for action in ACTIONS:
            # SIGKILL at really every operation of the first pipeline.
            for operation in counted if action == "kill" and pipeline == self.pipelines[0] else some:
                if applies(action, operation.kind):
                    yield Target(pipeline, resumed, action, operation)

    def _count(self, pipeline, resumed):
        trial = Trial(self.ground, f"counted/{pipeline}-{'resumed' if resumed else 'begun'}", pipeline)
        log = trial.folder / "log"
        trial.must_end(self._start(trial, resumed, FAIL_AT_LOG=log))
        counted = list(operations_in(log, trial.folder / "runs"))
        if not any(one.kind == "writes" for one in counted):
            raise RuntimeError(f"{self.ground.options.fail_at} sees no write of the run {trial.name}")
        return counted

    def _start(self, trial, resumed, **settings):
        environment = {"LD_PRELOAD": str(self.ground.options.fail_at), "FAIL_AT_FOLDER": str(trial.folder / "runs"),
                       **{name: str(value) for name, value in settings.items()}}
        if not resumed:
            return trial.begin(**environment)
        return trial.resume(self.ground.copy(self.ground.half(trial.pipeline), trial.folder), **environment)

    def pipeline_of(self, number):
        return self.targets()[number].pipeline

    def fight(self, trial, number):
        target = self.targets()[number]
        trial.row = ACTIONS[target.action]
        program = self._start(trial, target.resumed, FAIL_AT_PROGRAM=target.operation.program,
                              FAIL_AT_NUMBER=target.operation.number, FAIL_AT_ACTION=target.action)
        program.wait()
        trial.blows += 1
        try:
            trial.settle()
            if target.action not in ("kill", "torn"):
                self._judge_answer(program, target.action)
            trial.finish()
        except Loss as loss:
            raise Loss(f"{target}: {loss}") from None

    @staticmethod
    def _judge_answer(program, action):
        end, said = program.process.returncode, program.said()
        if action == "short" and end != 0:
            raise Loss(f"exit status {end} after a write that may be continued: {said.strip()}")
        if end not in ANSWERS or "please report this" in said or (end and "error: " not in said):
            raise Loss(f"exit status {end}: {said.strip() or 'not a word'}")
