#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// How long the random tensors are that one process draws, by where it draws them: what tells a
/// rank which of its own are a part of those. Found out by trying, see RecordOfDraws.
class DrawsAlone {
 public:
  /// First sizes of the tensors, in the order in which they were drawn; -1 of a single number.
  using Lengths = std::vector<std::int64_t>;

  /// What was drawn there once more.
  void add(const std::string& place, const Lengths& lengths);
  /// Every different row of draws of that place.
  const std::vector<Lengths>& at(const std::string& place) const;

  Json to_json() const { return draws_; }
  static DrawsAlone from_json(const Json& json);

 private:
  std::map<std::string, std::vector<Lengths>> draws_;
};

}  // namespace zeroth::host
