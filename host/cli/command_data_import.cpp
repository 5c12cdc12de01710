#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "host/base/json.h"
#include "host/base/problem.h"
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
  std::string source, list, labels, variable, descriptors, attributes = "att";
  std::string word_vectors, backbone, out;
  std::string threads = "auto", progress = "auto", device = "cpu";
  int image_size = 224, batch = 16;
  double unseen_share = 0.25, test_share = 0.2;
  std::int64_t seed = 1;
  bool unit_descriptors = false, regions = false, json = false;
};

[[noreturn]] void refuse_options(const std::string& what, const std::string& why,
                                 const std::string& fix) {
  throw Failure(Exit::usage, {what, "zeroth data import", {why}, fix});
}

/// Of pictures and of rows some options mean nothing.
void check_source(const ImportOptions& options, const CLI::App& command) {
  const bool is_of_rows = !options.labels.empty();
  std::error_code unreadable;
  const bool is_file = std::filesystem::is_regular_file(options.source, unreadable);
  if (is_of_rows && std::filesystem::is_directory(options.source, unreadable)) {
    refuse_options("--labels is for a file of rows",
                   options.source +
                       " is a folder: the classes of pictures are named by their "
                       "folders or by --list",
                   "leave out --labels, or give the file of the rows");
  }
  if (!is_of_rows && is_file) {
    refuse_options("the classes of the rows are not known",
                   options.source + " is a file, of rows that is, and not a folder of pictures",
                   "give their classes with --labels");
  }
  if (!is_of_rows && options.backbone.empty()) {
    refuse_options("there is no backbone", "pictures become features by one",
                   "give a .onnx or TorchScript file with --backbone; of features that are there "
                   "already give their classes with --labels");
  }
  for (const char* name : {"--list", "--backbone", "--image-size", "--batch", "--device"}) {
    if (!is_of_rows || command.count(name) == 0) continue;
    refuse_options(std::string(name) + " does not go with --labels",
                   "it is for pictures, and --labels says that rows of features are there already",
                   "leave one of the two out");
  }
  if (!is_of_rows && command.count("--variable") > 0) {
    refuse_options("--variable goes with --labels only",
                   "it names the rows in a .mat or .hdf5 file", "leave it out");
  }
}

void check_regions(const ImportOptions& options) {
  if (options.regions && options.word_vectors.empty()) {
    refuse_options("there are no word vectors",
                   "what is trained on regions looks for each attribute by its word vector",
                   "give them with --word-vectors: .npy [K,G], or a text such as GloVe's in which "
                   "the attributes' names are looked up");
  }
  if (options.regions || options.word_vectors.empty()) return;
  refuse_options("--word-vectors goes with --regions only",
                 "they are those of the attributes, by which regions are looked at; of the classes "
                 "they are --descriptors",
                 "leave it out, or add --regions");
}

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
  check_regions(options);
  const int threads = thread_count(options.threads, "zeroth data import");
  return run_worker({{"command", "import"},
                     {"options",
                      {{"source", options.source},
                       {"list", options.list},
                       {"labels", options.labels},
                       {"variable", options.variable},
                       {"word_vectors", options.word_vectors},
                       {"regions", options.regions},
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
  command
      .add_option("source", options.source,
                  "Folder of class folders of images; with --list the folder that its paths begin "
                  "in; with --labels a file of features; of features-00000-of-00004.npy and so "
                  "on all are taken")
      ->type_name(kFileType)
      ->required();
  const auto text = [&](const char* name, std::string& value, const char* help) {
    return command.add_option(name, value, help);
  };
  text("--list", options.list,
       ".csv that says which images to take: a line for each, its path, a comma, its class");
  text("--labels", options.labels,
       "The classes of rows that are features already: .txt, a name a line; or class numbers in "
       ".npy, .mat or .hdf5");
  text("--variable", options.variable,
       "Variable of the features in a .mat file [D,N] or .hdf5 file [N,D] (default features, or "
       "the regions in feature_map)");
  text("--descriptors", options.descriptors,
       ".csv (a line for each class, its name first), .mat (att [d,C], allclasses_names), or word "
       "vectors as text (.txt, .vec), in which the classes' names are looked up")
      ->required();
  text("--attributes", options.attributes, "Variable of the descriptors in a .mat file")
      ->capture_default_str();
  command.add_flag("--unit-descriptors", options.unit_descriptors,
                   "The pipeline shall scale each descriptor to length 1");
  text("--backbone", options.backbone,
       "Network from images to rows [B,D] or regions [B,M,H,W]: .onnx, or TorchScript");
  command.add_flag("--regions", options.regions,
                   "Keep regions, for DEDN and MSDN, in place of the mean over them");
  text("--word-vectors", options.word_vectors,
       "Word vectors of the attributes, for --regions: .npy or pickle [K,G], or text (.txt, .vec), "
       "in which their names are looked up");
  text("--out", options.out, "Folder to make the data set in")->required();
}

}  // namespace

void add_data_import(CLI::App& data, const SetExit& exit) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App* command =
      data.add_subcommand("import", "Make a data set and its pipeline of images or features");
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
      "birds-gzsl --unseen-share 0.3 --seed 2\n"
      "  zeroth data import birds --list birds.csv --descriptors glove.6B.300d.txt --backbone "
      "resnet50.onnx --out birds-gzsl\n"
      "  zeroth data import birds --descriptors birds.csv --backbone resnet101.pt --image-size 448 "
      "--regions --word-vectors glove.6B.300d.txt --out birds-regions\n"
      "  zeroth data import features.npy --labels labels.txt --descriptors birds.csv --out "
      "birds-gzsl");
  command->callback([options, exit, command] {
    check_source(*options, *command);
    exit(import_data(*options, command_line(*command)));
  });
}

}  // namespace zeroth::host
