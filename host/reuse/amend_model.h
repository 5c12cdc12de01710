#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/reuse/model_data.h"

namespace zeroth::host {

/// What `zeroth add-class` or `zeroth remove-class` was asked for.
struct AmendRequest {
  std::string model;                           ///< directory of its two files
  std::map<std::string, std::string> plugins;  ///< id -> library
  std::string name;                            ///< of the class
  std::string descriptor;                      ///< as `read_descriptor`; empty: it is removed
  std::uint64_t seed = 1;                      ///< of what is learned anew
  bool without_data = false;                   ///< no data set is read
  DataWanted data;                             ///< rows of seen classes, and test rows
  std::string out;                             ///< the new model's directory
};

AmendRequest parse_amend_request(const Json& document);

/// A model with one class more or less, in a directory of its own. The components stay as they are.
/// What depends on the classes is made anew (TakesClasses); where that learns from rows of seen
/// classes they are those of the data set, or made by the model's own generator.
/// @return the document of `zeroth add-class --json`: "model", "out", "added" or "removed", "seed",
/// "seconds", "seen_rows" ("real", "synthetic" or "none"), "nearest" of an added class, "before"
/// and "after" on the test rows of the other classes, "own" (percent of the class's own test rows
/// that are named right), where there are test rows, and "left_out": how many classes the model
/// does not know that have test rows.
/// @throws Failure(unavailable) where the model cannot take other classes.
Json amend_model(const AmendRequest& request, Progress& progress);

/// The same for people.
std::string amend_text(const Json& document, std::size_t columns = 80);

}  // namespace zeroth::host
