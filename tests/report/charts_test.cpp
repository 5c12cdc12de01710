#include <ATen/core/Tensor.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "host/draw/chart_csv.h"
#include "host/draw/drawing_svg.h"
#include "host/report/class_shares.h"
#include "host/report/make_tables.h"
#include "host/report/map_charts.h"
#include "host/report/report_charts.h"
#include "host/report/seen_unseen_curve.h"
#include "host/report/shown_settings.h"
#include "tests/report/made_runs.h"

using namespace zeroth::host;

namespace {

ReportTables tables_of_runs(const ReportData& data) {
  ReportTableOptions options;
  options.resamples.count = 100;
  Progress progress(ProgressMode::none, stderr);
  return tables_of(data, options, progress);
}

const Chart* find_chart(const std::vector<Chart>& charts, const std::string& id) {
  const auto found =
      std::find_if(charts.begin(), charts.end(), [&](const Chart& one) { return one.id == id; });
  return found == charts.end() ? nullptr : &*found;
}

/// By trapezoids over S, of a curve in percent.
double area(const std::vector<SeenUnseen>& curve) {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < curve.size(); ++i) {
    sum += (curve[i].seen - curve[i + 1].seen) * (curve[i].unseen + curve[i + 1].unseen) / 2;
  }
  return sum / 100;
}

}  // namespace

TEST_CASE("the area under the seen-unseen curve is AUSUC, also with equal gaps") {
  for (std::uint64_t seed = 1; seed < 6; ++seed) {
    MadeRun made;
    made.seed = seed;
    made.right = 0.3 + 0.1 * static_cast<double>(seed);
    RowOutcomes rows = made_rows(made);
    for (std::size_t i = 0; i < rows.size(); i += 2) rows[i].gap = std::round(rows[i].gap * 4) / 4;
    for (std::size_t i = 1; i < rows.size(); i += 3)
      rows[i].gap = 0.25 * static_cast<double>(i % 9);
    const auto curve = seen_unseen_curve(rows);
    CHECK(area(curve) == doctest::Approx(figures_of(rows)[kAusuc]));
    CHECK(curve.front().unseen == 0);
    CHECK(curve.back().seen == doctest::Approx(0));
  }
}

TEST_CASE("U of a curve at places of S") {
  const std::vector<SeenUnseen> curve = {{80, 0}, {60, 0}, {60, 20}, {20, 40}, {0, 50}};
  CHECK(unseen_at(curve, 90) == 0);
  CHECK(unseen_at(curve, 80) == 0);
  CHECK(unseen_at(curve, 70) == 0);
  CHECK(unseen_at(curve, 40) == doctest::Approx(30));
  CHECK(unseen_at(curve, 0) == doctest::Approx(50));
  CHECK(unseen_at({}, 10) == 0);
}

TEST_CASE("no curve without rows of both sides") {
  RowOutcomes rows = made_rows({});
  rows.erase(std::remove_if(rows.begin(), rows.end(), [](const auto& row) { return row.seen; }),
             rows.end());
  CHECK(seen_unseen_curve(rows).empty());
}

TEST_CASE(
    "shares of the rows of a class are those of its predictions, and its accuracy is U or S") {
  const ReportData data = grouped(made_runs(three_seeds({})), {});
  const ReportSetting& setting = data.groups.front().settings.front();
  const auto classes = class_shares(setting);
  REQUIRE(classes.size() == 8);
  double unseen = 0;
  for (const ClassShares& one : classes) {
    CHECK(one.rows == 30);
    CHECK(one.accuracy.size() == 3);
    double all = 0;
    for (const auto& share : one.shares) all += share.second;
    CHECK(all == doctest::Approx(100));
    const auto right = one.shares.find(one.id);
    CHECK((right == one.shares.end() ? 0 : right->second) == doctest::Approx(one.mean_accuracy()));
    if (!one.seen) unseen += one.accuracy[0] / 4;
  }
  CHECK(unseen == doctest::Approx(figures_of(setting.runs[0].outcomes.rows)[kU]));
  CHECK(name_of_class({{3, "red fox"}}, 3) == "red fox");
  CHECK(name_of_class({{3, "red fox"}}, 4) == "class 4");
}

TEST_CASE("charts of a group: what there are, and that their values are those of the table") {
  MadeRun other;
  other.name = "b <i>";
  other.right = 0.8;
  const ReportData data = grouped(made_runs(both(three_seeds({}), three_seeds(other))), {});
  const ReportTables tables = tables_of_runs(data);
  const auto all = charts_of(data, tables);
  REQUIRE(all.size() == 1);
  const auto& charts = all.front();
  for (const char* id :
       {"table-1-seen-unseen", "table-1-seconds", "table-1-classes-1", "table-1-classes-2",
        "table-1-confused-1", "table-1-gate-1", "table-1-gate-2"}) {
    CAPTURE(id);
    CHECK(find_chart(charts, id) != nullptr);
  }
  CHECK(find_chart(charts, "table-1-memory") == nullptr);  // these runs do not say it
  const Chart& curve = *find_chart(charts, "table-1-seen-unseen");
  REQUIRE(curve.series.size() == 4);
  CHECK(curve.series[0].name.rfind("AUSUC ", 0) == 0);
  CHECK(curve.series[0].name.find(", b <i>") != std::string::npos);  // the best first
  CHECK(curve.series[1].points[0].y ==
        doctest::Approx(tables.groups[0].rows[1].figures[kU]->seeds.mean));
  const Chart& confused = *find_chart(charts, "table-1-confused-1");
  const auto& predicted = confused.x.names;  // every wrong row of a made run gets class 99
  CHECK(std::count(predicted.begin(), predicted.end(), "class 99") == 1);
  CHECK(confused.y.names.size() + 1 == predicted.size());
  const Chart& gate = *find_chart(charts, "table-1-gate-1");
  double sum = 0;
  for (const ChartPoint& point : gate.series[0].points) sum += point.y;
  CHECK(sum == doctest::Approx(100));
  CHECK(gate.series[0].points.front().x <= 0);
  ReportFiles files;
  for (const Chart& one : charts) add_chart_files(one, files);
  CHECK(files.size() == 4 * charts.size());
  for (const auto& one : files) {
    CAPTURE(one.first);
    const auto& [name, content] = one;
    CHECK(!content.empty());
    const bool is_markup = name.find(".svg") != std::string::npos;
    if (is_markup) CHECK(content.find("<i>") == std::string::npos);
  }
}

TEST_CASE("learning curves: the mean over seeds, from the lowest to the highest") {
  const auto folder = std::filesystem::temp_directory_path() / "zeroth-learning-charts";
  std::filesystem::remove_all(folder);
  std::vector<ReportRun> runs = made_runs(three_seeds({}));
  for (ReportRun& run : runs) {
    run.summary.path = folder / std::to_string(run.seed);
    std::filesystem::create_directories(run.summary.path);
    std::ofstream file(run.summary.path / "metrics.jsonl");
    if (run.seed == 3) file << "not JSON\n";  // it has no part in the curves
    for (int epoch = 1; epoch <= 2; ++epoch) {
      file << Json({{"part", "final"},
                    {"stage", "teacher"},
                    {"epoch", epoch},
                    {"losses", {{"cls", static_cast<double>(run.seed)}}}})
           << "\n"
           << Json({{"part", "final"}, {"epoch", epoch}, {"evaluation", {{"H", 10.0 * epoch}}}})
           << "\n";
    }
  }
  const ReportData data = grouped(std::move(runs), {});
  const auto charts = charts_of(data, tables_of_runs(data)).front();
  const Chart* losses = find_chart(charts, "table-1-losses-1-1");
  REQUIRE(losses != nullptr);
  CHECK(chart_csv(*losses) == "series,x,y,low,high\ncls,1,1.5,1,2\ncls,2,1.5,1,2\n");
  const Chart* learning = find_chart(charts, "table-1-learning-test");
  REQUIRE(learning != nullptr);
  CHECK(chart_csv(*learning) == "series,x,y,low,high\na,1,10,10,10\na,2,20,20,20\n");
  std::filesystem::remove_all(folder);
}

TEST_CASE("a map: real and synthetic rows of seen and unseen classes, apart") {
  MapPoints map;
  map.run = "2026 <run>";
  map.method = "t-sne";
  map.classes = {{"fox", true}, {"owl", false}};
  map.points = {{0, 0, MapRow::test, 0},
                {1, 1, MapRow::training, 0},
                {2, 2, MapRow::test, 1},
                {3, 3, MapRow::synthetic, 1}};
  map.notes = {"4 of 100 rows."};
  const Chart chart = map_chart(map, 2);
  CHECK(chart.id == "map-2");
  CHECK(chart.title == "Map of rows by t-SNE, 2026 <run>");
  CHECK(chart.about.find("4 of 100 rows.") != std::string::npos);
  CHECK(chart_csv(chart) ==
        "series,x,y,label\n\"real, seen class\",0,0,fox\n\"real, seen class\",1,1,fox\n"
        "\"real, unseen class\",2,2,owl\n\"synthetic, unseen class\",3,3,owl\n");
}
