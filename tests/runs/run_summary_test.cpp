#include "host/runs/run_summary.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "tests/runs/some_run.h"
#include "tests/support/files.h"

using namespace zeroth::host;

namespace {

namespace fs = std::filesystem;

/// A run whose process was killed after so many epochs.
fs::path killed_run(const fs::path& folder, int epochs) {
  const RunDirectory directory = RunDirectory::create(folder, some_pipeline(), Json::object());
  RunStatus(directory.path(), {"zeroth"}, Json::object()).write_running();
  write_metrics(directory.path(), epochs);
  return directory.path();
}

}  // namespace

TEST_CASE("run summary: what a finished run says") {
  const Folder folder;
  const fs::path path = some_run(folder.path());
  const RunSummary run = read_run(path);
  CHECK(run.problem == "");
  CHECK(run.name == path.filename());
  CHECK(run.state == RunState::finished);
  CHECK(run.recipe == "generative");
  CHECK(run.protocol == "final-epoch");
  CHECK(run.setting == "inductive");
  CHECK(run.seed == 1);
  CHECK(run.data == "synthetic");
  CHECK(run.data_hash == "0123456789abcdef");
  CHECK(run.plugins.at("generator.f-clswgan") == "1.0.0");
  CHECK(run.pipeline == some_pipeline());
  CHECK(run.pipeline_hash == pipeline_hash(some_pipeline()));
  CHECK(run.figure("H") == 30);
  CHECK(run.figure("AUROC") == 70.5);
  CHECK(!run.figure("T1"));
  CHECK(run.progress.text() == "adversarial 40/40");
  CHECK(run.size > 500);
  CHECK(run.start <= run.end);
  CHECK(read_run(path.string() + "/").name == run.name);
}

TEST_CASE("run summary: a recipe by its short name and in full") {
  const Folder folder;
  Json pipeline = some_pipeline();
  pipeline["recipe"] = {{"use", "recipe.d3gzsl"}};
  CHECK(read_run(some_run(folder.path(), pipeline)).recipe == "d3gzsl");
}

TEST_CASE("run summary: how runs ended") {
  const Folder folder;
  const RunSummary failed = read_run(some_run(folder.path(), some_pipeline(), Exit::bad_data));
  CHECK(failed.state == RunState::failed);
  CHECK(failed.error == "error: no such file");
  CHECK(failed.problem == "");
  CHECK(read_run(some_run(folder.path(), some_pipeline(), Exit::terminated)).state ==
        RunState::interrupted);
}

TEST_CASE("run summary: a run runs while a process has its lock, and was killed else") {
  const Folder folder;
  const fs::path path = killed_run(folder.path(), 12);
  RunSummary run = read_run(path);
  CHECK(run.state == RunState::killed);
  CHECK(run.progress.text() == "adversarial 12/40");
  {
    const RunLock lock(path);
    refresh(run);
    CHECK(run.state == RunState::running);
    CHECK(run.holder.find("process ") == 0);
  }
  refresh(run);
  CHECK(run.state == RunState::killed);
}

TEST_CASE("run summary: a line of metrics that is being written is passed over") {
  const Folder folder;
  const fs::path path = killed_run(folder.path(), 3);
  std::ofstream(path / "metrics.jsonl", std::ios::app)
      << R"({"part":"final","stage":"adversarial","epoch":4)";
  CHECK(read_run(path).progress.text() == "adversarial 3/40");
  std::ofstream(path / "metrics.jsonl", std::ios::app) << "\nno JSON\n[1]\n";
  CHECK(read_run(path).progress.text() == "adversarial 3/40");
}

TEST_CASE("run summary: a component's own training has its own epochs") {
  const Folder folder;
  const std::string line = R"({"part":"selection","stage":"teacher","epoch":2})";
  const std::string file = folder.write("metrics.jsonl", line + "\n");
  const Json pipeline = {{"teacher", {{"params", {{"epochs", 30}}}}}, {"train", {{"epochs", 5}}}};
  CHECK(read_progress(file, pipeline).text() == "selection: teacher 2/30");
  CHECK(read_progress(file, nullptr).text() == "selection: teacher 2");
}

TEST_CASE("run summary: every training says itself how many epochs it has") {
  const Folder folder;
  const std::string line =
      R"({"part":"final","stage":"auxiliary classifier","epoch":2,"epochs":9,"step":8})";
  const std::string file = folder.write("metrics.jsonl", line + "\n");
  const Json pipeline = {{"train", {{"epochs", 5}}}};
  CHECK(read_progress(file, pipeline).text() == "auxiliary classifier 2/9");
}

TEST_CASE("run summary: damage is said, nothing is thrown") {
  const Folder folder;
  const auto problem_after = [&](const char* file, const std::string& text) {
    const fs::path path = some_run(folder.path());
    std::ofstream(path / file, std::ios::trunc) << text;
    return read_run(path);
  };
  const std::string config = "config.resolved.json", status = "status.json";
  CHECK(problem_after("config.resolved.json", "{").problem.find(config + ": ") == 0);
  CHECK(problem_after("config.resolved.json", "[]").problem == config + ": it holds no pipeline");
  CHECK(problem_after("config.resolved.json", R"({"name":"x","seed":-3,"recipe":7})").problem ==
        config + " was changed since the run began");
  CHECK(problem_after("status.json", "{\"state\": \"finished\"}").problem ==
        status + ": it has no checksum");
  CHECK(problem_after("status.json", "\xff\xfe").state == RunState::damaged);
  CHECK(problem_after("env.json", "{\"pipeline\": 3}").problem.find("env.json: ") == 0);
  CHECK(problem_after("result.json", "nothing").state == RunState::finished);
  CHECK(problem_after("result.json", "nothing").problem.find("result.json: ") == 0);
}

TEST_CASE("run summary: directories that are no whole runs") {
  const Folder folder;
  CHECK(read_run(folder / "nowhere").problem == "it is not there");
  const fs::path half = some_run(folder.path());
  fs::remove(half / "status.json");
  CHECK(read_run(half).state == RunState::damaged);
  CHECK(read_run(half).problem == "it has no status.json");
  fs::remove(half / "config.resolved.json");
  CHECK(read_run(half).problem == "it has no config.resolved.json");
  CHECK(looks_like_run(half));
  const fs::path without_result = some_run(folder.path());
  fs::remove(without_result / "result.json");
  CHECK(read_run(without_result).problem == "it has no result.json");
  fs::create_directory(folder / "foreign");
  CHECK(!looks_like_run(folder / "foreign"));
}

TEST_CASE("run summary: a pipe in the place of a file is not waited for") {
  const Folder folder;
  const fs::path path = some_run(folder.path());
  for (const char* name : {"config.resolved.json", "status.json", "result.json", "metrics.jsonl",
                           "env.json", "lock"}) {
    fs::remove(path / name);
    REQUIRE(mkfifo((path / name).c_str(), 0600) == 0);
  }
  CHECK(read_run(path).problem == "config.resolved.json is no file");
}

TEST_CASE("run summary: links are not followed when files are counted") {
  const Folder folder, other;
  other.write("large", std::string(1 << 20, 'x'));
  const fs::path path = some_run(folder.path());
  fs::create_directory_symlink(other.path(), path / "plots");
  fs::create_directory_symlink(path, path / "self");
  CHECK(read_run(path).size < 1 << 20);
}
