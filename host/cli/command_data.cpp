#include <fmt/format.h>

#include <memory>
#include <utility>

#include "host/base/problem.h"
#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/output.h"
#include "host/data/region_unpack.h"
#include "host/data/region_world_file.h"
#include "host/data/verify.h"

namespace zeroth::host {
namespace {

struct DataOptions {
  VerifyRequest request;
  bool json = false;
};

void verify(const DataOptions& options) {
  Progress progress(ProgressMode::plain, stderr);
  const DataReport report = verify_data(options.request, progress);
  if (options.json) return print_json(report.to_json());
  print_text(report.to_text());
}

void add_verify(CLI::App& data) {
  auto options = std::make_shared<DataOptions>();
  CLI::App* command = data.add_subcommand("verify", "Check a data set and show what is in it");
  command
      ->add_option("path", options->request.path,
                   "Directory of a data set (.mat or .npy files), a region file (.hdf5, .h5), or "
                   "any single .mat, .npy, .pkl or .hdf5 file")
      ->type_name(kFileType)
      ->required();
  command->add_option("--features", options->request.features,
                      "Name of the features file (default: found by its content)");
  command->add_option("--splits", options->request.splits,
                      "Name of the splits file (default: found by its content)");
  command->add_option("--attributes", options->request.attributes,
                      "Variable of the class descriptors (default: att, or the only one there is)");
  command->add_option("--attributes-file", options->request.attributes_file,
                      "File of the class descriptors, as data.params.attributes_file");
  command->add_option("--word-vectors", options->request.word_vectors,
                      "File of the word vectors of a region file, as data.params.word_vectors");
  command->add_flag("--json", options->json, "Print JSON");
  command->footer(
      "Examples:\n  zeroth data verify /data/CUB\n"
      "  zeroth data verify /data/CUB --splits sent_splits.mat\n"
      "  zeroth data verify feature_map_ResNet_101_CUB.hdf5\n"
      "  zeroth data verify features.npy");
  command->callback([options] { verify(*options); });
}

void add_unpack(CLI::App& data) {
  auto files = std::make_shared<std::pair<std::string, std::string>>();
  CLI::App* command =
      data.add_subcommand("unpack", "Lay out a packed region file for reading in random order");
  command->add_option("file", files->first, "Region file")->required();
  command->add_option("out", files->second, "Region file to write")->required();
  command->footer("Example:\n  zeroth data unpack feature_map_ResNet_101_CUB.hdf5 CUB.hdf5");
  command->callback([files] {
    Progress progress(progress_mode("auto", stderr), stderr);
    unpack_region_file(files->first, files->second, progress);
  });
}

struct WorldOptions {
  RegionWorldSettings settings;
  std::string out;
  bool gzip = false;
};

void make_regions(const WorldOptions& options) {
  check_world_size(options.settings);
  write_region_world(make_region_world(options.settings), options.out, options.gzip);
}

void add_make_regions(CLI::App& data) {
  auto options = std::make_shared<WorldOptions>();
  RegionWorldSettings& world = options->settings;
  CLI::App* command =
      data.add_subcommand("make-regions", "Make a region file in which attributes are planted");
  command->add_option("--out", options->out, "File to write")->required();
  const auto number = [&](const char* name, std::int64_t& value, const char* help) {
    command->add_option(name, value, help)->check(CLI::PositiveNumber)->capture_default_str();
  };
  number("--classes-seen", world.classes_seen, "Seen classes S");
  number("--classes-unseen", world.classes_unseen, "Unseen classes U");
  number("--attributes", world.attributes, "Attributes K");
  number("--channels", world.channels, "Channels M");
  number("--height", world.height, "Rows of regions H");
  number("--width", world.width, "Columns of regions W");
  number("--train-per-class", world.train_per_class, "Training images per seen class");
  number("--test-per-class", world.test_per_class, "Test images per class");
  number("--word-vector", world.word_vector, "Size of a word vector G");
  command->add_option("--noise", world.noise, "Standard deviation of the noise in a channel")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--seed", world.seed, "Of the world")->capture_default_str();
  command->add_flag("--gzip", options->gzip, "Compress, an image a chunk");
  command->footer("Example:\n  zeroth data make-regions --out world.hdf5 --attributes 20 --seed 1");
  command->callback([options] { make_regions(*options); });
}

}  // namespace

void add_data(CLI::App& app, const SetExit&) {
  CLI::App* data = app.add_subcommand("data", "Look at data sets, make small ones");
  data->require_subcommand(1);
  add_verify(*data);
  add_unpack(*data);
  add_make_regions(*data);
  // Last: a command takes over the footer that its parent has by then.
  data->footer(
      "Examples:\n  zeroth data verify /data/CUB\n"
      "  zeroth data make-regions --out world.hdf5 --attributes 20 --seed 1");
}

}  // namespace zeroth::host
