#include <fmt/format.h>

#include <vector>

#include "host/base/columns.h"
#include "host/base/printable.h"
#include "host/reuse/amend_model.h"
#include "host/run/figure_table.h"

namespace zeroth::host {
namespace {

std::string nearest_text(const Json& document) {
  if (!document.contains("nearest")) return "";
  std::string text;
  for (const Json& one : document.at("nearest")) {
    text += fmt::format("{}{} ({:.2f})", text.empty() ? "" : ", ",
                        printable_line(one.at("name").get<std::string>()),
                        one.at("cosine").get<double>());
  }
  return fmt::format("most like it by their descriptors (cosine): {}\n", text);
}

std::string seen_rows_text(const std::string& rows) {
  if (rows == "none") return "";
  return rows == "real" ? "the classifier learned from the real rows of seen classes\n"
                        : "the classifier learned from rows of seen classes that the model's own "
                          "generator made; give --data to let it learn from real ones\n";
}

}  // namespace

std::string amend_text(const Json& document, std::size_t columns) {
  const bool added = document.contains("added");
  const auto name = printable_line(document.at(added ? "added" : "removed").get<std::string>());
  std::string text = fmt::format("{} {} in {:.1f} s, seed {}\n", added ? "added" : "removed", name,
                                 document.at("seconds").get<double>(), document.at("seed").dump());
  text += nearest_text(document) + seen_rows_text(document.at("seen_rows").get<std::string>());
  if (document.contains("own")) {
    text += fmt::format("{:.1f} % of its own test rows are named right\n",
                        document.at("own").get<double>());
  }
  if (document.contains("left_out")) {
    text += fmt::format("the model does not know {} of the classes that have test rows\n",
                        document.at("left_out").dump());
  }
  text += fmt::format("model: {}\n", document.at("out").get<std::string>());
  if (!document.contains("before")) return wrapped_lines(text, columns);
  return figure_table({{"before", document.at("before")}, {"after", document.at("after")}},
                      columns) +
         "\n" + wrapped_lines("Both on the test rows of the other classes.\n" + text, columns);
}

}  // namespace zeroth::host
