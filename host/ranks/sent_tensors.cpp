#include "host/ranks/sent_tensors.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {
namespace {

at::Tensor ready(const at::Tensor& tensor) { return tensor.detach().cpu().contiguous(); }

at::Tensor bytes(const at::Tensor& tensor) {
  return at::from_blob(tensor.data_ptr(), {static_cast<std::int64_t>(tensor.nbytes())}, at::kByte);
}

/// Names, types and sizes.
Json list_of(const NamedTensors& tensors) {
  Json list = Json::array();
  for (const NamedTensor& one : tensors) {
    list.push_back({{"name", one.name},
                    {"type", static_cast<int>(one.tensor.scalar_type())},
                    {"sizes", one.tensor.sizes().vec()}});
  }
  return list;
}

/// Room for what a list says.
NamedTensors room_for(const Json& list) {
  NamedTensors all;
  for (const Json& one : list) {
    const auto type = static_cast<at::ScalarType>(one.at("type").get<int>());
    all.push_back({one.at("name").get<std::string>(),
                   at::empty(one.at("sizes").get<std::vector<std::int64_t>>(), type)});
  }
  return all;
}

NamedTensors made_ready(const NamedTensors& tensors) {
  NamedTensors all;
  for (const NamedTensor& one : tensors) all.push_back({one.name, ready(one.tensor)});
  return all;
}

/// The parts of one name, by rank.
struct Parts {
  std::string name;
  std::vector<at::Tensor> tensors;
};

void add(std::vector<Parts>& all, const NamedTensors& some) {
  for (const NamedTensor& one : some) {
    Parts* parts = nullptr;
    for (Parts& known : all) parts = known.name == one.name ? &known : parts;
    if (!parts) parts = &all.emplace_back(Parts{one.name, {}});
    parts->tensors.push_back(one.tensor);
  }
}

}  // namespace

NamedTensors from_first_rank(RankGroup& ranks, const NamedTensors& own) {
  const Json list = Json::parse(ranks.from_first(list_of(own).dump()));
  NamedTensors all = ranks.is_first() ? made_ready(own) : room_for(list);
  for (const NamedTensor& one : all) {
    if (one.tensor.numel() > 0) ranks.from_first(bytes(one.tensor));
  }
  return all;
}

NamedTensors below_each_other(RankGroup& ranks, const NamedTensors& own) {
  const NamedTensors mine = made_ready(own);
  const std::vector<std::string> lists = ranks.gather(list_of(mine).dump());
  std::vector<Parts> all;
  if (ranks.is_first()) add(all, mine);
  for (int rank = 1; rank < ranks.size(); ++rank) {
    const bool sends = rank == ranks.place().rank;
    if (!sends && !ranks.is_first()) continue;
    const NamedTensors part =
        sends ? mine : room_for(Json::parse(lists[static_cast<std::size_t>(rank)]));
    for (const NamedTensor& one : part) {
      if (one.tensor.numel() > 0) ranks.to_first(rank, bytes(one.tensor));
    }
    if (ranks.is_first()) add(all, part);
  }
  NamedTensors below;
  for (Parts& one : all) below.push_back({std::move(one.name), at::cat(one.tensors)});
  return below;
}

}  // namespace zeroth::host
