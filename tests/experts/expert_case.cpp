#include "tests/experts/expert_case.h"

#include <ATen/ops/tensor.h>

#include <map>

using zeroth::Expert;
using zeroth::host::Handle;
using zeroth::host::Json;

Handle<Expert> make_expert(const Json& block) {
  std::map<std::string, std::string> files;
  for (const char* name : {"apn", "cexp", "dan", "dazle", "fexp", "msdn_av", "msdn_va", "pooled"}) {
    std::string id = std::string("expert.") + name;
    for (char& c : id) c = c == '_' ? '-' : c;
    files[id] = std::string(ZEROTH_TEST_PLUGINS) + "/expert_" + name + ".so";
  }
  return zeroth::host::Composer(files, {}).make<Expert>({{"expert", block}}, "/expert");
}

zeroth::RegionProblem ExpertCase::problem() const {
  zeroth::RegionProblem made;
  made.word_vectors = normal({attributes, word}, 11);
  made.classes.attributes = normal({7, attributes}, 12).abs();
  made.classes.seen = at::tensor({0, 2, 3, 6}, at::kLong);
  made.classes.unseen = at::tensor({1, 4, 5}, at::kLong);
  made.channels = channels;
  made.regions = regions;
  return made;
}

zeroth::RegionBatch ExpertCase::batch(std::uint64_t seed) const {
  const at::Tensor raw = normal({images, channels, regions}, seed).abs();
  const at::Tensor unit = raw / raw.norm(2, {1}, true);
  return {unit.transpose(1, 2).contiguous()};
}

Handle<Expert> built(const Json& block, const ExpertCase& one) {
  const auto expert = make_expert(block);
  expert.component()->build(one.problem(), at::detail::createCPUGenerator(1));
  std::uint64_t seed = 31;
  for (const zeroth::NamedTensor& each : expert.component()->parameters()) {
    at::Tensor values = each.tensor;
    values.normal_(0, 1, at::detail::createCPUGenerator(seed++));
  }
  return expert;
}

zeroth::TensorMap forward(const Handle<Expert>& expert, const zeroth::RegionBatch& images) {
  return expert.call("forward()", [&](auto& e) { return e.forward(images); });
}

at::Tensor parameter(const Handle<Expert>& expert, const std::string& name) {
  return zeroth::TensorMap(expert.component()->parameters())[name];
}
