#pragma once

#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/progress.h"

namespace zeroth::host {

/// What `zeroth bundle` was asked for.
struct BundleRequest {
  std::string run, out;
  bool with_model = false;   ///< its weights
  bool with_paths = false;   ///< names of folders, and who ran it on which machine
  bool with_scores = false;  ///< all scores, however much room they take
};

BundleRequest parse_bundle_request(const Json& document);

/// Packs what a reviewer needs of a run that has ended: pipeline, origins, environment, status,
/// looks, metrics, result, predictions, the card of the model, and scores. Where all scores have no
/// room in 1 MiB, the best ones of each side are packed, which every figure comes from. The same
/// run makes the same archive.
/// @return {"file", "bytes", "files", "scores": "all" or "best", "rewritten", "left_out"}.
/// @throws Failure(no_input) where there is no run, or one without a result, Failure(bad_data)
/// where its scores are damaged, Failure(cannot_create) where the file exists.
Json make_bundle(const BundleRequest& request, Progress& progress);

/// The same for people.
std::string bundle_text(const Json& document, std::size_t columns);

}  // namespace zeroth::host
