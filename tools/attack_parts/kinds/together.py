"""Several processes that write one run directory: one does, the others are told who."""
from ..program import Loss
from .kind import Kind

HELD = 1  # exit status of whoever comes second


class Together(Kind):
    option = "together"

    def fight(self, trial, number):
        count = (2, 5)[number % 2]
        trial.row = f"{count} resumes at once"
        directory = self.ground.copy(self.ground.half(trial.pipeline), trial.folder)
        programs = [trial.resume(directory) for _ in range(count)]
        trial.blows = count
        ends = [program.wait() for program in programs]
        if 0 not in ends:
            raise Loss(f"nobody finished: {ends}; {programs[0].said().strip()}")
        for program, end in zip(programs, ends):
            if end != 0:
                self._must_name_another(program, end, programs)
        trial.finish()

    @staticmethod
    def _must_name_another(program, end, programs):
        """Whoever was sent away is told which process writes, front end or worker."""
        said = program.said()
        if end != HELD or "error: " not in said or "please report this" in said:
            raise Loss(f"exit status {end} beside another writer: {said.strip()}")
