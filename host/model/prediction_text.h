#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "host/model/ranked_classes.h"

namespace zeroth::host {

/// How predictions are written.
class PredictionText {
 public:
  virtual ~PredictionText() = default;
  /// What stands before everything.
  virtual std::string start() const { return ""; }
  /// What stands before the rows of a file.
  virtual std::string begin(const std::string& source) = 0;
  /// `row` counts from 0 in its file. From any thread.
  virtual void add(std::int64_t row, const std::vector<RankedClass>& best,
                   std::string& text) const = 0;
  /// A picture, which is a file of one row.
  virtual void add_picture(const std::string& file, const std::vector<RankedClass>& best,
                           std::string& text) {
    text += begin(file);
    add(0, best, text);
  }
};

/// @param form  "text": a line a row, for people; "csv": a line for each row and class, with a
/// header; "json": a document a line and row.
std::unique_ptr<PredictionText> prediction_text(const std::string& form);

}  // namespace zeroth::host
