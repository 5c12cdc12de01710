#pragma once

#include <filesystem>

#include "host/base/json.h"

namespace zeroth::host {

/// model.json, the card of a model: what it is and where it comes from; see host/model/model_file.h
/// for its members.
constexpr const char* kModelCard = "model.json";

/// The format of models that this host writes.
constexpr int kModelFormat = 1;

/// Whether there is a model in that directory.
bool holds_model(const std::filesystem::path& directory);

/// @throws Failure(no_input) where there is none, Failure(bad_data) where the card is damaged,
/// Failure(unavailable) where it is of a later format.
Json read_model_card(const std::filesystem::path& directory);

/// @throws Failure(bad_data): a file of the model is not as it was written.
[[noreturn]] void refuse_damaged_model(const std::filesystem::path& file, const std::string& why);

}  // namespace zeroth::host
