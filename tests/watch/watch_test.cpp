#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "host/base/problem.h"
#include "host/watch/report_shelf.h"
#include "host/watch/run_charts.h"
#include "host/watch/watch_pages.h"
#include "tests/support/files.h"
#include "tests/support/messages.h"

using namespace zeroth::host;

namespace {

Json epoch_line(const char* stage, int epoch, int second) {
  return {{"part", "final"},
          {"stage", stage},
          {"epoch", epoch},
          {"losses", {{"critic", 1.0 / epoch}, {"generator", 0.5}}},
          {"time", fmt::format("2026-01-31T12:{:02}:{:02}.000Z", second / 60, second % 60)}};
}

Json look_line(const char* part, int epoch, double h) {
  return {{"part", part}, {"epoch", epoch}, {"evaluation", {{"H", h}}}};
}

}  // namespace

TEST_CASE("curves: one chart for each part, stage and group, figures first") {
  const std::vector<Chart> charts = charts_of_run(
      {epoch_line("teacher", 1, 0), epoch_line("adversarial", 1, 1), look_line("selection", 1, 30),
       epoch_line("adversarial", 2, 2), look_line("final", 2, 40)});
  std::vector<std::string> titles;
  for (const Chart& one : charts) titles.push_back(one.title);
  CHECK(titles == std::vector<std::string>{"Figures", "Figures, selection of the epoch",
                                           "Losses of teacher", "Losses of adversarial"});
  REQUIRE(charts[3].series.size() == 2);
  CHECK(charts[3].series[0].name == "critic");
  CHECK(charts[3].series[0].points[1].x == 2);
  CHECK(charts[3].series[0].points[1].y == 0.5);
}

TEST_CASE("curves: of long runs so many points as are seen, the last among them") {
  std::vector<Json> lines;
  for (int epoch = 1; epoch <= 5000; ++epoch) lines.push_back(epoch_line("adversarial", epoch, 0));
  const std::vector<Chart> charts = charts_of_run(lines);
  const auto& points = charts.at(0).series.at(0).points;
  CHECK(points.size() <= 401);
  CHECK(points.size() > 300);
  CHECK(points.back().x == 5000);
}

TEST_CASE("curves: whatever the lines hold") {
  const std::vector<Json> lines = {Json::object(),
                                   {{"part", 3}, {"losses", {{"a", "b"}, {"c", 1}}}},
                                   {{"epoch", "x"}, {"evaluation", 7}},
                                   {{"losses", {{"a/b", 1}, {"", 2}}}, {"epoch", -1}}};
  CHECK(charts_of_run(lines).size() == 1);
  CHECK(charts_of_run({}).empty());
  CHECK(latest_chart({}).empty());
  CHECK(seconds_left(lines, 10) == 0);
}

TEST_CASE("the curve that tells most: figures once there are two, losses before") {
  std::vector<Json> lines = {epoch_line("adversarial", 1, 0), look_line("final", 1, 30)};
  CHECK(latest_chart(lines).at(0).title == "Losses of adversarial");
  lines.push_back(look_line("final", 2, 31));
  CHECK(latest_chart(lines).at(0).title == "Figures");
}

TEST_CASE("the time that is left: by the epochs of the stage that runs alone") {
  std::vector<Json> lines = {epoch_line("teacher", 1, 0), epoch_line("teacher", 2, 100)};
  CHECK(seconds_left(lines, 2) == 0);
  CHECK(seconds_left(lines, 5) == 300);
  lines.push_back(epoch_line("adversarial", 1, 101));
  CHECK(seconds_left(lines, 5) == 0);
  lines.push_back(epoch_line("adversarial", 3, 105));
  lines.push_back(look_line("final", 3, 10));
  CHECK(seconds_left(lines, 5) == 4);
  lines.push_back(epoch_line("adversarial", 4, 20));  // the clock was set back
  CHECK(seconds_left(lines, 5) == 0);
}

TEST_CASE("pages: names are names and nothing else") {
  CHECK(run_path("2026-01-31-a b") == "/run/2026-01-31-a%20b");
  CHECK(report_path("study/slot-1") == "/report/study/slot-1/");
  CHECK(run_path("\xff\"<") == "/run/%FF%22%3C");
  FolderView view;
  view.runs.resize(1);
  view.runs[0].name = "<script>&\xff";
  view.runs[0].problem = "\"><b>";
  const std::string page = list_page("<i>", view);
  CHECK(page.find("<script>&") == std::string::npos);
  CHECK(page.find("&lt;script&gt;&amp;\xEF\xBF\xBD") != std::string::npos);
  CHECK(page.find("<i>") == std::string::npos);
  CHECK(page.find("<b>") == std::string::npos);
  CHECK(list_page("runs", {{}, {"x: y"}, "gone"}).find("gone") != std::string::npos);
}

TEST_CASE("reports: made once for each state of a run, and nothing else is handed out") {
  int made = 0;
  ReportShelf shelf([&](const RunSummary& run, const std::filesystem::path& out) {
    ++made;
    if (run.name == "bad") throw Failure(Exit::bad_data, {"it is damaged", "", {}, ""});
    std::filesystem::create_directories(out / "tables");
    std::ofstream(out / "index.html") << run.name;
    std::ofstream(out / "tables/t.csv") << "1,2";
  });
  RunSummary run;
  run.path = "/runs/one";
  run.name = "one";
  CHECK(shelf.file(run, "index.html") == "one");
  CHECK(shelf.file(run, "tables/t.csv") == "1,2");
  for (const char* other : {"", "tables", "../one", "/etc/passwd", "tables/../index.html"})
    CHECK(!shelf.file(run, other));
  CHECK(made == 1);
  run.changed = 1;
  CHECK(shelf.file(run, "index.html") == "one");
  CHECK(made == 2);
  run.path = "/runs/bad";
  run.name = "bad";
  CHECK(exit_of([&] { shelf.file(run, "index.html"); }) == Exit::bad_data);
  CHECK(media_type_of("a/b.svg") == "image/svg+xml");
  CHECK(media_type_of("a/b.tex") == "text/plain; charset=utf-8");
}
