#include "host/compare/verdict.h"

#include <fmt/format.h>

namespace zeroth::host {
namespace {

std::string listed(const std::vector<Cause>& causes) {
  std::string text;
  for (std::size_t i = 0; i < causes.size(); ++i) {
    if (i > 0) text += i + 1 < causes.size() ? ", " : " and ";
    text += fmt::format("{} ({})", causes[i].kind, causes[i].what);
  }
  return text;
}

/// What a single cause means.
std::string meaning_of(const Cause& cause) {
  const std::string kind = cause.kind;
  if (kind == "chance") {
    return "chance: only the seed differs. What lies between the two is what another seed does.";
  }
  if (kind == "numerics") {
    return fmt::format(
        "numerics: settings, seed, data and plugins are the same; it was computed otherwise ({}), "
        "and numbers were rounded otherwise.",
        cause.what);
  }
  return fmt::format("{}: {}; everything else is the same.", kind, cause.what);
}

std::string with(const std::string& sentences, const std::string& more) {
  return more.empty() ? sentences : sentences + " " + more;
}

/// One run each says nothing of the seed's share, unless the seed is all that differs.
std::string about_seeds(const DifferenceVerdict& verdict) {
  if (verdict.kind != "configuration" && verdict.kind != "several") return "";
  return "One run each: how much of it is the luck of a seed, runs of more seeds would tell.";
}

}  // namespace

DifferenceVerdict verdict_of(std::vector<Cause> causes, const ResultsOf& results) {
  DifferenceVerdict verdict{"", std::move(causes), ""};
  const std::string what = listed(verdict.causes);
  if (!results.known) {
    verdict.kind = "unfinished";
    verdict.text = what.empty() ? "unfinished: so far nothing differs that a result depends on."
                                : "unfinished: so far they differ in " + what + ".";
  } else if (results.same_bits) {
    verdict.kind = "identical";
    verdict.text = "identical: scores, model and metrics are the same to the last bit.";
    if (!what.empty()) verdict.text += " That they differ in " + what + " shows in none of them.";
  } else if (verdict.causes.empty()) {
    verdict.kind = "unexplained";
    verdict.text =
        "UNEXPLAINED: settings, seed, data, plugins and environment are the same, and the bits are "
        "not. That must not be. `zeroth verify` both runs; if both are as they were written, start "
        "the same run twice more: a plugin that draws random numbers of its own, or a fault of the "
        "memory, will differ again.";
  } else if (verdict.causes.size() == 1) {
    verdict.kind = verdict.causes.front().kind;
    verdict.text = with(meaning_of(verdict.causes.front()), results.difference);
  } else {
    verdict.kind = "several";
    verdict.text = with("several causes: " + what +
                            ". Which of them made the difference, these two runs cannot tell.",
                        results.difference);
  }
  verdict.text = with(verdict.text, results.difference.empty() ? "" : about_seeds(verdict));
  return verdict;
}

}  // namespace zeroth::host
