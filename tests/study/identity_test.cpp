#include <doctest/doctest.h>

#include "host/study/run_contents.h"
#include "tests/support/files.h"

using namespace zeroth::host;

namespace {

Json pipeline_on(const std::filesystem::path& data, int epochs = 1) {
  return {{"data", {{"use", "data.npy"}, {"params", {{"root", data.string()}, {"part", "x.npy"}}}}},
          {"train", {{"epochs", epochs}}}};
}

}  // namespace

TEST_CASE("a run is another one when anything that its figures depend on is another") {
  const Folder folder;
  std::filesystem::create_directory(folder / "data");
  const std::string data = folder.write("data/x.npy", "1"), plugin = folder.write("a.so", "code");
  const auto hash_with = [&](int epochs, int threads, const std::string& version) {
    return run_contents_hash(
        {pipeline_on(folder / "data", epochs), {{"a", plugin}}, threads, version}, folder.path(),
        folder / "runs");
  };
  const std::string first = hash_with(1, 1, "1");
  CHECK(first.size() == 16);
  CHECK(first == hash_with(1, 1, "1"));
  CHECK(first != hash_with(2, 1, "1"));
  CHECK(first != hash_with(1, 2, "1"));
  CHECK(first != hash_with(1, 1, "2"));
  folder.write("data/x.npy", "2");
  CHECK(first != hash_with(1, 1, "1"));
  folder.write("data/x.npy", "1");
  CHECK(first == hash_with(1, 1, "1"));
  folder.write("a.so", "mode");
  CHECK(first != hash_with(1, 1, "1"));
  folder.write("a.so", "code");
  std::filesystem::create_directory(folder / "data/sub");
  folder.write("data/sub/new", "");
  CHECK(first != hash_with(1, 1, "1"));
}

TEST_CASE("a folder of data and plan keeps its runs where it is moved; runs in it do not count") {
  const Folder here, there;
  std::string hashes[2];
  for (const Folder* folder : {&here, &there}) {
    folder->write("x.npy", "1");
    hashes[folder == &there] = run_contents_hash({pipeline_on(folder->path()), {}, 1, "1"},
                                                 folder->path(), *folder / "runs");
    std::filesystem::create_directory(*folder / "runs");
    folder->write("runs/log.txt", "more");
    CHECK(hashes[folder == &there] == run_contents_hash({pipeline_on(folder->path()), {}, 1, "1"},
                                                        folder->path(), *folder / "runs"));
  }
  CHECK(hashes[0] == hashes[1]);
}
