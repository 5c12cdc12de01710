#include "host/model/model_file.h"

#include <system_error>

#include "host/data/content_hash.h"
#include "host/record/model_card.h"
#include "host/record/sealed_json.h"
#include "host/tensors/safetensors.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTensors = "model.safetensors";

}  // namespace

std::string write_model(const fs::path& directory, const ModelFile& model) {
  TensorFile file;
  for (const NamedTensor& one : model.tensors) file.tensors.push_back({one.name, one.tensor.cpu()});
  write_safetensors(directory / kTensors, file);
  Json card = model.card;
  card["format"] = kModelFormat;
  card["tensors"] = file_hash(directory / kTensors);
  write_sealed(directory / kModelCard, card);
  return card["tensors"].get<std::string>();
}

ModelFile read_model(const fs::path& directory) {
  ModelFile model;
  model.card = read_model_card(directory);
  const fs::path tensors = directory / kTensors;
  if (!fs::is_regular_file(tensors)) refuse_damaged_model(tensors, "the file is missing");
  if (file_hash(tensors) != model.card.at("tensors")) {
    refuse_damaged_model(tensors, "it is not the file that model.json belongs to");
  }
  model.tensors = read_safetensors(tensors).tensors;
  return model;
}

void remove_model(const fs::path& directory) {
  std::error_code error;
  fs::remove(directory / kModelCard, error);
  fs::remove(directory / kTensors, error);
}

}  // namespace zeroth::host
