#include <doctest/doctest.h>
#include <zeroth/formats/mat_file.h>
#include <zeroth/formats/mat_file_writer.h>

#include "tests/support/files.h"
#include "tests/support/messages.h"

using zeroth::Matrix;
using zeroth::formats::MatFile;
using zeroth::formats::MatFileWriter;

TEST_CASE("mat: what is written is read as it was") {
  const Folder folder;
  const std::vector<std::string> names = {"Blue Jay", "", "Gr\u00fcnfink", "a name of more bytes"};
  {
    MatFileWriter out(folder / "x.mat");
    out.write_columns("rows", Matrix({1, 2, 3, 4, 5, 6}, 2, 3));
    out.write("a_longer_name", {0, 7}, 1);
    out.write("none", std::vector<std::int64_t>{}, 1);
    out.write("names", names);
    out.commit();
  }
  const MatFile file(folder / "x.mat");
  CHECK(file.names() == std::vector<std::string>{"rows", "a_longer_name", "none", "names"});
  CHECK(file.shape("rows").rows == 3);
  const Matrix rows = file.columns("rows");
  CHECK(rows.rows() == 2);
  CHECK(rows.row(1)[0] == 4.0F);
  CHECK(file.integers("a_longer_name", 0) == std::vector<std::int64_t>{1, 8});
  CHECK(file.texts("names") == names);
}

TEST_CASE("mat: a variable that is too large for the format is refused, and no file is left") {
  const Folder folder;
  const auto write = [&] {
    MatFileWriter out(folder / "x.mat");
    out.write_columns("features", Matrix(nullptr, 262144, 2048, nullptr));
    out.commit();
  };
  CHECK(message_of(write) ==
        "error: the variable \"features\" is too large for a MATLAB file\n  where  " +
            std::string(folder / "x.mat") +
            "\n  why    it has 2147483648 bytes, and 2147483647 are the most there\n"
            "  fix    write .npy or HDF5 files");
  CHECK_FALSE(std::filesystem::exists(folder / "x.mat"));
}
