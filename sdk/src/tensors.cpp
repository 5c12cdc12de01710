#include <zeroth/error.h>
#include <zeroth/tensors.h>

#include <algorithm>
#include <utility>

namespace zeroth {
namespace {

template <class Tensors>
auto find(Tensors& tensors, std::string_view name) {
  return std::find_if(tensors.begin(), tensors.end(),
                      [&](const NamedTensor& one) { return one.name == name; });
}

}  // namespace

TensorMap::TensorMap() = default;
TensorMap::TensorMap(NamedTensors tensors) : tensors_(std::move(tensors)) {}
TensorMap::~TensorMap() = default;

const at::Tensor& TensorMap::operator[](std::string_view name) const& {
  const auto found = find(tensors_, name);
  if (found != tensors_.end()) return found->tensor;
  std::string present;
  for (const NamedTensor& one : tensors_) present += (present.empty() ? "" : ", ") + one.name;
  throw Error("no tensor \"" + std::string(name) + "\"; there are: " + present);
}

at::Tensor TensorMap::operator[](std::string_view name) && { return std::as_const(*this)[name]; }

bool TensorMap::contains(std::string_view name) const {
  return find(tensors_, name) != tensors_.end();
}

void TensorMap::set(std::string name, at::Tensor tensor) {
  const auto found = find(tensors_, name);
  if (found != tensors_.end()) {
    found->tensor = std::move(tensor);
  } else {
    tensors_.push_back({std::move(name), std::move(tensor)});
  }
}

}  // namespace zeroth
