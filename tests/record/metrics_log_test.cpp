#include "host/record/metrics_log.h"

#include <doctest/doctest.h>

#include <regex>

#include "host/record/appended_file.h"
#include "tests/support/files.h"
#include "tests/support/messages.h"

using namespace zeroth::host;

namespace {

std::string without_times(const std::string& lines) {
  return std::regex_replace(lines, std::regex(",\"time\":\"[^\"]*\""), "");
}

}  // namespace

TEST_CASE("metrics: a line carries its time, in UTC to the millisecond") {
  const Folder folder;
  MetricsLog log(folder / "m.jsonl");
  log.append({{"epoch", 1}});
  const std::regex line(R"(\{"epoch":1,"time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"\}\n)");
  CHECK(std::regex_match(content_of(folder / "m.jsonl"), line));
}

TEST_CASE("metrics: cut back to a mark and written again they are as if nothing had happened") {
  const Folder folder;
  MetricsLog whole(folder / "whole"), log(folder / "cut");
  for (int epoch = 1; epoch <= 4; ++epoch) whole.append({{"epoch", epoch}, {"loss", 0.1 * epoch}});
  log.append({{"epoch", 1}, {"loss", 0.1 * 1}});
  log.append({{"epoch", 2}, {"loss", 0.1 * 2}});
  const MetricsMark mark = log.mark();
  log.append({{"epoch", 3}, {"loss", 7}});
  append_line(folder / "cut", "{\"epo", "the metrics");  // as a killed process may leave it
  MetricsLog resumed(folder / "cut");
  resumed.cut_back_to(mark);
  CHECK(resumed.mark().hash == mark.hash);
  for (int epoch = 3; epoch <= 4; ++epoch) {
    const Json line = {{"epoch", epoch}, {"loss", 0.1 * epoch}};
    const std::string expected = resumed.hash_with(line);
    resumed.append(line);
    CHECK(resumed.mark().hash == expected);
  }
  CHECK(without_times(content_of(folder / "cut")) == without_times(content_of(folder / "whole")));
  CHECK(resumed.mark().hash == whole.mark().hash);  // times are no part of it
}

TEST_CASE("metrics: a run without a checkpoint begins with none") {
  const Folder folder;
  MetricsLog(folder / "m").append({{"epoch", 1}});
  MetricsLog log(folder / "m");
  log.cut_back_to({});
  CHECK(content_of(folder / "m").empty());
  log.cut_back_to({});
}

TEST_CASE("metrics: every changed bit but those of the times is found") {
  const Folder folder;
  MetricsLog log(folder / "m");
  log.append({{"epoch", 1}, {"loss", 0.25}});
  const std::string good = content_of(folder / "m");
  const MetricsMark mark = log.mark();
  const auto in_time = good.find("\"time\":\"") + 8;
  for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
    folder.write("m", bad);
    const Exit code = exit_of([&] { MetricsLog(folder / "m").cut_back_to(mark); });
    const bool is_time = bit / 8 >= in_time && bit / 8 < in_time + 24;
    if (!is_time) CHECK_MESSAGE(code == Exit::bad_data, bad);
  }
}

TEST_CASE("metrics: shorter than a checkpoint says, or gone") {
  const Folder folder;
  MetricsLog log(folder / "m");
  log.append({{"epoch", 1}});
  const MetricsMark mark = log.mark();
  const std::string good = content_of(folder / "m");
  folder.write("m", good.substr(0, good.size() - 1));
  CHECK(message_of([&] { MetricsLog(folder / "m").cut_back_to(mark); }) ==
        "error: the metrics are not those that the run wrote\n  where  " + (folder / "m").string() +
            "\n  why    whole lines end after 0 bytes, and the run wrote " +
            std::to_string(mark.size) +
            "\n  fix    put back a copy of the run directory, or start the run again");
  std::filesystem::remove(folder / "m");
  CHECK(exit_of([&] { MetricsLog(folder / "m").cut_back_to(mark); }) == Exit::bad_data);
}
