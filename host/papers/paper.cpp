#include "host/papers/paper.h"

#include <algorithm>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

Json pipeline_json(const PaperPipeline& one) {
  return {{"name", one.name},
          {"pipeline", one.pipeline},
          {"problem", one.problem},
          {"answers", one.answers}};
}

Json cell_json(const PaperCell& cell) {
  Json pipelines = Json::array(), published = Json::array();
  for (const PaperPipeline& one : cell.pipelines) pipelines.push_back(pipeline_json(one));
  for (const auto& figure : cell.published) published.push_back(figure ? Json(*figure) : Json());
  return {{"pipelines", pipelines}, {"published", published}, {"told", cell.told}};
}

Json row_json(const PaperRow& row) {
  Json cells = Json::array();
  for (const PaperCell& cell : row.cells) cells.push_back(cell_json(cell));
  return {{"row", row.name}, {"not_here", row.not_here}, {"cells", cells}};
}

PaperCell cell_in(const Json& document) {
  PaperCell cell;
  for (const Json& one : document.at("pipelines")) {
    cell.pipelines.push_back({one.at("name"), one.at("pipeline"), one.at("problem"),
                              one.at("answers").get<std::vector<bool>>()});
  }
  for (const Json& figure : document.at("published")) {
    cell.published.push_back(figure.is_null() ? std::nullopt : std::optional(figure.get<double>()));
  }
  cell.told = document.at("told");
  return cell;
}

PaperRow row_in(const Json& document) {
  PaperRow row{document.at("row"), document.at("not_here"), {}};
  for (const Json& cell : document.at("cells")) row.cells.push_back(cell_in(cell));
  return row;
}

}  // namespace

std::vector<std::string> Paper::pipelines() const {
  std::vector<std::string> names;
  for (const PaperRow& row : rows) {
    for (const PaperCell& cell : row.cells) {
      for (const PaperPipeline& one : cell.pipelines) {
        if (std::find(names.begin(), names.end(), one.name) == names.end()) {
          names.push_back(one.name);
        }
      }
    }
  }
  return names;
}

Json to_json(const Paper& paper) {
  Json rows = Json::array();
  for (const PaperRow& row : paper.rows) rows.push_back(row_json(row));
  return {{"name", paper.name},         {"title", paper.title},     {"source", paper.source},
          {"protocol", paper.protocol}, {"notes", paper.notes},     {"figures", paper.figures},
          {"data", paper.data},         {"classes", paper.classes}, {"rows", rows}};
}

Paper paper_of(const Json& document) {
  try {
    Paper paper{document.at("name"),
                document.at("title"),
                document.at("source"),
                document.at("protocol"),
                document.at("notes").get<std::vector<std::string>>(),
                document.at("figures").get<std::vector<std::string>>(),
                document.at("data").get<std::vector<std::string>>(),
                document.at("classes").get<std::vector<std::pair<std::size_t, std::size_t>>>(),
                {}};
    for (const Json& row : document.at("rows")) paper.rows.push_back(row_in(row));
    return paper;
  } catch (const Json::exception& error) {
    throw Failure(Exit::internal, {"the table of a paper cannot be read", "", {error.what()}, ""});
  }
}

}  // namespace zeroth::host
