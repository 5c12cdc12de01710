#include "host/train/training_data.h"

namespace zeroth::host {

TrainingData on_device(TrainingData data, const at::Device& device) {
  for (at::Tensor* one : {&data.word_vectors, &data.labels, &data.positions, &data.beside_labels,
                          &data.classes.attributes, &data.classes.seen, &data.classes.unseen}) {
    if (one->defined()) *one = one->to(device);
  }
  data.samples = data.samples.on_device(device);
  data.beside = data.beside.on_device(device);
  return data;
}

Sizes TrainingData::sizes() const {
  return {samples.are_regions() ? 0 : samples.features().size(1), classes.attributes.size(1),
          classes.attributes.size(0), classes.seen.size(0)};
}

}  // namespace zeroth::host
