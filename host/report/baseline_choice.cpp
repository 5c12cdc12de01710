#include "host/report/baseline_choice.h"

#include <fmt/format.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <functional>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

using Fits = std::function<bool(const ReportSetting&)>;

/// From the most exact meaning of the word to the least.
std::vector<Fits> meanings_of(const std::string& wanted) {
  const auto has_run = [wanted](const ReportSetting& one) {
    return std::any_of(one.runs.begin(), one.runs.end(), [&](const ReportRun& run) {
      return run.name() == wanted || run.path() == wanted;
    });
  };
  return {
      [wanted](const ReportSetting& one) { return one.label == wanted; },
      [wanted](const ReportSetting& one) { return one.name == wanted; }, has_run,
      [wanted](const ReportSetting& one) { return one.label.find(wanted) != std::string::npos; }};
}

std::vector<std::string> labels_of(const ReportData& data) {
  std::vector<std::string> labels;
  for (const ReportGroup& group : data.groups) {
    for (const ReportSetting& one : group.settings) {
      if (std::find(labels.begin(), labels.end(), one.label) == labels.end()) {
        labels.push_back(one.label);
      }
    }
  }
  return labels;
}

[[noreturn]] void fail_ambiguous(const ReportGroup& group, const std::vector<std::size_t>& found,
                                 const std::string& wanted) {
  std::vector<std::string> labels;
  for (const std::size_t one : found) labels.push_back(group.settings[one].label);
  throw Failure(Exit::usage, {fmt::format("{} settings fit \"{}\"", found.size(), wanted),
                              "--baseline", labels, "write one of these in full"});
}

std::optional<std::size_t> baseline_in(const ReportGroup& group, const std::string& wanted) {
  for (const Fits& fits : meanings_of(wanted)) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < group.settings.size(); ++i) {
      if (fits(group.settings[i])) found.push_back(i);
    }
    if (found.size() > 1) fail_ambiguous(group, found, wanted);
    if (found.size() == 1) return found.front();
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::optional<std::size_t>> baselines_of(const ReportData& data,
                                                     const std::string& wanted) {
  std::vector<std::optional<std::size_t>> found;
  for (const ReportGroup& group : data.groups) found.push_back(baseline_in(group, wanted));
  if (std::any_of(found.begin(), found.end(), [](const auto& one) { return one.has_value(); })) {
    return found;
  }
  const std::vector<std::string> labels = labels_of(data);
  throw Failure(Exit::usage,
                {fmt::format("no setting \"{}\"{}", wanted, did_you_mean(nearest(wanted, labels))),
                 "--baseline", labels, "write one of these"});
}

}  // namespace zeroth::host
