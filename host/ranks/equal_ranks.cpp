#include "host/ranks/equal_ranks.h"

#include <ATen/ops/zeros.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <sstream>
#include <vector>

#include "host/base/hash.h"

namespace zeroth::host {
namespace {

at::Tensor plain(const at::Tensor& tensor) { return tensor.detach().cpu().contiguous(); }

std::size_t size_of(const at::Tensor& tensor) { return static_cast<std::size_t>(tensor.nbytes()); }

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

/// Whether all ranks have that hash, in one message whose size is always the same.
bool all_have(RankGroup& ranks, const std::string& hash) {
  constexpr std::int64_t kDigits = 32;
  const at::Tensor rows = at::zeros({ranks.size(), kDigits}, at::kByte);
  auto* const row = rows.data_ptr<std::uint8_t>();
  std::memcpy(row + ranks.place().rank * kDigits, hash.data(), kDigits);
  ranks.sum(rows);
  for (int rank = 1; rank < ranks.size(); ++rank) {
    if (std::memcmp(row, row + rank * kDigits, kDigits) != 0) return false;
  }
  return true;
}

/// "rank 0 has ..., rank 2 has nothing there", of the first line that differs.
std::string difference_of_lines(const std::vector<std::string>& texts) {
  const auto named = [](const std::string& line) { return line.empty() ? "nothing there" : line; };
  for (std::size_t rank = 1; rank < texts.size(); ++rank) {
    std::istringstream first(texts[0]), other(texts[rank]);
    for (std::string a, b; first || other; a.clear(), b.clear()) {
      std::getline(first, a);
      std::getline(other, b);
      if (a == b) continue;
      return fmt::format("rank 0 has {}, rank {} has {}", named(a), rank, named(b));
    }
  }
  return "";
}

}  // namespace

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

void expect_same_lines(RankGroup& ranks, const std::vector<std::string>& lines,
                       const std::string& where, const std::string& when) {
  const std::string text = fmt::format("{}", fmt::join(lines, "\n"));
  if (all_have(ranks, hash_of(text))) return;
  throw Failure(Exit::run_failed,
                {"the ranks have not the same to average",
                 where,
                 {when, difference_of_lines(ranks.gather(text)),
                  "what a component computes or keeps depends there on its rows, and every rank "
                  "has its own"},
                 "run it in one process, without --ranks; the last checkpoint was kept"});
}

}  // namespace zeroth::host
