#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "host/base/problem.h"
#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/model_options.h"
#include "host/cli/model_plugins.h"
#include "host/cli/plugin_options.h"
#include "host/cli/thread_option.h"
#include "host/pipeline/bibliography.h"
#include "host/record/model_card.h"

namespace zeroth::host {
namespace {

struct ExportOptions : ModelOptions {
  std::string form, out, rows, variable;
  bool json = false;
};

const std::vector<std::string>& all_forms() {
  static const std::vector<std::string> forms = {"onnx", "torchscript", "safetensors", "hub"};
  return forms;
}

void expect_known_form(const std::string& form) {
  const auto& forms = all_forms();
  if (std::find(forms.begin(), forms.end(), form) != forms.end()) return;
  throw Failure(Exit::usage,
                {fmt::format("there is no form \"{}\"{}", form, did_you_mean(nearest(form, forms))),
                 "--to",
                 {},
                 fmt::format("one of {}", fmt::join(forms, ", "))});
}

/// The block `data` of a pipeline, with the library of its reader among `libraries`; null where
/// that is not there: a model can be written without its data.
Json readable_data(const Json& pipeline, const PluginIndex& index, Json& libraries) {
  const Json& data = pipeline.at("data");
  const auto reader = data.value("use", "");
  if (!index.find(reader)) return {};
  merge_into(libraries, plugin_files(index, {reader}));
  return data;
}

std::string bibtex_of(const Json& pipeline, const PluginIndex& index) {
  std::string text;
  for (const Reference& work : references_of(pipeline, index.installed())) {
    text += work.bibtex + (work.bibtex.empty() || work.bibtex.back() == '\n' ? "" : "\n");
  }
  return text;
}

int export_model(const ExportOptions& options) {
  expect_known_form(options.form);
  const int threads = thread_count(options.threads, "zeroth export");
  const PluginIndex index = options.plugins.index();
  const Json pipeline = read_model_card(options.model).at("pipeline");
  Json libraries = plugins_of_model(options.model, index);
  const Json data = readable_data(pipeline, index, libraries);
  return run_on_model(options, threads, "export", libraries,
                      {{"to", options.form},
                       {"out", options.out},
                       {"rows", options.rows},
                       {"variable", options.variable},
                       {"data", data},
                       {"bibtex", bibtex_of(pipeline, index)},
                       {"json", options.json}});
}

}  // namespace

void add_export(CLI::App& app, const SetExit& exit) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App* command =
      app.add_subcommand("export", "Write a model for other programs, and check what was written");
  options->add_model_to(*command);
  command
      ->add_option("--to", options->form,
                   "A network for other programs, the tensors in one file, or a folder to publish")
      ->required()
      ->type_name("onnx|torchscript|safetensors|hub");
  command->add_option("--out", options->out, "File that is written; for hub, a folder")
      ->required()
      ->type_name("FILE|DIR");
  command
      ->add_option("--rows", options->rows,
                   "Compare on these rows, as `zeroth predict` reads them (default: training rows "
                   "of the model's data set, where it is there)")
      ->type_name("FILE");
  command
      ->add_option("--variable", options->variable,
                   "Which one of a .mat or .hdf5 file (default: the only one that fits)")
      ->type_name("NAME");
  command->add_flag("--json", options->json, "Print JSON");
  options->add_work_to(*command);
  command->footer(
      "What is written has the scaling inside and takes any number of rows. It is compared with "
      "the "
      "model on random and real rows; above a relative difference of 1e-5 nothing is left.\n\n"
      "Examples:\n"
      "  zeroth export runs/2026-01-31-quickstart-0123abcd --to onnx --out quickstart.onnx\n"
      "  zeroth export model --to torchscript --out model.pt --rows rows.npy\n"
      "  zeroth export model --to hub --out for-upload --json");
  command->callback([options, exit] { exit(export_model(*options)); });
}

}  // namespace zeroth::host
