#pragma once

#include <zeroth/description.h>

#include <string>
#include <string_view>
#include <vector>

namespace zeroth::host {

/// The format of pipeline files that this host reads.
constexpr int kPipelineFormat = 1;

// A pipeline's name becomes a part of the run directory's name.
constexpr std::size_t kLongestName = 100;
constexpr std::string_view kNotInName("/\\\0", 3);

/// What names of experts are made of: they become parts of names of tensors and files.
constexpr bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

/// A block of the pipeline that the host owns, with the blocks inside it.
struct BlockSchema {
  std::string name;
  std::vector<ParameterDescription> values;
  std::vector<BlockSchema> blocks;
  std::string only_with;  ///< a block of the pipeline without which this one means nothing
  /// Name -> such a block; what it does not give stays as it is said elsewhere.
  bool changes_by_name = false;
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
  std::vector<std::string> citations = {};
};

/// A value of one block that needs one of some values of another.
struct CrossRule {
  std::string block, name, value;
  std::string other_block, other_name;
  std::vector<std::string> other_values;
  std::string reason;
  std::string fix;
};
const std::vector<CrossRule>& cross_rules();

const std::vector<std::string>& recipe_names();
/// @return nullptr for an unknown recipe.
const RecipeSchema* find_recipe(const std::string& name);

/// The values at the top of every pipeline.
const std::vector<ParameterDescription>& top_values();

/// Whether a data reader yields region features [N,M,R], or one feature row [D] per image.
bool yields_regions(const Description& reader);

/// Settings of a loss block beside `use` and `params`.
const std::vector<ParameterDescription>& loss_values(const RecipeSchema& recipe);

/// Tensors that recipe d3gzsl offers to losses: rows is "real" (B rows) or "mixed" (N rows,
/// synthetic ones first).
std::vector<TensorDescription> d3gzsl_tensors(const std::string& rows);
/// Those that every recipe with experts offers, beside the experts' own outputs.
std::vector<TensorDescription> batch_tensors();

}  // namespace zeroth::host
