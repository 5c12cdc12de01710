#pragma once

#include <cstdint>
#include <string>

namespace zeroth::host {

/// Where a training stands. Complete epochs, then the place inside the one that runs.
struct TrainPosition {
  std::int64_t stage = 0, epoch = 0, pass = 0, iteration = 0;

  bool operator==(const TrainPosition& other) const {
    return stage == other.stage && epoch == other.epoch && pass == other.pass &&
           iteration == other.iteration;
  }
};

/// "stage adversarial, epoch 3, iteration 7", counted from 1.
std::string place_text(const std::string& stage, const TrainPosition& position);

}  // namespace zeroth::host
