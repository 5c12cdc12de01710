#include "host/data/mat_file.h"

#include <doctest/doctest.h>
#include <matio.h>

#include "tests/support/files.h"
#include "tests/support/messages.h"

using namespace zeroth::host;

namespace {

/// A file with a matrix of doubles and a vector of 16-bit numbers.
void write(const std::filesystem::path& path, mat_ft version, matio_compression compression) {
  mat_t* file = Mat_CreateVer(path.c_str(), nullptr, version);
  REQUIRE(file);
  double numbers[] = {1, 2, 3, 4, 5, 6};
  std::uint16_t rows[] = {1, 3};
  size_t matrix_shape[] = {3, 2}, vector_shape[] = {2, 1};
  const auto add = [&](const char* name, matio_classes c, matio_types t, size_t* shape, void* data) {
    matvar_t* variable = Mat_VarCreate(name, c, t, 2, shape, data, MAT_F_DONT_COPY_DATA);
    CHECK(Mat_VarWrite(file, variable, compression) == 0);
    Mat_VarFree(variable);
  };
  add("features", MAT_C_DOUBLE, MAT_T_DOUBLE, matrix_shape, numbers);
  add("trainval_loc", MAT_C_UINT16, MAT_T_UINT16, vector_shape, rows);
  Mat_Close(file);
}

}  // namespace

TEST_CASE("mat file: version 5, plain and compressed, and version 7.3") {
  const Folder folder;
  struct Kind {
    mat_ft version;
    matio_compression compression;
  };
  for (const Kind kind : {Kind{MAT_FT_MAT5, MAT_COMPRESSION_NONE},
                          Kind{MAT_FT_MAT5, MAT_COMPRESSION_ZLIB},
                          Kind{MAT_FT_MAT73, MAT_COMPRESSION_NONE}}) {
    const auto path = folder / "x.mat";
    write(path, kind.version, kind.compression);
    const MatFile file(path);
    const MatArray features = file.matrix("features");
    CHECK(features.rows == 3);
    CHECK(features.columns == 2);
    CHECK(features.doubles == std::vector<double>{1, 2, 3, 4, 5, 6});
    CHECK(file.integers("trainval_loc", 1) == std::vector<std::int64_t>{0, 2});
    CHECK(!file.has("att"));
    std::filesystem::remove(path);
  }
}

TEST_CASE("mat file: a missing variable names the nearest and all present") {
  const Folder folder;
  const auto path = folder / "x.mat";
  write(path, MAT_FT_MAT5, MAT_COMPRESSION_NONE);
  CHECK(message_of([&] { MatFile(path).matrix("feature"); }) ==
        "error: the variable \"feature\" is missing; did you mean \"features\"?\n  where  " +
            path.string() +
            "\n  why    the file has: features, trainval_loc\n"
            "  fix    give the right file in data.params");
}
