#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <memory>
#include <set>

#include "host/base/problem.h"
#include "host/cli/command_tree.h"
#include "host/cli/output.h"
#include "host/cli/paper_files.h"
#include "host/cli/shell_quoted.h"
#include "host/cli/study_commands.h"
#include "host/cli/study_new_check.h"
#include "host/papers/paper_file.h"
#include "host/record/sealed_json.h"
#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

struct NewStudy {
  PluginOptions plugins;
  std::vector<std::string> pipelines, papers, grid, sets;
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

/// "1-3", "1..3", "1,2,5", or any list as a plan has it.
Json seeds_of(const std::string& text) {
  for (const std::string between : {"..", "-"}) {
    const std::size_t at = text.find(between, 1);
    if (at == std::string::npos) continue;
    long long from = 0, to = 0;
    const char *middle = text.data() + at, *end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), middle, from);
    const auto last = std::from_chars(middle + between.size(), end, to);
    if (first.ptr == middle && last.ptr == end && from <= to) return {{"from", from}, {"to", to}};
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
  const std::string path = text.substr(0, equals), value = text.substr(equals + 1);
  if (object.contains(path)) {
    wrong_option(fmt::format("\"{}\" is given twice", path), option + (" " + text),
                 is_list ? "give all its values at once: --grid path=value,value" : "");
  }
  object[path] = is_list ? listed(value) : value_in(value);
}

/// A file is named as it stands from the plan.
std::string from_plan(const std::string& pipeline, const std::filesystem::path& plan) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(pipeline, error)) return pipeline;
  const auto folder = std::filesystem::absolute(plan).lexically_normal().parent_path();
  return std::filesystem::absolute(pipeline).lexically_normal().lexically_relative(folder).string();
}

/// All pipelines of the study as its plan names them, each once.
std::vector<std::string> pipelines_of(const NewStudy& options) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const std::string& one : options.pipelines) add(from_plan(one, options.out));
  for (const std::string& one : options.papers) {
    const std::filesystem::path file = paper_file(one);
    const Paper paper = read_paper(file);
    if (paper.pipelines().empty()) {
      throw Failure(Exit::usage, {fmt::format("no run makes the table \"{}\"", paper.name),
                                  file.string(),
                                  {paper.rows.front().not_here},
                                  "`zeroth report --paper` lists the others"});
    }
    for (const std::string& name : paper.pipelines()) {
      pipeline_of_paper(file, name);  // or says that it is not there
      const std::filesystem::path beside = file.parent_path() / name;
      std::error_code error;
      const bool is_beside = std::filesystem::is_regular_file(beside, error);
      add(is_beside ? from_plan(beside.string(), options.out) : name);
    }
  }
  if (names.empty()) {
    wrong_option(
        "a study needs pipelines", "zeroth study new",
        "name some, or with --paper a table of a paper: `zeroth report --paper` lists them");
  }
  return names;
}

/// The protocol is no setting that a plan may choose silently: what the papers did looks at the
/// test set after every epoch.
std::string protocol_text(const NewStudy& options) {
  std::set<std::string> protocols;
  for (const std::string& one : options.papers) {
    protocols.insert(read_paper(paper_file(one)).protocol);
  }
  const bool is_set =
      std::any_of(options.sets.begin(), options.sets.end(),
                  [](const std::string& one) { return one.rfind("evaluate.protocol=", 0) == 0; });
  if (protocols.empty() || is_set) return "";
  return fmt::format(
      "the published figures were made by {}, these runs keep the protocols of their pipelines; "
      "for the same one add --set evaluate.protocol={}\n",
      fmt::join(protocols, " and "), *protocols.begin());
}

/// Which words of the command line each part of the plan was made of.
PlanWords words_of(const NewStudy& options) {
  PlanWords words = {{"/seeds", "--seeds " + options.seeds}};
  for (std::size_t i = 0; i < options.pipelines.size(); ++i) {
    words.emplace_back(fmt::format("/pipelines/{}", i), options.pipelines[i]);
  }
  const auto add = [&](const char* block, const char* option, const std::string& text) {
    words.emplace_back(child_pointer(block, text.substr(0, text.find('='))), option + (" " + text));
  };
  for (const std::string& one : options.sets) add("/set", "--set", one);
  for (const std::string& one : options.grid) add("/grid", "--grid", one);
  return words;
}

void write_plan(const NewStudy& options) {
  const std::filesystem::path out = options.out;
  if (std::filesystem::exists(out)) {
    throw Failure(Exit::cannot_create,
                  {"the plan exists already", options.out, {}, "choose another name with --out"});
  }
  Json plan = {
      {"zeroth_study", 1}, {"pipelines", Json::array()}, {"seeds", seeds_of(options.seeds)}};
  plan["pipelines"] = pipelines_of(options);
  Json set = Json::object(), grid = Json::object();
  for (const std::string& one : options.sets) add_assignment(set, one, "--set", false);
  for (const std::string& one : options.grid) add_assignment(grid, one, "--grid", true);
  if (!set.empty()) plan["set"] = set;
  if (!grid.empty()) plan["grid"] = grid;
  write_json_file(out, plan);
  try {
    StudyOptions study;
    study.plugins = options.plugins;
    study.plan = options.out;
    const StudyPlan read = check_new_plan(study, words_of(options));
    print_format("{}: {} runs\n{}next  zeroth study plan {}\n", options.out, number_of_runs(read),
                 protocol_text(options), shell_quoted(options.out));
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
      ->type_name(kPipelineType);
  command
      ->add_option("--paper", options->papers,
                   "The pipelines of a paper's table, as `zeroth report --paper` lists them")
      ->type_name("TABLE")
      ->allow_extra_args(false);
  command->add_option("--seeds", options->seeds, "Seeds: 1-5, or 1,2,5 (default 1-3)")
      ->type_name("LIST");
  command->add_option("--grid", options->grid, "A setting with all its values: path=value,value")
      ->type_name("PATH=VALUES")
      ->allow_extra_args(false);
  command->add_option("--set", options->sets, "A setting of every run: path=value")
      ->type_name("PATH=VALUE")
      ->allow_extra_args(false);
  command->add_option("--out", options->out, "The file (default study.json)")->type_name(kFileType);
  options->plugins.add_to(*command);
  command->footer(
      "Examples:\n  zeroth study new quickstart --seeds 1-3 --out study.json\n"
      "  zeroth study new my.json --grid joint.weight=0.01,0.1 --set evaluate.protocol=validation\n"
      "  zeroth study new --paper d3gzsl-table1 --seeds 0..4 --out table1.json");
  command->callback([options] { write_plan(*options); });
}

}  // namespace zeroth::host
