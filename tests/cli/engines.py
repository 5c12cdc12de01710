"""The engines that run a study's script, for the tests that use them."""
import shutil

import one_node_slurm


def without(*programs):
    """What keeps a test from using them, in words; empty: nothing."""
    absent = [one for one in programs if not shutil.which(one)]
    return f"{', '.join(absent)} not installed: tools/packages-engines.txt" if absent else ""


def cite_parallel(folder):
    """GNU parallel with this folder as its home asks for no citation."""
    (folder / ".parallel").mkdir()
    (folder / ".parallel/will-cite").touch()


def slurm_of(case):
    """A Slurm in the case's folder until the case ends, whose jobs see the case's environment."""
    slurm = one_node_slurm.Slurm(case.folder / "slurm")
    case.addCleanup(slurm.close)
    slurm.environment.update(case.environment, SLURM_CONF=slurm.environment["SLURM_CONF"],
                             MUNGE_SOCKET=slurm.environment["MUNGE_SOCKET"])
    return slurm
