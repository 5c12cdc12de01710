#include <doctest/doctest.h>

#include <fstream>
#include <map>

#include "host/base/problem.h"
#include "host/rendezvous/node_list.h"
#include "host/rendezvous/started_ranks.h"
#include "tests/support/working_folder.h"

namespace {

using namespace zeroth::host;

using Values = std::map<std::string, std::string>;

Variables variables(const Values& values) {
  return [values](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional<std::string>(found->second);
  };
}

RankPlace place_of(const Values& values, const std::string& store = "") {
  std::optional<RankStore> given;
  if (!store.empty()) given = parse_rank_store(store, "");
  return place_of_environment(variables(values), given);
}

std::string refusal(const Values& values) {
  try {
    place_of(values);
  } catch (const Failure& failure) {
    CHECK(failure.code() == Exit::usage);
    return failure.problems().front().what;
  }
  return "";
}

TEST_CASE("a store is a file or a port") {
  CHECK(parse_rank_store("file:/tmp/x", "").file == "/tmp/x");
  CHECK(parse_rank_store("file:a:1", "").text() == "file:a:1");
  const RankStore port = parse_rank_store("::1:29500", "");
  CHECK(port.host == "::1");
  CHECK(port.port == 29500);
  CHECK(port.text() == "::1:29500");
  for (const char* wrong :
       {"", "file:", "host", "host:", ":1", "host:0", "host:65536", "host:1x"}) {
    CHECK_THROWS_AS(parse_rank_store(wrong, ""), Failure);
  }
}

TEST_CASE("where ranks meet once more") {
  const WorkingFolder folder;
  const auto next = [](const std::string& text) {
    return store_for_another_time(parse_rank_store(text, "")).text();
  };
  CHECK(next("host:7") == "host:7");
  CHECK(next("file:store") == "file:store.2");
  CHECK(next("file:store.2") == "file:store.3");
  CHECK(next("file:a.b/store") == "file:a.b/store.2");
  std::ofstream("store.2").put('\n');
  CHECK(next("file:store") == "file:store.3");
}

TEST_CASE("a place survives its document") {
  const RankPlace place{1, 3, {"", "host", 7}, 20, true};
  const RankPlace again = RankPlace::from_json(place.to_json());
  CHECK(again.to_json() == place.to_json());
  CHECK_FALSE(again.is_first());
  for (const auto& [rank, ranks] : {std::pair{-1, 2}, {2, 2}, {0, 1}, {0, -1}}) {
    RankPlace wrong;
    wrong.rank = rank;
    wrong.ranks = ranks;
    CHECK_THROWS_AS(check_place(wrong, ""), Failure);
  }
}

TEST_CASE("torchrun's variables") {
  Values values = {{"RANK", "1"}, {"WORLD_SIZE", "2"}, {"MASTER_ADDR", "n1"}, {"MASTER_PORT", "5"}};
  const RankPlace place = place_of(values);
  CHECK(place.rank == 1);
  CHECK(place.ranks == 2);
  CHECK(place.store.text() == "n1:5");
  CHECK(place_of(values, "file:f").store.text() == "file:f");
  // It may listen at its port itself.
  Values agent = values;
  agent["TORCHELASTIC_USE_AGENT_STORE"] = "True";
  agent["TORCHELASTIC_RUN_ID"] = "none";
  const std::string elsewhere = place_of(agent).store.text();
  CHECK(elsewhere.rfind("n1:2", 0) == 0);
  agent["RANK"] = "0";
  CHECK(place_of(agent).store.text() == elsewhere);
  values["RANK"] = "2";
  CHECK(refusal(values) == "there is no rank 2 of 2");
  values["RANK"] = "one";
  CHECK(refusal(values) == "RANK is \"one\", which is no number");
  values["RANK"] = "0";
  values.erase("MASTER_ADDR");
  CHECK(refusal(values) == "RANK is set and MASTER_ADDR is not");
  CHECK(refusal({}) == "nobody has started ranks");
}

TEST_CASE("srun's variables") {
  Values values = {{"SLURM_PROCID", "3"},
                   {"SLURM_NTASKS", "8"},
                   {"SLURM_STEP_NUM_TASKS", "4"},
                   {"SLURM_STEP_NUM_NODES", "2"},
                   {"SLURM_STEP_NODELIST", "gpu[07-09,12]-ib,x"},
                   {"SLURM_JOB_ID", "12"},
                   {"SLURM_STEP_ID", "0"}};
  const RankPlace place = place_of(values);
  CHECK(place.rank == 3);
  CHECK(place.ranks == 4);
  CHECK(place.store.host == "gpu07-ib");
  CHECK(place.store.port >= 20000);
  CHECK(place.store.port < 30000);
  values["SLURM_PROCID"] = "0";
  CHECK(place_of(values).store.port == place.store.port);  // of the step, whoever asks
  values["SLURM_STEP_NUM_NODES"] = "1";
  CHECK(place_of(values).store.host == "127.0.0.1");
  values["SLURM_STEP_ID"] = "1";
  CHECK(place_of(values).store.port != place.store.port);
  CHECK(refusal({{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "2"}}) ==
        "SLURM_PROCID is set and SLURM_STEP_NODELIST is not");
}

TEST_CASE("the first of Slurm's nodes") {
  for (const auto& [list, node] : {std::pair{"", ""},
                                   {"a", "a"},
                                   {"a,b", "a"},
                                   {"n[1-4]", "n1"},
                                   {"n[07,9],m", "n07"},
                                   {"n[3]x", "n3x"},
                                   {"r[1-2]n[04-06]", "r1n04"},
                                   {"n[1", "n1"}}) {
    CHECK(first_node(list) == node);
  }
}

TEST_CASE("Open MPI's variables") {
  Values values = {{"OMPI_COMM_WORLD_RANK", "1"},
                   {"OMPI_COMM_WORLD_SIZE", "2"},
                   {"OMPI_COMM_WORLD_LOCAL_SIZE", "2"},
                   {"PMIX_NAMESPACE", "77"}};
  CHECK(place_of(values).store.host == "127.0.0.1");
  values["OMPI_COMM_WORLD_LOCAL_SIZE"] = "1";
  CHECK(refusal(values) ==
        "mpirun has started ranks on several hosts, and says of none where they meet");
  CHECK(place_of(values, "n1:5").store.text() == "n1:5");
}

}  // namespace
