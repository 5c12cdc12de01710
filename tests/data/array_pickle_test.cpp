#include "host/data/array_pickle.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/files.h"
#include "tests/support/messages.h"
#include "tests/support/python.h"

using namespace zeroth::host;

namespace {

std::string why_of(const std::filesystem::path& file) {
  const std::string message = message_of([&] { read_array_pickle(file); });
  const auto begin = message.find("  why    ");
  if (begin == std::string::npos) return message;
  return message.substr(begin + 9, message.find('\n', begin) - begin - 9);
}

}  // namespace

TEST_CASE("pickle: NumPy's float64 matrices in protocols 2 to 4, small and large") {
  const Folder folder;
  if (!python(folder, "numpy", R"(
import numpy, pickle
small = numpy.array([[1.5, -2, 3], [128, 0.1, 1e30]])
large = numpy.arange(300 * 256) / 7 - 1000
for protocol in (2, 3, 4):
    pickle.dump(small, open(f"small{protocol}", "wb"), protocol)
    pickle.dump(large.reshape(300, 256), open(f"large{protocol}", "wb"), protocol)
)"))
    return;
  for (const char* protocol : {"2", "3", "4"}) {
    CAPTURE(protocol);
    const Matrix small = read_array_pickle(folder / (std::string("small") + protocol));
    REQUIRE(small.rows() == 2);
    REQUIRE(small.columns() == 3);
    CHECK(std::vector<float>(small.data(), small.data() + 6) ==
          std::vector<float>{1.5f, -2, 3, 128, 0.1f, 1e30f});
    const Matrix large = read_array_pickle(folder / (std::string("large") + protocol));
    REQUIRE(large.rows() == 300);
    for (int i = 0; i < 300 * 256; ++i) {
      REQUIRE(large.data()[i] == static_cast<float>(i / 7.0 - 1000));
    }
  }
}

TEST_CASE("pickle: everything else is refused and says why") {
  const Folder folder;
  if (!python(folder, "numpy", R"(
import numpy, pickle, os
matrix = numpy.ones((2, 3))
class Call:
    def __reduce__(self):
        return os.mkdir, ("executed",)
for name, value in {"float32": matrix.astype("f4"), "big": matrix.astype(">f8"), "fortran": matrix.T,
                    "flat": numpy.ones(3), "list": [matrix], "two": (matrix, matrix), "dict": {"a": 1},
                    "number": 7, "call": Call(), "objects": numpy.array([[None]])}.items():
    pickle.dump(value, open(name, "wb"), 3)
pickle.dump(matrix, open("protocol0", "wb"), 0)
pickle.dump(matrix, open("protocol5", "wb"), 5)
)"))
    return;
  CHECK(message_of([&] { read_array_pickle(folder / "float32"); }) ==
        "error: cannot read a pickle: only that of one float64 matrix is read\n  where  " +
            (folder / "float32").string() +
            "\n  why    its numbers are <f4, not <f8\n  fix    save it with numpy.save as .npy");
  CHECK(why_of(folder / "big") == "its numbers are >f8, not <f8");
  CHECK(why_of(folder / "fortran") == "its array is in Fortran order");
  CHECK(why_of(folder / "flat") == "its array has 1 dimensions, not 2");
  for (const char* name : {"list", "dict", "objects"}) {
    CHECK(why_of(folder / name) == "it holds something else than one array");
  }
  CHECK(why_of(folder / "two") == "it holds no NumPy array");
  CHECK(why_of(folder / "number") == "it holds no NumPy array");
  CHECK(why_of(folder / "call") == "it would call posix.mkdir");
  CHECK(!std::filesystem::exists(folder / "executed"));
  CHECK(why_of(folder / "protocol0") == "it does not begin like one of protocol 2 to 4");
  CHECK(why_of(folder / "protocol5") == "its protocol is 5, not 2 to 4");
  CHECK(exit_of([&] { read_array_pickle(folder / "none"); }) == Exit::no_input);
}

TEST_CASE("pickle: cut short or spoiled at any byte it is read or refused, never more") {
  const Folder folder;
  if (!python(folder, "numpy", R"(
import numpy, pickle
for protocol in (2, 3, 4):
    pickle.dump(numpy.ones((2, 3)), open(f"whole{protocol}", "wb"), protocol)
)"))
    return;
  for (const char* protocol : {"2", "3", "4"}) {
    std::ifstream stream(folder / (std::string("whole") + protocol), std::ios::binary);
    const std::string whole{std::istreambuf_iterator<char>(stream), {}};
    for (std::size_t i = 0; i < whole.size(); ++i) {
      CAPTURE(i);
      CHECK(exit_of([&] { read_array_pickle(folder.write("cut", whole.substr(0, i))); }) ==
            Exit::bad_data);
      for (const char byte : {'\0', '(', '0', 't', 'R', 'b', '\xff'}) {
        std::string spoiled = whole;
        spoiled[i] = byte;
        const auto code = exit_of([&] { read_array_pickle(folder.write("spoiled", spoiled)); });
        CHECK((code == Exit::ok || code == Exit::bad_data));
      }
    }
  }
  CHECK(why_of(folder.write("deep", "\x80\x03N" + std::string(100000, '\x85') + ".")) ==
        "it holds something else than one array");
}
