#include "host/export/safetensors_file.h"

#include "host/export/labels.h"
#include "host/tensors/safetensors.h"

namespace zeroth::host {

void write_safetensors_model(const std::filesystem::path& file, const ModelFile& model) {
  // The whole card, with the places of files that its plugins read: this is a model.
  write_safetensors(file, {model.tensors, labels_of(model.card)});
}

ModelFile read_safetensors_model(const std::filesystem::path& file) {
  TensorFile content = read_safetensors(file);
  return {Json::parse(content.metadata.at("card")), std::move(content.tensors)};
}

}  // namespace zeroth::host
