#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/data/region_companions.h"
#include "host/import/class_descriptors.h"
#include "host/import/import_request.h"
#include "host/import/named_classes.h"

namespace zeroth::host {

/// The file of an import that is written last: with it the data set is complete.
std::filesystem::path features_file(const ImportRequest& request);

/// The classes' descriptors, from a table, or from the word vectors of the classes' names.
/// @param classes  their names, for word vectors.
ClassDescriptors descriptors_of(const ImportRequest& request,
                                const std::vector<std::string>& classes, Progress& progress);

/// Labels, descriptors and splits; for regions the word vectors of the attributes, too. Features
/// are still to come.
/// @param names  of the images, for the draw of splits.
RegionCompanions companions_of_import(const ImportRequest& request, const NamedClasses& classes,
                                      const std::vector<std::string>& names,
                                      const ClassDescriptors& descriptors, Progress& progress);

/// Writes pipeline and provenance, after the data were checked.
/// @param source         of the provenance.
/// @param backbone_hash  see imported_pipeline().
void write_import_record(const ImportRequest& request, const DataSet& data, const Json& source,
                         const std::string& backbone_hash, Progress& progress);

/// What was made.
Json import_summary(const ImportRequest& request, const DataSet& data, std::size_t skipped);

}  // namespace zeroth::host
