#include "host/conformance/check.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace zeroth::host {
namespace {

constexpr std::array<const char*, 5> kOutcomes = {"pass", "warn", "skip", "fail", "crash"};

}  // namespace

const char* outcome_name(Outcome outcome) { return kOutcomes[static_cast<std::size_t>(outcome)]; }

Outcome outcome_of(const std::string& name) {
  const auto found = std::find(kOutcomes.begin(), kOutcomes.end(), name);
  if (found == kOutcomes.end()) throw std::out_of_range("no outcome " + name);
  return static_cast<Outcome>(found - kOutcomes.begin());
}

std::optional<Kind> kind_of(const std::string& name) {
  static const std::map<std::string, Kind> kinds = {
      {"generator", Kind::generator},   {"teacher", Kind::teacher}, {"student", Kind::student},
      {"expert", Kind::expert},         {"ood", Kind::ood},         {"loss", Kind::loss},
      {"classifier", Kind::classifier}, {"data", Kind::data},       {"recipe", Kind::recipe}};
  const auto found = kinds.find(name);
  if (found == kinds.end()) return std::nullopt;
  return found->second;
}

bool applies_to(const Check& check, const std::string& kind) {
  if (!check.kinds) return true;
  const std::optional<Kind> known = kind_of(kind);
  return known && check.kinds->count(*known) > 0;
}

}  // namespace zeroth::host
