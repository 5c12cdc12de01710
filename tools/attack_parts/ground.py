"""What trials share: the pipelines as files, their undisturbed runs, and runs that stopped half-way."""
import dataclasses
import json
import os
import pathlib
import shutil
import signal
import subprocess
import threading
import time

from zeroth import SMALL_REGIONS

from .pipelines import variants
from .program import STEP, Loss, Program
from .record import files_of, is_temporary, printed_result, record_of

MARK = "ZEROTH_ATTACK"  # in the environment of all that is started: the folder to which it belongs


@dataclasses.dataclass
class Whole:
    """An undisturbed run."""
    directory: pathlib.Path
    record: dict
    result: dict
    seconds: float  # that it took, or takes by now


class Ground:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.environment = dict(os.environ, XDG_CACHE_HOME=str(folder / "cache"), **{MARK: str(folder)})
        (folder / "pipelines").mkdir()
        self.pipelines = self._write_pipelines()
        self._lock = threading.RLock()
        self._wholes, self._halves = {}, {}

    def _write_pipelines(self):
        """Name -> file."""
        regions = self.folder / "world.hdf5"
        files = {}
        for name, pipeline in variants(self.folder, regions).items():
            words = self.options.pipelines.split(",") if self.options.pipelines else [""]
            if any(word in name for word in words):
                files[name] = self.folder / f"pipelines/{name}.json"
                files[name].write_text(json.dumps(pipeline))
        if any("dn-" in name for name in files):
            sizes = [word for name, value in SMALL_REGIONS.items() for word in (f"--{name}", str(value))]
            subprocess.run([self.options.zeroth, "data", "make-regions", "--out", regions, *sizes],
                           env=self.environment, stdout=subprocess.DEVNULL, check=True)
        return files

    def start(self, folder, *arguments, **more):
        """`zeroth run` with these arguments; what it prints lies in `folder`."""
        return Program([self.options.zeroth, "run", *arguments, "--quiet", "--json"], {**self.environment, **more},
                       folder, self.options.patience)

    def begin(self, pipeline, folder, **more):
        return self.start(folder, self.pipelines[pipeline], "--run-dir", folder / "runs", **more)

    def _made_once(self, made, make, pipeline):
        """A failure counts too: it is the same for everyone who asks."""
        with self._lock:
            if pipeline not in made:
                try:
                    made[pipeline] = make(pipeline)
                except Loss as loss:
                    made[pipeline] = loss
        if isinstance(made[pipeline], Loss):
            raise made[pipeline]
        return made[pipeline]

    def whole(self, pipeline):
        """The undisturbed run of a pipeline."""
        return self._made_once(self._wholes, self._make_whole, pipeline)

    def _make_whole(self, pipeline):
        folder = self.folder / "whole" / pipeline
        folder.mkdir(parents=True)
        began = time.monotonic()
        program = self.begin(pipeline, folder)
        if program.wait() != 0:
            raise Loss(f"the undisturbed run of {pipeline} fails: {program.said()}")
        directory = next((folder / "runs").iterdir())
        return Whole(directory, record_of(directory), printed_result(program),
                     time.monotonic() - began)

    def half(self, pipeline):
        """The directory of a run whose processes were killed when half of its metrics were written."""
        return self._made_once(self._halves, self._make_half, pipeline)

    def _make_half(self, pipeline):
        lines = len(self.whole(pipeline).record["metrics.jsonl"]) // 2
        for attempt in range(20):
            folder = self.folder / "half" / f"{pipeline}-{attempt}"
            folder.mkdir(parents=True)
            program = self.begin(pipeline, folder)
            while program.running() and not self._is_half(folder, lines):
                time.sleep(STEP)
            program.send(signal.SIGKILL, *filter(None, (program.worker(), program.pid)))
            program.wait()
            directory = next((folder / "runs").iterdir())
            if not (directory / "result.json").exists():
                return self._tidy(directory, pipeline)
        raise Loss(f"{pipeline} is always finished before it can be stopped half-way")

    @staticmethod
    def _is_half(folder, lines):
        return any((run / "checkpoints/last.safetensors").exists() and
                   (run / "metrics.jsonl").read_bytes().count(b"\n") >= lines
                   for run in folder.glob("runs/*") if (run / "metrics.jsonl").exists())

    def _tidy(self, directory, pipeline):
        """Without temporary files, so that every copy is the same."""
        for name, path in files_of(directory).items():
            if is_temporary(name, self.whole(pipeline).record):
                path.unlink()
        return directory

    def copy(self, directory, folder):
        """A copy of a run directory below `folder`, where `begin` would have made it."""
        return pathlib.Path(shutil.copytree(directory, folder / "runs" / directory.name))
