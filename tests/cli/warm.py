"""Workers that need not load LibTorch.

A start of `zeroth-worker` is more than half a second of processor time in which LibTorch is loaded; a test of a hundred
short runs is little else. Where a test's class says WARM, a worker is started under warm_worker.so: it loads all that it
always loads, and is forked for every command that nobody disturbs, in the environment, the folder and with the streams
that `zeroth` gave its worker. What runs then is the same program from its main() on.

The first command of a test program loads by itself, and so does whatever is started to be stopped, killed, limited or
watched. Processes of one warm worker lie at the same addresses: that results do not depend on those is for tests that
compare with a cold one. With ZEROTH_LONG_TESTS set every worker starts by itself.
"""
import atexit
import collections
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import threading

BIN = pathlib.Path(os.environ["ZEROTH_BIN"])
PARTS = BIN.parent / "tests/cli"
COLD = any(os.environ.get(name) for name in ("ZEROTH_LONG_TESTS", "ZEROTH_SANITIZED"))
# What a library reads while it is loaded begins so; whoever sets it needs a worker of its own.
READ_EARLY = ("LD_", "OMP_", "GOMP_", "KMP_", "OPENBLAS_", "MKL_", "ONEDNN_", "DNNL_", "ATEN_", "TORCH_", "PYTORCH_", "CUDA_", "GLOG_",
              "MALLOC_", "GLIBC_", "ZEROTH_WORKER")
# Commands with a thread for each processor, unless they are told otherwise; the others have one.
WITH_ALL_PROCESSORS = ("add-class", "data import", "evaluate", "export", "extract", "predict", "remove-class", "verify")

_folder = None
_asked = collections.Counter()  # by number of threads
_one_at_a_time = threading.Lock()


def _threads(arguments):
    words = [str(one) for one in arguments]
    if "--ranks" in words:
        return None  # they meet in memory that only a front end's own children have
    if "--threads" in words[:-1]:
        return words[words.index("--threads") + 1]
    command = " ".join(words[:2]) if words[:1] == ["data"] else "".join(words[:1])
    return str(len(os.sched_getaffinity(0))) if command in WITH_ALL_PROCESSORS else "1"


def _serve(threads):
    """A worker that waits at the socket `threads-N` of the folder for as long as this process lives."""
    global _folder
    if _folder is None:
        _folder = pathlib.Path(tempfile.mkdtemp(prefix="zeroth-warm-"))
        atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
        listening.bind(str(_folder / f"threads-{threads}"))
        listening.listen(64)  # whoever comes before it has loaded waits
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
        lifeline, ours = os.pipe()  # nobody else has our end, which closes with this process
        server = subprocess.Popen(
            [BIN / "zeroth-worker"], stdin=listening, stdout=subprocess.DEVNULL, pass_fds=(lifeline,), start_new_session=True,
            env=dict(os.environ, LD_PRELOAD=str(PARTS / "warm_worker.so"), ZEROTH_WARM_LIFELINE=str(lifeline),
                     **dict.fromkeys(names, threads)))
        os.close(lifeline)
    atexit.register(lambda: (os.close(ours), server.wait()))


def _read_early(environment):
    return {name: value for name, value in environment.items() if name.startswith(READ_EARLY)}


def environment(given, arguments):
    """`given`, with what `zeroth` needs so that the worker of a command with these arguments is warm."""
    threads = _threads(arguments)
    with _one_at_a_time:
        _asked[threads] += 1
        if COLD or threads is None or _asked[threads] == 1 or _read_early(given) != _read_early(os.environ):
            return given
        if not (_folder and (_folder / f"threads-{threads}").exists()):
            _serve(threads)
    return {**given, "ZEROTH_WORKER": str(PARTS / "warm_client"), "ZEROTH_WARM_FOLDER": str(_folder),
            "ZEROTH_WARM_WORKER": str(BIN / "zeroth-worker")}
