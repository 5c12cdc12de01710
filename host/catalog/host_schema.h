#pragma once

#include <string>
#include <vector>

#include "host/catalog/description.h"

namespace zeroth::host {

/// A block of the pipeline that the host owns, with the blocks inside it.
struct BlockSchema {
  std::string name;
  std::vector<ParameterRule> values;
  std::vector<BlockSchema> blocks;
  std::string only_with;  ///< a block of the pipeline without which this one means nothing
};

/// A block that uses a plugin.
struct PluginBlock {
  std::string name;
  std::string kind;
  bool optional = false;
};

/// Everything that a pipeline of one recipe may hold.
struct RecipeSchema {
  std::string name;
  std::vector<PluginBlock> plugins;
  bool experts = false;  ///< has an `experts` block: name -> expert; trains on region features
  bool losses = false;   ///< has a `losses` block: name -> loss
  std::vector<BlockSchema> blocks;
};

const std::vector<std::string>& recipe_names();
/// @return nullptr for an unknown recipe.
const RecipeSchema* find_recipe(const std::string& name);

/// The values at the top of every pipeline.
const std::vector<ParameterRule>& top_values();

/// The data readers that are built in: id and parameters.
struct DataReader {
  std::string id;
  std::string summary;
  std::vector<ParameterRule> params;
  bool regions = false;  ///< yields region features [N,M,R], else one feature row [D] per image
};
const std::vector<DataReader>& data_readers();

/// Settings of a loss block beside `use` and `params`.
const std::vector<ParameterRule>& loss_values(const RecipeSchema& recipe);

/// Tensors that recipe d3gzsl offers to losses: rows is "real" (B rows) or "mixed" (N rows,
/// synthetic ones first).
std::vector<TensorRule> d3gzsl_tensors(const std::string& rows);
/// Those that every recipe with experts offers, beside the experts' own outputs.
std::vector<TensorRule> batch_tensors();

}  // namespace zeroth::host
