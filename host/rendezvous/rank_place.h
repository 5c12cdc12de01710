#pragma once

#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// Where ranks meet: a file of one machine, or a port of a host.
struct RankStore {
  std::string file;  ///< empty: the port
  std::string host;
  int port = 0;

  bool is_file() const { return !file.empty(); }
  /// As a user writes it: "file:PATH" or "HOST:PORT".
  std::string text() const;
};

/// @param where  of what is wrong, "zeroth run --store" for example
/// @throws Failure(usage) for what is neither "file:PATH" nor "HOST:PORT".
RankStore parse_rank_store(const std::string& text, const std::string& where);

/// Where the same ranks can meet once more: a port, or a file that is not there, with the next free
/// number behind its name, since one where ranks have met serves no others.
RankStore store_for_another_time(const RankStore& store);

/// A process of a run that computes on several.
struct RankPlace {
  int rank = 0;   ///< from 0; the first writes the run directory and says what there is to say
  int ranks = 1;  ///< how many there are
  RankStore store;
  int wait = 1800;        ///< seconds that a rank waits for the others
  bool together = false;  ///< one front end has started all of them, and says when one dies

  bool is_first() const { return rank == 0; }
  Json to_json() const;
  static RankPlace from_json(const Json& json);
};

/// @throws Failure(usage) where the rank is none of 0 to ranks - 1, or there are fewer than two.
void check_place(const RankPlace& place, const std::string& where);

}  // namespace zeroth::host
