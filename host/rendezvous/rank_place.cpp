#include "host/rendezvous/rank_place.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

constexpr const char* kFile = "file:";
constexpr int kLastPort = 65535;

/// 0: it is none.
int port_of(const std::string& text) {
  const bool digits = !text.empty() && text.size() <= 5 &&
                      text.find_first_not_of("0123456789") == std::string::npos;
  const int port = digits ? std::atoi(text.c_str()) : 0;
  return port <= kLastPort ? port : 0;
}

}  // namespace

std::string RankStore::text() const {
  return is_file() ? kFile + file : fmt::format("{}:{}", host, port);
}

RankStore parse_rank_store(const std::string& text, const std::string& where) {
  RankStore store;
  const std::string prefix = kFile;
  if (text.rfind(prefix, 0) == 0) {
    store.file = text.substr(prefix.size());
    if (!store.file.empty()) return store;
  } else if (const auto colon = text.rfind(':'); colon != std::string::npos && colon > 0) {
    store.host = text.substr(0, colon);
    store.port = port_of(text.substr(colon + 1));
    if (store.port > 0) return store;
  }
  throw Failure(Exit::usage,
                {fmt::format("\"{}\" is no place where ranks can meet", text),
                 where,
                 {"it is a file that all of them see, or a port of the first one's host"},
                 "write file:PATH, of a file that does not exist yet, or HOST:PORT"});
}

RankStore store_for_another_time(const RankStore& store) {
  RankStore other = store;
  if (!store.is_file()) return other;
  const std::size_t dot = store.file.rfind('.');
  const std::string behind = dot == std::string::npos ? "" : store.file.substr(dot + 1);
  const bool numbered = !behind.empty() && behind.size() <= 6 &&
                        behind.find_first_not_of("0123456789") == std::string::npos;
  const std::string name = numbered ? store.file.substr(0, dot) : store.file;
  for (int number = numbered ? std::atoi(behind.c_str()) + 1 : 2;; ++number) {
    other.file = fmt::format("{}.{}", name, number);
    std::error_code unknown;
    if (!std::filesystem::exists(other.file, unknown)) return other;
  }
}

Json RankPlace::to_json() const {
  return {{"rank", rank},
          {"ranks", ranks},
          {"store", {{"file", store.file}, {"host", store.host}, {"port", store.port}}},
          {"wait", wait},
          {"together", together}};
}

RankPlace RankPlace::from_json(const Json& json) {
  const Json& store = json.at("store");
  return {json.at("rank").get<int>(),
          json.at("ranks").get<int>(),
          {store.at("file").get<std::string>(), store.at("host").get<std::string>(),
           store.at("port").get<int>()},
          json.at("wait").get<int>(),
          json.at("together").get<bool>()};
}

void check_place(const RankPlace& place, const std::string& where) {
  if (place.ranks >= 2 && place.rank >= 0 && place.rank < place.ranks) return;
  throw Failure(Exit::usage, {fmt::format("there is no rank {} of {}", place.rank, place.ranks),
                              where,
                              {"ranks are at least two, and counted from 0"},
                              "without --ranks a run is one process"});
}

}  // namespace zeroth::host
