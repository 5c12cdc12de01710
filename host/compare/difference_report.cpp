#include "host/compare/difference_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "host/base/columns.h"
#include "host/base/printable.h"
#include "host/compare/side_table.h"
#include "host/compare/told_difference.h"
#include "host/runs/flat_json.h"
#include "host/statistics/figures.h"
#include "host/statistics/words.h"

namespace zeroth::host {
namespace {

constexpr std::size_t kLongestShown = 200;

std::string value_of(const Json& entry, const char* side) {
  if (!entry.contains(side)) return "(not there)";
  const Json& value = entry.at(side);
  if (value.is_null()) return "(not recorded)";
  return value == "" ? "\"\"" : printable_line(shortened(plain_text(value), kLongestShown));
}

/// Sentences, a line each, below a title.
std::string indented(const std::string& sentences, std::size_t columns) {
  constexpr std::size_t kIndent = 2;
  std::string text = wrapped_lines(sentences, std::max(columns, 2 * kIndent) - kIndent);
  for (std::size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1) {
    text.insert(begin, kIndent, ' ');
  }
  return text;
}

std::string section(const char* title, const std::string& body, std::size_t columns) {
  return fmt::format("{}\n{}", title, indented(body, columns));
}

std::string runs_text(const Json& document, std::size_t columns) {
  std::string text;
  const char* names[] = {"A", "B"};
  for (std::size_t i = 0; i < 2; ++i) {
    const Json& run = document.at("runs")[i];
    std::string line = fmt::format("{}  {}: {}", names[i], run.at("run").get<std::string>(),
                                   run.at("state").get<std::string>());
    if (run.contains("seed")) line += fmt::format(", seed {}", plain_text(run.at("seed")));
    line += fmt::format(", {}, {}", plain_text(run.at("protocol")), plain_text(run.at("setting")));
    if (run.contains("error")) {
      const auto error = run.at("error").get<std::string>();
      line += "\n   " + printable_line(shortened(error.substr(0, error.find('\n'))));
    }
    text += wrapped_lines(line + "\n", columns);
  }
  for (const Json& warning : document.at("warnings")) {
    text += wrapped_lines("warning: " + printable_line(warning.get<std::string>()) + "\n", columns);
  }
  return text;
}

const char* note_of(const std::string& role) {
  if (role == "idle") return "no bit depends on it";
  if (role == "seed") return "chance";
  return role == "numerics" ? "rounding" : "";
}

std::string settings_text(const Json& document, std::size_t columns) {
  if (document.at("settings").empty()) return section("settings", "the same\n", columns);
  const bool same_data = document.at("data").at("same") == true;
  std::vector<SideRow> rows;
  for (const Json& one : document.at("settings")) {
    const auto role = one.at("role").get<std::string>();
    rows.push_back({one.at("path").get<std::string>(), value_of(one, "first"),
                    value_of(one, "second"),
                    role == "data" && same_data ? "the same data" : note_of(role)});
  }
  return side_table("settings", rows, columns);
}

std::string data_name(const Json& data) {
  if (!data.is_object()) return "(not read yet)";
  return fmt::format("{} ({})", printable_line(plain_text(data.at("name"))),
                     data.at("hash").get<std::string>().substr(0, 8));
}

std::string data_text(const Json& document, std::size_t columns) {
  const Json& data = document.at("data");
  const std::string one = data_name(data.at("first")), other = data_name(data.at("second"));
  if (data.at("same") != true) {
    return side_table("data", {{"data set", one, other, ""}}, columns);
  }
  std::string text = fmt::format("the same: {}", one);
  if (data.contains("relation")) {
    const auto relation = data.at("relation").get<std::string>();
    text += relation == "same"
                ? fmt::format("; the same {} test rows", plain_text(data["rows"][0]))
                : fmt::format("; {} to test on, {} and {}", relation, plain_text(data["rows"][0]),
                              plain_text(data["rows"][1]));
  }
  return section("data", text + "\n", columns);
}

std::string list_text(const Json& document, const char* title, const char* name,
                      std::size_t columns) {
  const Json& list = document.at(title);
  if (list.empty()) return section(title, "the same\n", columns);
  std::vector<SideRow> rows;
  for (const Json& one : list) {
    const bool idle = one.contains("decides") && one.at("decides") == false;
    rows.push_back({one.at(name).get<std::string>(), value_of(one, "first"),
                    value_of(one, "second"), idle ? "no bit depends on it" : ""});
  }
  return side_table(title, rows, columns);
}

std::string percent(const Json& figures, const char* name) {
  const Json value = figures.value(name, Json());
  return value.is_number() ? fmt::format("{:.1f}", value.get<double>()) : "-";
}

std::string figure_line(const Json& figures, const char* name, std::size_t columns) {
  std::string line = fmt::format("  {:<7}{:>7}{:>8}", name, percent(figures.at("first"), name),
                                 percent(figures.at("second"), name));
  const Json differences = figures.value("difference", Json::object());
  if (differences.contains(name)) {
    const Json& one = differences.at(name);
    const std::string value = told_difference(figures, name);
    const auto space = value.find(' ');
    line += fmt::format("{:>8}   {:<14}", value.substr(0, space), value.substr(space + 1));
    const std::string words = "  not distinguishable";
    const bool has_room = line.size() + words.size() <= columns;
    if (!one.at("distinguishable").get<bool>()) line += has_room ? words : "  n. d.";
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string gap_text(const Json& figures) {
  if (!figures.contains("optimism_gap")) return "";
  std::string text = "Only the protocol differs. Optimism gap, best on test minus strict:";
  const char* before = " ";
  for (const auto& [name, value] : figures.at("optimism_gap").items()) {
    text += fmt::format("{}{} {}", before, name, signed_text(value.get<double>()));
    before = ", ";
  }
  return text + ". So much a choice on the test rows adds.\n";
}

/// What stands below the table.
std::string figure_notes(const Json& figures, bool short_words) {
  std::string notes;
  for (const Json& why : figures.at("not_compared")) {
    notes += "Not compared: " + why.get<std::string>() + ".\n";
  }
  notes += gap_text(figures);
  if (!figures.contains("difference")) return notes;
  if (short_words) notes += "n. d.: not distinguishable.\n";
  notes +=
      "An interval is that of its figure alone; whether a difference is one is judged for all "
      "figures of the table together (Holm).\n";
  return notes + fmt::format(
                     "{} of {} predictions are the same. An interval says what other "
                     "images of these classes would change, not what other seeds would.\n",
                     plain_text(figures.at("same_predictions")), plain_text(figures.at("rows")));
}

/// Where every bit is the same there is nothing to compare.
Json without_difference(Json figures) {
  if (figures.is_object()) figures = without(figures, "difference");
  return figures;
}

std::string figures_text(const Json& figures, std::size_t columns) {
  if (figures.is_null()) return "";
  std::string text = fmt::format("{:<9}{:>7}{:>8}", "figures", "A", "B");
  if (figures.contains("difference")) text += fmt::format("{:>8}   95 % over test images", "B - A");
  text += "\n";
  for (const char* name : kFigureNames) text += figure_line(figures, name, columns);
  const bool short_words = text.find("  n. d.\n") != std::string::npos;
  return text + indented(figure_notes(figures, short_words), columns);
}

}  // namespace

std::string difference_report(const Json& document, std::size_t columns) {
  const Json& verdict = document.at("verdict");
  const Json& figures = document.at("figures");
  const bool identical = verdict.at("kind") == "identical";
  const std::string says = printable_line(verdict.at("text").get<std::string>()) + "\n";
  return runs_text(document, columns) + settings_text(document, columns) +
         data_text(document, columns) + list_text(document, "plugins", "plugin", columns) +
         list_text(document, "environment", "name", columns) +
         figures_text(identical ? without_difference(figures) : figures, columns) + "\n" +
         wrapped_lines(says, columns);
}

}  // namespace zeroth::host
