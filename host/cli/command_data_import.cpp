#include <memory>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/cli/command_tree.h"
#include "host/cli/data_commands.h"
#include "host/cli/device_option.h"
#include "host/cli/number_check.h"
#include "host/cli/shell_quoted.h"
#include "host/cli/thread_option.h"
#include "host/cli/worker_process.h"

namespace zeroth::host {
namespace {

struct ImportOptions {
  std::string folder, descriptors, attributes = "att", backbone, out;
  std::string threads = "auto", progress = "auto", device = "cpu";
  int image_size = 224, batch = 16;
  double unseen_share = 0.25, test_share = 0.2;
  std::int64_t seed = 1;
  bool unit_descriptors = false, json = false;
};

/// For the record: the command as it was typed, with each option that was given.
std::string command_line(const CLI::App& command) {
  std::string line = "zeroth data import";
  for (const CLI::Option* option : command.get_options()) {
    if (option->count() == 0) continue;
    if (!option->get_positional()) line += " " + option->get_name();
    if (option->get_items_expected_max() == 0) continue;
    for (const std::string& value : option->results()) line += " " + shell_quoted(value);
  }
  return line;
}

int import_data(const ImportOptions& options, const std::string& command) {
  const int threads = thread_count(options.threads, "zeroth data import");
  return run_worker({{"command", "import"},
                     {"options",
                      {{"folder", options.folder},
                       {"descriptors", options.descriptors},
                       {"attributes", options.attributes},
                       {"backbone", options.backbone},
                       {"out", options.out},
                       {"image_size", options.image_size},
                       {"batch", options.batch},
                       {"device", options.device},
                       {"unseen_share", options.unseen_share},
                       {"test_share", options.test_share},
                       {"seed", options.seed},
                       {"unit_descriptors", options.unit_descriptors},
                       {"threads", threads},
                       {"progress", options.progress},
                       {"json", options.json},
                       {"command", command},
                       {"version", ZEROTH_VERSION}}}},
                    threads)
      .exit_code;
}

void add_splits(CLI::App& command, ImportOptions& options) {
  const auto share = [&](const char* name, double& value, const char* help) {
    CLI::Option* option = command.add_option(name, value, help);
    check_number(*option, 0.001, 0.999);
    option->capture_default_str();
  };
  share("--unseen-share", options.unseen_share, "Share of the classes that are unseen");
  share("--test-share", options.test_share, "Share of a seen class's images that are for testing");
  command.add_option("--seed", options.seed, "Of the draw of both")->capture_default_str();
}

void add_inputs(CLI::App& command, ImportOptions& options) {
  command.add_option("folder", options.folder, "Folder of class folders of images")
      ->type_name(kFileType)
      ->required();
  const auto text = [&](const char* name, std::string& value, const char* help) {
    return command.add_option(name, value, help);
  };
  text("--descriptors", options.descriptors,
       ".csv (a line for each class, its name first) or .mat (att [d,C], allclasses_names)")
      ->required();
  text("--attributes", options.attributes, "Variable of the descriptors in a .mat file")
      ->capture_default_str();
  command.add_flag("--unit-descriptors", options.unit_descriptors,
                   "The pipeline shall scale each descriptor to length 1");
  text("--backbone", options.backbone,
       "Network from images to rows [B,D] or regions [B,M,H,W]: .onnx, or TorchScript")
      ->required();
  text("--out", options.out, "Folder to make the data set in")->required();
}

}  // namespace

void add_data_import(CLI::App& data, const SetExit& exit) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App* command =
      data.add_subcommand("import", "Make a data set and its pipeline of folders of images");
  add_inputs(*command, *options);
  add_splits(*command, *options);
  const auto number = [&](const char* name, int& value, const char* help) {
    command->add_option(name, value, help)->check(CLI::PositiveNumber)->capture_default_str();
  };
  number("--image-size", options->image_size, "Side of the square that the backbone sees");
  number("--batch", options->batch, "Images at once");
  add_device(*command, options->device, "Where the backbone computes");
  command->add_option("--threads", options->threads, "Number of threads, or auto")
      ->capture_default_str();
  command->add_option("--progress", options->progress, "auto, plain, none or json")
      ->capture_default_str();
  command->add_flag("--json", options->json, "Print what was made as JSON");
  command->footer(
      "Images that cannot be read are named and left out. Stopped, it goes on where it was when it "
      "is started again.\n\nExamples:\n"
      "  zeroth data import birds --descriptors birds.csv --backbone resnet50.onnx --out "
      "birds-gzsl\n"
      "  zeroth data import birds --descriptors att_splits.mat --backbone resnet50.pt --out "
      "birds-gzsl --unseen-share 0.3 --seed 2");
  command->callback(
      [options, exit, command] { exit(import_data(*options, command_line(*command))); });
}

}  // namespace zeroth::host
