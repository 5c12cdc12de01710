#pragma once

#include <string>

namespace zeroth::host {

/// The first host of a list as Slurm writes it: "n07" of "n07,n09", "n07" of "n[07-09,12]". Empty
/// of an empty one.
std::string first_node(const std::string& list);

}  // namespace zeroth::host
