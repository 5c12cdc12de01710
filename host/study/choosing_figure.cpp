#include "host/study/choosing_figure.h"

#include <fmt/format.h>

#include "host/base/problem.h"
#include "host/record/sealed_json.h"

namespace zeroth::host {
namespace {

/// What a strict run chose its epoch by; null where that cannot be read.
Json selection_of(const Slot& slot) {
  try {
    const Json selection = read_json_file(slot.run / "selection.json");
    return selection.is_object() ? selection.value("validation", Json()) : Json();
  } catch (const Failure&) {
    return nullptr;
  }
}

std::string text_in(const Json& document, const char* name) {
  const Json value = document.value(name, Json());
  return value.is_string() ? value.get<std::string>() : "";
}

}  // namespace

std::optional<ChoosingFigure> choosing_figure_of(const Slot& slot) {
  if (slot.state != SlotState::finished || !slot.result.is_object()) return std::nullopt;
  const std::string protocol = text_in(slot.result, "protocol");
  Json figures;
  if (protocol == "strict-val") figures = selection_of(slot);
  if (protocol == "validation" || protocol == "paper-oracle") {
    figures = slot.result.value("metrics", Json());
  }
  if (!figures.is_object()) return std::nullopt;
  for (const char* name : {"H", "T1", "S"}) {
    const Json value = figures.value(name, Json());
    if (!value.is_number()) continue;
    return ChoosingFigure{
        name, value.get<double>(), protocol == "paper-oracle" ? "test rows" : "validation rows",
        fmt::format("{} {} {} {}", name, slot.data, protocol, text_in(slot.result, "setting"))};
  }
  return std::nullopt;
}

}  // namespace zeroth::host
