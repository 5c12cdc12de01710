#pragma once

#include <string>

#include "host/base/json.h"
#include "host/extract/extraction.h"
#include "host/import/proposed_splits.h"

namespace zeroth::host {

/// Pictures or rows of features, and what is to be made of them.
struct ImportRequest {
  std::string source;        ///< a folder of pictures, or a file of rows
  std::string list;          ///< which pictures, and their classes; empty: all in class folders
  std::string labels;        ///< the classes of rows; empty: the source is pictures
  std::string variable;      ///< of the rows in a .mat or .hdf5 file; empty: the usual one
  std::string descriptors;   ///< a table, or word vectors of which the classes' names are looked up
  std::string attributes;    ///< variable of the descriptors in a .mat file
  std::string word_vectors;  ///< of the attributes, for regions
  BackboneUse use;           ///< of pictures; its `features` say what is made of rows, too
  std::string out;
  SplitRule rule;
  bool unit_descriptors = false;
  int threads = 1;
  std::string progress = "auto";
  std::string command, version;  ///< for the record

  bool is_of_rows() const { return !labels.empty(); }
  bool keeps_regions() const { return use.features == Features::regions; }
};

ImportRequest parse_import_request(const Json& options);

}  // namespace zeroth::host
