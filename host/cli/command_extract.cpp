#include <memory>

#include "host/base/json.h"
#include "host/base/problem.h"
#include "host/cli/commands.h"
#include "host/cli/device_option.h"
#include "host/cli/thread_option.h"
#include "host/cli/worker_process.h"

namespace zeroth::host {
namespace {

struct ExtractOptions {
  std::string model, images, out, pooled, list, splits, word_vectors;
  std::string features = "res101.mat", splits_file = "att_splits.mat";
  std::string threads = "auto", progress = "auto", device = "cpu";
  int image_size = 448, batch = 16;
  bool skip_broken = false, json = false;
};

int extract(const ExtractOptions& options) {
  if (options.out.empty() && options.pooled.empty()) {
    throw Failure(Exit::usage, {"nothing to make is named",
                                "zeroth extract",
                                {},
                                "name a region file with --out, feature rows with --pooled, or "
                                "both"});
  }
  const int threads = thread_count(options.threads, "zeroth extract");
  Json splits;
  if (!options.splits.empty()) {
    splits = {{"root", options.splits},
              {"features", options.features},
              {"splits", options.splits_file},
              {"word_vectors", options.word_vectors}};
  }
  return run_worker({{"command", "extract"},
                     {"options",
                      {{"model", options.model},
                       {"images", options.images},
                       {"out", options.out},
                       {"pooled", options.pooled},
                       {"list", options.list},
                       {"splits", splits},
                       {"image_size", options.image_size},
                       {"batch", options.batch},
                       {"threads", threads},
                       {"device", options.device},
                       {"skip_broken", options.skip_broken},
                       {"json", options.json},
                       {"progress", options.progress}}}},
                    threads)
      .exit_code;
}

}  // namespace

void add_extract(CLI::App& app, const SetExit& exit) {
  auto options = std::make_shared<ExtractOptions>();
  CLI::App* command = app.add_subcommand("extract", "Make features from images");
  const auto text = [&](const char* name, std::string& value, const char* help) {
    return command->add_option(name, value, help);
  };
  text("--model", options->model, "Backbone, images to region features: .onnx, or TorchScript")
      ->required();
  text("--images", options->images, "Directory of the images")->required();
  CLI::Option* out =
      text("--out", options->out, "Region file to write; --out.partial until it is complete");
  text("--pooled", options->pooled,
       ".npy file [N,D] to write, the mean over the regions of each image; beside it .images.txt, "
       "their names");
  CLI::Option* list = text("--list", options->list, "Names of the images to take, one a line");
  CLI::Option* splits = text("--splits", options->splits,
                             "Directory whose images, labels, attributes and splits to take");
  splits->excludes(list)->needs(out);
  text("--features", options->features, "File in --splits with image_files and labels")
      ->needs(splits)
      ->capture_default_str();
  text("--splits-file", options->splits_file, "File in --splits with attributes and splits")
      ->needs(splits)
      ->capture_default_str();
  text("--word-vectors", options->word_vectors, ".npy or pickle [K,G] to put into the file")
      ->needs(splits);
  const auto number = [&](const char* name, int& value, const char* help) {
    command->add_option(name, value, help)->check(CLI::PositiveNumber)->capture_default_str();
  };
  number("--image-size", options->image_size, "Side of the square that the backbone sees");
  number("--batch", options->batch, "Images at once");
  add_device(*command, options->device, "Where the backbone computes");
  text("--threads", options->threads, "Number of threads, or auto")->capture_default_str();
  text("--progress", options->progress, "auto, plain, none or json")->capture_default_str();
  command->add_flag("--skip-broken", options->skip_broken, "Leave out images that cannot be read")
      ->excludes(splits);
  command->add_flag("--json", options->json, "Print what was made as JSON");
  command->footer(
      "Stopped, it goes on where it was when it is started again.\n\nExamples:\n"
      "  zeroth extract --model resnet101.pt --images CUB/images --out cub.hdf5\n"
      "  zeroth extract --model resnet101.pt --images CUB/images --out cub.hdf5 --splits data/CUB "
      "--word-vectors CUB.npy\n"
      "  zeroth extract --model resnet50.onnx --images birds --pooled birds.npy --image-size 224");
  command->callback([options, exit] { exit(extract(*options)); });
}

}  // namespace zeroth::host
