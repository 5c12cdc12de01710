#include "host/export/hub_card.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

namespace zeroth::host {
namespace {

constexpr const char* kFigures[] = {"U", "S", "H", "T1", "AUSUC"};

std::string meaning_of(const std::string& figure) {
  if (figure == "U") return "accuracy of unseen classes among all, mean over classes";
  if (figure == "S") return "accuracy of seen classes among all, mean over classes";
  if (figure == "H") return "harmonic mean of U and S";
  if (figure == "T1") return "accuracy of unseen classes among unseen ones, mean over classes";
  return "area under the curve of U and S";
}

/// Text of a card for one line of a page or of YAML: a JSON string is one of YAML, too.
std::string quoted(const std::string& value) {
  return Json(value).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string plain_line(std::string value) {
  std::replace_if(
      value.begin(), value.end(), [](char c) { return c == '\n' || c == '|' || c == '`'; }, ' ');
  return value;
}

std::string name_of(const Json& card) { return card.at("name").get<std::string>(); }
std::string data_of(const Json& card) { return card.at("data").at("name").get<std::string>(); }
std::string protocol_of(const Json& card) { return card.value("protocol", "unknown"); }
std::string setting_of(const Json& card) { return card.value("setting", "inductive"); }

/// Figure and percent of each that the model has.
std::vector<std::pair<std::string, double>> figures_of(const Json& card) {
  std::vector<std::pair<std::string, double>> all;
  const Json& figures = card.at("figures");
  for (const char* name : kFigures) {
    if (figures.is_object() && figures.contains(name) && figures.at(name).is_number()) {
      all.emplace_back(name, figures.at(name).get<double>());
    }
  }
  return all;
}

std::string index_text(const Json& card) {
  const auto figures = figures_of(card);
  if (figures.empty()) return "";
  std::string text = fmt::format(
      "model-index:\n- name: {}\n  results:\n  - task:\n      type: image-classification\n"
      "      name: Generalized zero-shot classification\n    dataset:\n      type: {}\n"
      "      name: {}\n      args:\n        protocol: {}\n        setting: {}\n    metrics:\n",
      quoted(name_of(card)), quoted(data_of(card)), quoted(data_of(card)),
      quoted(protocol_of(card)), quoted(setting_of(card)));
  for (const auto& [name, value] : figures) {
    const bool is_accuracy = name == "U" || name == "S" || name == "T1";
    text += fmt::format("    - type: {}\n      name: {}\n      value: {:.2f}\n",
                        is_accuracy   ? "accuracy"
                        : name == "H" ? "harmonic-mean"
                                      : "ausuc",
                        quoted(fmt::format("{} ({})", name, meaning_of(name))), value);
  }
  return text;
}

std::string front_matter(const Json& card) {
  return fmt::format(
      "---\nlibrary_name: zeroth\ntags:\n- zero-shot-learning\n- generalized-zero-shot-learning\n"
      "- onnx\n{}---\n\n",
      index_text(card));
}

std::string sizes_text(const Json& of) {
  std::vector<std::string> sizes;
  for (const Json& one : of.at("sizes")) {
    sizes.push_back(one.is_string() ? one.get<std::string>() : one.dump());
  }
  return fmt::format("`{}` [{}]", of.at("name").get<std::string>(), fmt::join(sizes, ", "));
}

std::string use_text(const HubModel& model) {
  const bool regions = model.model.reads_regions();
  return fmt::format(
      "It reads {}, float32: {}. Scaling is inside. It says {}, one score a class; the largest "
      "wins. Line i of `labels.txt`, counted from 0, names column i.\n\n## Use\n\n"
      "With numpy alone:\n\n```sh\npython3 example.py rows.npy\n```\n\n"
      "With ONNX Runtime:\n\n```python\nimport numpy, onnxruntime\n"
      "session = onnxruntime.InferenceSession(\"model.onnx\")\n"
      "scores, = session.run([\"scores\"], {{\"{}\": numpy.load(\"rows.npy\")}})\n"
      "labels = open(\"labels.txt\").read().splitlines()\n"
      "print([labels[column] for column in scores.argmax(1)])\n```\n\n"
      "With Zeroth, of this folder: `zeroth predict . {}`.\n\n",
      sizes_text(model.told.at("input")),
      regions ? "maps of the backbone, channels first, as it yields them"
              : "feature rows as they lie in the data set's files",
      sizes_text(model.told.at("output")), model.told.at("input").at("name").get<std::string>(),
      regions ? "regions.hdf5" : "rows.npy");
}

std::string card_figures(const Json& card) {
  const auto figures = figures_of(card);
  if (figures.empty()) {
    return "## Figures\n\nNone: its classes are others than those that it was tested on.\n\n";
  }
  std::string text = fmt::format(
      "## Figures\n\nOn the test rows of {}, in percent; protocol `{}`, setting `{}`.\n\n"
      "| figure | value | what |\n|---|---|---|\n",
      plain_line(data_of(card)), protocol_of(card), setting_of(card));
  for (const auto& [name, value] : figures) {
    text += fmt::format("| {} | {:.2f} | {} |\n", name, value, meaning_of(name));
  }
  return text + "\n";
}

std::string making_text(const HubModel& model) {
  const Json& card = model.model.card();
  const auto& classes = model.model.classes();
  const auto seen = std::count_if(classes.begin(), classes.end(),
                                  [](const ModelClass& one) { return one.is_seen; });
  std::string text = fmt::format(
      "## How it was made\n\n{} training rows of {} (hash `{}`): {} seen classes, and {} unseen "
      "ones "
      "by their descriptors alone. Recipe `{}`, seed {}, epoch {}, by these plugins:\n\n",
      card.at("train_rows").dump(), plain_line(data_of(card)),
      card.at("data").at("hash").get<std::string>(), seen,
      static_cast<std::int64_t>(classes.size()) - seen, card.at("recipe").get<std::string>(),
      card.at("seed").dump(), card.value("epoch", Json()).dump());
  for (const auto& [id, one] : card.at("plugins").items()) {
    text += fmt::format("- `{}` {}\n", id, one.value("version", ""));
  }
  return text + "\n`model.json` has the whole pipeline.\n\n";
}

std::string limits_text(const HubModel& model) {
  std::string text =
      "## Limits\n\nScores are no probabilities, and nobody has calibrated them. Features of "
      "another "
      "backbone, or of images cut in another way, give answers without meaning. An image of a "
      "class "
      "that is not in `labels.txt` is given to one that is.\n\n`model.onnx` was compared with the "
      "model itself:\n\n";
  for (const Json& one : model.told.at("checked")) {
    text += fmt::format("- {} {}: largest relative difference {:.1e}, the same class in {}\n",
                        one.at("count").dump(), plain_line(one.at("rows").get<std::string>()),
                        one.at("difference").get<double>(), one.at("same_class").dump());
  }
  return text + "\n";
}

}  // namespace

std::string hub_card(const HubModel& model) {
  const Json& card = model.model.card();
  std::string text = front_matter(card);
  text += fmt::format(
      "# {}\n\nA classifier of images by their features, for {} classes, of which some had no "
      "image "
      "in training: generalized zero-shot learning, made with Zeroth.\n\n",
      plain_line(name_of(card)), model.model.classes().size());
  text += use_text(model) + card_figures(card) + making_text(model) + limits_text(model);
  return text + "## Citation\n\n```bibtex\n" + model.bibtex + "```\n";
}

}  // namespace zeroth::host
