#include "host/ranks/equal_ranks.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <vector>

#include "host/base/hash.h"
#include "host/base/json.h"

namespace zeroth::host {
namespace {

at::Tensor plain(const at::Tensor& tensor) { return tensor.detach().cpu().contiguous(); }

std::size_t size_of(const at::Tensor& tensor) { return static_cast<std::size_t>(tensor.nbytes()); }

at::Tensor as_bytes(const at::Tensor& tensor) {
  return at::from_blob(tensor.data_ptr(), {static_cast<std::int64_t>(tensor.nbytes())}, at::kByte);
}

std::string hash_of_all(const NamedTensors& state) {
  Hasher hasher;
  for (const NamedTensor& one : state) {
    const at::Tensor tensor = plain(one.tensor);
    hasher.add(one.name.data(), one.name.size());
    hasher.add(tensor.data_ptr(), size_of(tensor));
  }
  return hasher.text();
}

bool all_the_same(const std::vector<std::string>& texts) {
  return std::all_of(texts.begin(), texts.end(), [&](const auto& one) { return one == texts[0]; });
}

/// A line a tensor.
std::string hashes_of_each(const NamedTensors& state) {
  std::string lines;
  for (const NamedTensor& one : state) {
    const at::Tensor tensor = plain(one.tensor);
    lines += one.name + " " +
             hash_of(static_cast<const char*>(tensor.data_ptr()), size_of(tensor)) + "\n";
  }
  return lines;
}

std::string first_that_differs(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    std::istringstream these(texts[0]), those(text);
    for (std::string a, b; std::getline(these, a);) {
      if (!std::getline(those, b) || a != b) return a.substr(0, a.rfind(' '));
    }
  }
  return "its list of tensors";
}

}  // namespace

NamedTensors from_first_rank(RankGroup& ranks, const NamedTensors& own) {
  Json list = Json::array();
  for (const NamedTensor& one : own) {
    list.push_back({{"name", one.name},
                    {"type", static_cast<int>(one.tensor.scalar_type())},
                    {"sizes", one.tensor.sizes().vec()}});
  }
  const Json sent = Json::parse(ranks.from_first(list.dump()));
  NamedTensors all;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const auto type = static_cast<at::ScalarType>(sent[i].at("type").get<int>());
    const auto sizes = sent[i].at("sizes").get<std::vector<std::int64_t>>();
    at::Tensor tensor = ranks.is_first() ? plain(own[i].tensor) : at::empty(sizes, type);
    if (tensor.numel() > 0) ranks.from_first(as_bytes(tensor));
    all.push_back({sent[i].at("name").get<std::string>(), std::move(tensor)});
  }
  return all;
}

void expect_equal_ranks(RankGroup& ranks, const NamedTensors& state, const std::string& when) {
  if (all_the_same(ranks.gather(hash_of_all(state)))) return;
  const std::string name = first_that_differs(ranks.gather(hashes_of_each(state)));
  throw Failure(
      Exit::run_failed,
      {fmt::format("the ranks do not agree any more: \"{}\" is not the same on all", name),
       when,
       {"a component keeps there what it saw of its own part of the batches, or the "
        "processors of the ranks compute differently"},
       "run it in one process, without --ranks; the last checkpoint was kept"});
}

}  // namespace zeroth::host
