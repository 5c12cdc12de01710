#include "host/import/import_pictures.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/formats/hdf5_file.h>
#include <zeroth/formats/region_file.h>
#include <zeroth/formats/region_file_writer.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "host/base/problem.h"
#include "host/data/npy_folder.h"
#include "host/data/pooled_rows.h"
#include "host/data/text_lines.h"
#include "host/extract/image_check.h"
#include "host/import/import_files.h"
#include "host/import/pictures.h"
#include "host/import/provenance.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

class PictureImport {
 public:
  PictureImport(const ImportRequest& request, Progress& progress)
      : request_(request), progress_(progress), target_(features_file(request)) {}

  /// What costs nothing is looked at first: an import of many images takes hours.
  Json run() {
    Backbone backbone = open_backbone(request_.use);
    const Pictures all = pictures();
    const ClassDescriptors descriptors = checked_descriptors(all);
    make_data_folder(request_.out);
    const CheckedImages images = good_images(all.images);
    const NamedClasses classes = classes_of(images.good, all);
    RegionCompanions made =
        companions_of_import(request_, classes, images.good.names, descriptors, progress_);
    auto features = extract_features(images.good, request_.use, backbone, target_, progress_);
    take_features(made.data);
    write_lines(fs::path(request_.out) / "images.txt", images.good.names);
    const Json source = provenance_of_pictures(request_, images, backbone.hash());
    write_import_record(request_, made.data, source, backbone.hash(), progress_);
    const Json summary = import_summary(request_, made.data, images.broken.size());
    finish(made, std::move(features));
    return summary;
  }

 private:
  Pictures pictures() const {
    return request_.list.empty() ? pictures_in(request_.source)
                                 : pictures_listed(request_.list, request_.source);
  }

  /// Of the classes of these images, in the order of their names.
  NamedClasses classes_of(const ImageList& images, const Pictures& all) const {
    std::map<std::string, std::string> class_of;
    for (std::size_t i = 0; i < all.classes.size(); ++i) {
      class_of[all.images.names[i]] = all.classes[i];
    }
    std::vector<std::string> names;
    for (const std::string& image : images.names) names.push_back(class_of.at(image));
    const bool in_folders = request_.list.empty();
    return named_classes(
        names, {in_folders ? request_.source : request_.list, "images that can be read",
                in_folders ? "put the images of each class into a folder of the class's name"
                           : "list images of further classes"});
  }

  ClassDescriptors checked_descriptors(const Pictures& all) const {
    const NamedClasses classes = classes_of(all.images, all);
    ClassDescriptors descriptors = descriptors_of(request_, classes.names, progress_);
    descriptors.of(classes.names);  // refuses classes without a descriptor
    if (request_.list.empty()) {
      for (const auto& name : folders_without(all, request_.source)) {
        progress_.message(fmt::format("left out {}: there is no image in it", name));
      }
    }
    if (const auto others = descriptors.others_than(classes.names); !others.empty()) {
      progress_.message(fmt::format("left out {} descriptors of classes without {}: {}",
                                    others.size(), request_.list.empty() ? "a folder" : "an image",
                                    fmt::join(others, ", ")));
    }
    return descriptors;
  }

  CheckedImages good_images(const ImageList& all) const {
    CheckedImages images = check_images(all, begun_images(target_), progress_);
    for (const std::string& one : images.broken) progress_.message("skipped " + one);
    if (!images.good.names.empty()) return images;
    throw Failure(Exit::bad_data, {"none of the images can be read",
                                   request_.source,
                                   {images.broken.front()},
                                   "give images in JPEG, PNG, BMP, TIFF or WebP files"});
  }

  void take_features(DataSet& data) const {
    const fs::path partial = formats::partial_of(target_);
    if (request_.keeps_regions()) {
      data.regions = formats::open_region_file(formats::Hdf5File(partial));
    } else {
      data.features = pooled_rows(partial);
    }
  }

  void finish(RegionCompanions& made, std::unique_ptr<formats::RegionFileWriter> features) const {
    if (request_.keeps_regions()) {
      made.data.regions.reset();  // the file gets more
      write_companions(made, *features);
      features->commit();
      return;
    }
    write_npy_folder(made.data, request_.out);
    features.reset();
    fs::remove(formats::partial_of(target_));
  }

  const ImportRequest& request_;
  Progress& progress_;
  fs::path target_;
};

}  // namespace

Json import_pictures(const ImportRequest& request, Progress& progress) {
  return PictureImport(request, progress).run();
}

}  // namespace zeroth::host
