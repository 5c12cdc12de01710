#include "host/train/random_streams.h"

#include <c10/util/Exception.h>

#include "host/device/device.h"
#include "host/train/restore.h"

namespace zeroth::host {
namespace {

constexpr const char* kPrefix = "random/";

/// FNV-1a over the name, mixed with the seed by the finaliser of splitmix64.
std::uint64_t seed_of(std::uint64_t seed, const std::string& name) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  std::uint64_t x = hash + 0x9e3779b97f4a7c15ULL * (seed + 1);
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

/// LibTorch's own check of a state says nothing of where it came from.
void set_state(at::Generator generator, const NamedTensor& saved) {
  const at::Tensor now = generator.get_state();
  const at::Tensor& next = saved.tensor;
  bool fits = next.scalar_type() == now.scalar_type() && next.sizes() == now.sizes();
  try {
    if (fits) generator.set_state(next);
  } catch (const c10::Error&) {
    fits = false;
  }
  if (!fits) refuse_damaged(saved.name, "is no state of this device's random generator");
}

}  // namespace

at::Generator RandomStreams::made(const std::string& name, const at::Device& device) const {
  return generator_on(device, seed_of(seed_, name));
}

at::Generator RandomStreams::found_or_made(const std::string& name, const at::Device& device) {
  const auto [found, added] = streams_.try_emplace(name);
  if (added) found->second = made(name, device);
  return found->second;
}

at::Generator RandomStreams::fresh(const std::string& name) const { return made(name, device_); }

at::Generator RandomStreams::stream(const std::string& name) {
  return found_or_made(name, device_);
}

at::Generator RandomStreams::cpu_stream(const std::string& name) {
  return found_or_made(name, at::kCPU);
}

NamedTensors RandomStreams::state() const {
  NamedTensors tensors;
  for (const auto& [name, generator] : streams_) {
    tensors.push_back({kPrefix + name, generator.get_state()});
  }
  return tensors;
}

void RandomStreams::restore(const TensorMap& saved) {
  for (const auto& [name, generator] : streams_) {
    const std::string tensor = kPrefix + name;
    if (!saved.contains(tensor)) refuse_damaged(tensor, "is missing");
    set_state(generator, {tensor, saved[tensor]});
  }
}

}  // namespace zeroth::host
