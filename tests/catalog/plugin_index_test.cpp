#include "host/catalog/plugin_index.h"

#include <doctest/doctest.h>

#include "host/catalog/elf_section.h"
#include "host/text/values.h"
#include "tests/support/files.h"
#include "tests/support/messages.h"

using namespace zeroth::host;
namespace fs = std::filesystem;

namespace {

fs::path fixture(const std::string& name) {
  return fs::path(ZEROTH_TEST_FIXTURES) / name / (name + ".so");
}

std::vector<std::string> reasons(const std::string& name) {
  return read_manifest(fixture(name)).reasons;
}

}  // namespace

TEST_CASE("manifest: a good one is read without loading the file") {
  const ManifestReading reading = read_manifest(fixture("good"));
  REQUIRE(reading.manifest);
  CHECK(reading.reasons.empty());
  CHECK(reading.manifest->id == "ood.good");
  CHECK(reading.manifest->kind() == "ood");
}

TEST_CASE("manifest: every reason to refuse is told") {
  CHECK(reasons("sdk_major") ==
        std::vector<std::string>{"built with Zeroth SDK 9.0, this host has 1.1"});
  CHECK(
      reasons("torch_and_abi") ==
      std::vector<std::string>{"built for LibTorch 0.4, this host has " +
                                   host_torch_version().substr(0, host_torch_version().rfind('.')),
                               "built with _GLIBCXX_USE_CXX11_ABI=0, this host uses 1"});
  CHECK(reasons("interface") ==
        std::vector<std::string>{
            "it offers the interface zeroth.Oracle/7 as ood.bad, which this host does not know"});
  CHECK(reasons("not_json") ==
        std::vector<std::string>{"its manifest is not one line of JSON with all fields"});
  CHECK(reasons("fields") ==
        std::vector<std::string>{"its manifest is not one line of JSON with all fields"});
  CHECK(reasons("huge") ==
        std::vector<std::string>{"its manifest has 70001 bytes, 65536 are allowed"});
}

TEST_CASE("manifest: a file that everybody may write to is refused") {
  const Folder folder;
  fs::copy_file(fixture("good"), folder / "a.so");
  fs::permissions(folder / "a.so", fs::perms::others_write, fs::perm_options::add);
  CHECK(read_manifest(folder / "a.so").reasons ==
        std::vector<std::string>{"everybody may write to the file: chmod o-w"});
}

TEST_CASE("elf section: garbage and every truncation of a real file are survived") {
  const Folder folder;
  std::ifstream stream(fixture("good"), std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(stream)),
                          std::istreambuf_iterator<char>());
  for (std::size_t size = 0; size < bytes.size(); size += 97) {
    const fs::path file = folder.write("cut.so", bytes.substr(0, size));
    const ManifestReading reading = read_manifest(file);
    CHECK((!reading.is_plugin || !reading.reasons.empty() || reading.manifest));
  }
  std::string wild = bytes;
  for (std::size_t at = 0; at < 64; ++at) {
    wild[at] = static_cast<char>(~wild[at]);
    read_manifest(folder.write("wild.so", wild));
    wild[at] = bytes[at];
  }
  CHECK(!read_elf_section(folder.write("text.so", "hello"), "zeroth", 100));
  CHECK(!read_elf_section(folder / "absent.so", "zeroth", 100));
  const auto large = read_elf_section(fixture("huge"), "zeroth", 100);
  REQUIRE(large);
  CHECK(large->size == 70001);
  CHECK(large->bytes.empty());
}

TEST_CASE("index: the first directory wins, two in one directory are both refused") {
  const Folder one, two;
  fs::copy_file(fixture("good"), one / "a.so");
  fs::copy_file(fixture("good"), two / "b.so");
  const PluginIndex shadowed({{}, {one.path(), two.path()}});
  REQUIRE(shadowed.candidates().size() == 2);
  CHECK(shadowed.find("ood.good")->file == one / "a.so");
  CHECK(shadowed.candidates()[1].state == PluginState::shadowed);
  CHECK(shadowed.candidates()[1].reasons[0] == "found earlier: " + (one / "a.so").string());

  fs::copy_file(fixture("good"), one / "c.so");
  const PluginIndex doubled({{}, {one.path()}});
  CHECK(doubled.find("ood.good") == nullptr);
  CHECK(doubled.candidates()[0].reasons[0] ==
        "the same directory has the id twice: " + (one / "c.so").string());
  CHECK(doubled.candidates()[1].reasons[0] ==
        "the same directory has the id twice: " + (one / "a.so").string());
}

TEST_CASE("index: a refused file does not take its neighbour of the same id along") {
  for (const std::string name : {"0.so", "z.so"}) {  // found before and after the good one
    const Folder folder;
    fs::copy_file(fixture("good"), folder / "good.so");
    fs::copy_file(fixture("good"), folder / name);
    fs::permissions(folder / name, fs::perms::others_write, fs::perm_options::add);
    const PluginIndex index({{}, {folder.path()}});
    REQUIRE(index.find("ood.good"));
    CHECK(index.find("ood.good")->file == folder / "good.so");
  }
}

TEST_CASE("index: one level of directories is looked into, and counted") {
  const Folder folder, beside;
  fs::create_directories(folder / "more/deep");
  fs::copy_file(fixture("good"), folder / "more/a.so");
  fs::copy_file(fixture("good"), folder / "more/deep/b.so");
  folder.write("notes.so", "no library");
  const PluginIndex index({{}, {folder.path().string() + "/"}});
  REQUIRE(index.candidates().size() == 2);
  CHECK(index.candidates()[0].file == folder / "more/a.so");
  CHECK(index.candidates()[1].state == PluginState::unrelated);
  CHECK(index.searched() ==
        std::vector<std::string>{"looked in " + folder.path().string() + "/ (1 plugin)"});
}

TEST_CASE("index: a missing id is explained by refused files and searched directories") {
  const Folder folder;
  fs::copy_file(fixture("sdk_major"), folder / "bad.so");
  const PluginIndex index({{}, {folder.path(), "/nowhere/plugins"}});
  CHECK(index.explain("ood.bad") ==
        std::vector<std::string>{(folder / "bad.so").string() +
                                     " was refused: built with Zeroth SDK 9.0, this host has 1.1",
                                 "looked in " + folder.path().string() + " (0 plugins)",
                                 "looked in /nowhere/plugins (does not exist)"});
}

TEST_CASE("index: a --plugin file that does not exist") {
  CHECK(message_of([] {
          PluginIndex({{"/nowhere/x.so"}, {}});
        }) ==
        "error: there is no such plugin file\n  where  /nowhere/x.so\n  fix    check the path");
}

TEST_CASE("index: shipped plugins describe themselves without being loaded") {
  const PluginIndex index({{}, {ZEROTH_TEST_PLUGINS}});
  const Candidate* energy = index.find("ood.energy");
  REQUIRE(energy);
  const zeroth::Description& description = index.description(*energy);
  REQUIRE(description.parameters.size() == 1);
  CHECK(describe_rule(description.parameters[0]) == "number, default 1.0, above 0");
}
