#include "host/train/training_data.h"

namespace zeroth::host {

Sizes TrainingData::sizes() const {
  return {features.size(1), classes.attributes.size(1), classes.attributes.size(0),
          classes.seen.size(0)};
}

}  // namespace zeroth::host
