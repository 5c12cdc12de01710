#!/usr/bin/env python3
"""Writes cases/*.json: the formulas of README.md, one number after the other, on small random tensors."""
import json
import math
import pathlib
import random

B, M, E, R, C, K, COLUMNS = 2, 4, 5, 6, 4, 3, 3
draw = random.Random(1).uniform


def tensor(*shape):
    if not shape:
        return draw(-1, 1)
    return [tensor(*shape[1:]) for _ in range(shape[0])]


def stored(value):
    """A number, or nested lists, as a golden case holds it."""
    shape, flat = [], [value]
    while isinstance(flat[0], list):
        shape.append(len(flat[0]))
        flat = [number for part in flat for number in part]
    return {"dtype": "int64" if isinstance(flat[0], int) else "float64", "shape": shape, "data": flat}


def case(name, inputs, outputs, params=None, state=None):
    made = {"name": name, "params": params or {},
            "inputs": {key: stored(value) for key, value in inputs.items()},
            "outputs": {key: stored(value) for key, value in outputs.items()}, "rtol": 1e-9, "atol": 1e-12}
    if state:
        made["state"] = {key: stored(value) for key, value in state.items()}
    return made


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def places():
    return [[float(r // COLUMNS), float(r % COLUMNS)] for r in range(R)]


def expert():
    features, attributes = tensor(B, M, R), tensor(C, K)
    weight, bias, embedding, prototypes = tensor(E, M), tensor(E), tensor(K, E), tensor(K, E)
    encoded = [[[max(0.0, bias[e] + sum(weight[e][m] * features[b][m][r] for m in range(M))) for e in range(E)]
                for r in range(R)] for b in range(B)]
    mean = [[sum(encoded[b][r][e] for r in range(R)) / R for e in range(E)] for b in range(B)]
    maps = [[[dot(prototypes[k], encoded[b][r]) for r in range(R)] for k in range(K)] for b in range(B)]
    scores = [[sum(attributes[c][k] * dot(embedding[k], mean[b]) for k in range(K)) for c in range(C)]
              for b in range(B)]
    inputs = {"features": features, "attributes": attributes, "seen_classes": [0, 2]}
    outputs = {"scores": scores, "maps": maps, "attribute_scores": [[max(m) for m in row] for row in maps],
               "prototypes": prototypes, "places": places()}
    state = {"encoder.weight": weight, "encoder.bias": bias, "embedding": embedding, "prototypes": prototypes}
    row = [[0.0, float(r)] for r in range(R)]
    return [case("typical", inputs, outputs, {"hidden": E}, state),
            case("one row of regions", inputs, {"places": row}, {"hidden": E, "columns": R}, state)]


def regression():
    scores, wanted = tensor(B, K), tensor(B, K)
    loss = sum((scores[b][k] - wanted[b][k]) ** 2 for b in range(B) for k in range(K)) / B
    return [case("typical", {"attribute_scores": scores, "descriptors": wanted}, {"loss": loss})]


def decorrelation():
    prototypes = tensor(K, E)

    def loss(groups):
        return sum(math.sqrt(sum(prototypes[k][e] ** 2 for k in group)) for group in groups for e in range(E))

    return [case(name, {"prototypes": prototypes}, {"loss": loss(groups)}, {"groups": said})
            for name, groups, said in (("two groups", [[0, 2], [1]], [[0, 2], [1]]),
                                       ("no groups", [[k] for k in range(K)], []))]


def compactness():
    maps, place = tensor(B, K, R), places()
    loss = 0.0
    for b in range(B):
        for k in range(K):
            top = place[max(range(R), key=lambda r: maps[b][k][r])]
            apart = [(one[0] - top[0]) ** 2 + (one[1] - top[1]) ** 2 for one in place]
            loss += dot(maps[b][k], apart) / B
    return [case("typical", {"maps": maps, "places": place}, {"loss": loss})]


def main():
    folder = pathlib.Path(__file__).parent / "cases"
    folder.mkdir(exist_ok=True)
    for plugin, cases in (("expert.apn", expert()), ("loss.attribute-regression", regression()),
                          ("loss.attribute-decorrelation", decorrelation()), ("loss.compactness", compactness())):
        file = folder / (plugin.replace(".", "_").replace("-", "_") + ".json")
        lines = ",\n".join(json.dumps(one) for one in cases)
        file.write_text(f'{{"component": "{plugin}", "cases": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
