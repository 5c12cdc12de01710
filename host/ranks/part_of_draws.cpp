#include "host/ranks/part_of_draws.h"

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <c10/core/impl/LocalDispatchKeySet.h>
#include <c10/util/Optional.h>
#include <torch/library.h>

namespace zeroth::host {
namespace {

// A key of LibTorch that comes ahead of all others and that nothing of LibTorch uses.
constexpr auto kKey = c10::DispatchKey::TESTING_ONLY_GenericMode;

struct Part {
  std::int64_t rows = 0;
  int rank = 0, ranks = 1;
};
thread_local Part part;

using AnyGenerator = c10::optional<at::Generator>;

/// `fill` draws into a tensor.
template <class Fill>
at::Tensor& draw(at::Tensor& self, Fill fill) {
  const c10::impl::ExcludeDispatchKeyGuard beyond(kKey);
  if (self.dim() == 0 || self.size(0) != part.rows) return fill(self);
  std::vector<std::int64_t> sizes = self.sizes().vec();
  sizes[0] *= part.ranks;
  at::Tensor whole = at::empty(sizes, self.options());
  fill(whole);
  return self.copy_(whole.narrow(0, part.rank * part.rows, part.rows));
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

void set(bool included) { c10::impl::tls_set_dispatch_key_included(kKey, included); }

}  // namespace

PartOfDraws::PartOfDraws(std::int64_t rows, int rank, int ranks) {
  part = {rows, rank, ranks};
  set(true);
}

PartOfDraws::~PartOfDraws() { set(false); }

}  // namespace zeroth::host
