"""A Slurm of one node, this machine, with everything it writes in one folder."""
import os
import pathlib
import shutil
import socket
import subprocess
import time

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "scontrol", "squeue", "scancel")
os.environ["PATH"] += ":/usr/sbin:/sbin"  # where Debian has its daemons


def missing():
    """What keeps a test from starting one, in words; empty: nothing."""
    absent = [one for one in PROGRAMS if not shutil.which(one)]
    if absent:
        return f"Slurm is not installed ({', '.join(absent)}): tools/packages-engines.txt"
    if os.geteuid() != 0:
        return "Slurm's daemons have to be started by root"
    return ""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Slurm:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.daemons, self.begun = [], []
        self.environment = dict(os.environ, SLURM_CONF=str(self.folder / "slurm.conf"))
        try:
            self._start()
        except BaseException:
            self.close()
            raise

    def _start(self):
        name = socket.gethostname().split(".")[0]
        munge = self.folder / "munge"
        munge.mkdir(mode=0o700)
        (munge / "key").write_bytes(os.urandom(128))
        (munge / "key").chmod(0o400)
        socket_file = munge / "socket"
        self.environment["MUNGE_SOCKET"] = str(socket_file)
        (self.folder / "slurm.conf").write_text(f"""
ClusterName=test
SlurmctldHost={name}(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={socket_file},cred_expire=5
CryptoType=crypto/munge
SlurmctldPort={free_port()}
SlurmdPort={free_port()}
StateSaveLocation={self.folder}/state
SlurmdSpoolDir={self.folder}/spool
SlurmctldPidFile={self.folder}/slurmctld.pid
SlurmdPidFile={self.folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobRequeue=1
ReturnToService=2
KillWait=30
MinJobAge=300
MailProg=/bin/true
SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=10000
NodeName={name} NodeAddr=127.0.0.1 CPUs=2 Sockets=1 CoresPerSocket=2 ThreadsPerCore=1 State=UNKNOWN
PartitionName=all Nodes={name} Default=YES MaxTime=INFINITE State=UP
""")
        for one in ("state", "spool"):
            (self.folder / one).mkdir()
        self._daemon("munged", "--foreground", "--force", f"--key-file={munge / 'key'}", f"--socket={socket_file}",
                     f"--pid-file={munge / 'pid'}", f"--log-file={munge / 'log'}", f"--seed-file={munge / 'seed'}")
        self._wait(socket_file.exists, "munge")
        self._daemon("slurmctld", "-D", "-f", self.folder / "slurm.conf")
        self._daemon("slurmd", "-D", "-f", self.folder / "slurm.conf", "-N", name)
        self._wait(lambda: "idle" in self.call("sinfo", "-h", "-o", "%t", check=False), "Slurm")

    def _daemon(self, *words):
        with open(self.folder / f"{words[0]}.log", "ab") as log:
            self.daemons.append(subprocess.Popen(list(map(str, words)), env=self.environment, stdin=subprocess.DEVNULL,
                                                 stdout=log, stderr=log))

    def _wait(self, condition, what, seconds=40):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end or any(one.poll() is not None for one in self.daemons):
                logs = "\n".join(f"{log}:\n{log.read_text(errors='replace')[-2000:]}" for log in self.folder.glob("*.log"))
                raise RuntimeError(f"{what} does not start\n{logs}")
            time.sleep(0.1)

    def call(self, *words, check=True):
        """What it prints; jobs run where the folder of this Slurm lies."""
        done = subprocess.run(list(map(str, words)), env=self.environment, cwd=self.folder.parent, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        if check and done.returncode:
            raise RuntimeError(f"{words}: {done.stdout}")
        return done.stdout

    def begin(self, *words):
        """Nobody waits for it before the end: `scancel --signal` asks again until a job that ends has ended."""
        self.begun.append(subprocess.Popen(list(map(str, words)), env=self.environment, stdout=subprocess.DEVNULL,
                                           stderr=subprocess.DEVNULL))

    def close(self):
        for one in self.begun:
            one.kill()
            one.wait()
        for one in reversed(self.daemons):
            one.terminate()
        for one in self.daemons:
            try:
                one.wait(20)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()
