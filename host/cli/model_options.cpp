#include "host/cli/model_options.h"

#include "host/cli/run_argument.h"
#include "host/cli/worker_process.h"

namespace zeroth::host {

void ModelOptions::add_model_to(CLI::App& command) {
  add_run_to(command, "model", model, "Run, by its directory or name, or a copy of its model")
      ->required();
}

void ModelOptions::add_work_to(CLI::App& command) {
  command.add_option("--threads", threads, "Number of threads, or auto")
      ->type_name("N")
      ->capture_default_str();
  command.add_option("--progress", progress, "How progress is shown (default auto)")
      ->type_name("auto|plain|none|json");
  command.add_flag("--quiet", quiet, "No progress");
  plugins.add_to(command);
}

int run_on_model(const ModelOptions& options, int threads, const char* command,
                 const Json& libraries, const Json& others) {
  Json all = {{"model", options.model},
              {"threads", threads},
              {"progress", options.quiet ? "none" : options.progress}};
  merge_into(all, others);
  return run_worker({{"command", command}, {"plugins", libraries}, {"options", all}}, threads)
      .exit_code;
}

}  // namespace zeroth::host
