#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "host/report/report_data.h"

namespace zeroth::host {

/// Names of classes by their ids, as the models of a group's runs know them.
using ClassNames = std::map<std::int64_t, std::string>;

ClassNames class_names_of(const ReportGroup& group);

/// The name, or "class 7".
std::string name_of_class(const ClassNames& names, std::int64_t id);

/// How the rows of a class were predicted, over the seeds of a setting.
struct ClassShares {
  std::int64_t id = 0;
  bool seen = false;
  std::int64_t rows = 0;         ///< test rows of the class
  std::vector<double> accuracy;  ///< percent, one for each seed
  std::map<std::int64_t, double>
      shares;  ///< percent of the rows by predicted class, over all seeds

  double mean_accuracy() const;
};

/// Of every class that has test rows, by id.
std::vector<ClassShares> class_shares(const ReportSetting& setting);

}  // namespace zeroth::host
