"""The parts of tools/gpu.

dependencies   what a build needs beside PyTorch: packed where Debian's packages are, unpacked and built with elsewhere
stages         what is built and checked, each with its seconds
"""
