#include "host/runs/remove_run.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "tests/runs/some_run.h"
#include "tests/support/files.h"

using namespace zeroth::host;

namespace {

namespace fs = std::filesystem;

fs::path failed_run(const Folder& folder) {
  return some_run(folder.path(), some_pipeline(), Exit::bad_data);
}

}  // namespace

TEST_CASE("remove run: all of it goes, and nothing beside it") {
  const Folder folder, other;
  other.write("kept", "text");
  const fs::path path = failed_run(folder), neighbour = failed_run(folder);
  fs::create_directory_symlink(other.path(), path / "plots");
  CHECK(remove_run(read_run(path)) == "");
  CHECK(!fs::exists(path));
  CHECK(content_of(other / "kept") == "text");
  CHECK(fs::directory_iterator(folder.path())->path() == neighbour);
}

TEST_CASE("remove run: never one that a process writes, even if it began after the list") {
  const Folder folder;
  const fs::path path = failed_run(folder);
  const RunSummary listed = read_run(path);
  REQUIRE(why_kept(listed) == "");
  {
    const RunDirectory writer = RunDirectory::open_locked(path);
    CHECK(remove_run(listed).find(" writes it") != std::string::npos);
    CHECK(fs::exists(path / "config.resolved.json"));
  }
  // It went on and has ended meanwhile: not what was listed.
  RunStatus(path, {"zeroth"}, Json::object()).write_end(Exit::ok, "");
  CHECK(remove_run(listed) == "it has changed since it was listed");
  CHECK(fs::exists(path));
}

TEST_CASE("remove run: no link, no other directory, nothing that holds another run") {
  const Folder folder, other;
  const fs::path elsewhere = failed_run(other);
  fs::create_directory_symlink(elsewhere, folder / "link");
  CHECK(remove_run(read_run(folder / "link")) == "it is a link, and what it leads to is elsewhere");
  CHECK(fs::exists(elsewhere));
  fs::create_directory(folder / "plots");
  folder.write("plots/result.json", "{}");
  CHECK(remove_run(read_run(folder / "plots")) == "it has too little of a run to be one");
  const fs::path path = failed_run(folder);
  fs::create_directory(path / "below");
  const fs::path inside = some_run(path / "below");
  CHECK(remove_run(read_run(path)) == "there is another run in it: " + inside.string());
  CHECK(remove_run(read_run(folder / "nowhere")) == "it is not there any more");
}

TEST_CASE("remove run: one that seems killed on another machine is kept for a day") {
  const Folder folder;
  const RunDirectory directory =
      RunDirectory::create(folder.path(), some_pipeline(), Json::object());
  const fs::path path = directory.path();
  const fs::path copy = folder / "copy";
  RunStatus(path, {"zeroth"}, Json::object()).write_running();
  Json status = read_sealed(path / "status.json");
  status["host"] = "node07";
  write_sealed(path / "status.json", status);
  fs::copy(path, copy, fs::copy_options::recursive);
  CHECK(why_kept(read_run(copy)) == "it may still run on node07: it changed less than a day ago");
  const auto long_ago = fs::file_time_type::clock::now() - std::chrono::hours(25);
  for (const auto& entry : fs::recursive_directory_iterator(copy)) {
    fs::last_write_time(entry.path(), long_ago);
  }
  fs::last_write_time(copy, long_ago);
  CHECK(why_kept(read_run(copy)) == "");
}

TEST_CASE("remove run: a damaged run of which enough is left can be removed") {
  const Folder folder;
  const fs::path path = some_run(folder.path());
  fs::remove(path / "config.resolved.json");
  CHECK(remove_run(read_run(path)) == "");
}

TEST_CASE("remove run: what a killed process left is cleared, but for what is in use") {
  const Folder folder, other;
  const fs::path left = folder / ".zeroth-removed-1-0", used = folder / ".zeroth-removed-1-1";
  fs::rename(failed_run(folder), left);
  fs::rename(failed_run(folder), used);
  other.write("kept", "");
  fs::create_directory_symlink(other.path(), folder / ".zeroth-removed-1-2");
  const RunLock lock(used);
  clear_removed(folder.path());
  CHECK(!fs::exists(left));
  CHECK(fs::exists(used));
  CHECK(fs::exists(other / "kept"));
}

TEST_CASE("remove run: what cannot be renamed is kept whole") {
  if (geteuid() == 0) return;  // nothing is refused to root
  const Folder folder;
  const fs::path path = failed_run(folder);
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
  CHECK(remove_run(read_run(path)) == "Permission denied");
  fs::permissions(folder.path(), fs::perms::owner_all);
  CHECK(read_run(path).problem == "");
}
