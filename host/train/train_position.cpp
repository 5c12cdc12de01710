#include "host/train/train_position.h"

#include <fmt/format.h>

namespace zeroth::host {

std::string place_text(const std::string& stage, const TrainPosition& position) {
  return fmt::format("stage {}, epoch {}, iteration {}", stage, position.epoch + 1,
                     position.iteration + 1);
}

}  // namespace zeroth::host
