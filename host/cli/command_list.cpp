#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <memory>

#include "host/base/messages.h"
#include "host/base/printable.h"
#include "host/base/problem.h"
#include "host/catalog/manifest.h"
#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/output.h"
#include "host/cli/plugin_options.h"
#include "host/cli/word_hints.h"

namespace zeroth::host {
namespace {

struct ListOptions {
  PluginOptions plugins;
  std::string kind;
  bool all = false, json = false;
};

bool wanted(const Candidate& candidate, const ListOptions& options) {
  if (!options.all && candidate.state != PluginState::usable) return false;
  return options.kind.empty() || (candidate.manifest && candidate.manifest->kind() == options.kind);
}

Json to_json(const Candidate& one) {
  return {{"id", one.id()},
          {"version", one.manifest ? one.manifest->version : ""},
          {"kind", one.manifest ? one.manifest->kind() : ""},
          {"file", one.file.string()},
          {"state", state_name(one.state)},
          {"reasons", one.reasons}};
}

/// What the last column says: what the plugin is, or why it cannot be used.
std::string remark(const Candidate& one, const PluginIndex& index) {
  if (one.state != PluginState::usable) {
    return fmt::format("{}: {}", state_name(one.state), fmt::join(one.reasons, "; "));
  }
  try {
    return index.description(one).summary;
  } catch (const Failure& failure) {  // one damaged plugin must not hide all others
    const Problem& problem = failure.problems().front();
    return fmt::format("damaged: {}", fmt::join(problem.why, "; "));
  }
}

/// A file that was refused may not say which plugin it is.
std::string id_text(const Candidate& one) { return one.manifest ? one.id() : "(no id)"; }

void print_table(const std::vector<const Candidate*>& rows, const PluginIndex& index) {
  std::size_t id_width = 2, version_width = 7;
  for (const Candidate* one : rows) id_width = std::max(id_width, id_text(*one).size());
  for (const Candidate* one : rows) {
    print_format("{:<{}}  {:<{}}  {}\n", id_text(*one), id_width,
                 one->manifest ? one->manifest->version : "", version_width,
                 printable_line(remark(*one, index)));
    print_format("{:<{}}  {}\n", "", id_width, one->file.string());
  }
}

void mention_refused(const PluginIndex& index) {
  const auto& all = index.candidates();
  const auto count = std::count_if(all.begin(), all.end(), [](const Candidate& one) {
    return one.state == PluginState::refused;
  });
  if (count == 0) return;
  say(fmt::format("{} plugin{} refused: `zeroth list --all` shows why", count,
                  count == 1 ? " is" : "s are"));
}

void list(const ListOptions& options) {
  const std::vector<std::string>& kinds = plugin_kinds();
  if (!options.kind.empty() && std::find(kinds.begin(), kinds.end(), options.kind) == kinds.end()) {
    if (auto hint = hint_for("zeroth list", options.kind, {})) throw Failure(Exit::usage, *hint);
    throw Failure(Exit::usage, {fmt::format("no kind \"{}\"{}", options.kind,
                                            did_you_mean(nearest(options.kind, kinds))),
                                "zeroth list",
                                {fmt::format("kinds: {}", fmt::join(kinds, ", "))},
                                ""});
  }
  const PluginIndex index = options.plugins.index();
  std::vector<const Candidate*> rows;
  for (const Candidate& one : index.candidates()) {
    if (wanted(one, options)) rows.push_back(&one);
  }
  std::sort(rows.begin(), rows.end(),
            [](const Candidate* a, const Candidate* b) { return a->id() < b->id(); });
  if (!options.all) mention_refused(index);
  if (!options.json) {
    print_table(rows, index);
    if (options.all) print_format("{}\n", fmt::join(index.searched(), "\n"));
    return;
  }
  Json array = Json::array();
  for (const Candidate* one : rows) array.push_back(to_json(*one));
  print_json(array);
}

}  // namespace

void add_list(CLI::App& app, const SetExit&) {
  auto options = std::make_shared<ListOptions>();
  CLI::App* command = app.add_subcommand("list", "List the installed plugins");
  command->add_option("kind", options->kind, "Only this kind")
      ->type_name(choice_type(plugin_kinds()));
  command->add_flag("--all", options->all, "Also what was refused or shadowed, with reasons");
  command->add_flag("--json", options->json, "Print JSON");
  options->plugins.add_to(*command);
  command->footer("Examples:\n  zeroth list\n  zeroth list ood\n  zeroth list --all --json");
  command->callback([options] { list(*options); });
}

}  // namespace zeroth::host
