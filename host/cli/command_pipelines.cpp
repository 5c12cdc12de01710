#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

#include "host/base/lower_case.h"
#include "host/base/messages.h"
#include "host/base/problem.h"
#include "host/base/terminal.h"
#include "host/base/text_table.h"
#include "host/cli/commands.h"
#include "host/cli/installed_pipelines.h"
#include "host/cli/output.h"
#include "host/pipeline/pipeline_reader.h"
#include "host/text/inner_blocks.h"
#include "host/text/recipe_block.h"

namespace zeroth::host {
namespace {

struct PipelinesOptions {
  std::vector<std::string> words;
  bool json = false;
};

/// What is shown of one pipeline.
struct Row {
  InstalledPipeline pipeline;
  std::string title;  ///< what the pipeline itself says, and run directories are called
  std::string data;   ///< name of the data set
  std::string recipe;
  Json published = nullptr;           ///< figures in percent, and where they are from
  std::vector<std::string> problems;  ///< why it cannot be read
};

/// "CUB" of "${env:ZEROTH_DATA}/CUB"; without a place, the reader's own name.
std::string data_name(const Json& block) {
  const Json& data = block.at(Json::json_pointer(innermost_reader(block)));
  const Json params = data.value("params", Json::object());
  if (params.contains("root")) {
    return std::filesystem::path(params["root"].get<std::string>()).filename();
  }
  if (params.contains("file")) {
    return std::filesystem::path(params["file"].get<std::string>()).parent_path().filename();
  }
  const auto use = data.at("use").get<std::string>();
  return use.substr(use.find('.') + 1);
}

constexpr const char* kNoRecipe = "it has no recipe or data; `zeroth validate` says more";

Row row_of(const InstalledPipeline& pipeline) {
  Row row{pipeline, "", "", "", nullptr, {}};
  try {
    const Json document = read_pipeline({pipeline.file, {}, true}).document;
    row.title = document.value("name", "");
    row.recipe = recipe_name(document);
    if (row.recipe.empty()) row.problems.emplace_back(kNoRecipe);
    row.data = data_name(document.at("data"));
    row.published = document.value("published", Json());
  } catch (const Failure& failure) {  // one damaged file must not hide all others
    row.problems.push_back(failure.problems().front().what);
  } catch (const Json::exception&) {
    row.problems.emplace_back(kNoRecipe);
  }
  return row;
}

std::string figure_text(const Row& row) {
  if (!row.problems.empty()) return "damaged: " + row.problems.front();
  for (const char* figure : {"H", "T1"}) {
    if (row.published.is_object() && row.published.contains(figure)) {
      return fmt::format("{} {}", figure, row.published[figure].dump());
    }
  }
  return "";
}

Json to_json(const Row& row) {
  return {{"name", row.pipeline.name},  {"file", row.pipeline.file.string()},
          {"data", row.data},           {"recipe", row.recipe},
          {"published", row.published}, {"problems", row.problems}};
}

/// Whether each word is somewhere in the row.
bool has_words(const Row& row, const std::vector<std::string>& words) {
  const std::string text =
      lower_case(fmt::format("{} {} {} {} {}", row.pipeline.name, row.title, row.data, row.recipe,
                             row.published.is_object() ? row.published.dump() : ""));
  return std::all_of(words.begin(), words.end(), [&](const std::string& word) {
    return text.find(lower_case(word)) != std::string::npos;
  });
}

void print_table(const std::vector<Row>& rows) {
  constexpr int kName = 0, kFigure = 1, kData = 2, kRecipe = 3;  // what gives way last
  TextTable table{{{"", {}, kName}, {"", {}, kData}, {"", {}, kRecipe}, {"", {}, kFigure}}};
  table.has_titles = false;
  for (const Row& row : rows) {
    const std::string cells[] = {row.pipeline.name, row.data, row.recipe, figure_text(row)};
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      table.columns[i].cells.push_back(cells[i]);
  }
  const FittedTable fitted = fitted_table(std::move(table), window_columns(stdout));
  print_text(fitted.text + left_out_text(fitted.left_out, "--json"));
}

void pipelines(const PipelinesOptions& options) {
  const std::vector<InstalledPipeline> all = installed_pipelines();
  if (all.empty()) {
    throw Failure(Exit::unavailable, {"no pipelines are installed",
                                      pipelines_directory().string(),
                                      {},
                                      "install Zeroth again, or name a pipeline file"});
  }
  std::vector<Row> rows;
  for (const InstalledPipeline& one : all) {
    Row row = row_of(one);
    if (has_words(row, options.words)) rows.push_back(std::move(row));
  }
  if (rows.empty()) {
    say(fmt::format("none of {} pipelines has the words: {} (without words, all are listed)",
                    all.size(), fmt::join(options.words, " ")));
  }
  if (!options.json) return print_table(rows);
  Json array = Json::array();
  for (const Row& row : rows) array.push_back(to_json(row));
  print_json(array);
}

}  // namespace

void add_pipelines(CLI::App& app, const SetExit&) {
  auto options = std::make_shared<PipelinesOptions>();
  CLI::App* command = app.add_subcommand(
      "pipelines", "List the installed pipelines: name, data set, recipe and published figure");
  command->add_option("words", options->words, "Only those that have all these words")
      ->type_name("WORD");
  command->add_flag("--json", options->json, "Print JSON");
  command->footer(
      "Examples:\n  zeroth pipelines\n  zeroth pipelines cub d3gzsl\n  zeroth pipelines awa2 "
      "--json");
  command->callback([options] { pipelines(*options); });
}

}  // namespace zeroth::host
