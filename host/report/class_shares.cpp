#include "host/report/class_shares.h"

#include <numeric>

#include "host/base/problem.h"
#include "host/record/model_card.h"

namespace zeroth::host {
namespace {

/// Nothing where the run left no model, as of protocol "validation".
ClassNames names_in(const std::filesystem::path& directory) {
  ClassNames names;
  try {
    const Json card = read_model_card(directory);
    for (const Json& one : card.at("classes")) {
      if (one.contains("name")) {
        names[one.at("id").get<std::int64_t>()] = one.at("name").get<std::string>();
      }
    }
  } catch (const Failure&) {
    return {};
  } catch (const Json::exception&) {
    return {};
  }
  return names;
}

}  // namespace

ClassNames class_names_of(const ReportGroup& group) {
  for (const ReportSetting& setting : group.settings) {
    for (const ReportRun& run : setting.runs) {
      ClassNames names = names_in(run.path());
      if (!names.empty()) return names;
      if (holds_model(run.path())) return {};  // one that knows no names: neither do the others
    }
  }
  return {};
}

std::string name_of_class(const ClassNames& names, std::int64_t id) {
  const auto found = names.find(id);
  return found == names.end() ? "class " + std::to_string(id) : found->second;
}

double ClassShares::mean_accuracy() const {
  return std::accumulate(accuracy.begin(), accuracy.end(), 0.0) /
         static_cast<double>(accuracy.size());
}

std::vector<ClassShares> class_shares(const ReportSetting& setting) {
  std::map<std::int64_t, ClassShares> classes;
  for (std::size_t seed = 0; seed < setting.runs.size(); ++seed) {
    for (const RowOutcome& row : setting.runs[seed].outcomes.rows) {
      ClassShares& one = classes[row.label];
      one.id = row.label;
      one.seen = row.seen;
      one.accuracy.resize(setting.runs.size());
      if (seed == 0) ++one.rows;
      one.accuracy[seed] += row.right;
      ++one.shares[row.predicted];
    }
  }
  std::vector<ClassShares> all;
  for (auto& [id, one] : classes) {
    for (double& right : one.accuracy) right *= 100.0 / static_cast<double>(one.rows);
    for (auto& [predicted, share] : one.shares) {
      share *=
          100.0 / static_cast<double>(one.rows * static_cast<std::int64_t>(setting.runs.size()));
    }
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace zeroth::host
