#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "host/base/lower_case.h"
#include "host/base/messages.h"
#include "host/base/problem.h"
#include "host/cli/commands.h"
#include "host/cli/installed_pipelines.h"
#include "host/cli/output.h"
#include "host/cli/plugin_options.h"
#include "host/pipeline/compositions.h"
#include "host/pipeline/pipeline_check.h"
#include "host/pipeline/pipeline_reader.h"
#include "host/pipeline/used_plugins.h"

namespace zeroth::host {
namespace {

struct ExploreOptions {
  PluginOptions plugins;
  std::vector<std::string> words, around;
  std::size_t changes = 1;
  bool refused = false;
};

KnownPipeline known_pipeline(const std::filesystem::path& file, const InstalledPlugins& installed) {
  KnownPipeline one{file, read_pipeline({file, {}, true}), {}};
  one.checked = one.read;
  check_pipeline(one.checked, installed);
  return one;
}

/// Those that use most plugins first: an ablation is no good start. One that is damaged, or needs
/// plugins that are not there, has no composition.
std::vector<KnownPipeline> known_pipelines(const InstalledPlugins& installed) {
  std::vector<KnownPipeline> known;
  for (const InstalledPipeline& one : installed_pipelines()) {
    try {
      known.push_back(known_pipeline(one.file, installed));
    } catch (const Failure& failure) {
      say(fmt::format("left out {}: {}", one.name, failure.problems().front().what));
    }
  }
  const auto size = [](const KnownPipeline& one) {
    return used_plugins(one.checked.document).size();
  };
  std::stable_sort(known.begin(), known.end(),
                   [&](const auto& left, const auto& right) { return size(left) > size(right); });
  return known;
}

std::vector<KnownPipeline> named_pipelines(const std::vector<std::string>& names,
                                           const InstalledPlugins& installed) {
  std::vector<KnownPipeline> all;
  for (const std::string& name : names) {
    all.push_back(known_pipeline(std::filesystem::absolute(pipeline_file(name)), installed));
  }
  return all;
}

bool has_words(const Composition& one, const std::vector<std::string>& words) {
  const std::string text = lower_case(fmt::format("{} {}", one.name, fmt::join(one.plugins, " ")));
  return std::all_of(words.begin(), words.end(), [&](const std::string& word) {
    return text.find(lower_case(word)) != std::string::npos;
  });
}

void explore(const ExploreOptions& options) {
  const PluginIndex index = options.plugins.index();
  const InstalledPlugins installed = index.installed();
  const std::vector<KnownPipeline> known = known_pipelines(installed);
  std::set<std::string> keys;
  for (const KnownPipeline& one : known) {
    keys.insert(composition_key(one.checked, slots_of(one.checked, installed)));
  }
  const auto all =
      compositions(options.around.empty() ? known : named_pipelines(options.around, installed),
                   keys, options.changes, installed);
  std::size_t legal = 0, refused = 0;
  for (const Composition& one : all) {
    if (!has_words(one, options.words)) continue;
    ++(one.problems.empty() ? legal : refused);
    if (one.problems.empty() == options.refused) continue;
    Json line = one.document();
    if (options.refused) line = {{"pipeline", std::move(line)}, {"problems", one.problems}};
    print_format("{}\n", line.dump());
  }
  say(fmt::format("{} compositions that no installed pipeline has{}", legal,
                  refused == 0 ? ""
                               : fmt::format("; {} more cannot be{}", refused,
                                             options.refused ? "" : ", --refused says why")));
}

}  // namespace

void add_explore(CLI::App& app, const SetExit&) {
  auto options = std::make_shared<ExploreOptions>();
  CLI::App* command = app.add_subcommand(
      "explore",
      "List compositions of the installed plugins that no installed pipeline has, each a pipeline "
      "on a line");
  command
      ->add_option("words", options->words, "Only those whose name or plugins have all these words")
      ->type_name("WORD");
  command
      ->add_option("--around", options->around,
                   "Only those that change this pipeline; default: every installed one")
      ->type_name("PIPELINE")
      ->allow_extra_args(false);
  command
      ->add_option("--changes", options->changes, "Plugins that are changed in a pipeline at most")
      ->check(CLI::Range(1, 3))
      ->capture_default_str();
  command->add_flag("--refused", options->refused, "Those that cannot be, with the reasons");
  options->plugins.add_to(*command);
  command->footer(
      "Examples:\n  zeroth explore two-stage energy\n"
      "  zeroth explore --around quickstart --changes 2\n"
      "  zeroth explore d3gzsl --refused");
  command->callback([options] { explore(*options); });
}

}  // namespace zeroth::host
