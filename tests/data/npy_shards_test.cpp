#include <doctest/doctest.h>
#include <zeroth/formats/npy.h>
#include <zeroth/formats/npy_shards.h>

#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "host/data/content_hash.h"
#include "host/data/npy_folder.h"
#include "tests/data/readers.h"
#include "tests/data/small_data.h"
#include "tests/support/files.h"
#include "tests/support/messages.h"

using namespace zeroth;
using namespace zeroth::host;

namespace {

/// Empty files of these names.
std::vector<std::string> names_among(const std::vector<std::string>& files) {
  const Folder folder;
  for (const std::string& name : files) folder.write(name, "");
  std::vector<std::string> names;
  for (const auto& file : formats::npy_shards(folder.path(), "features")) {
    names.push_back(file.filename().string());
  }
  return names;
}

/// With "DIR" for the folder.
std::string refused(const std::vector<std::string>& files) {
  const Folder folder;
  for (const std::string& name : files) folder.write(name, "");
  std::string message = message_of([&] { formats::npy_shards(folder.path(), "features"); });
  message.replace(message.find(folder.path().string()), folder.path().string().size(), "DIR");
  return message;
}

/// The small data set as .npy files, its features in rows [30,2].
struct SmallFolder {
  SmallFolder() {
    const Folder matlab;
    small.write(matlab.path());
    write_npy_folder(load_data(SmallData::block(matlab.path())), folder.path());
  }
  void write_rows(const std::string& name, std::size_t first, std::size_t end) const {
    formats::write_npy(folder / name, small.features.data() + 2 * first, {end - first, 2});
  }
  /// 12, 0, 1 and 17 rows.
  void split() const {
    std::filesystem::remove(folder / "features.npy");
    write_rows("features-00000-of-00004.npy", 0, 12);
    write_rows("features-00001-of-00004.npy", 12, 12);
    write_rows("features-00002-of-00004.npy", 12, 13);
    write_rows("features-00003-of-00004.npy", 13, 30);
  }
  Json block() const {
    return {{"use", "data.npy"}, {"params", {{"root", folder.path().string()}}}};
  }
  /// What a run is told, and a dry run alike, with "DIR" for the folder.
  std::string refused() const {
    std::string message = message_of([&] { load_data(block()); });
    CHECK(message_of([&] { sizes_of(block()); }) == message);
    message.replace(message.find(folder.path().string()), folder.path().string().size(), "DIR");
    return message;
  }

  Folder folder;
  SmallData small;
};

}  // namespace

TEST_CASE("npy shards: every number of digits, in the order of the numbers") {
  CHECK(names_among({}).empty());
  CHECK(names_among({"features.npy", "features-1.npy", "features-a-of-b.npy", "x-0-of-1.npy",
                     "features-0-of-1.npy.part", "other-features-0-of-1.npy"})
            .empty());
  CHECK(names_among({"features-0-of-1.npy"}) == std::vector<std::string>{"features-0-of-1.npy"});
  CHECK(names_among({"features-01-of-03.npy", "labels.npy", "features-02-of-03.npy",
                     "features-00-of-03.npy"}) ==
        std::vector<std::string>{"features-00-of-03.npy", "features-01-of-03.npy",
                                 "features-02-of-03.npy"});
  CHECK(formats::npy_shards("/nowhere", "features").empty());
  CHECK(!formats::any_npy_shard("/nowhere", "features"));
}

TEST_CASE("npy shards: names that are no set are refused") {
  CHECK(refused({"features-00000-of-00003.npy", "features-00002-of-00003.npy"}) ==
        "error: a data file is missing\n  where  DIR/features-00001-of-00003.npy\n"
        "  why    1 of the 3 files of these rows is missing\n"
        "  fix    put it there: a part of the rows is no data set");
  CHECK(refused({"features-00001-of-99999.npy"}) ==
        "error: a data file is missing\n  where  DIR/features-00000-of-99999.npy\n"
        "  why    99998 of the 99999 files of these rows are missing, this one first\n"
        "  fix    put it there: a part of the rows is no data set");
  CHECK(refused({"features-0-of-2.npy", "features-1-of-2.npy", "features-2-of-3.npy"}) ==
        "error: files of rows are not named as one set\n  where  DIR/features-2-of-3.npy\n"
        "  why    its name says -of-3, that of features-0-of-2.npy says -of-2\n"
        "  fix    move the files away that are not of the data set");
  CHECK(refused({"features-1-of-2.npy", "features-2-of-2.npy"}) ==
        "error: files of rows are not named as one set\n  where  DIR/features-2-of-2.npy\n"
        "  why    numbers of 2 files end at 1\n  fix    count them from 0");
  CHECK(refused({"features-0-of-02.npy", "features-01-of-02.npy"}) ==
        "error: files of rows are not named as one set\n  where  DIR/features-0-of-02.npy\n"
        "  why    0 and 02 have not the same number of digits\n  fix    name it "
        "features-00-of-02.npy");
}

TEST_CASE("npy shards: several files are the same data set as one") {
  const SmallFolder data;
  const LoadedDataSet one = load_data(data.block());
  const auto sizes = sizes_of(data.block());
  data.split();
  const LoadedDataSet several = load_data(data.block());
  CHECK(several.features.rows() == 30);
  CHECK(content_hash(several) == content_hash(one));
  CHECK(sizes_of(data.block())->features == sizes->features);
  CHECK(sizes_of(data.block())->train_rows == sizes->train_rows);
  CHECK(verify_path(data.folder.path().string(), Json::object())
            .to_text()
            .find("rows                 30\n") == 0);
}

TEST_CASE("npy shards: what is wrong with one of them is said of it") {
  const SmallFolder data;
  data.write_rows("features-0-of-1.npy", 0, 30);
  CHECK(data.refused() ==
        "error: there are features twice\n  where  DIR\n"
        "  why    features.npy and features-0-of-1.npy both hold rows\n"
        "  fix    keep those that are meant, and move the others away");
  std::filesystem::remove(data.folder / "features-0-of-1.npy");
  data.split();
  const auto second = data.folder / "features-00002-of-00004.npy";
  const std::string where = "  where  DIR/features-00002-of-00004.npy\n";
  formats::write_npy(second, data.small.features.data(), {1, 3});
  CHECK(data.refused() ==
        "error: files of features have rows of different lengths\n" + where +
            "  why    its rows have 3 columns, those of features-00000-of-00004.npy have 2\n"
            "  fix    give all rows the features of the same backbone");
  formats::write_npy(second, data.small.features.data(), {2});
  CHECK(data.refused() ==
        "error: cannot read a .npy file\n" + where +
            "  why    it has 1 dimensions, not 2\n"
            "  fix    save a row for each image, as with array.reshape(len(array), -1)");
  data.write_rows("features-00002-of-00004.npy", 12, 13);
  std::filesystem::resize_file(second, std::filesystem::file_size(second) - 1);
  CHECK(data.refused() == "error: cannot read a .npy file\n" + where +
                              "  why    it is cut short\n"
                              "  fix    copy or write the file again, all of it");
  data.folder.write("features-00002-of-00004.npy", "no array");
  CHECK(data.refused() == "error: cannot read a .npy file\n" + where +
                              "  why    it does not begin like one\n"
                              "  fix    copy or write the file again, all of it");
  std::filesystem::remove(second);
  CHECK(data.refused().find("error: a data file is missing\n" + where) == 0);
  std::filesystem::create_directory(second);
  CHECK(data.refused().find("error: cannot open a data file\n" + where) == 0);
}

TEST_CASE("npy shards: a folder that holds them is no place for another data set") {
  const SmallFolder data;
  data.split();
  CHECK(message_of([&] { make_data_folder(data.folder.path()); }) ==
        "error: there is a data set already\n  where  " +
            (data.folder / "features-00000-of-00004.npy").string() +
            "\n  why    none is ever replaced\n  fix    name another folder, or remove this one");
}

TEST_CASE("npy shards: a file of a set names all of it, whatever its name begins with") {
  const Folder folder;
  for (const char* name : {"a.b+(c-1-of-2.npy", "a.b+(c-0-of-2.npy", "aXb+(c-0-of-2.npy", "b.npy"}) {
    folder.write(name, "");
  }
  const auto set = formats::npy_set_of(folder / "a.b+(c-1-of-2.npy");
  REQUIRE(set.size() == 2);
  CHECK(set[0] == folder / "a.b+(c-0-of-2.npy");
  CHECK(set[1] == folder / "a.b+(c-1-of-2.npy");
  CHECK(formats::npy_set_of(folder / "b.npy") == std::vector{folder / "b.npy"});
  CHECK(formats::npy_set_of(folder / "none-0-of-0.txt").size() == 1);
  CHECK(message_of([&] { formats::npy_set_of(folder / "aXb+(c-0-of-2.npy"); })
            .find("error: a data file is missing\n") == 0);
}
