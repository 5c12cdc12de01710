#include "host/serve/scorer.h"

#include <ATen/ops/cat.h>
#include <zeroth/row_chunks.h>

#include <exception>
#include <future>
#include <utility>

#include "host/http/refusal.h"

namespace zeroth::host {
namespace {

// Beyond these a product gains nothing more by further rows.
constexpr std::int64_t kRowsTogether = 256;
constexpr std::int64_t kImagesTogether = 16;

}  // namespace

struct Scorer::Part {
  at::Tensor samples;
  std::promise<at::Tensor> said;
};

Scorer::Scorer(const LoadedModel& model, std::chrono::seconds patience)
    : model_(model),
      patience_(patience),
      at_once_(model.reads_regions() ? kImagesTogether : kRowsTogether) {}

Scorer::~Scorer() = default;

at::Tensor Scorer::scores(const at::Tensor& samples) {
  return in_chunks(samples.size(0), at_once_, [&](std::int64_t first, std::int64_t count) {
    return scores_of_part(samples.narrow(0, first, count));
  });
}

at::Tensor Scorer::scores_of_part(const at::Tensor& samples) {
  const auto part = std::make_shared<Part>();
  part->samples = samples;
  auto said = part->said.get_future();
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(part);
  }
  came_.notify_one();
  if (said.wait_for(patience_) == std::future_status::ready) return said.get();
  throw Refusal(503,
                {"the server is busy",
                 "",
                 {"the rows would have to wait too long"},
                 "try again later, or send fewer rows at a time"},
                {{"Retry-After", "1"}});
}

/// As many of those that wait as are scored together.
Scorer::Parts Scorer::next_parts(std::chrono::milliseconds idle) {
  std::unique_lock lock(mutex_);
  came_.wait_for(lock, idle, [this] { return !waiting_.empty(); });
  Parts parts;
  std::int64_t rows = 0;
  while (!waiting_.empty() && rows + waiting_.front()->samples.size(0) <= at_once_) {
    rows += waiting_.front()->samples.size(0);
    parts.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return parts;
}

void Scorer::work(std::chrono::milliseconds idle) {
  for (Parts parts = next_parts(idle); !parts.empty(); parts = next_parts(idle)) score(parts);
}

void Scorer::score(const Parts& parts) const {
  try {
    std::vector<at::Tensor> samples;
    for (const auto& part : parts) samples.push_back(part->samples);
    const at::Tensor all = score(parts.size() == 1 ? samples.front() : at::cat(samples));
    std::int64_t first = 0;
    for (const auto& part : parts) {
      const std::int64_t count = part->samples.size(0);
      part->said.set_value(all.narrow(0, first, count));
      first += count;
    }
  } catch (const std::future_error&) {
    throw;
  } catch (...) {
    if (parts.size() == 1) return parts.front()->said.set_exception(std::current_exception());
    // One client's rows are no fault of the others'.
    for (const auto& part : parts) score({part});
  }
}

at::Tensor Scorer::score(const at::Tensor& samples) const {
  const at::Tensor said = model_.reads_regions() ? model_.scores(Samples(RegionBatch{samples}))
                                                 : model_.scores(samples);
  return said.to(at::kFloat).contiguous();
}

}  // namespace zeroth::host
