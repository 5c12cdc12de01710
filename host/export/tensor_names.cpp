#include "host/export/tensor_names.h"

#include <algorithm>
#include <cctype>

#include "host/base/begins_with.h"

namespace zeroth::host {
namespace {

bool are_the_same(const at::Tensor& one, const at::Tensor& other) {
  return one.numel() > 1 && one.scalar_type() == other.scalar_type() &&
         one.sizes() == other.sizes() && one.data_ptr() == other.data_ptr();
}

/// "parts/student/embedding.weight" -> "student_embedding_weight"
std::string plain(std::string name) {
  for (const char* prefix : {"parts/", "predictor/"}) {
    if (begins_with(name, prefix)) name.erase(0, std::string(prefix).size());
  }
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name.empty() || std::isdigit(static_cast<unsigned char>(name[0])) ? "t_" + name : name;
}

}  // namespace

std::string TensorNames::name_of(const at::Tensor& tensor) {
  const auto found = std::find_if(known_.begin(), known_.end(), [&](const NamedTensor& one) {
    return are_the_same(one.tensor, tensor);
  });
  const std::string name = found == known_.end() ? "constant" : plain(found->name);
  std::string free = name;
  for (int i = 1; !taken_.insert(free).second; ++i) free = name + "_" + std::to_string(i);
  return free;
}

}  // namespace zeroth::host
