#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "host/base/json.h"
#include "host/base/progress.h"

namespace zeroth::host {

/// What `zeroth export` was asked for.
struct ExportRequest {
  std::string model;                           ///< directory of its two files
  std::map<std::string, std::string> plugins;  ///< id -> library
  std::string form;                            ///< "onnx", "torchscript", "safetensors" or "hub"
  std::string out;                             ///< file, of "hub" a folder
  std::string rows, variable;                  ///< file to compare on, and which of its arrays
  Json data;                                   ///< the pipeline's block; null: not to be had
  std::string bibtex;                          ///< of all that the model is made of
};

ExportRequest parse_export_request(const Json& document);

/// Writes a model for other programs, and compares what was written with the model on random
/// samples and on real ones. Above `kLargestDifference` nothing is left.
/// @return the document of `zeroth export --json`: "model", "to", "out", "files" [{"file",
/// "bytes"}], "input" and "output" {"name", "sizes"}, "checked" [{"rows", "count", "difference",
/// "same_class"}], "unchecked" (why there are no real rows), of ONNX "opset" and "opencv".
Json export_model(const ExportRequest& request, Progress& progress);

/// The same for people.
std::string export_text(const Json& document, std::size_t columns = 80);

}  // namespace zeroth::host
