#include "host/explain/sample_report.h"

#include <fmt/format.h>
#include <zeroth/formats/mapped_file.h>

#include <algorithm>
#include <vector>

#include "host/draw/data_uri.h"
#include "host/draw/heat_map.h"
#include "host/draw/html_page.h"
#include "host/draw/svg.h"

namespace zeroth::host {
namespace {

constexpr const char* kPicture = "picture";

std::string class_text(const Json& one) {
  const std::string name = one.value("name", "");
  return fmt::format("{}{}{}, {}", one.at("class").dump(), name.empty() ? "" : " ", name,
                     one.at("seen").get<bool>() ? "seen" : "unseen");
}

std::string attribute_text(const Json& one) {
  const std::string name = one.value("name", "");
  return one.at("attribute").dump() + (name.empty() ? "" : " " + name);
}

std::string number(const Json& value) { return fmt::format("{:.4g}", value.get<double>()); }

std::string headline(const Json& report) {
  return fmt::format("Test image {} of {}", report.at("sample").dump(),
                     report.at("pipeline").get<std::string>());
}

/// "row 12 of the data file (cat/1.jpg), class 3 cat, unseen".
std::string identity_of(const Json& report) {
  const auto name = report.at("image_name").get<std::string>();
  return fmt::format("row {} of the data file{}, class {}", report.at("row").dump(),
                     name.empty() ? "" : " (" + name + ")", class_text(report.at("truth")));
}

std::string expert_title(const Json& expert) {
  return fmt::format("{}, weight {}", expert.at("name").get<std::string>(),
                     number(expert.at("weight")));
}

std::vector<std::vector<std::string>> prediction_rows(const Json& report) {
  const Json &calibrated = report.at("calibrated"), &raw = report.at("raw");
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < calibrated.size(); ++i) {
    rows.push_back({std::to_string(i + 1), class_text(calibrated[i]),
                    number(calibrated[i].at("score")), class_text(raw[i]),
                    number(raw[i].at("score"))});
  }
  return rows;
}

std::vector<std::string> attribute_cells(const Json& one) {
  return {attribute_text(one), number(one.at("score")), number(one.at("true_class")),
          number(one.at("predicted_class"))};
}

/// Defines the picture once, cut as the backbone saw it: the centre, as large as a map.
/// @return nothing where no file was found or browsers do not show its format.
std::string picture_definition(const Json& report, double width, double height) {
  const auto file = report.at("image_file").get<std::string>();
  if (file.empty()) return "";
  const formats::MappedFile mapped = formats::map_file(file);
  const std::string uri = image_data_uri({mapped.data, mapped.size});
  if (uri.empty()) return "";
  return fmt::format(
      "<svg width=\"0\" height=\"0\" style=\"position:absolute\"><defs><image id=\"{}\" "
      "width=\"{}\" height=\"{}\" preserveAspectRatio=\"xMidYMid slice\" href=\"{}\"/></defs>"
      "</svg>\n",
      kPicture, drawn_number(width), drawn_number(height), uri);
}

std::string map_figure(const Json& one, const Json& report, const std::string& background) {
  HeatMap map{"where attribute " + attribute_text(one) + " is looked for",
              report.at("height").get<std::int64_t>(), report.at("width").get<std::int64_t>(),
              one.at("attention").get<std::vector<float>>(), background};
  const float most = *std::max_element(map.weights.begin(), map.weights.end());
  return "<figure>" + draw(map).element() + "<figcaption>" +
         markup(fmt::format("attribute {}: score {}, value {} in the true and {} in the predicted "
                            "class; largest weight {:.3f}",
                            attribute_text(one), number(one.at("score")),
                            number(one.at("true_class")), number(one.at("predicted_class")),
                            most)) +
         "</figcaption></figure>\n";
}

std::string expert_section(const Json& expert, const Json& report, const std::string& background) {
  std::string body = "<h2>Expert " + markup(expert_title(expert)) + "</h2>\n";
  if (expert.contains("no_attention")) {
    std::vector<std::vector<std::string>> rows;
    for (const Json& one : expert.at("attributes")) rows.push_back(attribute_cells(one));
    return body + "<p>No maps: " + markup(expert.at("no_attention").get<std::string>()) +
           ".</p>\n" + html_table({"attribute", "score", "true class", "predicted class"}, rows);
  }
  body += "<div class=\"maps\">\n";
  for (const Json& one : expert.at("attributes")) body += map_figure(one, report, background);
  return body + "</div>\n";
}

}  // namespace

std::string sample_text(const Json& report) {
  std::string text = headline(report) + ": " + identity_of(report) + "\n\n";
  text += fmt::format("  {:<4}{:<32}{:>9}   {:<32}{:>9}\n", "", "predicted", "score",
                      "without calibration", "score");
  for (const auto& row : prediction_rows(report)) {
    text +=
        fmt::format("  {:<4}{:<32}{:>9}   {:<32}{:>9}\n", row[0], row[1], row[2], row[3], row[4]);
  }
  for (const Json& expert : report.at("experts")) {
    text += fmt::format("\n{}\n  {:<32}{:>9}{:>13}{:>17}\n", expert_title(expert),
                        "highest attributes", "score", "true class", "predicted class");
    for (const Json& one : expert.at("attributes")) {
      const auto cells = attribute_cells(one);
      text += fmt::format("  {:<32}{:>9}{:>13}{:>17}\n", cells[0], cells[1], cells[2], cells[3]);
    }
    if (expert.contains("no_attention")) {
      text += "  no maps: " + expert.at("no_attention").get<std::string>() + "\n";
    }
  }
  text += "\n";
  for (const Json& note : report.at("notes")) text += "note: " + note.get<std::string>() + "\n";
  return text;
}

std::string sample_page(const Json& report) {
  const auto rows = report.at("height").get<std::int64_t>();
  const auto columns = report.at("width").get<std::int64_t>();
  const std::string picture =
      picture_definition(report, heat_map_width(rows, columns), heat_map_height(rows, columns));
  std::string body = picture + "<p>" + markup(identity_of(report)) + ". Run <code>" +
                     markup(report.at("run_dir").get<std::string>()) + "</code>.</p>\n";
  for (const Json& note : report.at("notes")) {
    body += "<p class=\"note\">" + markup(note.get<std::string>()) + "</p>\n";
  }
  body +=
      "<h2>Predicted classes</h2>\n<p>As the run predicts, and without calibration: the experts' "
      "own scores, without margins between seen and unseen classes, calibration and gate.</p>\n" +
      html_table({"", "predicted", "score", "without calibration", "score"},
                 prediction_rows(report)) +
      fmt::format(
          "<h2>How to read the maps</h2>\n<p>Each map shows the {} x {} regions of the "
          "image and how much an expert attends to each when it scores one attribute. "
          "Shown are the attributes that the expert scores highest, with the values that "
          "the true and the predicted class have of them in the data file. In every map the "
          "strongest region is opaque; the caption "
          "says what its weight is. {}</p>\n",
          rows, columns,
          picture.empty() ? "The image itself is not shown."
                          : "Behind the map lies the centre of the image.") +
      heat_legend().element();
  for (const Json& expert : report.at("experts")) {
    body += expert_section(expert, report, picture.empty() ? "" : kPicture);
  }
  return html_page(headline(report), body);
}

}  // namespace zeroth::host
