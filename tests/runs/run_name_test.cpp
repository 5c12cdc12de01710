#include "host/runs/run_name.h"

#include <doctest/doctest.h>

#include "tests/support/files.h"
#include "tests/support/messages.h"

using namespace zeroth::host;

namespace {

namespace fs = std::filesystem;

/// A folder with runs of these names.
struct Runs {
  explicit Runs(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      fs::create_directories(folder / name);
      folder.write(name + "/config.resolved.json", "{}");
    }
  }
  std::string named(const std::string& name) const {
    return fs::path(run_named(name, folder.path())).lexically_relative(folder.path()).string();
  }
  std::string message(const std::string& name) const {
    return message_of([&] { run_named(name, folder.path()); });
  }
  Folder folder;
};

const std::vector<std::string> kThree = {"2026-01-30-cub-01234567", "2026-01-31-awa2-89abcdef",
                                         "2026-01-31-awa2-89abcdef-2"};

}  // namespace

TEST_CASE("run name: whole, its beginning, a part of it, a path") {
  const Runs runs(kThree);
  CHECK(runs.named(kThree[1]) == kThree[1]);
  CHECK(runs.named("2026-01-30") == kThree[0]);
  CHECK(runs.named("01234567") == kThree[0]);
  CHECK(runs.named("cub") == kThree[0]);
  const fs::path path = runs.folder / kThree[1];
  CHECK(run_named(path.string(), "nowhere") == path);
  CHECK(run_named((runs.folder / "2026-01-30").string(), "nowhere") == runs.folder / kThree[0]);
}

TEST_CASE("run name: what could be several is none") {
  const Runs runs(kThree);
  CHECK(runs.message("2026-01-31") ==
        "error: 2 runs fit \"2026-01-31\"\n"
        "  where  " +
            runs.folder.path().string() +
            "\n"
            "  why    2026-01-31-awa2-89abcdef\n"
            "         2026-01-31-awa2-89abcdef-2\n"
            "  fix    write the whole name: the same pipeline was run more than once, and only the "
            "number behind its hash tells those runs apart");
  CHECK(runs.message("20").find("fix    write the whole name") != std::string::npos);
  CHECK(Runs({"2026-01-31-a-01234567", "2026-01-31-b-89abcdef"})
            .message("2026")
            .find("fix    write more of the name: its end, the hash, tells them apart") !=
        std::string::npos);
  CHECK(exit_of([&] { run_named("2026", runs.folder.path()); }) == Exit::usage);
}

TEST_CASE("run name: no more than ten are told") {
  std::vector<std::string> many;
  for (int i = 0; i < 13; ++i) many.push_back("run-" + std::to_string(100 + i));
  const std::string said = Runs(many).message("run");
  CHECK(said.find("run-109") != std::string::npos);
  CHECK(said.find("run-110") == std::string::npos);
  CHECK(said.find("and 3 more") != std::string::npos);
}

TEST_CASE("run name: the nearest is told, and what is like none is given back") {
  const Runs runs(kThree);
  CHECK(runs.message("2026-01-30-cub-01234568").find("did you mean \"2026-01-30-cub-01234567\"?") !=
        std::string::npos);
  CHECK(runs.message("awa1").find(
            "no run \"awa1\"; did you mean \"2026-01-31-awa2-89abcdef-2\"?") != std::string::npos);
  CHECK(run_named("something-else", runs.folder.path()) == "something-else");
  CHECK(run_named("x", "nowhere") == "x");
  CHECK(run_named("", runs.folder.path()) == "");
}

TEST_CASE("run name: hidden folders, files and other folders are no runs") {
  const Runs runs({".removed-1"});
  fs::create_directory(runs.folder / "plots");
  runs.folder.write("notes", "");
  CHECK(names_of_runs(runs.folder.path()).empty());
}

TEST_CASE("run name: a slot of a study stands for its run") {
  const Runs runs({"s.runs/cub-seed-1-0011223344556677/2026-01-31-cub-01234567",
                   "s.runs/cub-seed-2-8899aabbccddeeff/2026-01-31-cub-89abcdef"});
  for (const char* slot : {"cub-seed-1-0011223344556677", "cub-seed-2-8899aabbccddeeff"}) {
    runs.folder.write(std::string("s.runs/") + slot + "/run.json", "{}");
    runs.folder.write(std::string("s.runs/") + slot + "/pipeline.json", "{}");
  }
  const std::string first = "s.runs/cub-seed-1-0011223344556677/2026-01-31-cub-01234567";
  CHECK(names_of_runs(runs.folder.path()) ==
        std::vector<std::string>{"s.runs/cub-seed-1-0011223344556677",
                                 "s.runs/cub-seed-2-8899aabbccddeeff"});
  CHECK(runs.named("s.runs/cub-seed-1") == first);
  CHECK(runs.named("seed-1") == first);
  CHECK(runs.named("0011223344556677") == first);
  const fs::path study = runs.folder / "s.runs";
  CHECK(run_named((study / "cub-seed-1").string(), "nowhere") == runs.folder / first);
  CHECK(run_named((study / "cub-seed-1-0011223344556677").string(), "x") == runs.folder / first);
  CHECK(run_named("seed-1", study) == runs.folder / first);
}
