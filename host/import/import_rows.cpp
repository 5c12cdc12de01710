#include "host/import/import_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "host/base/problem.h"
#include "host/data/npy_folder.h"
#include "host/data/pooled_rows.h"
#include "host/data/region_data.h"
#include "host/data/text_lines.h"
#include "host/engine/rows_in_files.h"
#include "host/engine/work_teller.h"
#include "host/import/feature_rows.h"
#include "host/import/import_files.h"
#include "host/import/name_vectors.h"
#include "host/import/provenance.h"
#include "host/import/row_labels.h"

namespace zeroth::host {
namespace {

class RowImport {
 public:
  RowImport(const ImportRequest& request, Progress& progress)
      : request_(request), progress_(progress) {}

  Json run() {
    const RowLabels labels = read_row_labels(request_.labels);
    FeatureSource source(request_.source, {request_.variable, request_.keeps_regions()});
    const DataSet features = read(source, labels);
    const auto [descriptors, classes] = classes_and_descriptors(labels);
    const std::vector<std::string> images = image_files_of(features);
    make_data_folder(request_.out);
    RegionCompanions made = companions_of_import(
        request_, classes, images.empty() ? numbers_of(labels) : images, descriptors, progress_);
    made.image_files = images;
    take_features(features, made.data);
    const Json origin = provenance_of_rows(request_, source.files(), made);
    write_import_record(request_, made.data, origin, "", progress_);
    const Json summary = import_summary(request_, made.data, 0);
    finish(made);
    return summary;
  }

 private:
  /// Rows are counted before they are copied, where that is known.
  DataSet read(FeatureSource& source, const RowLabels& labels) const {
    const std::size_t files = source.files().size();
    if (const auto rows = source.rows()) check_count(*rows, files, labels);
    const RowsInTemporaryFiles large;
    const WorkTeller teller(progress_);
    DataSet features;
    source.read(features);
    check_count(features.images(), files, labels);
    check_regions(features);
    return features;
  }

  void check_count(std::int64_t rows, std::size_t files, const RowLabels& labels) const {
    if (static_cast<std::size_t>(rows) == labels.size()) return;
    const std::string where = files > 1 ? fmt::format(" in {} files", files) : "";
    throw Failure(Exit::bad_data,
                  {"rows and labels do not fit",
                   request_.labels,
                   {fmt::format("{} rows{}, {} labels", rows, where, labels.size())},
                   "give a label for each row, in their order"});
  }

  void check_regions(const DataSet& features) const {
    if (!request_.keeps_regions() || features.regions) return;
    throw Failure(Exit::bad_data, {"the file has no regions",
                                   request_.source,
                                   {"a region file has them as \"feature_map\" [N,M,H,W]"},
                                   "leave out --regions, or make it with zeroth extract --out"});
  }

  /// Numbers need the descriptors for the names, word vectors need the names.
  std::pair<ClassDescriptors, NamedClasses> classes_and_descriptors(const RowLabels& labels) const {
    const ClassSource source = {request_.labels, "rows", "give rows of further classes"};
    if (!labels.names.empty()) {
      NamedClasses classes = named_classes(labels.names, source);
      ClassDescriptors descriptors = descriptors_of(request_, classes.names, progress_);
      return {tell_others(std::move(descriptors), classes), std::move(classes)};
    }
    if (has_name_of_word_vectors(request_.descriptors)) {
      throw Failure(Exit::bad_data, {"the classes have no names to look up",
                                     request_.labels,
                                     {"it holds their numbers, and word vectors go by names"},
                                     "give the labels as names: a .txt file with one a line"});
    }
    formats::Descriptors table = read_class_descriptors(request_.descriptors, request_.attributes);
    name_by_numbers(table, labels.first);
    ClassDescriptors descriptors(request_.descriptors, std::move(table));
    NamedClasses classes =
        named_classes(classes_of_rows(labels, descriptors.classes(), request_.labels), source);
    return {tell_others(std::move(descriptors), classes), std::move(classes)};
  }

  ClassDescriptors tell_others(ClassDescriptors descriptors, const NamedClasses& classes) const {
    if (const auto others = descriptors.others_than(classes.names); !others.empty()) {
      progress_.message(fmt::format("left out {} descriptors of classes without a row: {}",
                                    others.size(), fmt::join(others, ", ")));
    }
    return descriptors;
  }

  /// A name for each image of a region file that has names.
  std::vector<std::string> image_files_of(const DataSet& features) const {
    std::vector<std::string> images = companions_of(features).image_files;
    const auto count = static_cast<std::size_t>(features.images());
    if (images.empty() || images.size() == count) return images;
    throw Failure(Exit::bad_data, {"\"image_files\" does not fit \"feature_map\"",
                                   request_.source,
                                   {fmt::format("{} names, {} images", images.size(), count)},
                                   "write a name for each image, or leave \"image_files\" out"});
  }

  /// Of rows that nobody named.
  static std::vector<std::string> numbers_of(const RowLabels& labels) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < labels.size(); ++i) names.push_back(std::to_string(i));
    return names;
  }

  void take_features(const DataSet& features, DataSet& data) const {
    if (!features.regions) {
      data.features = features.features;
    } else if (request_.keeps_regions()) {
      data.regions = features.regions;
    } else {
      progress_.message("of the regions of each image their mean is taken");
      data.features = pooled_rows(*features.regions);
    }
  }

  void finish(const RegionCompanions& made) const {
    if (request_.keeps_regions()) {
      write_region_data(made, features_file(request_));
    } else {
      if (!made.image_files.empty()) {
        write_lines(std::filesystem::path(request_.out) / "images.txt", made.image_files);
      }
      write_npy_folder(made.data, request_.out);
    }
  }

  const ImportRequest& request_;
  Progress& progress_;
};

}  // namespace

Json import_rows(const ImportRequest& request, Progress& progress) {
  return RowImport(request, progress).run();
}

}  // namespace zeroth::host
