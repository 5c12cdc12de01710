#include <doctest/doctest.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include <cmath>
#include <csignal>
#include <limits>

#include "host/log/event_file.h"
#include "host/log/log_choice.h"
#include "host/log/mlflow_log.h"
#include "host/log/proto_bytes.h"
#include "host/log/run_logs.h"
#include "host/log/tensorboard_events.h"
#include "tests/support/files.h"
#include "tests/support/messages.h"

using namespace zeroth::host;

namespace {

std::string hex(const std::string& bytes) {
  std::string text;
  for (const unsigned char c : bytes) {
    for (const int digit : {c >> 4, c & 15}) text += "0123456789abcdef"[digit];
  }
  return text;
}

LoggedRun some_run(const std::filesystem::path& directory) {
  return {directory,  "0123456789abcdef0123456789abcdef",
          1700000000, {{"name", "tiny"}, {"train", {{"epochs", 3}, {"fast", true}}}},
          "ada",      "zeroth run tiny"};
}

Json line(int epoch, double loss) {
  return {{"part", "final"},
          {"stage", "adversarial"},
          {"epoch", epoch},
          {"step", 10 * epoch},
          {"losses", {{"critic", loss}}},
          {"time", "2023-11-14T22:13:2" + std::to_string(epoch) + ".500Z"}};
}

/// What a query says: columns with "|" between, rows with a space.
std::string answer(const std::filesystem::path& file, const std::string& sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
  std::string text;
  const auto add = [](void* to, int count, char** values, char**) {
    auto& said = *static_cast<std::string*>(to);
    if (!said.empty()) said += ' ';
    for (int i = 0; i < count; ++i) {
      said += std::string(i > 0 ? "|" : "") + (values[i] ? values[i] : "null");
    }
    return 0;
  };
  CHECK(sqlite3_exec(database, sql.c_str(), add, &text, nullptr) == SQLITE_OK);
  sqlite3_close(database);
  return text;
}

std::vector<std::filesystem::path> event_files(const Folder& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& one : std::filesystem::directory_iterator(folder / "")) {
    if (one.path().filename().string().find("tfevents") != std::string::npos)
      files.push_back(one.path());
  }
  return files;
}

/// No file of this process grows beyond that while it lives.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE("protocol buffers: as the format's own description has them") {
  CHECK(hex(ProtoBytes().number(1, 150).text()) == "089601");
  CHECK(hex(ProtoBytes().bytes(2, "testing").text()) == "120774657374696e67");
  CHECK(hex(ProtoBytes().message(3, ProtoBytes().number(1, 150)).text()) == "1a03089601");
  CHECK(hex(ProtoBytes().number(1, static_cast<std::uint64_t>(-1)).text()) ==
        "08ffffffffffffffffff01");
  CHECK(hex(ProtoBytes().real(1, 1.0).text()) == "09000000000000f03f");
  CHECK(hex(ProtoBytes().real32(2, 1.0F).text()) == "150000803f");
}

TEST_CASE("event files: the first record of every file of TensorBoard, byte by byte") {
  // Written by TensorBoard's own writer at time 0.
  ProtoBytes event;
  event.real(1, 0).bytes(3, "brain.Event:2");
  const std::string record = framed_record(event.text());
  CHECK(hex(record.substr(0, 12)) == "1800000000000000a37f4b22");
  CHECK(hex(record.substr(12, 24)) == "0900000000000000001a0d627261696e2e4576656e743a32");
}

TEST_CASE("events: numbers of a line at its step and its time") {
  const LineMetrics metrics = line_metrics(line(2, 0.5), 0);
  CHECK(metrics.time == 1700000002.5);
  CHECK(metrics.step == 20);
  REQUIRE(metrics.values.size() == 1);
  CHECK(metrics.values[0].name == "losses/critic");
  Json selection = line(2, 0.5);
  selection["part"] = "selection";
  CHECK(line_metrics(selection, 0).values[0].name == "selection/losses/critic");
  CHECK(scalar_event(line_metrics({{"part", "final"}}, 1)).empty());
  CHECK(line_metrics({{"epoch", 7}, {"time", 3}}, 1.5).time == 1.5);
  CHECK(line_metrics({{"epoch", 7}}, 1.5).step == 7);
  CHECK(line_metrics("no object", 1.5).values.empty());
}

TEST_CASE("tensorboard: a run that goes on replaces its file, and leaves those of others") {
  const Folder folder;
  folder.write("events.out.tfevents.9999999999.host.1.v2", "of another program");
  std::vector<std::filesystem::path> first;
  {
    RunLogs logs(
        {true, ""}, some_run(folder / ""), [](const std::string&) {}, true);
    logs.begin({});
    logs.append(line(1, 0.5));
    logs.append(line(2, 0.25));
    first = event_files(folder);
    CHECK(first.size() == 2);
  }
  RunLogs logs(
      {true, ""}, some_run(folder / ""), [](const std::string&) {}, true);
  logs.begin({line(1, 0.5)});
  logs.append(line(2, 0.125));
  logs.end(LoggedEnd::finished, {{"H", 40}});
  const auto second = event_files(folder);
  CHECK(second.size() == 2);
  CHECK(second != first);
}

TEST_CASE("mlflow: what a run is, its lines and its end") {
  const Folder folder;
  const auto file = folder / "m.db";
  const LoggedRun run = some_run("/runs/one");
  MlflowLog log(run, file);
  log.begin({line(1, 0.5)});
  CHECK(answer(file, "SELECT name, status, start_time, end_time FROM runs") ==
        "one|RUNNING|1700000000000|null");
  log.append({line(2, std::nan("")), line(3, std::numeric_limits<double>::infinity())});
  log.end(LoggedEnd::finished, {{"H", 40.5}});
  CHECK(
      answer(file, "SELECT key, step, timestamp, value, is_nan FROM metrics ORDER BY step, key") ==
      "losses/critic|10|1700000001500|0.5|0 losses/critic|20|1700000002500|0.0|1 " +
          answer(file,
                 "SELECT key, step, timestamp, value, is_nan FROM metrics WHERE step = 30 "
                 "ORDER BY key"));
  CHECK(answer(file, "SELECT value FROM metrics WHERE step = 30 AND key = 'losses/critic'")
            .substr(0, 4) == "1.79");
  CHECK(answer(file, "SELECT key, step FROM latest_metrics ORDER BY key") ==
        "losses/critic|30 result/H|30");
  CHECK(answer(file, "SELECT key, value FROM params ORDER BY key") ==
        "name|tiny train.epochs|3 train.fast|true");
  CHECK(answer(file, "SELECT status, end_time > start_time FROM runs") == "FINISHED|1");
  CHECK(answer(file, "SELECT typeof(key), typeof(value) FROM params LIMIT 1") == "text|text");
  CHECK(answer(file, "SELECT experiment_id, name FROM experiments") == "0|Default 1|tiny");
  CHECK(answer(file, "SELECT version_num FROM alembic_version") == "3500859a5d39");
  CHECK(answer(file, "PRAGMA foreign_key_check").empty());
  CHECK(answer(file, "PRAGMA integrity_check") == "ok");
}

TEST_CASE("mlflow: a run that goes on has no line twice, and other runs stay") {
  const Folder folder;
  const auto file = folder / "m.db";
  LoggedRun other = some_run("/runs/other");
  other.id = "ffffffffffffffffffffffffffffffff";
  MlflowLog(other, file).begin({line(1, 9)});
  {
    MlflowLog log(some_run("/runs/one"), file);
    log.begin({});
    log.append({line(1, 0.5), line(2, 0.4), line(3, 0.3)});
  }
  MlflowLog log(some_run("/runs/one"), file);
  log.begin({line(1, 0.5)});
  log.append({line(2, 0.45)});
  CHECK(answer(file, "SELECT run_uuid, step, value FROM metrics ORDER BY run_uuid, step") ==
        "0123456789abcdef0123456789abcdef|10|0.5 0123456789abcdef0123456789abcdef|20|0.45 "
        "ffffffffffffffffffffffffffffffff|10|9.0");
  CHECK(answer(file, "SELECT count(*) FROM runs") == "2");
  CHECK(answer(file, "SELECT count(*) FROM experiments") == "2");
}

TEST_CASE("mlflow: a store of a later version, which MLflow has changed, is written as it is") {
  const Folder folder;
  const auto file = folder / "m.db";
  { MlflowStore store(file); }
  {
    Database later(file);
    later.execute("ALTER TABLE experiments ADD COLUMN workspace TEXT NOT NULL DEFAULT 'default'");
    later.execute("CREATE TABLE datasets (dataset_uuid TEXT)");
    later.execute("UPDATE alembic_version SET version_num = 'later'");
  }
  MlflowLog log(some_run("/runs/one"), file);
  log.begin({line(1, 0.5)});
  CHECK(answer(file, "SELECT workspace FROM experiments WHERE name = 'tiny'") == "default");
  CHECK(answer(file, "SELECT version_num FROM alembic_version") == "later");
}

TEST_CASE("mlflow: files of others are refused and stay as they are") {
  const Folder folder;
  const auto refused = [&](const std::filesystem::path& file) {
    return message_of([&] { MlflowStore store(file); });
  };
  const std::string fix = "\n  fix    name another file: --log mlflow=FILE";
  const std::string text = folder.write("notes.txt", std::string(5000, 'x'));
  CHECK(refused(text) == "error: this is no store of MLflow that can be written\n  where  " + text +
                             "\n  why    file is not a database" + fix);
  CHECK(content_of(text) == std::string(5000, 'x'));
  const auto foreign = folder / "foreign.db";
  Database(foreign).execute("CREATE TABLE birds (name TEXT)");
  const std::string before = content_of(foreign);
  CHECK(refused(foreign) ==
        "error: this is no store of MLflow that can be written\n  where  " + foreign.string() +
            "\n  why    of what it holds, something is missing or another: no such table: "
            "experiments" +
            fix);
  CHECK(content_of(foreign) == before);
  CHECK(exit_of([&] { MlflowStore store(folder / "none/m.db"); }) == Exit::io);
  CHECK(exit_of([&] { MlflowStore store(folder / ""); }) == Exit::io);
}

TEST_CASE("logs: a full disk ends no run, is said once, and what was kept back is written later") {
  const Folder folder;
  std::vector<std::string> said;
  RunLogs logs(
      {true, (folder / "m.db").string()}, some_run(folder / ""),
      [&](const std::string& text) { said.push_back(text); }, true);
  logs.begin({line(1, 0.5)});
  const auto events = event_files(folder).front();
  const auto size = std::filesystem::file_size(events);
  {
    const FullDisk full(size + 20);
    logs.append(line(2, 0.4));
    logs.append(line(3, 0.3));
  }
  CHECK(std::filesystem::file_size(events) == size);
  REQUIRE(said.size() == 2);
  CHECK(said[0] ==
        "the log for tensorboard was not written: cannot write the log of "
        "TensorBoard (" +
            events.string() + "): File too large; it is tried again after each epoch");
  CHECK(said[1].find("the log for mlflow was not written: cannot write the store of "
                     "MLflow (") == 0);
  logs.append(line(4, 0.2));
  logs.end(LoggedEnd::stopped, nullptr);
  CHECK(said.size() == 2);
  CHECK(answer(folder / "m.db", "SELECT step FROM metrics ORDER BY step") == "10 20 30 40");
  CHECK(answer(folder / "m.db", "SELECT status FROM runs") == "KILLED");
  CHECK(std::filesystem::file_size(events) > size);
}

TEST_CASE("logs: what is missing at the end is said, with what writes it anew") {
  const Folder folder;
  std::vector<std::string> said;
  RunLogs logs(
      {true, ""}, some_run(folder / "run"), [&](const std::string& text) { said.push_back(text); },
      true);
  logs.end(LoggedEnd::failed, nullptr);  // nothing was begun
  std::filesystem::create_directory(folder / "run");
  logs.begin({});
  const FullDisk full(16);
  logs.append(line(1, 1));
  logs.end(LoggedEnd::finished, nullptr);
  REQUIRE(said.size() == 2);
  const std::string end = "it lacks the end of this run; `zeroth runs log " +
                          (folder / "run").string() + " --to tensorboard` writes it anew";
  CHECK(said[1].substr(said[1].size() - end.size()) == end);
}

TEST_CASE("logs: a run that goes on without its store is told so, and goes on") {
  const Folder folder;
  std::vector<std::string> said;
  const auto warn = [&](const std::string& text) { said.push_back(text); };
  const std::string gone = (folder / "gone/m.db").string();
  CHECK(exit_of([&] { RunLogs({true, gone}, some_run(folder / ""), warn, true); }) == Exit::io);
  RunLogs logs({true, gone}, some_run(folder / ""), warn, false);
  logs.begin({line(1, 0.5)});
  logs.end(LoggedEnd::finished, nullptr);
  REQUIRE(said.size() == 1);
  CHECK(said[0] == "the run is not logged for mlflow any more: cannot write the store of MLflow (" +
                       gone + "): unable to open database file");
  CHECK(event_files(folder).size() == 1);
}

TEST_CASE("logs: where a run is logged is remembered, and damage is found") {
  const Folder folder;
  CHECK(!RememberedLogs::read(folder / ""));
  RememberedLogs{"abc", {true, "/m.db"}}.write(folder / "");
  const auto read = RememberedLogs::read(folder / "");
  REQUIRE(read);
  CHECK(read->id == "abc");
  CHECK(read->choice.tensorboard);
  CHECK(read->choice.mlflow == "/m.db");
  folder.write("logs.json", "{}");
  CHECK(exit_of([&] { RememberedLogs::read(folder / ""); }) == Exit::bad_data);
}

TEST_CASE("--log: what it says, and what it cannot say") {
  const auto here = std::filesystem::current_path();
  CHECK(log_choice({"tensorboard"}).tensorboard);
  CHECK(!log_choice({}).any());
  CHECK(log_choice({"mlflow"}).mlflow == (here / "mlflow.db").string());
  CHECK(log_choice({"tensorboard,mlflow=/a/m.db"}).mlflow == "/a/m.db");
  CHECK(log_choice({"mlflow=sqlite:////a/m.db", "tensorboard"}).mlflow == "/a/m.db");
  CHECK(log_choice({"mlflow=sqlite:///m.db"}).mlflow == (here / "m.db").string());
  CHECK(!log_choice({"tensorboard", "none"}).any());
  CHECK(
      message_of([] { log_choice({"tensorbord"}); }) ==
      "error: nothing can be logged to \"tensorbord\"; did you mean \"tensorboard\"?\n"
      "  where  --log\n"
      "  why    metrics.jsonl in the directory of the run is always written\n"
      "  fix    --log tensorboard, --log mlflow, --log mlflow=FILE, or both with a comma between");
  CHECK(message_of([] { log_choice({"mlflow=http://localhost:5000"}); }) ==
        "error: \"http://localhost:5000\" is no store that can be written\n  where  --log\n"
        "  why    it is written as a file of SQLite, and no server is asked\n"
        "  fix    write a file, --log mlflow=FILE, and show it: mlflow ui --backend-store-uri "
        "sqlite:///FILE");
  CHECK(exit_of([] { log_choice({"wandb"}); }) == Exit::usage);
  CHECK(exit_of([] { log_choice({""}); }) == Exit::usage);
  CHECK(exit_of([] { log_choice({"mlflow="}); }) == Exit::usage);
  CHECK(exit_of([] { log_choice({"tensorboard=here"}); }) == Exit::usage);
}
