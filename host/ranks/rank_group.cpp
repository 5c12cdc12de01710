#include "host/ranks/rank_group.h"

#include <ATen/ops/zeros.h>
#include <c10/util/Logging.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <optional>
#include <thread>
#include <torch/csrc/distributed/c10d/FileStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include "host/base/begins_with.h"
#include "host/base/json.h"

namespace zeroth::host {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kLook{10};
// A rank that fails says so before it lets go of the others, so what it said is there; on another
// host a moment later.
constexpr milliseconds kToBeTold{500};
constexpr milliseconds kToTell{5000};

std::string key_of(const char* what, int rank) { return fmt::format("zeroth/{}/{}", what, rank); }

std::vector<std::uint8_t> bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

std::string text_of(const std::vector<std::uint8_t>& bytes) { return {bytes.begin(), bytes.end()}; }

/// LibTorch adds where in its own code it happened.
std::string first_line(const std::exception& error) {
  const std::string text = error.what();
  return text.substr(0, text.find('\n'));
}

/// A LibTorch of later than 2.3 takes libuv for a store unless it is told not to, also where it was
/// built without.
template <typename Options>
auto without_libuv(Options& options) -> decltype(options.useLibUV = false, void()) {
  options.useLibUV = false;
}
void without_libuv(...) {}

c10::intrusive_ptr<c10d::Store> open_store(const RankPlace& place) {
  const RankStore& store = place.store;
  if (store.is_file()) return c10::make_intrusive<c10d::FileStore>(store.file, place.ranks);
  c10d::TCPStoreOptions options;
  options.port = static_cast<std::uint16_t>(store.port);
  options.isServer = place.is_first();
  options.numWorkers = static_cast<std::size_t>(place.ranks);
  options.waitWorkers = false;  // who has not come is told by name
  options.timeout = std::chrono::seconds(place.wait);
  without_libuv(options);
  c10::initLogging();  // or the environment's word on it is not read, and every attempt is logged
  return c10::make_intrusive<c10d::TCPStore>(store.host, options);
}

bool is_this_host(const RankStore& store) {
  return store.is_file() || store.host == "localhost" || begins_with(store.host, "127.");
}

auto options_of(const RankPlace& place) {
  auto options = c10d::ProcessGroupGloo::Options::create(std::chrono::seconds(place.wait));
  options->devices.push_back(is_this_host(place.store)
                                 ? c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1")
                                 : c10d::ProcessGroupGloo::createDefaultDevice());
  return options;
}

/// Another rank that has said that it ends.
std::optional<int> ended_rank(c10d::Store& store, const RankPlace& place) {
  for (int rank = 0; rank < place.ranks; ++rank) {
    if (rank != place.rank && store.check({key_of("end", rank)})) return rank;
  }
  return std::nullopt;
}

Json to_json(Exit code, const Problem& problem) {
  return {{"code", static_cast<int>(code)},
          {"what", problem.what},
          {"where", problem.where},
          {"why", problem.why},
          {"fix", problem.fix}};
}

Failure end_told(int rank, const std::string& text) {
  const Json told = Json::parse(text);
  return Failure(
      static_cast<Exit>(told.at("code").get<int>()),
      {fmt::format("rank {}: {}", rank, told.at("what").get<std::string>()),
       told.at("where").get<std::string>(), told.at("why").get<std::vector<std::string>>(),
       told.at("fix").get<std::string>()});
}

}  // namespace

struct RankGroup::Parts {
  c10::intrusive_ptr<c10d::Store> store;
  c10::intrusive_ptr<c10d::ProcessGroupGloo> group;
};

RankGroup::RankGroup(const RankPlace& place) : place_(place), parts_(std::make_unique<Parts>()) {
  const char* const kWhere = "zeroth run --ranks";
  try {
    parts_->store = open_store(place_);
    parts_->store->setTimeout(std::chrono::seconds(place_.wait));
    if (parts_->store->add("zeroth/arrived", 1) <= place_.ranks) return;
  } catch (const std::exception& error) {
    throw Failure(
        Exit::retry,
        {fmt::format("the ranks cannot meet at {}", place_.store.text()),
         kWhere,
         {first_line(error), fmt::format("rank {} of {} has tried for {} s at most", place_.rank,
                                         place_.ranks, place_.wait)},
         place_.store.is_file() ? "let --store name a file in a folder that all ranks may write"
                                : "see that rank 0 is started, and that its host and port can be "
                                  "reached, or give another --store"});
  }
  throw Failure(Exit::usage,
                {fmt::format("more than {} ranks came to {}", place_.ranks, place_.store.text()),
                 kWhere,
                 {"one was started twice, or the store is left from an earlier run"},
                 "let --store name a file that does not exist yet, or a free port"});
}

RankGroup::~RankGroup() = default;

std::vector<std::string> RankGroup::exchange(const std::string& topic, const std::string& text) {
  std::vector<std::string> keys, texts;
  for (int rank = 0; rank < size(); ++rank) keys.push_back(key_of(topic.c_str(), rank));
  try {
    parts_->store->set(keys[static_cast<std::size_t>(place_.rank)], bytes_of(text));
    wait_for(keys);
    for (const std::string& key : keys) texts.push_back(text_of(parts_->store->get(key)));
  } catch (const Failure&) {
    throw;
  } catch (const std::exception& error) {
    throw_lost(first_line(error));
  }
  return texts;
}

/// Looks now and then: it is to be told who has not come, and why one will not.
void RankGroup::wait_for(const std::vector<std::string>& keys) {
  const auto end = Clock::now() + std::chrono::seconds(place_.wait);
  while (true) {
    // Asked first: where all is there that it waits for, a rank finds for itself what ended
    // another.
    const bool one_ended = ended_rank(*parts_->store, place_).has_value();
    if (parts_->store->check(keys)) return;
    if (one_ended) throw_told_end();
    if (Clock::now() > end) throw_alone(keys);
    std::this_thread::sleep_for(kLook);
  }
}

void RankGroup::throw_alone(const std::vector<std::string>& keys) {
  std::vector<std::string> absent;
  for (std::size_t rank = 0; rank < keys.size(); ++rank) {
    if (!parts_->store->check({keys[rank]})) absent.push_back(std::to_string(rank));
  }
  alone_ = true;
  throw Failure(
      Exit::retry,
      {fmt::format("{} {} of {} did not come within {} s", absent.size() == 1 ? "rank" : "ranks",
                   fmt::join(absent, ", "), size(), place_.wait),
       "zeroth run --ranks",
       {fmt::format("rank {} waited at {}", place_.rank, place_.store.text())},
       "start all ranks with the same --ranks and --store, of a file one that does not exist yet; "
       "--rank-wait is how long one waits for the others"});
}

void RankGroup::connect() {
  try {
    parts_->group = c10::make_intrusive<c10d::ProcessGroupGloo>(parts_->store, place_.rank,
                                                                place_.ranks, options_of(place_));
  } catch (const std::exception& error) {
    throw_lost(first_line(error));
  }
}

void RankGroup::sum(at::Tensor values) {
  try {
    std::vector<at::Tensor> tensors{std::move(values)};
    parts_->group->allreduce(tensors)->wait();
  } catch (const std::exception& error) {
    throw_lost(first_line(error));
  }
}

void RankGroup::from_first(at::Tensor values) {
  try {
    std::vector<at::Tensor> tensors{std::move(values)};
    parts_->group->broadcast(tensors)->wait();
  } catch (const std::exception& error) {
    throw_lost(first_line(error));
  }
}

void RankGroup::to_first(int rank, at::Tensor values) {
  constexpr int kTag = 0;
  try {
    std::vector<at::Tensor> tensors{std::move(values)};
    const auto sent = is_first() ? parts_->group->recv(tensors, rank, kTag)
                                 : parts_->group->send(tensors, 0, kTag);
    sent->wait();
  } catch (const std::exception& error) {
    throw_lost(first_line(error));
  }
}

std::string RankGroup::from_first(const std::string& text) {
  const at::Tensor length = at::zeros({1}, at::kLong);
  *length.data_ptr<std::int64_t>() = static_cast<std::int64_t>(text.size());
  from_first(length);
  const at::Tensor bytes =
      at::zeros({std::max<std::int64_t>(length.item<std::int64_t>(), 1)}, at::kByte);
  if (is_first()) std::memcpy(bytes.data_ptr(), text.data(), text.size());
  from_first(bytes);
  return {static_cast<const char*>(bytes.data_ptr()),
          static_cast<std::size_t>(length.item<std::int64_t>())};
}

/// As sums in which every rank fills a row of its own.
std::vector<std::string> RankGroup::gather(const std::string& text) {
  const at::Tensor lengths = at::zeros({size()}, at::kLong);
  auto* const length = lengths.data_ptr<std::int64_t>();
  length[place_.rank] = static_cast<std::int64_t>(text.size());
  sum(lengths);
  const std::int64_t longest =
      std::max<std::int64_t>(*std::max_element(length, length + size()), 1);
  const at::Tensor rows = at::zeros({size(), longest}, at::kByte);
  auto* const row = rows.data_ptr<std::uint8_t>();
  std::memcpy(row + place_.rank * longest, text.data(), text.size());
  sum(rows);
  std::vector<std::string> texts;
  for (int rank = 0; rank < size(); ++rank) {
    texts.emplace_back(reinterpret_cast<const char*>(row + rank * longest),
                       static_cast<std::size_t>(length[rank]));
  }
  return texts;
}

void RankGroup::tell_end(Exit code, const Problem& problem) noexcept {
  if (met_end_) return;
  try {
    parts_->store->set(key_of("end", place_.rank), bytes_of(to_json(code, problem).dump()));
    parts_->store->set(key_of("told", place_.rank), bytes_of("yes"));
    parts_->group.reset();  // now they notice
    if (!is_first() || place_.store.is_file()) return;
    std::vector<std::string> keys;
    for (int rank = 1; rank < size(); ++rank) keys.push_back(key_of("told", rank));
    const auto end = Clock::now() + kToTell;
    while (!parts_->store->check(keys) && Clock::now() < end) std::this_thread::sleep_for(kLook);
  } catch (const std::exception&) {
    // Those who are left find this rank gone.
  }
}

/// What another rank said when it ended, if one did.
void RankGroup::throw_told_end() {
  const std::optional<int> rank = ended_rank(*parts_->store, place_);
  if (!rank) return;
  met_end_ = true;
  const std::string told = text_of(parts_->store->get(key_of("end", *rank)));
  parts_->store->set(key_of("told", place_.rank), bytes_of("yes"));
  throw end_told(*rank, told);
}

void RankGroup::throw_lost(const std::string& why) {
  const auto end = Clock::now() + kToBeTold;
  do {
    try {
      throw_told_end();
    } catch (const Failure&) {
      throw;
    } catch (const std::exception&) {
      break;  // the store has gone with the first rank
    }
    std::this_thread::sleep_for(kLook);
  } while (Clock::now() < end);
  met_end_ = true;
  alone_ = !place_.together;
  throw Failure(Exit::retry,
                {size() == 2 ? fmt::format("rank {} of this run is gone", 1 - place_.rank)
                             : "another rank of this run is gone",
                 "",
                 {why, "a run goes on from its last checkpoint"},
                 "start all ranks again"});
}

bool has_ranks() { return true; }

}  // namespace zeroth::host
