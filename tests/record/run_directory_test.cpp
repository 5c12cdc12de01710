#include "host/record/run_directory.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zeroth/formats/atomic_file.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "host/record/run_status.h"
#include "host/record/sealed_json.h"
#include "tests/support/files.h"
#include "tests/support/messages.h"

using namespace zeroth::formats;
using namespace zeroth::host;

namespace {

namespace fs = std::filesystem;

const Json kPipeline = {{"name", "p"}, {"seed", 1}};

std::vector<std::string> names_in(const fs::path& directory) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Runs `function` in a process that is killed when it has returned.
template <class Function>
void in_a_killed_process(Function&& function) {
  const pid_t pid = fork();
  if (pid == 0) {
    function();
    raise(SIGKILL);
  }
  waitpid(pid, nullptr, 0);
}

}  // namespace

TEST_CASE("run directory: appears with its pipeline, and one name is given once") {
  const Folder folder;
  const RunDirectory first =
      RunDirectory::create(folder.path(), kPipeline, {{"/name", "p.json:1"}});
  const RunDirectory second = RunDirectory::create(folder.path(), kPipeline, Json::object());
  CHECK(second.path() == first.path().string() + "-2");
  CHECK(first.pipeline() == kPipeline);
  CHECK(first.origins() == Json{{"/name", "p.json:1"}});
  CHECK(fs::is_directory(first.path() / "checkpoints"));
  CHECK(names_in(folder.path()).size() == 2);
}

TEST_CASE("run directory: what a killed start left is removed by the next one, nothing else") {
  const Folder folder;
  const std::string killed = "2026-01-31-p-00000000", live = "2026-01-31-p-11111111",
                    unlocked = "2026-01-31-p-22222222", mine = "2026-01-31-p-33333333-2";
  for (const std::string& name : {killed, live, unlocked, mine, std::string("notes")}) {
    fs::create_directory(folder / name);
  }
  in_a_killed_process([&] {
    RunLock lock(folder / killed);
    AtomicFile origins(folder / killed / "origins.json");
    raise(SIGKILL);
  });
  const RunLock held(folder / live);
  in_a_killed_process([&] { RunLock lock(folder / mine); });
  std::ofstream(folder / mine / "notes.txt") << "mine";
  const RunDirectory made = RunDirectory::create(folder.path(), kPipeline, Json::object());
  std::vector<std::string> left = {live, mine, "notes", made.path().filename().string()};
  std::sort(left.begin(), left.end());
  CHECK(names_in(folder.path()) == left);
}

TEST_CASE("run directory: a start waits for one that has not locked its directory yet") {
  const Folder folder;
  const std::string young = "2026-01-31-p-00000000";
  std::thread second;
  {
    const StartLock first(folder.path());
    second = std::thread([&] { RunDirectory::create(folder.path(), kPipeline, Json::object()); });
    fs::create_directory(folder / young);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    CHECK(names_in(folder.path()) == std::vector<std::string>{young});
    std::ofstream(folder / young / "notes.txt") << "begun";
  }
  second.join();
  CHECK(names_in(folder.path()).size() == 2);
}

TEST_CASE("run directory: what a killed writer left half written is removed, nothing else") {
  const Folder folder;
  const fs::path path = RunDirectory::create(folder.path(), kPipeline, Json::object()).path();
  in_a_killed_process([&] {
    AtomicFile result(path / "result.json"), checkpoint(path / "checkpoints" / "last.safetensors");
    result.write("half", 4);
    raise(SIGKILL);
  });
  std::ofstream(path / "notes.unfinished-list") << "mine";
  CHECK(names_in(path / "checkpoints").size() == 1);
  const RunDirectory opened = RunDirectory::open_locked(path);
  CHECK(names_in(path / "checkpoints").empty());
  CHECK(names_in(path) == std::vector<std::string>{"checkpoints", "config.resolved.json", "lock",
                                                   "notes.unfinished-list", "origins.json"});
}

TEST_CASE("run directory: one process writes it; the second is told who does") {
  const Folder folder;
  const RunDirectory first = RunDirectory::create(folder.path(), kPipeline, Json::object());
  char host[256] = {};
  gethostname(host, sizeof(host) - 1);
  CHECK(message_of([&] { RunDirectory::open_locked(first.path()); }) ==
        "error: the run directory is in use\n  where  " + first.path().string() +
            "\n  why    process " + std::to_string(getpid()) + " on " + host +
            " writes it\n  fix    wait until it ends, or stop it");
  CHECK(exit_of([&] { RunDirectory::open_locked(first.path()); }) == Exit::run_failed);
  CHECK(RunDirectory::open(first.path()).pipeline() == kPipeline);  // readers are welcome
}

TEST_CASE("run directory: a process that is gone holds no lock, however it went") {
  const Folder folder;
  fs::path path;
  { path = RunDirectory::create(folder.path(), kPipeline, Json::object()).path(); }
  in_a_killed_process([&] { new RunLock(path); });
  RunDirectory::open_locked(path);
}

TEST_CASE("run directory: not one") {
  const Folder folder;
  CHECK(exit_of([&] { RunDirectory::open(folder.path()); }) == Exit::no_input);
  const std::string file = folder.write("file", "");
  for (const std::string& runs : {file, file + "/runs"}) {
    const std::string message =
        message_of([&] { RunDirectory::create(runs, kPipeline, Json::object()); });
    CHECK(message.find("error: cannot make the run directory\n  where  " + runs + "\n") == 0);
    CHECK(message.find("  why    Not a directory\n") != std::string::npos);
  }
}

TEST_CASE("status: from running to its end, over several processes") {
  const Folder folder;
  RunStatus first(folder.path(), {"zeroth", "run", "p.json"}, {{"zeroth", "1"}});
  first.write_running();
  Json status = read_sealed(folder / "status.json");
  CHECK(status.at("state") == "running");
  CHECK(status.at("end").is_null());
  CHECK(status.at("command") == Json{"zeroth", "run", "p.json"});
  for (const char* name : {"start", "host", "processor", "system", "user", "versions"}) {
    CHECK_FALSE(status.at(name).empty());
  }
  CHECK(status.at("pid") == getpid());
  first.write_end(Exit::terminated, "error: terminated");
  status = read_sealed(folder / "status.json");
  CHECK(status.at("state") == "interrupted");
  CHECK(status.at("exit_code") == 143);
  CHECK(status.at("error") == "error: terminated");
  RunStatus second(folder.path(), {}, {});
  second.set_looks({2, "head"});
  second.write_end(Exit::ok, "");
  const Json ended = read_sealed(folder / "status.json");
  CHECK(ended.at("state") == "finished");
  CHECK(ended.at("start") == status.at("start"));
  CHECK(ended.at("processes") == 2);
  CHECK(ended.at("seconds") >= status.at("seconds"));
  CHECK(status.at("peak_memory") > 1 << 20);
  CHECK(ended.at("peak_memory") >= status.at("peak_memory"));
  CHECK(ended.at("error").is_null());
  CHECK(RunStatus(folder.path(), {}, {}).looks()->count == 2);
  second.write_end(Exit::bad_data, "error: x");
  CHECK(read_sealed(folder / "status.json").at("state") == "failed");
}

TEST_CASE("status: a process that died without a word failed") {
  const Folder folder;
  RunStatus(folder.path(), {}, {}).write_running();
  RunStatus::note_death(folder.path(), Exit::internal, "error: crashed");
  const Json status = read_sealed(folder / "status.json");
  CHECK(status.at("state") == "failed");
  CHECK(status.at("exit_code") == 70);
  CHECK(status.at("error") == "error: crashed");
  RunStatus::note_death(folder.path(), Exit::run_failed, "error: another");
  CHECK(read_sealed(folder / "status.json") == status);
}

TEST_CASE("status: a damaged one is written anew") {
  const Folder folder;
  for (const char* text : {"", "{", "[]", "{\"state\": \"running\"}"}) {
    folder.write("status.json", text);
    RunStatus(folder.path(), {}, {}).write_running();
    CHECK(read_sealed(folder / "status.json").at("state") == "running");
  }
}

TEST_CASE("sealed documents: every bit that changes a value is found") {
  const Folder folder;
  write_sealed(folder / "x", {{"a", 1}, {"b", "text \xff"}});
  const Json good = read_sealed(folder / "x");
  const std::string bytes = content_of(folder / "x");
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string bad = bytes;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
    folder.write("x", bad);
    Json read;
    const Exit code = exit_of([&] { read = read_sealed(folder / "x"); });
    // What may differ is a blank in place of a blank.
    CHECK_MESSAGE((code == Exit::bad_data || read == good), bad);
  }
}
