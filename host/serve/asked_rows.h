#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/http/exchange.h"
#include "host/model/loaded_model.h"
#include "host/serve/served_pictures.h"

namespace zeroth::host {

/// A model, and what turns pictures into what it reads, if anything does.
struct ServedModel {
  const LoadedModel& model;
  ServedPictures* pictures = nullptr;
};

/// What a request asks about.
struct AskedRows {
  at::Tensor samples;  ///< [n,D] float32, or [n,R,M] of a model that reads regions; n is 1 or more
  std::optional<std::int64_t> top;  ///< classes to tell of a row, where the body says it
};

/// What bodies that model reads, in words of the server's own: "json", "npy", "csv", "picture".
std::vector<std::string> accepted_bodies(const ServedModel& served);

/// @throws Refusal(415) for a type of which no body is read.
void check_body_type(const RequestHead& head, const ServedModel& served);

/// Reads rows out of JSON, .npy and CSV, regions [n,M,H,W] out of .npy, and pictures.
/// @throws Refusal(400, 413 or 415) saying what is wrong with them, every number is finite.
AskedRows read_asked_rows(const RequestHead& head, const std::string& body,
                          const ServedModel& served, std::int64_t most);

}  // namespace zeroth::host
