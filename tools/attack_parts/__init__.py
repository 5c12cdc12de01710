"""The parts of tools/attack.

campaign   which trials are made, and their table
trial      one trial: a folder, its random numbers, and what a user does after a disturbance
program    one started `zeroth` and its worker
record     what a run directory says, and how two differ
pipelines  the pipelines that are attacked
ground     what trials share: pipelines written down, their undisturbed runs, runs stopped half-way
kinds      one file a kind of attack
"""
