"""Front ends that are killed while their workers start: no worker may go on alone."""
import json
import signal
import time

from .kind import Kind

FIRST = 0.8  # seconds after the worker has appeared


class Orphans(Kind):
    option = "orphans"

    def fight(self, trial, number):
        trial.row = f"front end killed in its worker's first {FIRST} s"
        program = self._begin_for_ever(trial)
        program.wait_for_worker()
        time.sleep(trial.random.uniform(0, FIRST))
        trial.blows += program.send(signal.SIGKILL, program.pid)
        program.wait()
        trial.settle()

    def _begin_for_ever(self, trial):
        pipeline = json.loads(self.ground.pipelines[trial.pipeline].read_text())
        pipeline["train"]["epochs"] = 1000000
        file = trial.folder / "endless.json"
        file.write_text(json.dumps(pipeline))
        return trial.start(file, "--run-dir", trial.folder / "runs")
