#include <doctest/doctest.h>
#include <zeroth/formats/npy.h>

#include <cstring>
#include <map>

#include "tests/data/readers.h"
#include "tests/data/small_data.h"
#include "tests/support/files.h"
#include "tests/support/messages.h"
#include "tests/support/python.h"

using namespace zeroth;
using namespace zeroth::formats;
using namespace zeroth::host;

namespace {

std::string npy(int version, const std::string& header, const std::string& numbers) {
  std::string text = "\x93NUMPY";
  text += static_cast<char>(version);
  text += '\0';
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) {
    text += static_cast<char>(header.size() >> (8 * i) & 0xff);
  }
  return text + header + numbers;
}

std::string why_of(const std::string& file) {
  const std::string message = message_of([&] { to_matrix(read_npy(file)); });
  const auto begin = message.find("  why    ");
  if (begin == std::string::npos) return message;
  return message.substr(begin + 9, message.find('\n', begin) - begin - 9);
}

}  // namespace

TEST_CASE("npy: NumPy's files in every type and format, and ours in NumPy") {
  const Folder folder;
  const std::vector<float> ours = {1, 2, 3, 4, 5, 6};
  write_npy(folder / "ours.npy", ours.data(), {2, 3});
  if (!python(folder, "numpy, scipy.io", R"(
import numpy
for kind in ("f4", "f8", "i4", "i8", "u2", "u1"):
    numpy.save(kind, numpy.arange(6).reshape(2, 3).astype(kind))
for version in (1, 2, 3):
    with open(f"v{version}.npy", "wb") as file:
        numpy.lib.format.write_array(file, numpy.ones((2, 3), "f4"), version=(version, 0))
numpy.save("flat", numpy.arange(5))
ours = numpy.load("ours.npy")
assert ours.dtype == "float32" and (ours == numpy.arange(1, 7).reshape(2, 3)).all()
assert ours.flags["C_CONTIGUOUS"]
)"))
    return;
  for (const char* name : {"f4", "f8", "i4", "i8", "u2", "u1"}) {
    CAPTURE(name);
    const Matrix matrix = to_matrix(read_npy(folder / (name + std::string(".npy"))));
    CHECK(matrix.rows() == 2);
    CHECK(matrix.row(1)[2] == 5.0f);
  }
  for (const char* name : {"v1.npy", "v2.npy", "v3.npy"}) {
    CHECK(to_matrix(read_npy(folder / name)).row(1)[2] == 1.0f);
  }
  CHECK(to_integers(read_npy(folder / "flat.npy")) == std::vector<std::int64_t>{0, 1, 2, 3, 4});
}

TEST_CASE("npy: every type, order of bytes and order of memory") {
  const Folder folder;
  if (!python(folder, "numpy", R"(
import numpy
matrix = numpy.arange(6).reshape(2, 3)
rows = numpy.array([3, 1, 2])
for kind in ("f2", "f4", "f8", "f16", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"):
    for order in "<>":
        one = numpy.dtype(kind).newbyteorder(order)
        numpy.save(f"matrix-{kind}-{order}-rows", matrix.astype(one))
        numpy.save(f"matrix-{kind}-{order}-columns", numpy.asfortranarray(matrix.astype(one)))
        numpy.save(f"flat-{kind}-{order}", rows.astype(one))
        numpy.save(f"flat-column-{kind}-{order}", rows.astype(one)[:, None])
        numpy.save(f"flat-row-{kind}-{order}", numpy.asfortranarray(rows.astype(one)[None]))
)"))
    return;
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    const std::string name = entry.path().filename().string();
    CAPTURE(name);
    if (name.rfind("matrix", 0) == 0) {
      const Matrix found = to_matrix(read_npy(entry.path()));
      REQUIRE(found.rows() == 2);
      CHECK(std::vector<float>(found.data(), found.data() + 6) ==
            std::vector<float>{0, 1, 2, 3, 4, 5});
      std::vector<float> second(3);
      copy_rows(read_npy(entry.path()), 1, 2, second.data());
      CHECK(second == std::vector<float>{3, 4, 5});
    } else if (name.rfind("flat", 0) == 0) {
      CHECK(to_integers(read_npy(entry.path())) == std::vector<std::int64_t>{3, 1, 2});
    } else {
      continue;
    }
    ++count;
  }
  CHECK(count == 12 * 2 * 5);
}

TEST_CASE("npy: half precision is exact, from the smallest number to what is none") {
  const Folder folder;
  if (!python(folder, "numpy", R"(
import numpy
bits = numpy.arange(65536, dtype="u2").reshape(256, 256)
numpy.save("half", bits.view("f2"))
numpy.save("single", bits.view("f2").astype("f4"))
)"))
    return;
  const Matrix half = to_matrix(read_npy(folder / "half.npy"));
  const Matrix single = to_matrix(read_npy(folder / "single.npy"));
  for (int i = 0; i < 65536; ++i) {
    const bool same = half.data()[i] == single.data()[i] ||
                      (half.data()[i] != half.data()[i] && single.data()[i] != single.data()[i]);
    REQUIRE(same);
  }
}

TEST_CASE("npy: what is no whole number is named with its row") {
  const Folder folder;
  if (!python(folder, "numpy", R"(
import numpy
numpy.save("half", numpy.array([1, 2.5, 3]))
numpy.save("nan", numpy.array([[1, numpy.nan]], "f4"))
numpy.save("large", numpy.array([1, 2**63], "u8"))
numpy.save("wide", numpy.array([0, 2.0**60]))
numpy.save("square", numpy.ones((2, 2)))
numpy.save("empty", numpy.zeros((0, 0)))
)"))
    return;
  CHECK(message_of([&] { to_integers(read_npy(folder / "half.npy")); }) ==
        "error: cannot read a .npy file\n  where  " + (folder / "half.npy").string() +
            "\n  why    2.5 in row 1 (counted from 0) is no whole number"
            "\n  fix    save whole numbers, as with array.astype('int64')");
  for (const char* name : {"nan.npy", "large.npy", "wide.npy"}) {
    CHECK(message_of([&] {
            to_integers(read_npy(folder / name));
          }).find(" in row 1 (counted from 0) is no whole number") != std::string::npos);
  }
  CHECK(message_of([&] {
          to_integers(read_npy(folder / "square.npy"));
        }).find("its shape is [2, 2], not [n]") != std::string::npos);
  CHECK(to_integers(read_npy(folder / "empty.npy")).empty());
}

TEST_CASE("npy: numbers at an odd place are read all the same") {
  const Folder folder;
  const double values[] = {1.5, -2};
  std::string numbers(sizeof(values), '\0');
  std::memcpy(numbers.data(), values, sizeof(values));
  const std::string header = "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2)}";
  REQUIRE((10 + header.size()) % 8 != 0);
  const Matrix matrix = to_matrix(read_npy(folder.write("x.npy", npy(1, header, numbers))));
  CHECK(matrix.row(0)[0] == 1.5f);
  CHECK(matrix.row(0)[1] == -2.0f);
}

TEST_CASE("npy: arrays of no numbers") {
  const Folder folder;
  for (const char* shape : {"(0, 3)", "(3, 0)", "(0, 999999999999999999)"}) {
    const std::string header =
        std::string("{'descr': '<f4', 'fortran_order': False, 'shape': ") + shape + ", }\n";
    CHECK(to_matrix(read_npy(folder.write("x.npy", npy(1, header, "")))).rows() ==
          (shape[1] == '3' ? 3 : 0));
  }
}

TEST_CASE("npy: headers that lie") {
  const Folder folder;
  const auto header = [](const std::string& shape) {
    return "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }\n";
  };
  const auto why = [&](const std::string& content) {
    return why_of(folder.write("x.npy", content));
  };
  CHECK(why("") == "it does not begin like one");
  CHECK(why(npy(9, header("(1, 1)"), "1234")) == "its format 9 is unknown");
  CHECK(why(npy(1, header("(1, 1)"), "1234").substr(0, 40)) == "its header is cut short");
  CHECK(why(npy(2, std::string(100000, '('), "")) == "its header has 100000 bytes");
  CHECK(why(npy(1, header("(2, 1)"), "1234")) == "it is cut short");
  CHECK(why(npy(1, header("(999999999999999999, 999999999999999999)"), "1234")) ==
        "it is cut short");
  CHECK(why(npy(1, header("(1,)"), "1234")) == "it has 1 dimensions, not 2");
  CHECK(why(npy(1, header("()"), "1234")) == "it has 0 dimensions, not 2");
  for (const char* shape : {"(-1, 1)", "(1e3, 1)", "(1, 10000000000000000000000)", "(a, 1)"}) {
    CHECK(why(npy(1, header(shape), "1234")).rfind("its header is not understood: {'descr'", 0) ==
          0);
  }
  for (const auto& [descr, what] :
       std::map<std::string, std::string>{{"'|O'", "Python objects"},
                                          {"'<c8'", "complex numbers"},
                                          {"'<U3'", "texts"},
                                          {"'|S3'", "texts"},
                                          {"'<M8[ns]'", "values of type M8[ns]"},
                                          {"[('a', '<f4')]", "records"}}) {
    CHECK(why(npy(1, "{'descr': " + descr + ", 'fortran_order': False, 'shape': (1, 1)}",
                  "123456789012")) == "it holds " + what + ", not numbers");
  }
}

TEST_CASE("npy: a directory of arrays is a data set, SciPy's files are the same one") {
  const Folder folder;
  if (!python(folder, "numpy, scipy.io", R"(
import numpy, scipy.io
labels = numpy.repeat(numpy.arange(6), 5)
unseen = numpy.isin(labels, [1, 4])
test_seen = ~unseen & (numpy.arange(30) % 5 == 0)
random = numpy.random.default_rng(1)
arrays = dict(features=random.random((30, 7)), labels=labels, attributes=random.random((6, 3)),
              trainval=numpy.flatnonzero(~unseen & ~test_seen),
              test_seen=numpy.flatnonzero(test_seen), test_unseen=numpy.flatnonzero(unseen),
              val=numpy.array([11, 12]))
for name, array in arrays.items():
    numpy.save(name, array)
open("class_names.txt", "w").write("".join(f"bird {i}\n" for i in range(6)))
scipy.io.savemat("res101.mat", {"features": arrays["features"].T, "labels": labels[:, None] + 1},
                 do_compression=True)
scipy.io.savemat("att_splits.mat",
                 {"att": arrays["attributes"].T,
                  "allclasses_names":
                      numpy.array([f"bird {i}" for i in range(6)], dtype=object)[:, None],
                  **{name + "_loc": arrays[name][:, None].astype("uint16") + 1
                     for name in ("trainval", "test_seen", "test_unseen", "val")}})
)"))
    return;
  const std::string root = folder.path().string();
  const Json block = {{"use", "data.npy"},
                      {"params", {{"root", root + "/"}, {"normalise_attributes", false}}}};
  const DataSet arrays = load_data(block);
  const DataSet matlab = load_data(SmallData::block(folder.path()));
  CHECK(arrays.name == folder.path().filename().string());
  CHECK(arrays.labels == matlab.labels);
  CHECK(arrays.class_names == matlab.class_names);
  CHECK(arrays.class_names.at(5) == "bird 5");
  CHECK(arrays.splits.trainval == matlab.splits.trainval);
  CHECK(arrays.splits.test_unseen == matlab.splits.test_unseen);
  CHECK(arrays.splits.val == matlab.splits.val);
  CHECK(!arrays.splits.train);
  CHECK(std::memcmp(arrays.features.data(), matlab.features.data(), 30 * 7 * sizeof(float)) == 0);
  CHECK(std::memcmp(arrays.attributes.data(), matlab.attributes.data(), 6 * 3 * sizeof(float)) ==
        0);
}
