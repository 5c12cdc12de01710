#include "host/ranks/part_of_draws.h"

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <c10/core/impl/LocalDispatchKeySet.h>
#include <c10/util/Optional.h>
#include <torch/library.h>

#include <utility>

namespace zeroth::host {
namespace {

// A key of LibTorch that comes ahead of all others and that nothing of LibTorch uses.
constexpr auto kDrawsKey = c10::DispatchKey::TESTING_ONLY_GenericMode;

struct Sharing {
  PartOfDraws::Share share;
  const std::vector<TriedPhases::Lengths>* alone = nullptr;
  std::size_t drawn = 0;  ///< so far
};
// What those that live do; at most one is there.
thread_local Sharing sharing;
thread_local TriedPhases::Lengths* record = nullptr;

using AnyGenerator = c10::optional<at::Generator>;

std::int64_t length_of(const at::Tensor& tensor) { return tensor.dim() == 0 ? -1 : tensor.size(0); }

/// Whether a tensor of that length, the next one, is a part of what one process draws.
bool is_part(std::int64_t length) {
  const std::size_t place = sharing.drawn++;
  if (length < 0) return false;
  for (const TriedPhases::Lengths& lengths : *sharing.alone) {
    if (place >= lengths.size()) continue;
    if (lengths[place] == length * sharing.share.ranks) return true;
    if (lengths[place] == length) return false;
  }
  return length == sharing.share.rows;
}

/// `fill` draws into a tensor.
template <class Fill>
at::Tensor& draw(at::Tensor& self, Fill fill) {
  const c10::impl::ExcludeDispatchKeyGuard beyond(kDrawsKey);
  const std::int64_t length = length_of(self);
  if (record) record->push_back(length);
  if (record || !is_part(length)) return fill(self);
  std::vector<std::int64_t> sizes = self.sizes().vec();
  sizes[0] *= sharing.share.ranks;
  at::Tensor whole = at::empty(sizes, self.options());
  fill(whole);
  return self.copy_(whole.narrow(0, sharing.share.rank * length, length));
}

at::Tensor& normal(at::Tensor& self, double mean, double std, AnyGenerator rng) {
  return draw(self, [&](at::Tensor& it) -> at::Tensor& { return it.normal_(mean, std, rng); });
}

at::Tensor& uniform(at::Tensor& self, double from, double to, AnyGenerator rng) {
  return draw(self, [&](at::Tensor& it) -> at::Tensor& { return it.uniform_(from, to, rng); });
}

at::Tensor& random_from(at::Tensor& self, std::int64_t from, c10::optional<std::int64_t> to,
                        AnyGenerator rng) {
  return draw(self, [&](at::Tensor& it) -> at::Tensor& { return it.random_(from, to, rng); });
}

at::Tensor& random_to(at::Tensor& self, std::int64_t to, AnyGenerator rng) {
  return draw(self, [&](at::Tensor& it) -> at::Tensor& { return it.random_(to, rng); });
}

at::Tensor& bernoulli(at::Tensor& self, double p, AnyGenerator rng) {
  return draw(self, [&](at::Tensor& it) -> at::Tensor& { return it.bernoulli_(p, rng); });
}

at::Tensor& exponential(at::Tensor& self, double lambda, AnyGenerator rng) {
  return draw(self, [&](at::Tensor& it) -> at::Tensor& { return it.exponential_(lambda, rng); });
}

TORCH_LIBRARY_IMPL(_, TESTING_ONLY_GenericMode, all) {
  all.fallback(torch::CppFunction::makeFallthrough());
}

// What fills a tensor in place is what every function that draws ends with: rand, randn, randint.
TORCH_LIBRARY_IMPL(aten, TESTING_ONLY_GenericMode, some) {
  some.impl("normal_", normal);
  some.impl("uniform_", uniform);
  some.impl("random_.from", random_from);
  some.impl("random_.to", random_to);
  some.impl("bernoulli_.float", bernoulli);
  some.impl("exponential_", exponential);
}

void set(bool included) { c10::impl::tls_set_dispatch_key_included(kDrawsKey, included); }

}  // namespace

PartOfDraws::PartOfDraws(const Share& share, const std::vector<TriedPhases::Lengths>& alone) {
  sharing = {share, &alone};
  set(true);
}

PartOfDraws::~PartOfDraws() { set(false); }

RecordOfDraws::RecordOfDraws(TriedPhases& tried, std::string place)
    : tried_(tried), place_(std::move(place)) {
  record = &lengths_;
  set(true);
}

RecordOfDraws::~RecordOfDraws() {
  set(false);
  record = nullptr;
  tried_.add_draws(place_, lengths_);
}

}  // namespace zeroth::host
