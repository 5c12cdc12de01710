"""The parts of tools/bench_peer: iterations that the peer does not have, each with the FLOPs that it cannot do without.

joint        D3GZSL over generators
generators   systems that make features
experts      systems that read regions

They find the peer under the name `peer`, as tools/bench_peer has loaded it before.
"""
