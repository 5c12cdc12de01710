#include "plugins/networks/script_graph.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/jit/ir/ir.h>
#include <torch/csrc/jit/passes/inliner.h>

#include <filesystem>

namespace zeroth::networks {
namespace {

using torch::jit::Node;

/// Dropout between the layers of a recurrent network is no operation of its own.
bool drops_out(const Node& node) {
  for (const char* name : {"dropout", "dropout_p"}) {
    const auto* schema = node.maybeSchema();
    if (!schema || !schema->argumentIndexWithName(name)) continue;
    const auto value = torch::jit::toIValue(node.input(*schema->argumentIndexWithName(name)));
    if (!value || !value->isDouble() || value->toDouble() > 0) return true;
  }
  return false;
}

bool draws(const Node& node) {
  const auto* schema = node.maybeSchema();
  if (!schema) return false;
  if (schema->name() == "aten::manual_seed" || schema->name() == "aten::seed") return true;
  const auto found =
      c10::Dispatcher::singleton().findSchema({schema->name(), schema->overload_name()});
  return (found && found->hasTag(at::Tag::nondeterministic_seeded)) || drops_out(node);
}

/// Where it stands in the Python file, as far as the saved module knows.
std::string place_of(const Node& node) {
  const auto python = node.sourceRange().findSourceRangeThatGenerated();
  const auto place = python ? python->file_line_col() : c10::nullopt;
  if (!place) return "";
  const auto& [file, line, column] = *place;
  return ", " + std::filesystem::path(file).filename().string() + ":" + std::to_string(line);
}

std::optional<GraphProblem> problem_in(const torch::jit::Block& block) {
  for (const Node* node : block.nodes()) {
    if (node->kind() == c10::prim::SetAttr) {
      return GraphProblem{false, "self." + node->s(c10::attr::name) + " = ..." + place_of(*node)};
    }
    if (draws(*node)) {
      return GraphProblem{true, std::string(node->kind().toQualString()) + place_of(*node)};
    }
    for (const torch::jit::Block* inner : node->blocks()) {
      if (auto found = problem_in(*inner)) return found;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<GraphProblem> problem_of(torch::jit::Graph& graph) {
  const auto whole = graph.copy();
  torch::jit::Inline(*whole);
  return problem_in(*whole->block());
}

}  // namespace zeroth::networks
