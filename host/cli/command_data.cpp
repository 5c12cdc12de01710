#include <fmt/format.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

#include "host/base/begins_with.h"
#include "host/base/lower_case.h"
#include "host/base/problem.h"
#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/data_commands.h"
#include "host/cli/plugin_options.h"
#include "host/cli/worker_process.h"
#include "host/data/region_unpack.h"
#include "host/data/region_world_file.h"

namespace zeroth::host {
namespace {

/// Of a command that has a data set read without a pipeline.
struct ReadOptions {
  PluginOptions plugins;
  std::string path, use, out, format;
  Json params = Json::object();
  std::vector<std::string> sets;
  bool json = false;
};

/// NAME=VALUE, as JSON where it is that; else a text.
void add_set(const std::string& set, const std::string& command, Json& params) {
  const auto at = set.find('=');
  if (at == std::string::npos || at == 0) {
    throw Failure(Exit::usage, {fmt::format("--set {} is not of the form NAME=VALUE", set),
                                command,
                                {},
                                command + " --help"});
  }
  Json value = Json::parse(set.substr(at + 1), nullptr, /*allow_exceptions=*/false);
  params[set.substr(0, at)] = value.is_discarded() ? Json(set.substr(at + 1)) : value;
}

/// Readers that could be meant.
std::vector<std::string> readers(const ReadOptions& options, const PluginIndex& index) {
  std::vector<std::string> ids;
  for (const std::string& id : index.usable_ids()) {
    if (begins_with(id, "data.")) ids.push_back(id);
  }
  if (options.use.empty()) return ids;
  if (std::find(ids.begin(), ids.end(), options.use) != ids.end()) {
    const bool wraps = !index.description(*index.find(options.use)).children.empty();
    return wraps ? ids : std::vector<std::string>{options.use};
  }
  throw Failure(
      Exit::unavailable,
      {fmt::format("no data reader \"{}\"{}", options.use, did_you_mean(nearest(options.use, ids))),
       "--use", index.explain(options.use), "`zeroth list data --all` shows what is installed"});
}

/// `request`: "verify-data" or "convert-data".
int read_data(ReadOptions& options, const std::string& command, const char* request) {
  for (const std::string& one : options.sets) add_set(one, command, options.params);
  const PluginIndex index = options.plugins.index();
  const std::vector<std::string> ids = readers(options, index);
  if (!ids.empty()) announce_replaced(index, ids);
  return run_worker({{"command", request},
                     {"plugins", ids.empty() ? Json::object() : plugin_files(index, ids)},
                     {"options",
                      {{"path", options.path},
                       {"use", options.use},
                       {"params", options.params},
                       {"out", options.out},
                       {"format", options.format},
                       {"json", options.json}}}},
                    1)
      .exit_code;
}

/// An option that is a parameter of the reader.
void add_param(CLI::App& command, ReadOptions& options, const char* option, const char* name,
               const char* help) {
  command.add_option_function<std::string>(
      option, [&options, name](const std::string& text) { options.params[name] = text; }, help);
}

void add_reader_options(CLI::App& command, ReadOptions& options) {
  add_param(command, options, "--features", "features",
            "Name of the features file (default: found by its content)");
  add_param(command, options, "--splits", "splits",
            "Name of the splits file (default: found by its content)");
  add_param(command, options, "--attributes", "attributes",
            "Variable of the class descriptors (default: att, or the only one there is)");
  add_param(command, options, "--attributes-file", "attributes_file",
            "File of the class descriptors, as data.params.attributes_file");
  add_param(command, options, "--word-vectors", "word_vectors",
            "File of the word vectors of a region file, as data.params.word_vectors");
  command
      .add_option("--use", options.use,
                  "Read it by this data reader (default: the one that recognises it)")
      ->type_name("ID");
  command.add_option("--set", options.sets, "Set a parameter of the reader: name=value")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  command.add_flag("--json", options.json, "Print JSON");
  options.plugins.add_to(command);
}

void add_verify(CLI::App& data, const SetExit& exit) {
  auto options = std::make_shared<ReadOptions>();
  CLI::App* command = data.add_subcommand("verify", "Check a data set and show what is in it");
  command
      ->add_option("path", options->path,
                   "Directory of a data set (.mat or .npy files), a region file (.hdf5, .h5), or "
                   "any single .mat, .npy, .pkl or .hdf5 file")
      ->type_name(kFileType)
      ->required();
  add_reader_options(*command, *options);
  command->footer(
      "Examples:\n  zeroth data verify /data/CUB\n"
      "  zeroth data verify /data/CUB --splits sent_splits.mat\n"
      "  zeroth data verify feature_map_ResNet_101_CUB.hdf5\n"
      "  zeroth data verify features.npy");
  command->callback(
      [options, exit] { exit(read_data(*options, "zeroth data verify", "verify-data")); });
}

[[noreturn]] void refuse_out(const std::string& out, const std::string& why,
                             const std::string& fix) {
  throw Failure(Exit::usage, {"this is no place for a data set of that format", out, {why}, fix});
}

/// That the name of what is to be written says the same as --to; where there is no --to, the name
/// decides.
void settle_format(ReadOptions& options) {
  const std::string ending = lower_case(std::filesystem::path(options.out).extension().string());
  const bool is_file = ending == ".hdf5" || ending == ".h5";
  if (options.format.empty()) options.format = is_file ? "hdf5" : "npy";
  if (options.format == "hdf5" && !is_file) {
    refuse_out(options.out, "HDF5 is one file, and its name ends in .hdf5 or .h5",
               "name such a file");
  }
  if (options.format != "hdf5" && (is_file || ending == ".mat" || ending == ".npy")) {
    refuse_out(options.out, "a data set in .npy or .mat files is a folder of them",
               "name a folder, and the format with --to");
  }
  if (options.format == "hdf5" || options.params.count("word_vectors") == 0) return;
  throw Failure(Exit::usage, {"--word-vectors is for HDF5 only",
                              "zeroth data convert",
                              {"the other formats have no regions, and so no word vectors"},
                              "leave it out, or name a file that ends in .hdf5"});
}

void add_convert(CLI::App& data, const SetExit& exit) {
  auto options = std::make_shared<ReadOptions>();
  CLI::App* command =
      data.add_subcommand("convert", "Write a data set in another format: .npy, .mat or HDF5");
  command
      ->add_option("path", options->path,
                   "Directory of a data set, or a region file, of which .npy and .mat files get "
                   "the means over regions")
      ->type_name(kFileType)
      ->required();
  command
      ->add_option("out", options->out,
                   "Directory to write, for data.npy or data.xlsa17; or file .hdf5, for "
                   "data.region-hdf5")
      ->type_name(kFileType)
      ->required();
  command
      ->add_option("--to", options->format,
                   "Format to write (default: hdf5 where out ends in .hdf5 or .h5, else npy)")
      ->check(CLI::IsMember({"npy", "mat", "hdf5"}));
  add_reader_options(*command, *options);
  command->footer(
      "Examples:\n  zeroth data convert /data/CUB CUB-npy\n"
      "  zeroth data convert CUB-npy CUB-mat --to mat\n"
      "  zeroth data convert feature_map_ResNet_101_CUB.hdf5 CUB-pooled\n"
      "  zeroth data convert /data/CUB CUB.hdf5 --word-vectors CUB-words.npy");
  command->callback([options, exit] {
    settle_format(*options);
    exit(read_data(*options, "zeroth data convert", "convert-data"));
  });
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

void add_data(CLI::App& app, const SetExit& exit) {
  CLI::App* data = app.add_subcommand("data", "Look at data sets, make small ones");
  data->require_subcommand(1);
  add_verify(*data, exit);
  add_data_import(*data, exit);
  add_convert(*data, exit);
  add_unpack(*data);
  add_make_regions(*data);
  // Last: a command takes over the footer that its parent has by then.
  data->footer(
      "Examples:\n  zeroth data verify /data/CUB\n"
      "  zeroth data make-regions --out world.hdf5 --attributes 20 --seed 1");
}

}  // namespace zeroth::host
