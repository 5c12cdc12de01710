// MATLAB files as other programs write them.
#include <zeroth/formats/mat_file.h>

#include <filesystem>

#include "host/data/variables.h"
#include "tests/data/small_data.h"
#include "tests/support/files.h"
#include "tests/support/messages.h"
#include "tests/support/python.h"

using namespace zeroth;
using namespace zeroth::formats;
using namespace zeroth::host;

namespace {

/// The same variables in every version: `att` [2,3], `labels` [3,1], `names` as a char matrix.
constexpr char kWriters[] = R"(
import h5py, numpy, os, scipy.io, scipy.sparse, struct
att = numpy.array([[1, 2.5, 3], [4, 5, 0]])
labels = numpy.array([[1.0], [2], [3]])
names = numpy.array(["ox ", "kea"])
everything = {"att": att, "labels": labels, "names": names, "sparse": scipy.sparse.csc_matrix(att)}
kinds = {kind: numpy.array([[0, 1, 2]], kind) for kind in
         ("i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8")}
cells = numpy.array([["ox"], ["kea"]], object)
scipy.io.savemat("v4.mat", everything, format="4")
scipy.io.savemat("v5.mat", {**everything, **kinds, "cells": cells})
scipy.io.savemat("v7.mat", {**everything, **kinds, "cells": cells}, do_compression=True)

def element(kind, data, order=">"):
    return struct.pack(order + "II", kind, len(data)) + data + b"\0" * (-len(data) % 8)

def matrix(name, value, mx_class, mi_type, order=">", flags=0):
    return element(14, element(6, struct.pack(order + "II", mx_class | flags, 0), order)
                   + element(5, struct.pack(order + "2i", *value.shape), order) + element(1, name.encode(), order)
                   + element(mi_type, value.tobytes(order="F"), order), order)

def version5(path, content, order):
    head = b"MATLAB 5.0 MAT-file".ljust(124) + struct.pack(order + "H", 0x0100)
    open(path, "wb").write(head + (b"MI" if order == ">" else b"IM") + content)

codes = numpy.array([[ord(c) for c in name] for name in names])
version5("big.mat", matrix("att", att.astype(">f8"), 6, 9) + matrix("labels", labels.astype(">f4"), 7, 7)
         + matrix("names", codes.astype(">u2"), 4, 4) + matrix("mask", numpy.array([[1, 0]], "u1"), 9, 2, flags=0x200), ">")

def version4(order, machine):
    out = b""
    for name, value in (("att", att), ("labels", labels)):
        out += struct.pack(order + "5I", 1000 * machine, *value.shape, 0, len(name) + 1) + name.encode() + b"\0"
        out += value.astype(order + "f8").tobytes(order="F")
    out += struct.pack(order + "5I", 1000 * machine + 1, 2, 3, 0, 6) + b"names\0"
    return out + codes.astype(order + "f8").tobytes(order="F")

open("big4.mat", "wb").write(version4(">", 1))
open("little4.mat", "wb").write(version4("<", 0))

def matlab73(path, header):
    with h5py.File(path, "w", userblock_size=512) as f:
        def put(group, name, value, kind):
            data = group.create_dataset(name, data=value)
            data.attrs["MATLAB_class"] = numpy.bytes_(kind)
            return data
        put(f, "att", att.T, "double")
        put(f, "labels", labels.T.astype("u2"), "uint16")
        put(f, "names", codes.T.astype("u2"), "char")
        empty = put(f, "empty", numpy.array([0, 0], "u8"), "double")
        empty.attrs["MATLAB_empty"] = numpy.uint8(1)
        refs = f.create_group("#refs#")
        texts = [put(refs, str(i), numpy.array([[ord(c)] for c in name.strip()], "u2"), "char").ref
                 for i, name in enumerate(names)]
        cell = f.create_dataset("cells", data=numpy.array([texts], h5py.ref_dtype))
        cell.attrs["MATLAB_class"] = numpy.bytes_("cell")
        numbers = f.create_dataset("numbers", data=numpy.array([[f["att"].ref]], h5py.ref_dtype))
        numbers.attrs["MATLAB_class"] = numpy.bytes_("cell")
        packed = scipy.sparse.csc_matrix(att)
        group = f.create_group("sparse")
        group.attrs["MATLAB_class"] = numpy.bytes_("double")
        group.attrs["MATLAB_sparse"] = numpy.uint64(2)
        group["data"], group["ir"], group["jc"] = packed.data, packed.indices.astype("u8"), packed.indptr.astype("u8")
        f.create_group("options").attrs["MATLAB_class"] = numpy.bytes_("struct")
        put(f, "string", numpy.array([[0xDD000000, 2, 1, 1, 1, 1]], "u4"), "string")
    with open(path, "r+b") as f:
        f.write(header.ljust(124) + b"\0\2IM")

matlab73("v73.mat", b"MATLAB 7.3 MAT-file")
with h5py.File("plain-h5py.mat", "w") as f:
    f["att"], f["labels"] = att.T, labels.T
    f["names"] = numpy.array([b"ox", b"kea"])
    f["link"] = h5py.ExternalLink("v73.mat", "/att")
with h5py.File("octave.mat", "w") as f:
    def value(group, name, kind, content):
        one = group.create_group(name)
        one.attrs["OCTAVE_NEW_FORMAT"] = numpy.uint8(1)
        one["type"] = numpy.bytes_(kind)
        if content is not None:
            one["value"] = content
        return one
    value(f, "att", "matrix", att.T)
    value(f, "labels", "float matrix", labels.T.astype("f4"))
    value(f, "names", "sq_string", codes.T.astype("i1"))
    value(f, "whole", "int32 scalar", numpy.int32(7))
    value(f, "options", "scalar struct", None).create_group("value")
    empty = value(f, "empty", "matrix", numpy.array([0, 0]))
    empty.attrs["OCTAVE_EMPTY_MATRIX"] = numpy.uint8(1)
    cell = value(f, "cells", "cell", None).create_group("value")
    cell["dims"] = numpy.array([1, 2])
    for i, name in enumerate(names):
        value(cell, f"_{i}", "string", numpy.array([[ord(c)] for c in name.strip()], "i1"))
    numbers = value(f, "numbers", "cell", None).create_group("value")
    numbers["dims"] = numpy.array([1, 1])
    value(numbers, "_0", "scalar", 1.5)
    inside = value(f, "sparse", "sparse matrix", None).create_group("value")
    packed = scipy.sparse.csc_matrix(att)
    for name, content in (("nr", 2), ("nc", 3), ("nz", packed.nnz), ("cidx", packed.indptr[:, None]),
                          ("ridx", packed.indices[:, None]), ("data", packed.data[:, None])):
        inside[name] = content
    span = value(f, "range", "double_range", None)
    kind = numpy.dtype([("base", "f8"), ("limit", "f8"), ("increment", "f8")])
    data = span.create_dataset("value", data=numpy.array((2, 6, 2), kind))
    data.attrs["OCTAVE_RANGE_NELEM"] = 3
)";

using Texts = std::vector<std::string>;
using Integers = std::vector<std::int64_t>;

std::vector<float> values_of(const Matrix& matrix) {
  return {matrix.data(), matrix.data() + matrix.rows() * matrix.columns()};
}

/// "name: what it is", one a line.
std::string listing(const std::filesystem::path& file) {
  std::string lines;
  for (const Variable& one : list_variables(file)) lines += one.name + ": " + one.text() + "\n";
  return lines;
}

}  // namespace

TEST_CASE("mat: the same numbers and texts from every version, order of bytes and program") {
  const Folder folder;
  if (!python(folder, "h5py, scipy.sparse", kWriters)) return;
  const std::vector<float> att = {1, 4, 2.5, 5, 3, 0};
  for (const char* name : {"v4.mat", "v5.mat", "v7.mat", "big.mat", "big4.mat", "little4.mat",
                           "v73.mat", "plain-h5py.mat", "octave.mat"}) {
    CAPTURE(name);
    const MatFile file(folder / name);
    CHECK(file.shape("att").rows == 2);
    CHECK(file.shape("att").columns == 3);
    CHECK(values_of(file.columns("att")) == att);
    CHECK(file.integers("labels", 1) == Integers{0, 1, 2});
    CHECK(file.texts("names") == Texts{"ox", "kea"});
    CHECK(file.text_warning("names").empty());
    if (file.has("sparse")) CHECK(values_of(file.columns("sparse")) == att);
    if (file.has("cells")) CHECK(file.texts("cells") == Texts{"ox", "kea"});
    if (file.has("empty")) CHECK(file.integers("empty", 1).empty());
    if (file.has("range")) CHECK(file.integers("range", 0) == Integers{2, 4, 6});
    if (file.has("mask")) CHECK(file.integers("mask", 0) == Integers{1, 0});
    for (const char* kind : {"i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8"}) {
      if (!file.has(kind)) continue;
      CHECK(file.integers(kind, 0) == Integers{0, 1, 2});
      CHECK(values_of(file.columns(kind)) == std::vector<float>{0, 1, 2});
    }
  }
  CHECK(message_of([&] { MatFile(folder / "plain-h5py.mat").columns("link"); }) ==
        "error: cannot read \"link\"\n  where  " + (folder / "plain-h5py.mat").string() +
            "\n  why    it is a link to another file, v73.mat, which is not followed"
            "\n  fix    write its values into this file, as with h5py");
}

TEST_CASE("variables: what is in a file, one line each") {
  const Folder folder;
  if (!python(folder, "h5py, scipy.sparse", std::string(kWriters) + R"(
import pickle
numbers = numpy.empty((1, 3), object)
for i in range(3):
    numbers[0, i] = numpy.ones((2, 5)) * i
scipy.io.savemat("mixed.mat", {"note": "resnet101, 2048-d", "options": {"net": "r", "size": 224.0},
                               "maps": numpy.zeros((4, 3, 3)), "feat": numbers, "cells": cells,
                               "mask": numpy.array([[True, False]]), "complex": att * 1j})
numpy.save("half", numpy.asfortranarray(att.astype(">f2")))
numpy.save("objects", numpy.array([None]))
pickle.dump(att, open("words.pkl", "wb"), 5)
os.rename("plain-h5py.mat", "plain.hdf5")
with h5py.File("plain.hdf5", "r+") as f:
    del f["link"]
)"))
    return;
  CHECK(listing(folder / "mixed.mat") ==
        "note: text [1,17]\noptions: struct\nmaps: double [4,3,3]\nfeat: cell [1,3]\n"
        "cells: cell [2,1] of texts\nmask: logical [1,2]\ncomplex: complex double [2,3]\n");
  CHECK(
      listing(folder / "v4.mat") ==
      "att: double [2,3]\nlabels: double [3,1]\nnames: text [2,3]\nsparse: sparse double [2,3]\n");
  CHECK(listing(folder / "v73.mat") ==
        "att: double [2,3]\ncells: cell [2,1] of texts\nempty: double [0,0]\nlabels: uint16 [3,1]\n"
        "names: text [2,3]\nnumbers: cell [1,1]\noptions: struct\nsparse: sparse double [2,3]\n"
        "string: string array, which only MATLAB can read: save cellstr(string)\n");
  CHECK(listing(folder / "octave.mat") ==
        "att: double [2,3]\ncells: cell [2,1] of texts\nempty: double [0,0]\nlabels: single [3,1]\n"
        "names: text [2,3]\nnumbers: cell [1,1]\noptions: struct\nrange: double [1,3]\n"
        "sparse: sparse double [2,3]\nwhole: int32 [1,1]\n");
  CHECK(listing(folder / "plain.hdf5") ==
        "att: float64 [3,2]\nlabels: float64 [1,3]\nnames: text [2]\n");
  CHECK(listing(folder / "half.npy") == "array: float16 [2,3] in Fortran order\n");
  CHECK(listing(folder / "objects.npy") == "array: Python objects [1]\n");
  CHECK(listing(folder / "words.pkl") == "array: float64 [2,3]\n");
  CHECK(message_of([&] { list_variables(folder.path()); }) ==
        "error: cannot open a data file\n  where  " + folder.path().string() +
            "\n  why    it is a directory, not a file\n  fix    copy the data into a regular "
            "file, and give that");
}

TEST_CASE("mat: objects that only MATLAB can read spoil nothing else") {
  const Folder folder;
  if (!python(folder, "h5py, scipy.sparse", std::string(kWriters) + R"(
def opaque(name, kind):
    reference = matrix("", numpy.array([[0xDD000000, 2, 1, 1, 1, 1]], "<u4").T, 13, 6, "<")
    return element(14, element(6, struct.pack("<II", 17, 0), "<") + element(1, name.encode(), "<")
                   + element(1, b"MCOS", "<") + element(1, kind.encode(), "<") + reference, "<")
version5("objects.mat", opaque("allclasses_names", "string") + opaque("when", "datetime") + opaque("rows", "table")
         + matrix("att", att.astype("<f8"), 6, 9, "<") + matrix("", numpy.zeros((1, 64), "u1"), 9, 2, "<"), "<")
)"))
    return;
  const MatFile file(folder / "objects.mat");
  CHECK(file.names() == Texts{"allclasses_names", "when", "rows", "att"});
  CHECK(values_of(file.columns("att")) == std::vector<float>{1, 4, 2.5, 5, 3, 0});
  CHECK(file.texts("allclasses_names").empty());
  CHECK(
      file.text_warning("allclasses_names") ==
      "allclasses_names is a MATLAB string array, which only MATLAB can read: it counts as absent; "
      "save cellstr(allclasses_names) in its place");
  CHECK(file.text_warning("att") ==
        "att is double [2, 3], not a cell array of texts: it counts as absent");
  CHECK(message_of([&] { file.columns("rows"); }) ==
        "error: cannot use \"rows\"\n  where  " + (folder / "objects.mat").string() +
            "\n  why    it is table, not a real matrix of numbers"
            "\n  fix    save table2array(rows) in its place");
  CHECK(list_variables(folder / "objects.mat")[1].text() == "datetime");
}

TEST_CASE("mat: a sparse matrix that claims too much, and complex numbers, are refused by name") {
  const Folder folder;
  if (!python(folder, "scipy.sparse", R"(
import numpy, scipy.io, scipy.sparse
scipy.io.savemat("x.mat", {"huge": scipy.sparse.csc_matrix((2**20, 2**20)), "complex": numpy.ones((1, 2)) * 1j})
)"))
    return;
  const MatFile file(folder / "x.mat");
  const std::string where = "\n  where  " + (folder / "x.mat").string();
  CHECK(message_of([&] { file.columns("huge"); }) ==
        "error: cannot read \"huge\"" + where +
            "\n  why    it is sparse, and [1048576, 1048576] is too large to be filled with zeros"
            "\n  fix    save a smaller matrix");
  CHECK(message_of([&] { file.columns("complex"); }) ==
        "error: cannot use \"complex\"" + where +
            "\n  why    it is complex double [1, 2], not a real matrix of numbers"
            "\n  fix    save real(complex) in its place");
}

TEST_CASE("mat: a bit that changed in what is compressed is found") {
  const Folder folder;
  SmallData().write(folder.path());
  const std::string whole = content_of(folder / "res101.mat");
  int damaged = 0, tried = 0;
  for (std::size_t at = 136; at < whole.size(); at += 7, ++tried) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 4);
    const std::string path = folder.write("changed.mat", changed);
    damaged += exit_of([&] { list_variables(path); }) == Exit::bad_data;
  }
  CHECK(damaged == tried);
}
