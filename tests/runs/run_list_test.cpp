#include "host/runs/run_list.h"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "host/runs/database.h"
#include "host/runs/run_index.h"
#include "host/runs/run_stamp.h"
#include "tests/runs/some_run.h"
#include "tests/support/files.h"
#include "tests/support/messages.h"

using namespace zeroth::host;

namespace {

namespace fs = std::filesystem;

/// A folder of runs with a cache of its own.
struct Indexed {
  Indexed() { setenv("XDG_CACHE_HOME", cache.path().c_str(), 1); }
  ~Indexed() { unsetenv("XDG_CACHE_HOME"); }
  RunList read() const { return read_runs(folder.path()); }
  fs::path file() const { return index_file(folder.path()); }
  /// What is written so late is not remembered.
  void settle() const { std::this_thread::sleep_for(std::chrono::milliseconds(120)); }
  std::size_t remembered() const {
    SettingTable settings;
    return read_index(file(), settings).size();
  }
  Folder folder, cache;
};

Json pipeline_with(double weight) {
  Json pipeline = some_pipeline();
  pipeline["joint"] = {{"weight", weight}};
  return pipeline;
}

/// Everything that a list says, to be compared.
std::string text_of(const RunList& list) {
  std::string text;
  for (const ListedRun& listed : list.runs) {
    const RunSummary& run = listed.run;
    text += run.name + name_of(run.state) + run.problem + run.error + run.start + run.end +
            run.recipe + run.protocol + run.setting + run.data + run.data_hash + run.pipeline_hash +
            run.progress.text() + std::to_string(run.size) + std::to_string(run.seed.value_or(77)) +
            std::to_string(run.last_sign);
    for (const auto& one : run.figures) text += one.first + std::to_string(one.second);
    for (const SettingId id : listed.settings) {
      text += list.settings[id].path + "=" + list.settings[id].json + "\n";
    }
  }
  return text;
}

}  // namespace

TEST_CASE("run list: the latest first, and the same from the index as without") {
  const Indexed runs;
  const fs::path first = some_run(runs.folder.path(), pipeline_with(0.1));
  const fs::path second = some_run(runs.folder.path(), pipeline_with(0.2), Exit::bad_data);
  runs.settle();
  const RunList fresh = runs.read();
  REQUIRE(fresh.runs.size() == 2);
  CHECK(fresh.runs[0].run.path == second);
  CHECK(runs.remembered() == 2);
  CHECK(text_of(runs.read()) == text_of(fresh));
}

TEST_CASE("run list: what changes, comes and goes is seen") {
  const Indexed runs;
  const fs::path path = some_run(runs.folder.path());
  runs.settle();
  runs.read();
  fs::remove(path / "result.json");
  CHECK(runs.read().runs[0].run.problem == "it has no result.json");
  some_run(runs.folder.path());
  CHECK(runs.read().runs.size() == 2);
  fs::rename(path, runs.folder / "moved");
  runs.settle();
  CHECK(runs.read().runs[1].run.name == "moved");
  CHECK(runs.remembered() == 2);
  fs::remove_all(runs.folder / "moved");
  CHECK(runs.read().runs.size() == 1);
  CHECK(runs.remembered() == 1);
}

TEST_CASE("run list: a file of the same size and time is not taken for the one before") {
  const Indexed runs;
  const fs::path file = some_run(runs.folder.path(), some_pipeline(), Exit::ok, 30) / "result.json";
  runs.settle();
  CHECK(runs.read().runs[0].run.figure("H") == 30);
  const auto time = fs::last_write_time(file);
  std::string text = content_of(file);
  text.replace(text.find("30.0"), 4, "31.0");
  std::ofstream(file, std::ios::trunc) << text;
  fs::last_write_time(file, time);
  CHECK(runs.read().runs[0].run.figure("H") == 31);
}

TEST_CASE("run list: the lock is looked up, whatever the index says") {
  const Indexed runs;
  const RunDirectory directory =
      RunDirectory::create(runs.folder.path(), some_pipeline(), Json::object());
  RunStatus(directory.path(), {"zeroth"}, Json::object()).write_running();
  runs.settle();
  CHECK(runs.read().runs[0].run.state == RunState::running);
  const fs::path killed = runs.folder / "killed";
  fs::copy(directory.path(), killed, fs::copy_options::recursive);
  runs.settle();
  for (int i = 0; i < 2; ++i) {
    const RunList list = runs.read();
    REQUIRE(list.runs.size() == 2);
    for (const ListedRun& one : list.runs) {
      CHECK(one.run.state == (one.run.name == "killed" ? RunState::killed : RunState::running));
    }
  }
}

TEST_CASE("run list: a damaged, foreign or forged index costs time and no truth") {
  const Indexed runs;
  for (int i = 0; i < 40; ++i) some_run(runs.folder.path(), pipeline_with(i));
  runs.settle();
  const std::string truth = text_of(runs.read());
  const std::string index = content_of(runs.file());
  const auto with_index = [&](const std::string& bytes) {
    std::ofstream(runs.file(), std::ios::trunc | std::ios::binary) << bytes;
    CHECK(text_of(runs.read()) == truth);
    CHECK(text_of(runs.read()) == truth);
  };
  with_index("");
  with_index("no database");
  with_index(index.substr(0, index.size() / 2));
  with_index(index.substr(0, 100) + std::string(index.size() - 100, '\x5a'));
  for (std::size_t at = 0; at < index.size(); at += index.size() / 60) {
    std::string flipped = index;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x41);
    with_index(flipped);
  }
  CHECK(runs.remembered() == 40);
}

TEST_CASE("run list: a row that somebody changed is not believed") {
  const Indexed runs;
  some_run(runs.folder.path());
  runs.settle();
  const std::string truth = text_of(runs.read());
  REQUIRE(runs.remembered() == 1);
  for (const char* forgery : {"UPDATE run SET stamp = 'x'", "UPDATE setting SET json = '7'",
                              "UPDATE run SET c4 = 'all is lost'", "DELETE FROM setting",
                              "DROP TABLE run", "DROP TABLE setting; CREATE TABLE setting (x)",
                              "PRAGMA user_version = 99", "ALTER TABLE run DROP COLUMN c7"}) {
    Database(runs.file()).execute(forgery);
    CHECK_MESSAGE(text_of(runs.read()) == truth, forgery);
    CHECK_MESSAGE(runs.remembered() == 1, forgery);
  }
}

TEST_CASE("run list: without a place for an index the answer is the same") {
  const Indexed runs;
  some_run(runs.folder.path());
  const std::string truth = text_of(runs.read());
  fs::remove_all(runs.cache.path());
  runs.cache.write("", "");
  std::ofstream(runs.cache.path()) << "a file in the place of the cache";
  CHECK(text_of(runs.read()) == truth);
  setenv("XDG_CACHE_HOME", "/proc/nowhere", 1);
  CHECK(text_of(runs.read()) == truth);
  fs::remove(runs.cache.path());
}

TEST_CASE("run list: an index that another process keeps for itself is done without") {
  const Indexed runs;
  some_run(runs.folder.path());
  runs.settle();
  const std::string truth = text_of(runs.read());
  Database other(runs.file());
  const Transaction keeps(other, "BEGIN EXCLUSIVE");
  CHECK(text_of(runs.read()) == truth);
}

TEST_CASE("run list: several at a time, with runs that come and go") {
  const Indexed runs;
  for (int i = 0; i < 30; ++i) some_run(runs.folder.path(), pipeline_with(i));
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      for (int j = 0; j < 5; ++j) runs.read();
    });
  }
  for (int i = 0; i < 10; ++i) fs::remove_all(some_run(runs.folder.path(), pipeline_with(i)));
  for (std::thread& one : readers) one.join();
  runs.settle();
  CHECK(runs.read().runs.size() == 30);
  CHECK(runs.read().runs.size() == 30);
}

TEST_CASE("run list: what is no run is not in it") {
  const Indexed runs;
  fs::create_directory(runs.folder / "plots");
  fs::create_directory(runs.folder / ".zeroth-removed-1-0");
  runs.folder.write("notes.txt", "");
  fs::create_directory_symlink("nowhere", runs.folder / "dangling");
  fs::create_directory_symlink(runs.folder.path(), runs.folder / "self");
  CHECK(runs.read().runs.empty());
  fs::create_directory_symlink(some_run(runs.cache.path()), runs.folder / "linked");
  CHECK(runs.read().runs.size() == 1);
  CHECK(message_of([&] { read_runs(runs.folder / "nowhere"); }) ==
        "error: there is no folder of runs\n"
        "  where  " +
            (runs.folder / "nowhere").string() +
            "\n"
            "  why    No such file or directory\n"
            "  fix    `zeroth run` makes one; --run-dir names another");
}

TEST_CASE("run stamp: what was written just now is not settled") {
  const Folder folder;
  const fs::path path = some_run(folder.path());
  CHECK(!stamp_of_run(path).is_settled);
  std::this_thread::sleep_for(std::chrono::milliseconds(120));
  CHECK(stamp_of_run(path).is_settled);
}

TEST_CASE("run list: the runs of a study are listed by their slots") {
  const Indexed indexed;
  const fs::path slot = indexed.folder / "s.runs" / "tiny-seed-1-0011223344556677";
  fs::create_directories(slot);
  std::ofstream(slot / "run.json") << "{}";
  std::ofstream(slot / "pipeline.json") << "{}";
  some_run(indexed.folder.path());
  some_run(slot, pipeline_with(1), Exit::run_failed);
  CHECK(indexed.read().runs.size() == 2);
  some_run(slot, pipeline_with(1));
  some_run(slot, pipeline_with(1), Exit::run_failed);
  indexed.settle();
  for (int i = 0; i < 3; ++i) {  // without and with the index
    const RunList list = indexed.read();
    REQUIRE(list.runs.size() == 2);
    const bool first = list.runs[0].run.in_slot.empty();
    const RunSummary &of_study = list.runs[first ? 1 : 0].run, &own = list.runs[first ? 0 : 1].run;
    CHECK(own.in_slot.empty());
    CHECK(of_study.name == "s.runs/tiny-seed-1-0011223344556677");
    CHECK(of_study.state == RunState::finished);  // it counts, whatever was tried before or later
    CHECK(of_study.path == slot / of_study.in_slot);
    CHECK(of_study.place() == slot);
    CHECK(of_study.size > own.size + 1000);  // with what was tried beside it
  }
  CHECK(indexed.remembered() == 2);
  const RunList alone = read_runs(slot.parent_path());
  REQUIRE(alone.runs.size() == 1);
  CHECK(alone.runs[0].run.name == "tiny-seed-1-0011223344556677");
  fs::remove_all(slot);
  CHECK(indexed.read().runs.size() == 1);
}

TEST_CASE("run list: what cannot be read is told") {
  const Indexed indexed;
  some_run(indexed.folder.path());
  fs::create_symlink("round", indexed.folder / "round");
  fs::create_symlink("nowhere", indexed.folder / "dangling");
  const RunList list = indexed.read();
  CHECK(list.runs.size() == 1);
  REQUIRE(list.unread.size() == 1);
  CHECK(list.unread[0].name == "round");
  CHECK(list.unread[0].why.find("symbolic links") != std::string::npos);
}
