#include "host/cli/word_hints.h"

#include <fmt/format.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>

#include "host/cli/command_tree.h"
#include "host/cli/installed_pipelines.h"
#include "host/cli/shell_quoted.h"
#include "host/record/model_card.h"
#include "host/runs/run_name.h"
#include "host/runs/run_summary.h"

namespace zeroth::host {
namespace {

struct Advice {
  const char* why = nullptr;  ///< one sentence
  const char* fix = nullptr;  ///< {PLACEHOLDER} gives way to what stands behind the word
};

struct Hint {
  const char* command;  ///< where the words are tried
  std::vector<std::string> words;
  const char* why;  ///< of the advice that is always good
  const char* fix;
  Advice of_run = {};       ///< where a run stands behind the word; none: the same
  Advice of_pipeline = {};  ///< where a pipeline does
};

constexpr Advice kShowRun = {"`runs show` tells all about one run", "zeroth runs show {RUN}"};

const std::vector<Hint>& all_hints() {
  static const std::vector<Hint> hints = {
      {"zeroth",
       {"train", "fit", "start", "exec", "execute", "launch", "learn", "experiment"},
       "a run trains a pipeline and evaluates it",
       "zeroth run {PIPELINE}"},
      {"zeroth",
       {"test", "eval", "score"},
       "a run evaluates what it has trained",
       "zeroth run {PIPELINE}",
       {"`evaluate` tests the model of a run", "zeroth evaluate {RUN}"}},
      {"zeroth",
       {"results", "result", "metrics"},
       "`runs` lists runs with their figures, and `runs show` tells all about one",
       "zeroth runs show {RUN}",
       {},
       {"a run evaluates what it has trained", "zeroth run {PIPELINE}"}},
      {"zeroth",
       {"infer", "inference", "classify", "apply"},
       "a run leaves a model, and `predict` classifies feature rows by it",
       "zeroth predict {MODEL} INPUT"},
      {"zeroth",
       {"deploy", "server", "http", "web", "api", "host", "listen"},
       "a run leaves a model, and `serve` answers requests by it",
       "zeroth serve {MODEL}"},
      {"zeroth",
       {"onnx", "torchscript", "convert", "save", "publish", "upload", "push", "safetensors"},
       "`export` writes a model for other programs, or a folder to upload",
       "zeroth export {MODEL} --to onnx --out model.onnx"},
      {"zeroth",
       {"resume", "continue", "restart"},
       "a run that was stopped goes on with --resume",
       "zeroth run --resume {DIR}"},
      {"zeroth",
       {"ls", "plugins", "plugin", "methods", "search", "find"},
       "methods are plugins, and `list` shows those that are installed",
       "zeroth list"},
      {"zeroth",
       {"recipes", "recipe", "courses"},
       "recipes are plugins; pipelines name one",
       "zeroth list recipe"},
      {"zeroth",
       {"models", "model", "pipeline", "experiments", "examples"},
       "pipelines put plugins, data and training together",
       "zeroth pipelines"},
      {"zeroth",
       {"info", "show", "describe", "about", "details", "cat"},
       "`inspect` shows everything about one plugin",
       "zeroth inspect {PLUGIN}",
       kShowRun,
       {"`resolve` prints a pipeline with all that it extends", "zeroth resolve {PIPELINE}"}},
      {"zeroth",
       {"check", "lint"},
       "`validate` checks a pipeline or a plugin, `verify` a run, `zeroth data verify` a data set",
       "zeroth validate {PIPELINE}",
       {"`verify` computes the figures of a run again, from what it stored",
        "zeroth verify {RUN_DIR}"}},
      {"zeroth",
       {"new", "init", "create", "scaffold", "template", "generate", "add"},
       "`new-plugin` starts a plugin; a new pipeline is a JSON file that extends another",
       "zeroth new-plugin {KIND NAME}"},
      {"zeroth",
       {"audit", "recompute", "revalidate", "prove"},
       "`verify` computes the figures of a run again, from what it stored",
       "zeroth verify {RUN_DIR}"},
      {"zeroth",
       {"reproduce", "replicate", "repeat", "redo", "retrain"},
       "`rerun` does a run again and compares the two",
       "zeroth rerun {RUN_DIR}"},
      {"zeroth",
       {"pack", "zip", "archive"},
       "`bundle` packs what a reviewer needs of a run",
       "zeroth bundle {RUN_DIR}"},
      {"zeroth", {"version"}, "that is an option", "zeroth --version"},
      {"zeroth",
       {"login", "logout", "auth", "account"},
       "there are no accounts: all stays on this machine, until `serve` or `watch` answers others",
       "zeroth help"},
      {"zeroth",
       {"usage", "commands", "?"},
       "`help` shows all commands, or one of them",
       "zeroth help"},
      {"zeroth",
       {"config", "configure", "settings", "options", "params", "set", "print"},
       "every setting is in the pipeline file, and --set changes one for a run",
       "zeroth resolve {PIPELINE} --why"},
      {"zeroth",
       {"download", "fetch", "get", "pull", "dataset", "datasets"},
       "Zeroth downloads nothing; it reads data sets from the folder that ZEROTH_DATA names",
       "zeroth data --help"},
      {"zeroth",
       {"benchmark", "bench", "profile", "time", "estimate"},
       "a dry run times the training and estimates the rest; tools/bench of the sources compares "
       "methods",
       "zeroth run {PIPELINE} --dry-run"},
      {"zeroth",
       {"install", "uninstall", "remove", "upgrade", "update", "build", "compile"},
       "a plugin is one file that is built with CMake and found where --plugin-path points",
       "zeroth new-plugin {KIND NAME}"},
      {"zeroth",
       {"tables", "latex", "paper", "statistics", "stats", "summary", "summarize", "summarise",
        "aggregate", "average", "mean", "significance", "dashboard"},
       "`report` sets runs side by side: tables over seeds, differences, figures, a page",
       "zeroth report {RUNS} --out report"},
      {"zeroth",
       {"papers", "published"},
       "`report` knows the tables of papers, and puts runs beside them",
       "zeroth report --paper"},
      {"zeroth",
       {"map", "maps", "tsne", "t-sne", "pca", "umap", "scatter"},
       "a report has maps of real and synthetic rows",
       "zeroth report {RUNS} --out report --map t-sne"},
      {"zeroth",
       {"tensorboard", "mlflow", "wandb", "monitor", "live", "tail", "follow", "progress",
        "curves"},
       "`watch` shows runs in a browser while they run; for trackers there is `run --log`",
       "zeroth watch {runs}"},
      {"zeroth",
       {"plot", "draw", "visualize", "visualise", "view", "sensitivity", "attention"},
       "`explain` draws what the experts of a run see",
       "zeroth explain {RUN_DIR} --sensitivity --out curves.svg"},
      {"zeroth",
       {"compare", "difference", "differences", "cmp", "versus", "vs"},
       "`diff` shows what differs between two runs, and their figures with intervals",
       "zeroth diff {RUN_A RUN_B}"},
      {"zeroth",
       {"tune", "sweep", "grid", "multirun", "batch", "slurm", "seeds"},
       "a study runs pipelines over seeds and settings; protocol `validation` is for choosing "
       "between settings",
       "zeroth study new {PIPELINE} --grid train.epochs=10,20"},
      {"zeroth study",
       {"show", "list", "ls", "table", "report", "results", "progress", "watch"},
       "`status` says what became of the runs and prints their table",
       "zeroth study status {PLAN}"},
      {"zeroth study",
       {"start", "go", "exec", "resume", "continue", "retry"},
       "`run` begins what is to do and goes on with what was stopped",
       "zeroth study run {PLAN}"},
      {"zeroth study",
       {"slurm", "parallel", "snakemake", "make", "submit", "script", "export"},
       "`emit` writes the script for an engine",
       "zeroth study emit slurm {PLAN}"},
      {"zeroth study",
       {"best", "choose", "select", "test"},
       "`finish` tests the settings that were best on validation",
       "zeroth study finish {PLAN} --best H"},
      {"zeroth study",
       {"create", "init", "make-plan", "add"},
       "`new` writes a plan",
       "zeroth study new {PIPELINE}"},
      {"zeroth",
       {"citation", "references", "bibtex", "bibliography"},
       "`cite` prints BibTeX of everything that a pipeline uses",
       "zeroth cite {PIPELINE}"},
      {"zeroth",
       {"status", "diagnose", "env", "environment", "system"},
       "`doctor` says what this machine has and lacks",
       "zeroth doctor"},
      {"zeroth",
       {"history", "log", "logs", "jobs", "ps", "queue", "runlist", "leaderboard"},
       "`runs` lists runs, their states and figures, and what differs between them",
       "zeroth runs"},
      {"zeroth",
       {"rm", "delete", "prune", "clean", "cleanup", "gc", "purge"},
       "`runs rm` removes runs; --dry-run shows which",
       "zeroth runs rm {FILTER} --dry-run"},
      {"zeroth runs",
       {"list", "ls", "all", "status"},
       "without a filter it lists all runs",
       "zeroth runs"},
      {"zeroth runs",
       {"remove", "delete", "prune", "clean", "purge", "gc"},
       "`rm` removes runs; --dry-run shows which",
       "zeroth runs rm {FILTER} --dry-run"},
      {"zeroth runs",
       {"info", "inspect", "describe", "view", "cat", "get"},
       kShowRun.why,
       kShowRun.fix},
      {"zeroth runs",
       {"export", "tensorboard", "mlflow", "track", "sync"},
       "`log` writes runs for TensorBoard or MLflow",
       "zeroth runs log {RUN} --to tensorboard,mlflow"},
      {"zeroth runs",
       {"watch", "follow", "tail", "live", "monitor"},
       "`zeroth watch` shows runs in a browser while they run",
       "zeroth watch {runs}"},
      {"zeroth data",
       {"check", "validate", "show", "info", "inspect", "list", "ls", "describe"},
       "`verify` checks a data set and shows what is in it",
       "zeroth data verify {DIR}"},
      {"zeroth data",
       {"download", "fetch", "get", "pull"},
       "Zeroth downloads nothing; `inspect` says what files a data set is made of",
       "zeroth inspect data.xlsa17"},
      {"zeroth data",
       {"make", "create", "generate", "new", "synthetic"},
       "`make-regions` makes a small region file; data.synthetic makes its world in memory",
       "zeroth data make-regions --out world.hdf5"},
      {"zeroth list", {"pipelines", "models"}, "`list` is about plugins", "zeroth pipelines"},
      {"zeroth list", {"runs", "results"}, "`list` is about plugins", "zeroth runs"},
      {"zeroth list",
       {"plugins", "all", "methods", "kinds"},
       "without a kind it lists all plugins",
       "zeroth list"},
      {"zeroth list",
       {"dataset", "datasets", "reader", "readers"},
       "data readers are plugins of the kind data, and `inspect` says what files they read",
       "zeroth list data"},
      {"zeroth run",
       {"--epochs", "--epoch", "-e"},
       "values of the pipeline are changed with --set",
       "--set train.epochs={N}"},
      {"zeroth run",
       {"--batch", "--batch-size", "-b"},
       "values of the pipeline are changed with --set",
       "--set train.batch={N}"},
      {"zeroth run",
       {"--lr", "--learning-rate"},
       "every plugin has its own; `zeroth resolve PIPELINE` shows their paths",
       "--set generator.params.learning_rate={RATE}"},
      {"zeroth run", {"--gpu", "--cuda"}, "--device chooses what computes", "--device cuda"},
      {"zeroth run",
       {"--out", "--output", "--output-dir", "--log-dir", "-o"},
       "every run makes a directory of its own below --run-dir",
       "--run-dir {DIR}"},
      {"zeroth run",
       {"--config", "--pipeline", "--file", "-c", "-f"},
       "the pipeline needs no option",
       "zeroth run {PIPELINE}"},
      {"zeroth run",
       {"--data", "--data-dir", "--dataset", "--root"},
       "the pipelines that come with Zeroth read data from the folder that ZEROTH_DATA names",
       "--set data.params.root={DIR}"},
      {"zeroth run",
       {"--bf16", "--fp16", "--half", "--amp"},
       "--precision chooses how matrix products are formed",
       "--precision bf16"},
      {"zeroth run", {"--verbose", "-v"}, "--progress chooses what is shown", "--progress plain"},
  };
  return hints;
}

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
std::optional<Problem> hint_for_file(const std::string& word,
                                     const std::vector<std::string>& rest) {
  static const std::map<Named, std::pair<const char*, const char*>> known = {
      {Named::plugin, {"plugin", "zeroth inspect {}"}},
      {Named::run, {"run", kShowRun.fix}},
      {Named::pipeline, {"pipeline", "zeroth run {}"}},
      {Named::directory, {"directory", "zeroth data verify {}"}}};
  const auto found = known.find(named_by(word));
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
  const Named what = rest.empty() ? Named::nothing : named_by(rest.front());
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
  // A command that is nearly written is meant rather than a run that has the word in its name.
  if (!parent.get_parent() && (close.empty() || named_by(word) != Named::run)) {
    if (const auto hint = hint_for_file(word, rest)) return *hint;
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
