"""What a program costs: module of bench_ranks and bench_scale."""
import dataclasses
import os
import subprocess
import sys
import time


@dataclasses.dataclass
class Cost:
    """Of a program and the processes that it waited for."""
    seconds: float    # on the wall
    processor: float  # seconds of processors
    memory: float     # GB, the largest of its processes


def cost_of(command, whose):
    """Runs it without its output. Where it fails `whose`, a tool, ends and says so."""
    begin = time.monotonic()
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{whose}: failed: {' '.join(map(str, command))}")
    return Cost(time.monotonic() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e9)
