"""Predicts by a model of Zeroth with numpy alone: a final classifier on features, or a student.

    python3 zeroth_model.py MODEL rows.npy
"""
import json
import pathlib
import sys

import numpy

TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "U8": "u1"}


class Model:
    def __init__(self, place):
        """A directory with both files of a model, or the one that `zeroth export --to safetensors` writes."""
        place = pathlib.Path(place)
        raw = (place / "model.safetensors" if place.is_dir() else place).read_bytes()
        start = 8 + int.from_bytes(raw[:8], "little")
        header = json.loads(raw[8:start])
        texts = header.pop("__metadata__", {})
        self.card = json.loads((place / "model.json").read_text() if place.is_dir() else texts["card"])
        self.tensors = {name: numpy.frombuffer(raw[start + one["data_offsets"][0]:start + one["data_offsets"][1]],
                                               TYPES[one["dtype"]]).reshape(one["shape"]) for name, one in header.items()}

    def affine(self, rows, name):
        return rows @ self.tensors[name + ".weight"].T + self.tensors[name + ".bias"]

    def scores(self, rows):
        """Scores [n,C] of rows [n,D] as they lie in the data's files."""
        rows = ((rows.astype("f8") - self.tensors["scale/minimum"]) / self.tensors["scale/divisor"]).astype("f4")
        if "parts/student/classifier.weight" in self.tensors:  # d3gzsl with student.mlp
            return self.affine(numpy.maximum(self.affine(rows, "parts/student/embedding"), 0), "parts/student/classifier")
        as_they_are = {"generator.f-clswgan", "generator.ddgan"} & set(self.card["plugins"])  # others map features first
        if as_they_are and "predictor/classifier.weight" in self.tensors:  # generative with classifier.softmax
            return self.affine(rows, "predictor/classifier")
        raise SystemExit("this model needs more than two affine layers: ask `zeroth predict`")


if __name__ == "__main__":
    model = Model(sys.argv[1])
    for row, column in enumerate(model.scores(numpy.load(sys.argv[2])).argmax(1)):
        one = model.card["classes"][column]
        print(row, one.get("name", one["id"]), "seen" if one["seen"] else "unseen")
