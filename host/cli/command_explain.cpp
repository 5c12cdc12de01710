#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "host/base/problem.h"
#include "host/cli/commands.h"
#include "host/cli/plugin_options.h"
#include "host/cli/run_argument.h"
#include "host/cli/run_pipeline.h"
#include "host/cli/thread_option.h"
#include "host/cli/worker_process.h"
#include "host/pipeline/pipeline_check.h"
#include "host/pipeline/used_plugins.h"

namespace zeroth::host {
namespace {

struct ExplainOptions {
  PluginOptions plugins;
  std::string run, out, images, attribute_names, threads = "1";
  std::int64_t sample = -1, attributes = 8;
  bool of_sample = false, sensitivity = false, json = false;
};

[[noreturn]] void misused(const std::string& what) {
  throw Failure(Exit::usage, {what, "zeroth explain", {}, "zeroth explain --help"});
}

void check(const ExplainOptions& options) {
  if (options.of_sample == options.sensitivity) {
    misused("give either --sample I or --sensitivity");
  }
  const std::string ending = std::filesystem::path(options.out).extension().string();
  const bool drawable = ending == ".html" || (options.sensitivity && ending == ".svg");
  if (!options.out.empty() && !drawable) {
    misused(fmt::format("--out {} must end in .html{}", options.out,
                        options.sensitivity ? " or .svg" : ""));
  }
}

int explain(const ExplainOptions& options) {
  check(options);
  const int threads = thread_count(options.threads, "zeroth explain");
  const PluginIndex index = options.plugins.index();
  Pipeline pipeline = pipeline_of_run(options.run);
  check_pipeline(pipeline, index.installed());
  const std::vector<std::string> used = used_plugins(pipeline.document);
  announce_replaced(index, used);
  return run_worker({{"command", "explain"},
                     {"pipeline", pipeline.document},
                     {"origins", pipeline.origins},
                     {"plugins", plugin_files(index, used)},
                     {"options",
                      {{"run", options.run},
                       {"sample", options.of_sample ? Json(options.sample) : Json()},
                       {"out", options.out},
                       {"images", options.images},
                       {"attributes", options.attributes},
                       {"attribute_names", options.attribute_names},
                       {"json", options.json}}}},
                    threads)
      .exit_code;
}

}  // namespace

void add_explain(CLI::App& app, const SetExit& exit) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* command =
      app.add_subcommand("explain", "Show what the experts of a run see, and what decides");
  add_run_to(*command, "run", options->run, "Run, by its directory or name")->required();
  CLI::Option* sample =
      command
          ->add_option("--sample", options->sample,
                       "Test image, from 0: those of seen classes come first, then unseen ones")
          ->type_name("I");
  command
      ->add_flag("--sensitivity", options->sensitivity,
                 "Figures over weights, calibration and what the experts mix, from stored scores")
      ->excludes(sample);
  command
      ->add_option("--out", options->out, "Draw into FILE.html, with --sensitivity also FILE.svg")
      ->type_name("FILE");
  command->add_option("--images", options->images, "Directory of the images that were extracted")
      ->type_name("DIR")
      ->check(CLI::ExistingDirectory)
      ->needs(sample);
  command->add_option("--attributes", options->attributes, "How many of each expert to show")
      ->type_name("N")
      ->check(CLI::PositiveNumber)
      ->needs(sample)
      ->capture_default_str();
  command->add_option("--attribute-names", options->attribute_names, "File with a name a line")
      ->type_name("FILE")
      ->needs(sample);
  command->add_option("--threads", options->threads, "Number of threads, or auto")
      ->type_name("N")
      ->capture_default_str();
  command->add_flag("--json", options->json, "Print the same as JSON");
  options->plugins.add_to(*command);
  command->footer(
      "Both look at the test set.\n\nExamples:\n"
      "  zeroth explain runs/2026-01-31-mine-0123abcd --sample 3 --out three.html\n"
      "  zeroth explain runs/2026-01-31-mine-0123abcd --sensitivity --out curves.svg");
  command->callback([options, sample, exit] {
    options->of_sample = sample->count() > 0;
    exit(explain(*options));
  });
}

}  // namespace zeroth::host
