#include <zeroth/formats/mat_file.h>

#include "host/data/variables.h"
#include "tests/data/small_data.h"
#include "tests/support/files.h"
#include "tests/support/messages.h"
#include "tests/support/sanitized.h"

using namespace zeroth;
using namespace zeroth::formats;
using namespace zeroth::host;

namespace {

constexpr MatFormat kFormats[] = {{MAT_FT_MAT5, MAT_COMPRESSION_NONE},
                                  {MAT_FT_MAT5, MAT_COMPRESSION_ZLIB},
                                  {MAT_FT_MAT73, MAT_COMPRESSION_NONE},
                                  {MAT_FT_MAT73, MAT_COMPRESSION_ZLIB}};

/// Reads every variable as whatever it is; a Failure is as good as numbers, a crash is not.
void read_everything(const std::filesystem::path& path) {
  const MatFile file(path);
  for (const std::string& name : file.names()) {
    if (file.texts(name).empty()) file.columns(name);
  }
  list_variables(path);
}

}  // namespace

TEST_CASE("mat: versions 5 and 7.3, compressed or not, every kind of number") {
  const Folder folder;
  for (const MatFormat format : kFormats) {
    {
      MatWriter writer(folder / "x.mat", format);
      writer.matrix("single", 2, std::vector<float>{1, 2, 3, 4, 5, 6});
      writer.matrix("double", 2, std::vector<double>{1, 2, 3, 4, 5, 6.5});
      writer.matrix("whole", 3, std::vector<std::uint16_t>{1, 2, 65535});
      writer.texts("texts", {u"Blue Jay", u"Kea", u"Gr\u00fcnfink \U0001F426"});
    }
    const MatFile file(folder / "x.mat");
    CHECK(file.shape("single").rows == 2);
    CHECK(file.shape("single").columns == 3);
    const Matrix single = file.columns("single"), twice = file.columns("double");
    CHECK(single.rows() == 3);
    CHECK(single.columns() == 2);
    CHECK(single.row(2)[1] == 6.0f);
    CHECK(twice.row(2)[1] == 6.5f);
    CHECK(file.columns("whole").row(0)[2] == 65535.0f);
    CHECK(file.integers("whole", 1) == std::vector<std::int64_t>{0, 1, 65534});
    CHECK(file.texts("texts") ==
          std::vector<std::string>{"Blue Jay", "Kea", "Gr\xc3\xbcnfink \xf0\x9f\x90\xa6"});
    CHECK(file.texts("single").empty());
    CHECK(!file.has("att"));
  }
}

TEST_CASE("mat: the numbers outlive the file") {
  const Folder folder;
  SmallData().write(folder.path());
  const Matrix features = MatFile(folder / "res101.mat").columns("features");
  CHECK(features.row(29)[0] == 5.0f);
  CHECK(features.row(29)[1] == 7.25f);
}

TEST_CASE("mat: what cannot be used says so") {
  const Folder folder;
  const std::string path = (folder / "x.mat").string();
  MatWriter(path).matrix("trainval_loc", 1, std::vector<double>{1, 2.5});
  CHECK(message_of([&] { MatFile(path).integers("trainval_loc", 1); }) ==
        "error: cannot use \"trainval_loc\"\n  where  " + path +
            "\n  why    2.5 in row 2 is no whole number\n  fix    save whole numbers");
  for (const double unusable : {1e300, double(INFINITY), double(NAN)}) {
    MatWriter(path).matrix("labels", 1, std::vector<double>{unusable});
    CHECK(message_of([&] {
            MatFile(path).integers("labels", 1);
          }).find(" in row 1 is no whole number") != std::string::npos);
  }
  CHECK(message_of([&] { MatFile(path).columns("label"); }) ==
        "error: the variable \"label\" is missing; did you mean \"labels\"?\n  where  " + path +
            "\n  why    the file has: labels\n  fix    give the right file in data.params");
  {
    MatWriter writer(path);
    writer.matrix("features", 1, std::vector<double>{1});
    writer.matrix("trainval_loc", 1, std::vector<double>{1});
  }
  CHECK(message_of([&] { MatFile(path).columns("feature"); }) ==
        "error: the variable \"feature\" is missing; did you mean \"features\"?\n  where  " + path +
            "\n  why    the file has: features, trainval_loc"
            "\n  fix    give the right file in data.params");
  MatWriter(path).texts("features", {u"no", u"numbers"});
  CHECK(message_of([&] { MatFile(path).columns("features"); }) ==
        "error: cannot use \"features\"\n  where  " + path +
            "\n  why    it is cell [2, 1], not a real matrix of numbers\n  fix    name another "
            "variable in "
            "data.params, or save a real matrix under this name");
  CHECK(message_of([&] { MatFile(folder / "none.mat"); }) ==
        "error: a data file is missing\n  where  " + (folder / "none.mat").string() +
            "\n  why    No such file or directory\n  fix    put it there, or correct data.params");
  CHECK(exit_of([&] { MatFile(folder / "none.mat"); }) == Exit::no_input);
}

TEST_CASE("mat: a file that is cut short is refused wherever the cut is") {
  const Folder folder;
  for (const MatFormat format : kFormats) {
    SmallData().write(folder.path(), format);
    const std::string whole = content_of(folder / "res101.mat");
    CHECK(exit_of([&] { read_everything(folder / "res101.mat"); }) == Exit::ok);
    for (std::size_t size = 0; size + 16 < whole.size(); size += 61) {
      CAPTURE(size);
      const std::string path = folder.write("cut.mat", whole.substr(0, size));
      CHECK(exit_of([&] {
              const MatFile file(path);
              file.columns("features");
              file.integers("labels", 1);
            }) == Exit::bad_data);
    }
  }
  SmallData().write(folder.path());
  const std::string path =
      folder.write("cut.mat", content_of(folder / "res101.mat").substr(0, 200));
  CHECK(message_of([&] { MatFile file(path); }) ==
        "error: cannot read a MATLAB file\n  where  " + path +
            "\n  why    it is cut short: what begins at byte 128 does not end in the file"
            "\n  fix    fetch the file again");
}

TEST_CASE("mat: a file that is none says what it is") {
  const Folder folder;
  const auto why = [&](const std::string& content) {
    const std::string path = folder.write("other.mat", content);
    const std::string said = message_of([&] { MatFile file(path); });
    CHECK(exit_of([&] { MatFile file(path); }) == Exit::bad_data);
    const auto begin = said.find("  why    ");
    return begin == std::string::npos ? said : said.substr(begin + 9);
  };
  const std::string fix = "\n  fix    give a file of save -v4, -v6, -v7 or -v7.3";
  CHECK(why("") == "it is empty" + fix);
  CHECK(why("no MATLAB file") == "it begins like none of the files that are read" + fix);
  CHECK(why("# Created by Octave 7.3.0") == "it is Octave's text: save it with save -v7" + fix);
  CHECK(why("Octave-1-L") == "it is Octave's own binary: save it with save -v7" + fix);
  CHECK(why("\x1f\x8b\x08") == "it is packed with gzip: unpack it with gunzip" + fix);
  CHECK(why("PK\3\4") == "it is a ZIP or .npz archive: unpack it" + fix);
  CHECK(why("version https://git-lfs.github.com/spec/v1\n") ==
        "it is a pointer of Git LFS, not the file: git lfs pull" + fix);
  CHECK(why("<!DOCTYPE html>") ==
        "it is a web page or XML, not data: download the file itself" + fix);
  CHECK(why("\x93NUMPY\1") ==
        "it is a .npy file\n  fix    read it with data.npy, or give a MATLAB file");
}

TEST_CASE("mat: what a fuzzer found is refused where it is asked for") {
  const std::string seeds = ZEROTH_TEST_SEEDS "/mat/";
  CHECK(MatFile(seeds + "compressed.mat").texts("allclasses_names").size() == 2);
  // A kind that there is none of, a variable without anything, numbers outside of any variable.
  for (const char* name : {"unknown-kind.mat", "empty.mat", "no-matrix.mat"}) {
    const std::string path = seeds + name;
    CHECK(message_of([&] { MatFile file(path); }) ==
          "error: cannot read a MATLAB file\n  where  " + path +
              "\n  why    it is damaged: the variable at byte 128 cannot be read"
              "\n  fix    fetch the file again");
  }
  // A text of 2 GB in a cell, a matrix of 2 GB that its own bytes could never hold.
  for (const char* name : {"compressed-lie.mat", "compressed-short.mat"}) {
    CAPTURE(name);
    CHECK(exit_of([&] { list_variables(seeds + name); }) == Exit::bad_data);
  }
  // More functions and fields than there are, and an object of a later MATLAB, harm nobody else.
  for (const char* name : {"function.mat", "structure.mat", "object.mat"}) {
    CAPTURE(name);
    const MatFile file(seeds + std::string(name));
    CHECK(exit_of([&] { file.columns(file.names().front()); }) == Exit::bad_data);
    if (file.has("x")) CHECK(file.columns("x").row(0)[0] == 3.0f);
  }
}

TEST_CASE("mat: a structure beside the data is no harm") {
  const MatFile file(ZEROTH_TEST_SEEDS "/mat/good-structure.mat");
  CHECK(file.columns("x").row(0)[0] == 3.0f);
  CHECK(file.texts("s").empty());
  CHECK(exit_of([&] { file.columns("s"); }) == Exit::bad_data);
}

TEST_CASE("mat: a compressed matrix is larger than what is looked at") {
  const Folder folder;
  const std::vector<double> numbers(50000, 1.5);
  {
    MatWriter writer(folder / "x.mat", {MAT_FT_MAT5, MAT_COMPRESSION_ZLIB});
    writer.matrix("large", 5, numbers);
    writer.texts("texts", std::vector<std::u16string>(2000, u"a class of some name"));
  }
  const MatFile file(folder / "x.mat");
  CHECK(file.columns("large").row(9999)[4] == 1.5f);
  CHECK(file.texts("texts").size() == 2000);
}

TEST_CASE("mat: changed bytes of an uncompressed version 5 file never crash the reader") {
  const Folder folder;
  SmallData().write(folder.path(), {MAT_FT_MAT5, MAT_COMPRESSION_NONE});
  const std::string whole = content_of(folder / "att_splits.mat");
  // The tags of the first variable and of the texts behind it; beyond that there are only numbers.
  // tools/fuzz tries more of them under the same sanitizers.
  const std::size_t step = is_sanitized() ? 5 : 1;
  for (std::size_t at = 128; at < 700; at += step) {
    for (const char value : {'\x00', '\x01', '\x0e', '\x7f', '\xff'}) {
      std::string changed = whole;
      changed[at] = value;
      const std::string path = folder.write("changed.mat", changed);
      const Exit code = exit_of([&] { read_everything(path); });
      CHECK((code == Exit::ok || code == Exit::bad_data));
    }
  }
  std::string huge = whole;
  huge[128 + 8 + 16 + 8 + 3] = '\x70';  // the number of rows of the first variable
  CHECK(message_of([&] { MatFile(folder.write("huge.mat", huge)).columns("att"); }) ==
        "error: cannot read \"att\"\n  where  " + (folder / "huge.mat").string() +
            "\n  why    its 18 numbers do not fill its size [1879048195, 6]"
            "\n  fix    fetch the file again");
}
