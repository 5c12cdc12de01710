#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/listen_options.h"
#include "host/cli/model_options.h"
#include "host/cli/model_plugins.h"
#include "host/cli/thread_option.h"

namespace zeroth::host {
namespace {

constexpr int kServePort = 8080;

struct ServeOptions : ModelOptions, ListenOptions {
  ServeOptions() { port = kServePort; }

  std::string backbone;
  std::int64_t max_body = 32, max_rows = 10'000, timeout = 30;
};

/// Pictures come from anybody. What OpenCV refuses to decode is decided when it is loaded, which is
/// in the worker.
void limit_pictures() { setenv("OPENCV_IO_MAX_IMAGE_PIXELS", "50000000", /*overwrite=*/0); }

int serve(const ServeOptions& options) {
  limit_pictures();
  const int threads = thread_count(options.threads, "zeroth serve");
  const PluginIndex index = options.plugins.index();
  return run_on_model(options, threads, "serve", plugins_of_model(options.model, index),
                      {{"backbone", options.backbone},
                       {"host", options.host},
                       {"port", options.port},
                       {"max_body", options.max_body},
                       {"max_rows", options.max_rows},
                       {"timeout", options.timeout}});
}

void add_limits(CLI::App& command, ServeOptions& options) {
  constexpr int kMostMebibytes = 4096, kMostRows = 1'000'000, kMostSeconds = 3600;
  command.add_option("--max-body", options.max_body, "Longest body of a request, in MiB")
      ->type_name("MIB")
      ->check(CLI::Range(1, kMostMebibytes))
      ->capture_default_str();
  command.add_option("--max-rows", options.max_rows, "How many rows a request may have")
      ->type_name("N")
      ->check(CLI::Range(1, kMostRows))
      ->capture_default_str();
  command
      .add_option("--timeout", options.timeout,
                  "How long a client may take to send a request, wait, and take the answer each")
      ->type_name("SECONDS")
      ->check(CLI::Range(1, kMostSeconds))
      ->capture_default_str();
}

}  // namespace

void add_serve(CLI::App& app, const SetExit& exit) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* command = app.add_subcommand("serve", "Answer requests over HTTP by a model");
  options->add_model_to(*command);
  options->add_listen_to(*command);
  command
      ->add_option("--backbone", options->backbone,
                   "Of pictures: the network that made the features which the model learned from "
                   "(default: where its pipeline says)")
      ->type_name("FILE");
  add_limits(*command, *options);
  command->add_option("--threads", options->threads, "Number of threads that compute, or auto")
      ->type_name("N")
      ->capture_default_str();
  options->plugins.add_to(*command);
  command->footer(
      "GET / is a page for people; POST /predict takes rows as JSON, .npy or CSV, and pictures\n"
      "where the model knows its backbone. There is no password: leave --host as it is, or put a\n"
      "server that has one in front. A program asks it like this:\n"
      "  curl -s localhost:8080/predict?top=3 -H 'Content-Type: application/octet-stream' \\\n"
      "    --data-binary @rows.npy\n\nExamples:\n"
      "  zeroth serve runs/2026-01-31-quickstart-0123abcd\n"
      "  zeroth serve model --port 0 --threads 1");
  command->callback([options, exit] { exit(serve(*options)); });
}

}  // namespace zeroth::host
