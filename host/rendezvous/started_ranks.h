#pragma once

#include <functional>
#include <optional>
#include <string>

#include "host/rendezvous/rank_place.h"

namespace zeroth::host {

/// A variable of the environment by name; nothing: it is not set.
using Variables = std::function<std::optional<std::string>(const std::string& name)>;
/// Those of this process.
std::optional<std::string> own_variable(const std::string& name);

/// The place of a process that torchrun (RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT), srun
/// (SLURM_*) or mpirun of Open MPI (OMPI_COMM_WORLD_*) has started, looked for in this order.
/// `store` is where the user says that they meet; without it the variables have to say it.
/// @throws Failure(usage) naming what is missing, not a number or out of range.
RankPlace place_of_environment(const Variables& variables, const std::optional<RankStore>& store);

}  // namespace zeroth::host
