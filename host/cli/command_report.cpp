#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/base/messages.h"
#include "host/base/problem.h"
#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/model_options.h"
#include "host/cli/number_check.h"
#include "host/cli/output.h"
#include "host/cli/paper_files.h"
#include "host/cli/report_sources.h"
#include "host/cli/thread_option.h"
#include "host/pipeline/bibliography.h"
#include "host/record/run_directory.h"

namespace zeroth::host {
namespace {

struct ReportOptions : ModelOptions {
  std::vector<std::string> sources;
  std::vector<std::string> papers;
  std::string out, baseline, map = "pca", templates;
  std::int64_t map_rows = 0;
  std::uint64_t map_seed = 1;
  std::optional<double> difference;
  bool json = false;
};

[[noreturn]] void refuse_report(const std::string& what, const std::string& fix) {
  throw Failure(Exit::usage, {what, "zeroth report", {}, fix});
}

/// The pipelines of the runs, as far as they can be read: who reads the rest says what is wrong.
std::vector<Json> pipelines_of(const ReportSources& sources) {
  std::vector<Json> pipelines;
  for (const auto& run : sources.runs) {
    try {
      pipelines.push_back(RunDirectory::open(run).pipeline());
    } catch (const std::exception&) {
      continue;
    }
  }
  return pipelines;
}

Json references_of_runs(const ReportSources& sources, const PluginIndex& index) {
  Json references = Json::array();
  for (const Reference& one : references_of(pipelines_of(sources), index.installed())) {
    references.push_back({{"key", one.key}, {"bibtex", one.bibtex}, {"used_by", one.used_by}});
  }
  return references;
}

Json papers_of(const ReportOptions& options, const PluginIndex& index) {
  Json papers = Json::array();
  for (const std::string& name : options.papers) {
    if (name.empty())
      refuse_report("--paper needs a name here", "`zeroth report --paper` lists them");
    papers.push_back(to_json(paper_with_pipelines(name, index)));
  }
  return papers;
}

/// Without runs: what the tables of papers are.
void show_papers(const ReportOptions& options) {
  if (!options.out.empty()) {
    refuse_report("a report needs runs",
                  "name runs or a study; without --out the table itself is told");
  }
  if (options.papers.front().empty()) {
    const std::vector<Paper> papers = installed_papers();
    return options.json ? print_json(papers_json(papers)) : print_text(papers_text(papers));
  }
  for (const std::string& name : options.papers) {
    const Paper paper = paper_with_pipelines(name, options.plugins.index());
    options.json ? print_json(paper_json(paper)) : print_text(paper_text(paper));
  }
}

int report(const ReportOptions& options) {
  if (options.sources.empty())
    refuse_report("a report needs runs", "name runs, folders or studies");
  if (options.out.empty()) refuse_report("a report needs a folder", "name it with --out");
  const int threads = thread_count(options.threads, "zeroth report");
  const ReportSources sources = report_sources(options.sources);
  const PluginIndex index = options.plugins.index();
  Json directories = Json::array(), left_out = Json::array();
  for (const auto& one : sources.runs) directories.push_back(one.string());
  for (const auto& [path, why] : sources.left_out) {
    left_out.push_back({{"path", path.string()}, {"why", why}});
  }
  return run_on_model(options, threads, "report", plugin_files(index, {}),
                      {{"directories", directories},
                       {"left_out", left_out},
                       {"references", references_of_runs(sources, index)},
                       {"out", options.out},
                       {"baseline", options.baseline},
                       {"papers", papers_of(options, index)},
                       {"map", options.map == "none" ? "" : options.map},
                       {"map_rows", options.map_rows},
                       {"map_seed", options.map_seed},
                       {"templates", options.templates},
                       {"difference", options.difference ? Json(*options.difference) : Json()},
                       {"json", options.json}});
}

}  // namespace

void add_report(CLI::App& app, const SetExit& exit) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* command = app.add_subcommand(
      "report", "Tables, figures and a page of runs: which is better, by how much, is it noise");
  command
      ->add_option("runs", options->sources,
                   "Runs by directory or name, folders of runs, studies by plan or folder")
      ->type_name(kDirectoryType);
  command->add_option("--out", options->out, "Folder to write; an earlier report there is replaced")
      ->type_name(kDirectoryType);
  command
      ->add_option("--paper", options->papers,
                   "A table of a paper, to put the runs beside its figures; without runs: what it "
                   "holds, without a name: which there are")
      ->type_name("TABLE")
      ->expected(0, 1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command
      ->add_option("--map", options->map,
                   "Maps of real and synthetic rows: pca (default), t-sne, which takes a minute "
                   "for 5000 rows, or none")
      ->type_name("pca|t-sne|none")
      ->check(CLI::IsMember({"pca", "t-sne", "none"}));
  constexpr int kFewestRows = 10, kMostRows = 5000;
  constexpr double kSmallestDifference = 0.01, kLargestDifference = 100;
  command
      ->add_option("--map-rows", options->map_rows,
                   "Rows of a map, at most 5000 (default 1000 of pca, 5000 of t-sne)")
      ->type_name("N")
      ->check(CLI::Range(kFewestRows, kMostRows));
  command->add_option("--map-seed", options->map_seed, "Of the rows of a map (default 1)")
      ->type_name("N");
  command
      ->add_option("--baseline", options->baseline,
                   "Setting that others are held against, by its name in the table or a run of it "
                   "(default: the best)")
      ->type_name("SETTING");
  CLI::Option* difference = command->add_option(
      "--difference", options->difference,
      "Say how many seeds would show this difference, in percent (default: the one that is seen)");
  difference->type_name("X");
  check_number(*difference, kSmallestDifference, kLargestDifference);
  command
      ->add_option("--templates", options->templates,
                   "Folder whose page.mustache, table.mustache, figure.mustache, page.css and "
                   "page.js take the place of those of the page")
      ->type_name(kDirectoryType);
  command->add_flag("--json", options->json, "Print all numbers as JSON");
  options->add_work_to(*command);
  command->footer(
      "Runs that differ in their seed only are one row. Runs on other data, of another protocol or "
      "setting are in another table: nothing is averaged across them. Runs that are not finished, "
      "damaged or foreign are named and left out. Changes no run.\n\n"
      "Examples:\n"
      "  zeroth report runs --out report\n"
      "  zeroth report study.json --out report --baseline f-clswgan\n"
      "  zeroth report 0123abcd 4567cdef --out report --difference 0.5 --json\n"
      "  zeroth report --paper\n"
      "  zeroth report table1.json --paper d3gzsl-table1 --out report");
  command->callback([options, exit, command] {
    if (options->sources.empty() && command->count("--paper") > 0) return show_papers(*options);
    exit(report(*options));
  });
}

}  // namespace zeroth::host
