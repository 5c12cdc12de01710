#include "host/import/import_files.h"

#include <fmt/format.h>
#include <zeroth/formats/data_file.h>
#include <zeroth/formats/unit_rows.h>
#include <zeroth/formats/word_vectors.h>

#include <utility>

#include "host/base/problem.h"
#include "host/data/checks.h"
#include "host/data/npy_folder.h"
#include "host/data/text_lines.h"
#include "host/import/imported_pipeline.h"
#include "host/import/name_vectors.h"
#include "host/import/proposed_splits.h"
#include "host/import/provenance.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

/// Word vectors [K,G] of the attributes: an array, or a text in which their names are looked up.
Matrix attribute_vectors(const ImportRequest& request, const ClassDescriptors& descriptors,
                         Progress& progress) {
  const std::string& file = request.word_vectors;
  if (!has_name_of_word_vectors(file)) return formats::read_word_vectors(file);
  if (!descriptors.attributes().empty()) {
    return name_vectors(file, descriptors.attributes(), "attribute", progress);
  }
  throw Failure(Exit::bad_data, {"the attributes have no names to look up",
                                 request.descriptors,
                                 {"the header of a .csv file names them, and there is none"},
                                 "give their word vectors [K,G] as .npy with --word-vectors"});
}

}  // namespace

fs::path features_file(const ImportRequest& request) {
  return fs::path(request.out) / (request.keeps_regions() ? kRegionFeatures : "features.npy");
}

ClassDescriptors descriptors_of(const ImportRequest& request,
                                const std::vector<std::string>& classes, Progress& progress) {
  const fs::path file = request.descriptors;
  if (!has_name_of_word_vectors(file)) {
    return {file, read_class_descriptors(file, request.attributes)};
  }
  return {file, {name_vectors(file, classes, "class", progress), classes}};
}

RegionCompanions companions_of_import(const ImportRequest& request, const NamedClasses& classes,
                                      const std::vector<std::string>& names,
                                      const ClassDescriptors& descriptors, Progress& progress) {
  RegionCompanions made;
  DataSet& data = made.data;
  data.name = formats::directory_name(request.out);
  data.labels = classes.labels;
  data.class_names = classes.names;
  data.attributes = descriptors.of(classes.names);
  data.splits = proposed_splits(request.rule, classes, names);
  if (!request.keeps_regions()) return made;
  data.word_vectors = attribute_vectors(request, descriptors, progress);
  made.word_vectors = data.word_vectors;
  check_word_vectors(made, request.word_vectors);
  if (!request.unit_descriptors) return made;
  made.original_att = data.attributes;
  data.attributes = formats::unit_rows(data.attributes);
  return made;
}

void write_import_record(const ImportRequest& request, const DataSet& data, const Json& source,
                         const std::string& backbone_hash, Progress& progress) {
  for (const auto& one : check_data_set(data, request.out)) progress.warning(one);
  const fs::path out = request.out;
  const auto write_json = [&](const char* name, const Json& document) {
    write_text(out / name, document.dump(2) + '\n');
  };
  write_json("provenance.json", provenance_of(request, source, data));
  write_json("pipeline.json", imported_pipeline(data, request, backbone_hash));
}

Json import_summary(const ImportRequest& request, const DataSet& data, std::size_t skipped) {
  const fs::path out = request.out;
  return {{"folder", request.out},
          {"images", data.images()},
          {"skipped", skipped},
          {"classes", data.classes()},
          {"features", data.regions ? data.regions->channels() : data.features.columns()},
          {"regions", data.regions ? data.regions->regions() : 0},
          {"attributes", data.attributes.columns()},
          {"trainval", data.splits.trainval.size()},
          {"test_seen", data.splits.test_seen.size()},
          {"test_unseen", data.splits.test_unseen.size()},
          {"data", (data.regions ? features_file(request) : out).string()},
          {"pipeline", (out / "pipeline.json").string()}};
}

}  // namespace zeroth::host
