#include "host/train/training_data.h"

namespace zeroth::host {

TrainingData on_device(TrainingData data, const at::Device& device) {
  for (at::Tensor* one : {&data.features, &data.word_vectors, &data.labels, &data.positions,
                          &data.classes.attributes, &data.classes.seen, &data.classes.unseen}) {
    if (one->defined()) *one = one->to(device);
  }
  return data;
}

Sizes TrainingData::sizes() const {
  return {features.defined() ? features.size(1) : 0, classes.attributes.size(1),
          classes.attributes.size(0), classes.seen.size(0)};
}

}  // namespace zeroth::host
