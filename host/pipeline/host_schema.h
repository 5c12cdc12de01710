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
  bool only_where_said = false;  ///< a pipeline that does not have it gets none
};

/// The blocks that every pipeline has beside those of its recipe.
const std::vector<BlockSchema>& common_blocks();

/// The values at the top of every pipeline.
const std::vector<ParameterDescription>& top_values();

/// What a recipe must read to use a problem of that setting; empty where it needs nothing.
std::string input_of_setting(const std::string& setting);

/// Whether a data reader yields region features [N,M,R], or one feature row [D] per image.
bool yields_regions(const std::vector<TensorDescription>& outputs);

}  // namespace zeroth::host
