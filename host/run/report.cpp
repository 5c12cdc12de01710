#include "host/run/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "host/base/columns.h"
#include "host/run/figure_table.h"

namespace zeroth::host {
namespace {

/// Rows of the table, and where their figures are.
constexpr std::pair<const char*, const char*> kReportRows[] = {
    {"this run", "metrics"}, {"optimum", "optimum"}, {"published", "published"}};

std::string table_text(const Json& result, std::size_t columns) {
  std::vector<FigureRow> rows;
  for (const auto& [label, member] : kReportRows) {
    if (result.contains(member)) rows.push_back({label, result.at(member)});
  }
  return figure_table(rows, columns);
}

struct Meaning {
  const char* figure;
  const char* text;
};

/// A sentence a figure, for who has never read of them.
constexpr Meaning kMeanings[] = {
    {"U", "images of unseen classes (training had none) that are named right"},
    {"S", "images of seen classes that are named right; U and S are means over classes"},
    {"H", "harmonic mean of U and S: high only if both are; methods are compared by it"},
    {"T1", "images of unseen classes that are named right if only those are the choice"},
    {"AUSUC", "area under U over S for every balance between the two"}};

/// Whoever looks at one decimal place shall know how much of it is chance.
std::string optimum_text(const Json& optimum) {
  std::string text = "optimum: the best that anybody can reach in this made-up world";
  if (optimum.contains("standard_error")) {
    text += fmt::format("; counted on drawn rows, its H has a standard error of {:.2f}",
                        optimum.at("standard_error").at("H").get<double>());
  }
  return text + "\n";
}

/// What the rows and columns of the table mean, those that are there.
std::string meanings_text(const Json& result) {
  std::string text;
  for (const Meaning& one : kMeanings) {
    if (!result.at("metrics").at(one.figure).is_number()) continue;
    text += fmt::format("{}: {}\n", one.figure, one.text);
  }
  if (result.contains("optimum")) text += optimum_text(result.at("optimum"));
  if (!result.contains("published")) return text;
  const Json& published = result.at("published");
  std::string source;
  for (const char* key : {"table", "row"}) {
    if (!published.contains(key) || !published[key].is_string()) continue;
    source += (source.empty() ? "" : ", ") + published[key].get<std::string>();
  }
  return text +
         fmt::format("published: the figures of {}\n", source.empty() ? "the paper" : source);
}

/// How well the run tells seen from unseen rows, and what its errors are due to.
std::string gate_text(const Json& gate) {
  const auto number = [&](const char* pointer) {
    return gate.at(Json::json_pointer(pointer)).get<double>();
  };
  return fmt::format(
      "Of 100 pairs of a seen and an unseen image, {:.1f} are told apart (AUROC).\n"
      "To find 95 % of unseen images, {:.1f} % of seen ones are called unseen (FPR95).\n"
      "Unseen images are found with a mean precision of {:.1f} % (AUPR); chance: {:.1f} %.\n"
      "Unseen images that are called seen cost U {:.1f}, seen ones called unseen S {:.1f}.\n"
      "Mistakes among unseen classes cost U {:.1f}, mistakes among seen classes S {:.1f}.\n"
      "If it were known which images are unseen, U were {:.1f}, S {:.1f} and H {:.1f}.\n",
      number("/AUROC"), number("/FPR95/unseen_positive"), number("/AUPR/unseen_positive"),
      number("/unseen_share"), number("/lost_to_gate/U"), number("/lost_to_gate/S"),
      number("/lost_to_experts/U"), number("/lost_to_experts/S"), number("/oracle/U"),
      number("/oracle/S"), number("/oracle/H"));
}

/// Why there are dashes in the table.
std::string absence_text(const Json& metrics) {
  if (metrics.at("T1").is_null()) {
    return "U, H, T1 and AUSUC need test rows of unseen classes: the data have no test_unseen\n";
  }
  return "U, S, H and AUSUC need test rows of seen classes: the data have no test_seen\n";
}

/// Which epoch the figures are of, and what was looked at to choose it.
std::string protocol_text(const Json& result) {
  const auto protocol = result.at("protocol").get<std::string>();
  std::string choice = "the last one";
  if (protocol == "strict-val") choice = "chosen on training data that were held out";
  if (protocol == "validation") choice = "the best on training data that were held out";
  if (protocol == "paper-oracle") choice = "the best on the test set, which flatters them";
  const auto looks = result.at("test_looks").get<std::int64_t>();
  const std::string times = looks == 1 ? "once" : fmt::format("{} times", looks);
  return fmt::format("The figures are of epoch {}, {} (protocol {}).\nThe test set was {}.\n",
                     result.at("epoch").dump(), choice, protocol,
                     looks == 0 ? "not looked at" : "looked at " + times);
}

/// What training had beside the rows of seen classes; nothing where it had nothing.
std::string setting_text(const Json& result) {
  const auto setting = result.at("setting").get<std::string>();
  if (setting == "inductive") return "";
  const bool transductive = setting == "transductive";
  return fmt::format(
      "Training had {} (setting: {}).\nOnly figures of the same setting compare with these.\n",
      transductive ? "the test images of unseen classes too, without their labels"
                   : "some labelled images of unseen classes too, which are not tested",
      setting);
}

std::string bytes_text(double bytes) {
  constexpr double kMebi = 1024.0 * 1024.0;
  return fmt::format("{:.0f} MiB", bytes / kMebi);
}

/// Only where phases were watched.
std::string phases_text(const Json& stage) {
  std::string text;
  for (const Json& phase : stage.value("phases", Json::array())) {
    text += fmt::format("    {:<18} {}\n", phase.at("name").get<std::string>(),
                        phase.at("fixed").get<bool>() ? "the same in every iteration" : "changes");
    for (const Json& why : phase.at("why")) text += "      " + why.get<std::string>() + "\n";
  }
  return text;
}

}  // namespace

std::string result_text(const Json& result, std::size_t columns) {
  const std::string title = fmt::format("{}, seed {}\n", result.at("pipeline").get<std::string>(),
                                        result.at("seed").dump());
  std::string text = meanings_text(result) + "\n";
  text += result.at("gate").is_null() ? absence_text(result.at("metrics"))
                                      : gate_text(result.at("gate"));
  text += protocol_text(result) + setting_text(result);
  text += fmt::format("run directory: {}\n", result.at("run_dir").get<std::string>());
  return title + table_text(result, columns) + "\n" + wrapped_lines(text, columns);
}

std::string dry_run_text(const Json& report) {
  std::string text = "shapes\n";
  for (const auto& [name, value] : report.at("shapes").items()) {
    text += fmt::format("  {:<20} {:>12}\n", name, value.dump());
  }
  text += "parameters\n";
  for (const auto& [name, value] : report.at("parameters").items()) {
    text += fmt::format("  {:<20} {:>12}\n", name, value.dump());
  }
  text += "training\n";
  for (const Json& stage : report.at("stages")) {
    const Json& seconds = stage.at("seconds");
    text += fmt::format(
        "  {:<20} {:>6} epochs{}\n", stage.at("name").get<std::string>(), stage.at("epochs").dump(),
        seconds.is_null() ? "" : fmt::format(", about {:.0f} s", seconds.get<double>()));
    text += phases_text(stage);
  }
  return text +
         fmt::format("memory at least {}\n", bytes_text(report.at("memory_bytes").get<double>()));
}

}  // namespace zeroth::host
