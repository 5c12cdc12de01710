#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <vector>

#include "host/base/columns.h"
#include "host/reuse/evaluate_model.h"
#include "host/run/figure_table.h"

namespace zeroth::host {
namespace {

std::string rows_text(const Json& document) {
  const Json& data = document.at("data");
  return fmt::format("{} test rows of {}, {}; {} seen and {} unseen classes\n",
                     document.at("rows").dump(), data.at("name").get<std::string>(),
                     data.at("own").get<bool>() ? "which the model learned from"
                                                : "which are other data than it learned from",
                     document.at("seen").dump(), document.at("unseen").dump());
}

std::string calibration_text(const Json& calibration) {
  const auto rule = calibration.at("rule").get<std::string>();
  if (!calibration.contains("gamma")) return "";
  const double exact = calibration.at("gamma").get<double>();
  const double gamma = std::abs(exact) < 1e-12 ? 0.0 : exact;
  if (rule == "best") {
    return fmt::format(
        "U, S and H are those of the best calibration for these very rows ({:.4g}), which nobody "
        "can know before: report them as an upper bound or not at all\n",
        gamma);
  }
  std::string text = fmt::format("{:.4g} is taken from the scores of seen classes", gamma);
  if (rule == "seen-quantile") {
    text += fmt::format(": {:g} % of the training rows would be taken for unseen then",
                        100 * calibration.at("share").get<double>());
  }
  return text + "\n";
}

std::string sets_text(const Json& document) {
  const auto sets = document.at("set").get<std::vector<std::string>>();
  return sets.empty() ? "" : fmt::format("with {}\n", fmt::join(sets, ", "));
}

std::string looks_text(const Json& looks) {
  const auto here = looks.at("at_these_rows").get<std::int64_t>();
  const auto before = looks.at("of_its_run").get<std::int64_t>();
  std::string text = fmt::format("This is evaluation {} of this model on these rows", here);
  if (before > 0) {
    text += fmt::format(", after {} {} of its run", before, before == 1 ? "look" : "looks");
  }
  return text + ". Whatever is chosen by such figures is chosen by the test set.\n";
}

}  // namespace

std::string evaluation_text(const Json& document, std::size_t columns) {
  std::vector<FigureRow> rows{{"now", document.at("metrics")}};
  if (document.contains("reported")) rows.push_back({"its run", document.at("reported")});
  std::string text =
      rows_text(document) + sets_text(document) + calibration_text(document.at("calibration"));
  if (!document.at("gate").is_null()) {
    text += fmt::format("AUROC of seen against unseen: {:.1f}\n",
                        document.at("gate").at("AUROC").get<double>());
  }
  return document.at("name").get<std::string>() + "\n" + figure_table(rows, columns) + "\n" +
         wrapped_lines(text + looks_text(document.at("looks")), columns);
}

}  // namespace zeroth::host
