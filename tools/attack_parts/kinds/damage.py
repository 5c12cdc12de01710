"""Damaged files in a run directory: refused with words, or put right; never taken for the truth."""
import itertools
import random

from ..program import Loss
from ..record import bytes_of, files_of
from .kind import Kind

REFUSED = {65, 66}
# A run goes on elsewhere than it began, and says so: what it found of its environment is no part of its result.
TOLD = {"env.json"}


def flip(data, chance):
    place = chance.randrange(len(data)) if data else 0
    return data[:place] + bytes([one ^ (1 << chance.randrange(8)) for one in data[place:place + 1]]) + data[place + 1:]


def cut(data, chance):
    return data[:chance.randrange(len(data))] if data else data


def lengthen(data, chance):
    return data + chance.choice((b"\n", b"\0", b"{}\n", chance.randbytes(100)))


DAMAGES = {"a flipped bit": flip, "cut short": cut, "bytes added": lengthen, "empty": lambda data, chance: b"",
           "missing": None}
# Flips are worth more tries: each hits another bit.
TRIED = ["a flipped bit"] * 4 + list(DAMAGES)


def do_damage(path, damage, chance):
    """Whether there was anything to damage."""
    if damage == "missing":
        path.unlink()
        return True
    before = path.read_bytes()
    path.write_bytes(DAMAGES[damage](before, chance))
    return path.read_bytes() != before


class Damage(Kind):
    option = "damage"

    def __init__(self, ground):
        super().__init__(ground)
        self._cases = None

    def cases(self):
        """(pipeline, finished, file, damage), in an order in which few of them are many different ones."""
        if self._cases is None:
            self._cases = [(pipeline, finished, name, damage) for pipeline in self.pipelines[:2]
                           for finished in (False, True)
                           for name, damage in itertools.product(files_of(self._source(pipeline, finished)), TRIED)]
            random.Random(self.ground.options.seed).shuffle(self._cases)
        return self._cases

    def _source(self, pipeline, finished):
        return self.ground.whole(pipeline).directory if finished else self.ground.half(pipeline)

    def _case(self, number):
        return self.cases()[number % len(self.cases())]

    def pipeline_of(self, number):
        return self._case(number)[0]

    def fight(self, trial, number):
        pipeline, finished, name, damage = self._case(number)
        trial.row = f"damaged file of {'a finished' if finished else 'an unfinished'} run: {damage}"
        directory = self.ground.copy(self._source(pipeline, finished), trial.folder)
        undamaged = (directory / name).read_bytes()
        if not do_damage(directory / name, damage, trial.random):
            return
        trial.blows += 1
        try:
            if self._was_refused(trial, directory, name):
                (directory / name).write_bytes(undamaged)
                trial.finish()
        except Loss as loss:
            raise Loss(f"{name}, {damage}: {loss}") from None

    def _was_refused(self, trial, directory, name):
        """Else it was put right.  Raises Loss on any other answer."""
        before = bytes_of(directory)
        program = trial.resume(directory)
        end, said = program.wait(), program.said().strip()
        if end == 0:
            trial.compare_printed(program)
            trial.compare(apart=TOLD & {name})
            return False
        if end not in REFUSED or "error: " not in said or "please report this" in said:
            raise Loss(f"exit status {end}: {said or 'not a word'}")
        if changed := sorted(one for one, data in bytes_of(directory).items() if before.get(one) != data):
            raise Loss(f"refused, but {', '.join(changed)} changed")
        return True
