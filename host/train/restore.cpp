#include "host/train/restore.h"

#include <fmt/format.h>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

[[noreturn]] void refuse_tensor(const std::string& name, const std::string& why) {
  throw Failure(Exit::bad_data,
                {fmt::format("the checkpoint does not fit: tensor \"{}\" {}", name, why),
                 "",
                 {},
                 "resume with the pipeline that wrote it"});
}

}  // namespace

void restore_in_place(const NamedTensors& targets, const TensorMap& saved) {
  for (const NamedTensor& target : targets) {
    if (!saved.contains(target.name)) refuse_tensor(target.name, "is missing");
    const at::Tensor& source = saved[target.name];
    if (source.sizes() != target.tensor.sizes() ||
        source.scalar_type() != target.tensor.scalar_type()) {
      refuse_tensor(target.name, "has another shape or type");
    }
    target.tensor.detach().copy_(source);
  }
}

void refuse_damaged(const std::string& name, const std::string& why) {
  throw Failure(Exit::bad_data,
                {fmt::format("the checkpoint is damaged: tensor \"{}\" {}", name, why),
                 "",
                 {},
                 "put an earlier copy in its place, or start the run again with `zeroth run`"});
}

}  // namespace zeroth::host
