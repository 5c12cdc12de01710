"""Which trials are made, in which order, and their table."""
import collections
import concurrent.futures
import dataclasses
import itertools
import shlex
import shutil
import sys
import time
import traceback

from .ground import MARK, Ground
from .kinds import KINDS
from .program import Loss, kill_all_with
from .trial import Trial


@dataclasses.dataclass
class Tally:
    trials: int = 0
    blows: int = 0
    lost: int = 0


class Campaign:
    def __init__(self, options, folder, deadline):
        self.options, self.folder, self.deadline = options, folder, deadline
        self.ground = Ground(options, folder)
        self.kinds = {name: make(self.ground) for name, make in KINDS.items()}
        self._rows = collections.defaultdict(Tally)
        self._lost = []
        self._done = collections.Counter()  # by kind, in its own measure

    def fight(self):
        if self.options.only:
            kind, number = self.options.only
            if kind not in self.kinds:
                sys.exit(f"attack: no such kind: {kind}; there are {', '.join(self.kinds)}")
            return self._count(kind, *self._fight_one(kind, number))
        with concurrent.futures.ThreadPoolExecutor(self.options.jobs) as pool:
            try:
                self._fight_all(pool)
            except BaseException:  # Ctrl-C: what was started is in sessions of its own
                kill_all_with(f"{MARK}={self.folder}".encode())
                raise

    def _fight_all(self, pool):
        running = {}
        for kind, number in self._plan():
            if time.monotonic() > self.deadline:
                break
            running[pool.submit(self._fight_one, kind, number)] = kind
            if len(running) == self.options.jobs:
                self._collect(running, concurrent.futures.FIRST_COMPLETED)
        self._collect(running, concurrent.futures.ALL_COMPLETED)

    def _plan(self):
        """Kinds take turns, so that a deadline cuts all of them short."""
        turns = {name: iter(kind.numbers()) for name, kind in self.kinds.items()}
        while turns:
            for name in list(turns):
                number = next(turns[name], None)
                if number is None or self._done[name] >= self.kinds[name].wanted():
                    del turns[name]
                else:
                    yield name, number

    def _collect(self, running, when):
        for future in concurrent.futures.wait(running, return_when=when).done:
            self._count(running.pop(future), *future.result())

    def _fight_one(self, kind, number):
        attack = self.kinds[kind]
        trial = Trial(self.ground, f"{kind}/{number}", attack.pipeline_of(number))
        loss = None
        try:
            attack.fight(trial, number)
        except Loss as error:
            loss = str(error)
        except Exception:  # a mistake of this tool must not pass as a survived trial
            loss = traceback.format_exc()
        trial.close(lost=loss is not None)
        return trial, loss

    def _count(self, kind, trial, loss):
        self._done[kind] += self.kinds[kind].done(trial)
        if not trial.blows and not loss:
            return  # it ended before its blow fell, which says nothing
        row = self._rows[trial.row]
        row.trials += 1
        row.blows += trial.blows
        if loss:
            row.lost += 1
            self._lost.append((trial, loss))
            print(f"attack: {trial.name} lost: {loss}", file=sys.stderr, flush=True)

    def table(self):
        lines = ["| kind | trials | blows | survived | lost |", "|---|---|---|---|---|"]
        total = Tally()
        for name, row in sorted(self._rows.items()):
            lines.append(f"| {name} | {row.trials} | {row.blows} | {row.trials - row.lost} | {row.lost} |")
            total = Tally(total.trials + row.trials, total.blows + row.blows, total.lost + row.lost)
        lines.append(f"| all | {total.trials} | {total.blows} | {total.trials - total.lost} | {total.lost} |")
        return "\n".join(lines)

    def losses(self):
        """Lines about every lost trial."""
        again = shlex.join(["tools/attack", "--zeroth", str(self.options.zeroth), "--seed", str(self.options.seed),
                            *(["--pipelines", self.options.pipelines] if self.options.pipelines else [])])
        lines = []
        for trial, loss in self._lost:
            lines += [f"\n{trial.name} ({trial.row}; {trial.pipeline}): {loss}", f"  kept   {trial.folder}",
                      f"  again  {again} --only {trial.name}"]
        return lines

    def clean_up(self):
        """What survived is of no interest."""
        if not self._lost:
            shutil.rmtree(self.folder)
