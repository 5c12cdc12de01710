#include "host/import/import.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/formats/data_file.h>

#include <utility>

#include "host/base/interrupt.h"
#include "host/base/problem.h"
#include "host/data/checks.h"
#include "host/data/npy_folder.h"
#include "host/data/pooled_rows.h"
#include "host/data/text_lines.h"
#include "host/extract/image_check.h"
#include "host/import/class_descriptors.h"
#include "host/import/class_folders.h"
#include "host/import/imported_pipeline.h"
#include "host/import/proposed_splits.h"
#include "host/import/provenance.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

class Import {
 public:
  Import(const ImportRequest& request, Progress& progress)
      : request_(request), progress_(progress), out_(request.out), target_(out_ / "features.npy") {}

  /// What costs nothing is looked at first: an import of many images takes hours.
  Json run() {
    Backbone backbone = open_backbone(request_.use);
    const ClassDescriptors descriptors(request_.descriptors, request_.variable);
    const ImageList all = images_in(request_.folder);
    tell_what_is_left_out(class_folders(all, request_.folder), descriptors);
    make_data_folder(out_);
    const CheckedImages images = good_images(all);
    const ClassFolders classes = class_folders(images.good, request_.folder);
    extract_features(images.good, request_.use, backbone, target_, progress_);
    const DataSet data = data_set(images.good, classes, descriptors);
    for (const auto& one : check_data_set(data, request_.out)) progress_.warning(one);
    write(images, data);
    return summary(images, data);
  }

 private:
  void tell_what_is_left_out(const ClassFolders& classes,
                             const ClassDescriptors& descriptors) const {
    descriptors.of(classes.names);  // refuses classes without a descriptor
    for (const auto& name : folders_without_images(classes, request_.folder)) {
      progress_.message(fmt::format("left out {}: there is no image in it", name));
    }
    if (const auto others = descriptors.others_than(classes.names); !others.empty()) {
      progress_.message(fmt::format("left out {} descriptors of classes without a folder: {}",
                                    others.size(), fmt::join(others, ", ")));
    }
  }

  CheckedImages good_images(const ImageList& all) const {
    CheckedImages images = check_images(all, begun_images(target_), progress_);
    for (const std::string& one : images.broken) progress_.message("skipped " + one);
    if (!images.good.names.empty()) return images;
    throw Failure(Exit::bad_data, {"none of the images can be read",
                                   request_.folder,
                                   {images.broken.front()},
                                   "give images in JPEG, PNG, BMP, TIFF or WebP files"});
  }

  DataSet data_set(const ImageList& images, const ClassFolders& classes,
                   const ClassDescriptors& descriptors) const {
    DataSet data;
    data.name = formats::directory_name(out_);
    data.features = pooled_rows(partial_of(target_));
    data.labels = classes.labels;
    data.class_names = classes.names;
    data.attributes = descriptors.of(classes.names);
    data.splits = proposed_splits(request_.rule, classes, images.names);
    return data;
  }

  void write(const CheckedImages& images, const DataSet& data) const {
    const auto write_json = [&](const char* name, const Json& document) {
      write_lines(out_ / name, {document.dump(2)});
    };
    write_lines(out_ / "images.txt", images.good.names);
    write_json("provenance.json", provenance_of(request_, images, data));
    write_json("pipeline.json", imported_pipeline(data, request_.unit_descriptors, request_.use));
    write_npy_folder(data, out_);
    fs::remove(partial_of(target_));
  }

  Json summary(const CheckedImages& images, const DataSet& data) const {
    return {{"folder", request_.out},
            {"images", images.good.names.size()},
            {"skipped", images.broken.size()},
            {"classes", data.classes()},
            {"features", data.features.columns()},
            {"attributes", data.attributes.columns()},
            {"trainval", data.splits.trainval.size()},
            {"test_seen", data.splits.test_seen.size()},
            {"test_unseen", data.splits.test_unseen.size()},
            {"pipeline", (out_ / "pipeline.json").string()}};
  }

  const ImportRequest& request_;
  Progress& progress_;
  fs::path out_, target_;
};

}  // namespace

std::string import_text(const Json& made) {
  const auto number = [&](const char* name) { return made.at(name).get<std::int64_t>(); };
  return fmt::format(
      "{}: {} images of {} classes, {} skipped\n"
      "  features {}, attributes {}, trainval {}, test_seen {}, test_unseen {}\n",
      made.at("folder").get<std::string>(), number("images"), number("classes"), number("skipped"),
      number("features"), number("attributes"), number("trainval"), number("test_seen"),
      number("test_unseen"));
}

Json import_pictures(const ImportRequest& request, Progress& progress) {
  const InterruptGuard guard;
  at::set_num_threads(request.threads);
  return Import(request, progress).run();
}

}  // namespace zeroth::host
