#pragma once

#include <array>
#include <string_view>

namespace zeroth::host {

/// Every file that may lie in a bundle, in their order there. A file of another name is foreign.
constexpr std::array<std::string_view, 14> kBundleFiles = {
    "bundle.json",   "config.resolved.json", "origins.json",       "env.json",
    "status.json",   "result.json",          "selection.json",     "looks.jsonl",
    "metrics.jsonl", "predictions.npy",      "scores.safetensors", "best_scores.safetensors",
    "model.json",    "model.safetensors"};

}  // namespace zeroth::host
