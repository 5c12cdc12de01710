#include <ATen/core/Tensor.h>
#include <doctest/doctest.h>

#include <algorithm>

#include "host/base/problem.h"
#include "host/report/make_tables.h"
#include "host/report/report_json.h"
#include "host/report/table_cells.h"
#include "host/report/table_csv.h"
#include "tests/report/made_runs.h"
#include "tests/support/messages.h"

using namespace zeroth::host;
using doctest::Approx;

namespace {

MadeRun method(const char* name, double right) {
  MadeRun made;
  made.name = name;
  made.right = right;
  return made;
}

ReportTables tables(const ReportData& data, const std::string& baseline = "",
                    std::optional<double> difference = std::nullopt) {
  Progress progress(ProgressMode::none, stderr);
  ReportTableOptions options;
  options.baseline = baseline;
  options.difference = difference;
  return tables_of(data, options, progress);
}

ReportData good_bad_and_like_good() {
  return grouped(made_runs(both(three_seeds(method("good", 0.8)),
                                both(three_seeds(method("bad", 0.3)),
                                     three_seeds(method("like good", 0.795))))),
                 {});
}

/// How often a text is in another.
std::size_t count_of(const std::string& what, const std::string& text) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += what.size()) {
    ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("means, deviations and intervals of a setting") {
  const ReportData data = good_bad_and_like_good();
  const ReportTables all = tables(data);
  const ReportTable& table = all.groups.at(0);
  REQUIRE(table.rows.size() == 3);
  std::vector<double> values;
  for (const ReportRun& run : data.groups[0].settings[0].runs) {
    values.push_back(*run.summary.figure("H"));
  }
  const FigureEstimate& H = *table.rows[0].figures[kH];
  CHECK(H.seeds.mean == Approx(summarize(values).mean));
  CHECK(*H.seeds.deviation == Approx(*summarize(values).deviation));
  CHECK(H.interval.low < H.seeds.mean);
  CHECK(H.interval.high > H.seeds.mean);
  CHECK(*table.main == kH);
  CHECK(table.rows[0].seconds.mean == 10);
}

TEST_CASE("standings, pairs and words agree") {
  const ReportTables all = tables(good_bad_and_like_good());
  const ReportTable& table = all.groups.at(0);
  const std::size_t best = table.baseline;
  REQUIRE((best == 0 || best == 2));
  CHECK(table.rows[best].standings[kH] == Standing::best);
  CHECK(table.rows[2 - best].standings[kH] == Standing::level);
  CHECK(table.rows[1].standings[kH] == Standing::behind);
  REQUIRE(table.pairs.size() == 3);
  for (const ReportPair& pair : table.pairs) {
    CHECK(*pair.figures[kH]->adjusted_p >= pair.figures[kH]->p);
    CHECK(pair.pairing == Pairing::by_seed);
  }
  REQUIRE(table.sentences.size() == 2);
  CHECK(table.sentences[0].find("not distinguishable at 3 seeds") +
            table.sentences[1].find("not distinguishable at 3 seeds") !=
        2 * std::string::npos);
  const std::string bad = table.sentences[best == 0 ? 0 : 1];
  CHECK(bad.find("is better by") != std::string::npos);
  CHECK(bad.rfind("bad against ", 0) == 0);
}

TEST_CASE("a baseline is a setting, whatever it is called by, and differences turn with it") {
  const ReportData data = good_bad_and_like_good();
  const ReportTables all = tables(data, "bad");
  CHECK(all.groups[0].baseline == 1);
  CHECK(all.groups[0].against_baseline(0, kH)->value > 0);
  CHECK(all.groups[0].against_baseline(0, kH)->interval.low > 0);
  CHECK(!all.groups[0].against_baseline(1, kH));
  CHECK(tables(data, "like").groups[0].baseline == 2);  // a part of its label
  CHECK(tables(data, data.groups[0].settings[1].runs[2].name()).groups[0].baseline == 1);
  CHECK(message_of([&] { tables(data, "goood"); }) ==
        "error: no setting \"goood\"; did you mean \"good\"?\n  where  --baseline\n"
        "  why    good\n         bad\n         like good\n  fix    write one of these");
  CHECK(message_of([&] { tables(data, "o"); }) ==
        "error: 2 settings fit \"o\"\n  where  --baseline\n  why    good\n         like good\n"
        "  fix    write one of these in full");
}

TEST_CASE("how many seeds would show a difference") {
  const ReportData data = grouped(
      made_runs(both(three_seeds(method("one", 0.8)), three_seeds(method("other", 0.8)))), {});
  CHECK(tables(data, "", 25.0).groups[0].sentences.at(0).find("difference of 25.0") !=
        std::string::npos);
  CHECK(tables(data).groups[0].sentences.at(0).find("difference of 25.0") == std::string::npos);
}

TEST_CASE("one seed each, and other seeds") {
  MadeRun one = method("one", 0.8), other = method("other", 0.5);
  const ReportTables single = tables(grouped(made_runs({one, other}), {}));
  CHECK(!single.groups[0].rows[0].figures[kH]->seeds.deviation);
  CHECK(single.groups[0].rows[0].figures[kH]->interval.high >
        single.groups[0].rows[0].figures[kH]->interval.low);
  CHECK(single.groups[0].sentences.at(0).find("other seeds may say otherwise") !=
        std::string::npos);
  other.seed = 4;
  CHECK(tables(grouped(made_runs({one, other}), {})).groups[0].pairs.at(0).pairing ==
        Pairing::none);
}

TEST_CASE("figures that the test rows have none for stay away") {
  std::vector<ReportRun> runs = made_runs(three_seeds(method("good", 0.8)));
  for (ReportRun& run : runs) {
    RowOutcomes& rows = run.outcomes.rows;
    rows.erase(std::remove_if(rows.begin(), rows.end(), [](const auto& row) { return row.seen; }),
               rows.end());
  }
  const ReportData data = grouped(std::move(runs), {});
  const ReportTables all = tables(data);
  CHECK(*all.groups[0].main == kT1);
  CHECK(!all.groups[0].rows[0].figures[kH]);
  const PrintedTable printed = main_table(data, all.groups[0], 1, TableWidth::paper);
  CHECK(printed.head ==
        std::vector<std::string>{"pipeline", "n", "U", "T1", "95 % interval of T1", "test looks"});
  CHECK(table_csv(data, all).find(",,,,") != std::string::npos);
}

TEST_CASE("published figures stand once below, where they may be compared") {
  std::vector<ReportRun> runs = made_runs(three_seeds(method("good", 0.8)));
  for (ReportRun& run : runs) {
    run.summary.result["published"] = {
        {"U", 52.3}, {"H", 56.5}, {"table", "D3GZSL Table 1"}, {"row", "f-CLSWGAN + D3"}};
  }
  const ReportData data = grouped(std::move(runs), {});
  const ReportTables all = tables(data);
  REQUIRE(all.groups[0].published.size() == 1);
  CHECK(!all.groups[0].published[0].figures[kS]);
  const PrintedTable printed = main_table(data, all.groups[0], 1, TableWidth::wide);
  REQUIRE(printed.rows_below.size() == 1);
  CHECK(printed.rows_below[0][0].text == "published: f-CLSWGAN + D3 (D3GZSL Table 1)");
  CHECK(printed.rows_below[0].size() == printed.head.size());
  CHECK(printed.rows[0].size() == printed.head.size());
  CHECK(printed.rows_below[0][2].text == "52.3");
  CHECK(printed.rows_below[0][3].text.empty());
}

TEST_CASE("the optimism gap, by seed, of methods that differ in their protocol only") {
  MadeRun strict = method("good", 0.6), oracle = method("good", 0.7);
  strict.protocol = "strict-val";
  oracle.protocol = "paper-oracle";
  MadeRun longer = oracle;
  longer.epochs = 9;
  longer.seed = 8;
  const ReportData data =
      grouped(made_runs(both(three_seeds(strict), both(three_seeds(oracle), {longer}))), {});
  REQUIRE(data.groups.size() == 2);
  const ReportTables all = tables(data);
  REQUIRE(all.optimism.size() == 1);
  CHECK(all.optimism[0].strict == "strict-val");
  CHECK(all.optimism[0].gaps[kH]->gap.n == 3);
  CHECK(all.optimism[0].gaps[kH]->gap.mean > 0);
  const PrintedTable printed = optimism_table(all.optimism);
  CHECK(printed.rows.at(0).size() == printed.head.size());
}

TEST_CASE("Markdown: the best bold, what is level with it marked, names as they are") {
  const ReportData data = good_bad_and_like_good();
  const ReportTables all = tables(data);
  const std::string text = markdown_of(main_table(data, all.groups[0], 1, TableWidth::wide));
  CHECK(text.rfind("## CUB, final-epoch, inductive\n\n| pipeline | n | U | S | H | T1 | AUSUC | "
                   "test looks | protocol | setting |\n|---|--:|",
                   0) == 0);
  CHECK(count_of("**", text) >= 2 * (kFigureCount + 1));  // and the word in the caption
  CHECK(count_of(" ≈", text) >= 1);
  CHECK(text.find("| 3 |") != std::string::npos);
  CHECK(text.find("over n = 3 seeds") != std::string::npos);
}

TEST_CASE("LaTeX: booktabs, best bold, protocol and n in the caption, names escaped") {
  std::vector<ReportRun> runs = made_runs(
      both(three_seeds(method("a_b & c%", 0.8)), three_seeds(method("\\input{x}$^~", 0.3))));
  const ReportData data = grouped(std::move(runs), {});
  const ReportTables all = tables(data);
  const std::string text = latex_of(main_table(data, all.groups[0], 1, TableWidth::paper));
  for (const char* part :
       {"\\toprule", "\\midrule", "\\bottomrule", "\\begin{tabular}{lrrrrrrrr}",
        "\\label{tab:table-1}", "protocol final-epoch (the last epoch)", "over n = 3 seeds",
        "a\\_b \\& c\\% & 3 & \\textbf{", "\\textbackslash{}input\\{x\\}\\$"}) {
    CAPTURE(part);
    CHECK(text.find(part) != std::string::npos);
  }
  CHECK(count_of("\\textbf{", text) == kFigureCount);
  CHECK(count_of("$\\pm$", text) == 2 * kFigureCount + 1);
  CHECK(text.find("≈") == std::string::npos);
}

TEST_CASE("CSV has every number in full, and a name may be anything") {
  const ReportData data = grouped(made_runs(three_seeds(method("a, \"b\"\nc", 0.8))), {});
  const ReportTables all = tables(data);
  const std::string text = table_csv(data, all);
  CHECK(text.find("\"a, \"\"b\"\"\nc\"") != std::string::npos);
  CHECK(text.find(std::to_string(all.groups[0].rows[0].figures[kU]->seeds.mean).substr(0, 6)) !=
        std::string::npos);
  CHECK(count_of("\n", runs_csv(data)) == 1 + 3 * 3);  // it is in the path, too
  CHECK(count_of("\n", pairs_csv(data, all)) == 1);
}

TEST_CASE("the document holds all of it") {
  const ReportData data = good_bad_and_like_good();
  const ReportTables all = tables(data);
  const Json document = report_json(data, all);
  CHECK(document.at("runs") == 9);
  const Json& group = document.at("groups").at(0);
  CHECK(group.at("settings").size() == 3);
  CHECK(group.at("pairs").size() == 3);
  CHECK(group.at("settings")[0].at("figures").at("H").at("mean").get<double>() ==
        all.groups[0].rows[0].figures[kH]->seeds.mean);
  CHECK(group.at("pairs")[0].at("figures").at("H").at("adjusted_p").is_number());
  CHECK(Json::parse(document.dump()) == document);
}

TEST_CASE("a sentence says a setting minus the baseline, wherever they stand") {
  const ReportData data = good_bad_and_like_good();
  const std::string between = ": not distinguishable at 3 seeds (";
  std::string signs;
  for (const char* baseline : {"good", "like good"}) {
    const ReportTables all = tables(data, baseline);
    for (const std::string& sentence : all.groups.at(0).sentences) {
      if (const std::size_t at = sentence.find(between); at != std::string::npos) {
        signs += sentence.at(at + between.size());
      }
    }
  }
  CHECK((signs == "+-" || signs == "-+"));
}
