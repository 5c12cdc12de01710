#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <memory>

#include "host/base/problem.h"
#include "host/cli/command_tree.h"
#include "host/cli/output.h"
#include "host/cli/shell_quoted.h"
#include "host/cli/study_commands.h"
#include "host/record/sealed_json.h"
#include "host/study/plan_file.h"

namespace zeroth::host {
namespace {

struct NewStudy {
  std::vector<std::string> pipelines, grid, sets;
  std::string seeds = "1-3", out = "study.json";
};

[[noreturn]] void wrong_option(const std::string& what, const std::string& option,
                               const std::string& fix) {
  throw Failure(Exit::usage, {what, option, {}, fix});
}

Json value_in(const std::string& text) {
  return Json::accept(text) ? Json::parse(text) : Json(text);
}

/// Values between commas.
Json listed(const std::string& text) {
  const Json whole = value_in(text);
  if (whole.is_structured()) return whole;
  Json list = Json::array();
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(',', start), text.size());
    list.push_back(value_in(text.substr(start, end - start)));
    start = end + 1;
  }
  return list;
}

/// "1-3", "1,2,5", or any list as a plan has it.
Json seeds_of(const std::string& text) {
  const std::size_t dash = text.find('-', 1);
  long long from = 0, to = 0;
  const char* end = text.data() + text.size();
  if (dash != std::string::npos) {
    const auto first = std::from_chars(text.data(), text.data() + dash, from);
    const auto last = std::from_chars(text.data() + dash + 1, end, to);
    if (first.ptr == text.data() + dash && last.ptr == end && from <= to) {
      return {{"from", from}, {"to", to}};
    }
  }
  return listed(text);
}

/// Adds path=value to an object.
void add_assignment(Json& object, const std::string& text, const char* option, bool is_list) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == std::string::npos) {
    wrong_option(std::string(option) + " needs path=" + (is_list ? "value,value" : "value"),
                 option + (" " + text),
                 is_list ? "--grid train.epochs=10,20" : "--set train.epochs=10");
  }
  const std::string value = text.substr(equals + 1);
  object[text.substr(0, equals)] = is_list ? listed(value) : value_in(value);
}

/// A file is named as it stands from the plan.
std::string from_plan(const std::string& pipeline, const std::filesystem::path& plan) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(pipeline, error)) return pipeline;
  const auto folder = std::filesystem::absolute(plan).lexically_normal().parent_path();
  return std::filesystem::absolute(pipeline).lexically_normal().lexically_relative(folder).string();
}

void write_plan(const NewStudy& options) {
  const std::filesystem::path out = options.out;
  if (std::filesystem::exists(out)) {
    throw Failure(Exit::cannot_create,
                  {"the plan exists already", options.out, {}, "choose another name with --out"});
  }
  Json plan = {
      {"zeroth_study", 1}, {"pipelines", Json::array()}, {"seeds", seeds_of(options.seeds)}};
  for (const std::string& one : options.pipelines) plan["pipelines"].push_back(from_plan(one, out));
  Json set = Json::object(), grid = Json::object();
  for (const std::string& one : options.sets) add_assignment(set, one, "--set", false);
  for (const std::string& one : options.grid) add_assignment(grid, one, "--grid", true);
  if (!set.empty()) plan["set"] = set;
  if (!grid.empty()) plan["grid"] = grid;
  write_json_file(out, plan);
  try {
    const StudyPlan read = read_plan(out);
    print_format("{}: {} runs\nnext  zeroth study plan {}\n", options.out, number_of_runs(read),
                 shell_quoted(options.out));
  } catch (const Failure&) {
    std::filesystem::remove(out);
    throw;
  }
}

}  // namespace

void add_study_new(CLI::App& study) {
  auto options = std::make_shared<NewStudy>();
  CLI::App* command = study.add_subcommand("new", "Write a plan of pipelines, seeds and settings");
  command
      ->add_option("pipelines", options->pipelines,
                   "Pipeline files, or names of installed pipelines")
      ->type_name(kPipelineType)
      ->required();
  command->add_option("--seeds", options->seeds, "Seeds: 1-5, or 1,2,5 (default 1-3)")
      ->type_name("LIST");
  command->add_option("--grid", options->grid, "A setting with all its values: path=value,value")
      ->type_name("PATH=VALUES")
      ->allow_extra_args(false);
  command->add_option("--set", options->sets, "A setting of every run: path=value")
      ->type_name("PATH=VALUE")
      ->allow_extra_args(false);
  command->add_option("--out", options->out, "The file (default study.json)")->type_name(kFileType);
  command->footer(
      "Examples:\n  zeroth study new quickstart --seeds 1-3 --out study.json\n"
      "  zeroth study new my.json --grid joint.weight=0.01,0.1 --set evaluate.protocol=validation");
  command->callback([options] { write_plan(*options); });
}

}  // namespace zeroth::host
