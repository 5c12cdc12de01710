"""The parts of tools/study.

identity   what makes a run the same run
runs       the folder of one identity: what is finished in it, what goes on, what begins anew
programs   the `zeroth run` that are going on, and signals to the study
"""
