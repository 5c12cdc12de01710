#pragma once

#include <optional>
#include <string>

namespace torch::jit {
struct Graph;
}

namespace zeroth::networks {

/// What a scripted method must not do.
struct GraphProblem {
  bool draws = false;  ///< from the global random streams; else it sets an attribute
  std::string text;    ///< operation and place: "aten::dropout, generator.py:31"
};

/// The first problem in what a method computes, in whatever it calls and in branches not taken:
/// the host cannot continue, to the same bits, what draws from a stream of nobody or is remembered
/// outside of a buffer.
std::optional<GraphProblem> problem_of(torch::jit::Graph& graph);

}  // namespace zeroth::networks
