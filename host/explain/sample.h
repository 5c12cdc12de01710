#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/engine/composer.h"
#include "host/explain/explained_run.h"

namespace zeroth::host {

struct SampleRequest {
  std::int64_t index = 0;       ///< of the test images: seen classes first, then unseen ones
  std::int64_t attributes = 0;  ///< how many of each expert, highest score first
  std::string images;           ///< directory of the images, or empty
  std::string attribute_names;  ///< file with one a line, or empty
};

struct ExplainedClass {
  std::int64_t id = 0;  ///< of the data file
  std::string name;     ///< or empty
  bool seen = false;
};

struct ScoredClass {
  ExplainedClass of;
  double score = 0;
};

struct ExplainedAttribute {
  std::int64_t attribute = 0;
  std::string name;  ///< or empty
  double score = 0;  ///< as prediction reads it
  double truth = 0,
         predicted = 0;          ///< descriptor values of those classes, as the data file has them
  std::vector<float> attention;  ///< [H*W]; empty where the expert attends to no regions
};

struct ExplainedExpert {
  std::string name;
  double weight = 0;  ///< in the prediction
  std::vector<ExplainedAttribute> highest;
  std::string no_attention;  ///< why there is none; empty where there is
};

/// What the experts of a run say of one test image.
struct Sample {
  std::int64_t index = 0, row = 0;     ///< among the test images, in the data file
  std::string image_name, image_file;  ///< as the data file names it, where it was found; or empty
  ExplainedClass truth;
  std::vector<ScoredClass> calibrated;  ///< the best, as the run predicts
  std::vector<ScoredClass> raw;         ///< the best without margins, calibration and gate
  std::int64_t height = 0, width = 0;   ///< of the grid of regions
  std::vector<ExplainedExpert> experts;
  std::vector<std::string> notes;
};

/// Rebuilds the experts from the run's last checkpoint, without training, and shows them one image.
/// @throws Failure(usage) when there is no such test image, Failure(no_input) without a checkpoint.
Sample explain_sample(const ExplainedRun& run, const Composer& composer,
                      const SampleRequest& request);

Json to_json(const Sample& sample);

}  // namespace zeroth::host
