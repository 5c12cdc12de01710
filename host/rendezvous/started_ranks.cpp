#include "host/rendezvous/started_ranks.h"

#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>

#include "host/base/problem.h"
#include "host/rendezvous/node_list.h"

namespace zeroth::host {
namespace {

constexpr const char* kWhere = "zeroth run --ranks env";
constexpr const char* kLoopback = "127.0.0.1";

[[noreturn]] void refuse(const std::string& what, const std::string& why, const std::string& fix) {
  throw Failure(Exit::usage, {what, kWhere, {why}, fix});
}

int number(const Variables& variables, const std::string& name) {
  const std::string text = variables(name).value_or("");
  if (text.empty() || text.size() > 9 || text.find_first_not_of("0123456789") != text.npos) {
    refuse(fmt::format("{} is \"{}\", which is no number", name, text),
           "the program that starts the ranks sets it",
           "start them with torchrun, srun or mpirun, or give --ranks N --rank K --store");
  }
  return std::atoi(text.c_str());
}

/// One that other jobs of the same host hardly have: by the job's own name, FNV-1a.
int port_by_name(const std::string& job) {
  constexpr std::uint32_t kFirst = 20000, kCount = 10000;  // below those that the system hands out
  std::uint32_t hash = 2166136261U;
  for (const char c : job) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return static_cast<int>(kFirst + hash % kCount);
}

RankStore store_of_torchrun(const Variables& variables) {
  const std::string host = variables("MASTER_ADDR").value_or("");
  if (host.empty()) {
    refuse("RANK is set and MASTER_ADDR is not", "the ranks need a place where they meet",
           "set MASTER_ADDR and MASTER_PORT, or give --store file:PATH or --store HOST:PORT");
  }
  const int port = number(variables, "MASTER_PORT");
  if (variables("TORCHELASTIC_USE_AGENT_STORE").value_or("") != "True") return {"", host, port};
  // torchrun listens there itself.
  return {"", host,
          port_by_name(fmt::format("{}.{}", port, variables("TORCHELASTIC_RUN_ID").value_or("")))};
}

RankStore store_of_slurm(const Variables& variables) {
  const bool one_node = variables("SLURM_STEP_NUM_NODES").value_or("") == "1";
  std::string list = variables("SLURM_STEP_NODELIST").value_or("");
  if (list.empty()) list = variables("SLURM_NODELIST").value_or("");
  const std::string host = one_node ? kLoopback : first_node(list);
  if (host.empty()) {
    refuse("SLURM_PROCID is set and SLURM_STEP_NODELIST is not",
           "the ranks meet on the first node of the step", "start them with srun, or give --store");
  }
  const std::string job =
      variables("SLURM_JOB_ID").value_or("") + "." + variables("SLURM_STEP_ID").value_or("");
  return {"", host, port_by_name(job)};
}

RankStore store_of_open_mpi(const Variables& variables, int ranks) {
  // Open MPI names no host; where all ranks are on this one it needs no name.
  if (number(variables, "OMPI_COMM_WORLD_LOCAL_SIZE") != ranks) {
    refuse("mpirun has started ranks on several hosts, and says of none where they meet",
           "OMPI_COMM_WORLD_LOCAL_SIZE is less than OMPI_COMM_WORLD_SIZE",
           "give --store HOST:PORT, of the host of rank 0, or --store file:PATH");
  }
  return {"", kLoopback, port_by_name(variables("PMIX_NAMESPACE").value_or(""))};
}

}  // namespace

std::optional<std::string> own_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value ? std::optional<std::string>(value) : std::nullopt;
}

RankPlace place_of_environment(const Variables& variables, const std::optional<RankStore>& store) {
  RankPlace place;
  if (variables("RANK")) {
    place.rank = number(variables, "RANK");
    place.ranks = number(variables, "WORLD_SIZE");
    place.store = store ? *store : store_of_torchrun(variables);
  } else if (variables("SLURM_PROCID")) {
    place.rank = number(variables, "SLURM_PROCID");
    place.ranks = number(
        variables, variables("SLURM_STEP_NUM_TASKS") ? "SLURM_STEP_NUM_TASKS" : "SLURM_NTASKS");
    place.store = store ? *store : store_of_slurm(variables);
  } else if (variables("OMPI_COMM_WORLD_RANK")) {
    place.rank = number(variables, "OMPI_COMM_WORLD_RANK");
    place.ranks = number(variables, "OMPI_COMM_WORLD_SIZE");
    place.store = store ? *store : store_of_open_mpi(variables, place.ranks);
  } else {
    refuse("nobody has started ranks",
           "neither RANK of torchrun, SLURM_PROCID of srun nor OMPI_COMM_WORLD_RANK of mpirun is "
           "set",
           "start this command with one of them, or give --ranks N for N ranks on this machine");
  }
  check_place(place, kWhere);
  return place;
}

}  // namespace zeroth::host
