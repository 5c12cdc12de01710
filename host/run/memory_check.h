#pragma once

#include <cstdint>
#include <string>

#include "host/base/json.h"
#include "host/engine/composer.h"

namespace zeroth::host {

/// What the rows that a pipeline asks for are multiplied by.
struct RowSizes {
  std::int64_t unseen_classes = 0;  ///< U
  std::int64_t numbers = 0;         ///< float32 of one row: D, or M*R of an image with regions
};

/// Refuses a batch, and rows that the recipe makes for each unseen class, of which one tensor alone
/// is larger than the memory of this machine, before anything is allocated. A single size may be
/// sensible and only the product absurd, which the schema cannot say.
/// @param pipeline checked.
/// @throws Failure(bad_configuration).
void check_memory(const Json& pipeline, const Composer& composer, const RowSizes& sizes);

/// Which rows are held at once.
struct HeldRows {
  bool of_batches = false;         ///< train.batch
  bool of_unseen_classes = false;  ///< those that the recipe makes for each
};

/// "halve train.batch (--set train.batch=32)": what needs half the memory for those rows. Empty
/// where none of them can be halved.
std::string halved(const Json& pipeline, const Composer& composer, const HeldRows& rows);

}  // namespace zeroth::host
