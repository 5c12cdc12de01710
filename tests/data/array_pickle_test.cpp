#include <zeroth/formats/array_pickle.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/files.h"
#include "tests/support/messages.h"
#include "tests/support/python.h"
#include "tests/support/sanitized.h"

using namespace zeroth;
using namespace zeroth::formats;
using namespace zeroth::host;

namespace {

std::string why_of(const std::filesystem::path& file) {
  const std::string message = message_of([&] { read_matrix_pickle(file); });
  const auto begin = message.find("  why    ");
  if (begin == std::string::npos) return message;
  return message.substr(begin + 9, message.find('\n', begin) - begin - 9);
}

}  // namespace

TEST_CASE("pickle: NumPy's float64 matrices in protocols 2 to 5, small and large") {
  const Folder folder;
  if (!python(folder, "numpy", R"(
import numpy, pickle
small = numpy.array([[1.5, -2, 3], [128, 0.1, 1e30]])
large = numpy.arange(300 * 256) / 7 - 1000
for protocol in (2, 3, 4, 5):
    pickle.dump(small, open(f"small{protocol}", "wb"), protocol)
    pickle.dump(large.reshape(300, 256), open(f"large{protocol}", "wb"), protocol)
)"))
    return;
  for (const char* protocol : {"2", "3", "4", "5"}) {
    CAPTURE(protocol);
    const Matrix small = read_matrix_pickle(folder / (std::string("small") + protocol));
    REQUIRE(small.rows() == 2);
    REQUIRE(small.columns() == 3);
    CHECK(std::vector<float>(small.data(), small.data() + 6) ==
          std::vector<float>{1.5f, -2, 3, 128, 0.1f, 1e30f});
    const Matrix large = read_matrix_pickle(folder / (std::string("large") + protocol));
    REQUIRE(large.rows() == 300);
    for (int i = 0; i < 300 * 256; ++i) {
      REQUIRE(large.data()[i] == static_cast<float>(i / 7.0 - 1000));
    }
  }
}

TEST_CASE("pickle: every type, order of memory and order of bytes") {
  const Folder folder;
  if (!python(folder, "numpy", R"(
import numpy, pickle
matrix = numpy.arange(6).reshape(2, 3)
for kind in ("f2", "f4", "f8", "f16", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"):
    for order in "<>":
        for protocol in (2, 3, 4, 5):
            one = matrix.astype(numpy.dtype(kind).newbyteorder(order))
            pickle.dump(one, open(f"{kind}-{order}-{protocol}-rows", "wb"), protocol)
            pickle.dump(numpy.asfortranarray(one), open(f"{kind}-{order}-{protocol}-columns", "wb"), protocol)
)"))
    return;
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    if (entry.path().filename() == "script.py") continue;
    CAPTURE(entry.path().filename().string());
    const Matrix found = read_matrix_pickle(entry.path());
    REQUIRE(found.rows() == 2);
    REQUIRE(found.columns() == 3);
    CHECK(std::vector<float>(found.data(), found.data() + 6) ==
          std::vector<float>{0, 1, 2, 3, 4, 5});
    ++count;
  }
  CHECK(count == 12 * 2 * 4 * 2);
}

TEST_CASE("pickle: everything else is refused and says why") {
  const Folder folder;
  if (!python(folder, "numpy", R"(
import numpy, pickle, os
matrix = numpy.ones((2, 3))
class Call:
    def __reduce__(self):
        return os.mkdir, ("executed",)
for name, value in {"flat": numpy.ones(3), "list": [matrix], "two": (matrix, matrix), "dict": {"a": 1},
                    "number": 7, "call": Call(), "objects": numpy.array([[None]]),
                    "complex": matrix * 1j, "texts": numpy.array([["a"]])}.items():
    pickle.dump(value, open(name, "wb"), 3)
pickle.dump(matrix, open("protocol0", "wb"), 0)
pickle.dump(numpy.array([[None]]), open("objects5", "wb"), 5)
buffers = []
open("outside", "wb").write(pickle.dumps(matrix, 5, buffer_callback=buffers.append))
)"))
    return;
  CHECK(message_of([&] { read_matrix_pickle(folder / "complex"); }) ==
        "error: cannot read a pickle: only that of one array of numbers is read\n  where  " +
            (folder / "complex").string() +
            "\n  why    its array holds complex numbers\n  fix    save it with numpy.save as .npy");
  CHECK(why_of(folder / "texts") == "its array holds texts");
  CHECK(why_of(folder / "flat") == "its array has 1 dimensions, not 2");
  CHECK(why_of(folder / "objects5") == "it holds something else than one array");
  CHECK(why_of(folder / "outside") == "it holds something else than one array");
  for (const char* name : {"list", "dict", "objects"}) {
    CHECK(why_of(folder / name) == "it holds something else than one array");
  }
  CHECK(why_of(folder / "two") == "it holds no NumPy array");
  CHECK(why_of(folder / "number") == "it holds no NumPy array");
  CHECK(why_of(folder / "call") == "it would call posix.mkdir");
  CHECK(!std::filesystem::exists(folder / "executed"));
  CHECK(why_of(folder / "protocol0") == "it does not begin like one of protocol 2 to 5");
  CHECK(exit_of([&] { read_matrix_pickle(folder / "none"); }) == Exit::no_input);
}

TEST_CASE("pickle: cut short or spoiled at any byte it is read or refused, never more") {
  const Folder folder;
  if (!python(folder, "numpy", R"(
import numpy, pickle
for protocol in (2, 3, 4, 5):
    pickle.dump(numpy.ones((2, 3)), open(f"whole{protocol}", "wb"), protocol)
)"))
    return;
  // tools/fuzz tries more of them under the same sanitizers.
  const std::size_t step = is_sanitized() ? 5 : 1;
  for (const char* protocol : {"2", "3", "4", "5"}) {
    std::ifstream stream(folder / (std::string("whole") + protocol), std::ios::binary);
    const std::string whole{std::istreambuf_iterator<char>(stream), {}};
    for (std::size_t i = 0; i < whole.size(); i += step) {
      CAPTURE(i);
      CHECK(exit_of([&] { read_matrix_pickle(folder.write("cut", whole.substr(0, i))); }) ==
            Exit::bad_data);
      for (const char byte : {'\0', '(', '0', 't', 'R', 'b', '\xff'}) {
        std::string spoiled = whole;
        spoiled[i] = byte;
        const auto code = exit_of([&] { read_matrix_pickle(folder.write("spoiled", spoiled)); });
        CHECK((code == Exit::ok || code == Exit::bad_data));
      }
    }
  }
  CHECK(why_of(folder.write("deep", "\x80\x03N" + std::string(100000, '\x85') + ".")) ==
        "it holds something else than one array");
}
