#include "host/cli/word_hints.h"

#include <fmt/format.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>

#include "host/cli/command_tree.h"
#include "host/cli/installed_pipelines.h"
#include "host/cli/known_hints.h"
#include "host/cli/shell_quoted.h"
#include "host/record/model_card.h"
#include "host/runs/run_name.h"
#include "host/runs/run_summary.h"

namespace zeroth::host {
namespace {

/// As a shell takes it for one word.
std::string shell_word(const std::string& word) {
  const auto plain = [](unsigned char c) {
    return std::isalnum(c) ||
           std::string("_-./=:,+@%").find(static_cast<char>(c)) != std::string::npos;
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), plain)) return word;
  return shell_quoted(word);
}

std::string filled_in(std::string fix, const std::vector<std::string>& rest) {
  const auto begin = fix.find('{'), end = fix.find('}');
  if (begin == std::string::npos) return fix;
  std::string words;
  for (const std::string& one : rest) words += (words.empty() ? "" : " ") + shell_word(one);
  if (words.empty()) words = fix.substr(begin + 1, end - begin - 1);
  return fix.replace(begin, end + 1 - begin, words);
}

/// What a word names.
enum class Named { nothing, run, pipeline, directory, plugin };

bool is_run(const std::filesystem::path& path) { return looks_like_run(path) || holds_model(path); }

/// A run by a part of its name that nobody types by chance.
bool names_run(const std::string& word) {
  constexpr std::size_t kEnough = 4;
  if (word.size() < kEnough || word.front() == '-') return false;
  try {
    return is_run(run_named(word));
  } catch (const Failure&) {
    return false;  // several, or nearly one
  }
}

Named named_by(const std::string& word) {
  const std::filesystem::path path(word);
  std::error_code error;
  if (path.extension() == ".so") return Named::plugin;
  if (is_run(path)) return Named::run;
  if (path.extension() == ".json" || !pipelines_named(word).empty()) return Named::pipeline;
  if (std::filesystem::is_directory(path, error)) return Named::directory;
  return names_run(word) ? Named::run : Named::nothing;
}

/// Something else in the place of a command.
std::optional<Problem> hint_for_named(Named what, const std::string& word,
                                      const std::vector<std::string>& rest) {
  static const std::map<Named, std::pair<const char*, const char*>> known = {
      {Named::plugin, {"plugin", "zeroth inspect {}"}},
      {Named::run, {"run", kShowRun.fix}},
      {Named::pipeline, {"pipeline", "zeroth run {}"}},
      {Named::directory, {"directory", "zeroth data verify {}"}}};
  const auto found = known.find(what);
  if (found == known.end()) return std::nullopt;
  const auto& [kind, fix] = found->second;
  std::vector<std::string> all = {word};
  all.insert(all.end(), rest.begin(), rest.end());
  return Problem{
      fmt::format("\"{}\" is no command but a {}", word, kind), "zeroth", {}, filled_in(fix, all)};
}

const Hint* find_hint(const std::string& command, const std::string& word) {
  for (const Hint& hint : all_hints()) {
    const auto& words = hint.words;
    const bool has = std::find(words.begin(), words.end(), word) != words.end();
    if (hint.command == command && has) return &hint;
  }
  return nullptr;
}

/// The hint for a misspelt word, whose first letter people have right. Short ones are like too
/// many.
const Hint* find_nearest_hint(const std::string& command, std::string word) {
  constexpr std::size_t kShort = 4;
  if (word.size() <= kShort) return nullptr;
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  std::vector<std::string> known;
  for (const Hint& hint : all_hints()) {
    if (hint.command != command) continue;
    for (const std::string& one : hint.words) {
      if (one.front() == word.front()) known.push_back(one);
    }
  }
  return find_hint(command, nearest(word, known));
}

Advice advice_of(const Hint& hint, const std::vector<std::string>& rest) {
  const bool may_differ = hint.of_run.fix || hint.of_pipeline.fix;
  const Named what = may_differ && !rest.empty() ? named_by(rest.front()) : Named::nothing;
  if (what == Named::run && hint.of_run.fix) return hint.of_run;
  if (what == Named::pipeline && hint.of_pipeline.fix) return hint.of_pipeline;
  return {hint.why, hint.fix};
}

Problem problem_of(const Hint& hint, const std::string& word,
                   const std::vector<std::string>& rest) {
  const std::string command = hint.command;
  const char* kind = word[0] == '-' ? "option" : command == "zeroth list" ? "kind" : "command";
  const Advice advice = advice_of(hint, rest);
  return {fmt::format("there is no {} \"{}\"", kind, word),
          command,
          {advice.why},
          filled_in(advice.fix, rest)};
}

}  // namespace

std::optional<Problem> hint_for(const std::string& command, const std::string& word,
                                const std::vector<std::string>& rest) {
  const Hint* hint = find_hint(command, word);
  return hint ? std::optional(problem_of(*hint, word, rest)) : std::nullopt;
}

const CLI::App* command_below(const CLI::App& parent, const std::string& name) {
  const auto all =
      parent.get_subcommands([&](const CLI::App* one) { return one->get_name() == name; });
  return all.empty() ? nullptr : all.front();
}

std::vector<std::string> names_below(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* one : command.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(one->get_name());
  }
  return names;
}

Problem unknown_command(const CLI::App& parent, const std::string& word,
                        const std::vector<std::string>& rest) {
  const std::string name = full_name(parent);
  if (const auto hint = hint_for(name, word, rest)) return *hint;
  const std::string close = nearest(word, names_below(parent));
  if (!parent.get_parent()) {
    const Named what = named_by(word);
    // A command that is nearly written is meant rather than a run that has the word in its name.
    const bool is_meant = close.empty() || what != Named::run;
    if (const auto hint = hint_for_named(what, word, rest); hint && is_meant) return *hint;
  }
  if (close.empty()) {
    if (const Hint* hint = find_nearest_hint(name, word)) return problem_of(*hint, word, rest);
  }
  return {fmt::format("unknown command \"{}\"{}", word, did_you_mean(close)),
          name,
          {},
          name + " --help"};
}

}  // namespace zeroth::host
