#!/usr/bin/env python3
"""Writes cases/*.json: the formulas of README.md, one number after the other, on small random tensors."""
import json
import math
import pathlib
import random

N, Z = 3, 4
draw = random.Random(1).uniform


def rows():
    return [[draw(-1, 1) for _ in range(Z)] for _ in range(N)]


def stored(value):
    """A number, or a list of rows, as a golden case holds it."""
    if not isinstance(value, list):
        return {"dtype": "float64", "shape": [], "data": [value]}
    return {"dtype": "float64", "shape": [N, Z], "data": [number for row in value for number in row]}


def case(name, inputs, outputs):
    return {"name": name, "params": {}, "inputs": {key: stored(value) for key, value in inputs.items()},
            "outputs": {key: stored(value) for key, value in outputs.items()}, "rtol": 1e-9, "atol": 1e-12}


def divergence():
    mean, log_variance = rows(), rows()
    loss = 0.0
    for m, v in ((mean[i][j], log_variance[i][j]) for i in range(N) for j in range(Z)):
        loss += 0.5 * (m * m + math.exp(v) - 1 - v) / N
    return [case("typical", {"mean": mean, "log_variance": log_variance}, {"loss": loss})]


def alignment():
    mean, log_variance, other_mean, other_log_variance = rows(), rows(), rows(), rows()
    loss = 0.0
    for i in range(N):
        square = 0.0
        for j in range(Z):
            square += (mean[i][j] - other_mean[i][j]) ** 2
            square += (math.exp(log_variance[i][j] / 2) - math.exp(other_log_variance[i][j] / 2)) ** 2
        loss += math.sqrt(square) / N
    return [case("typical", {"mean": mean, "log_variance": log_variance, "other_mean": other_mean,
                             "other_log_variance": other_log_variance}, {"loss": loss})]


def warm_up():
    return [case(name, {"done": done, "begin": 0.21, "end": 0.75}, {"share": share})
            for name, done, share in (("before", 0.2, 0.0), ("half way", 0.48, 0.5), ("after", 0.8, 1.0))]


def main():
    folder = pathlib.Path(__file__).parent / "cases"
    folder.mkdir(exist_ok=True)
    for piece, cases in (("divergence", divergence()), ("alignment", alignment()), ("warm-up", warm_up())):
        lines = ",\n".join(json.dumps(one) for one in cases)
        (folder / f"{piece}.json").write_text(f'{{"component": "cada-vae.{piece}", "cases": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
