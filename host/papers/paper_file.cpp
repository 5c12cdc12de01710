#include "host/papers/paper_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <utility>

#include "host/base/problem.h"
#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

constexpr const char* kPaperFormat = "zeroth_paper";
const std::vector<std::string> kPaperKeys = {kPaperFormat, "title", "paper",   "protocol", "notes",
                                             "figures",    "data",  "classes", "rows"};
const std::vector<std::string> kRowKeys = {"row", "pipelines", "told", "not_here", "published"};

/// Reads one file; the first thing that is wrong ends it.
class PaperReader {
 public:
  PaperReader(std::string name, const JsonText& text) : text_(text) {
    paper_.name = std::move(name);
  }

  Paper read() {
    const Json& document = text_.document;
    if (!document.is_object() || document.value(kPaperFormat, Json()) != 1) {
      fail(fmt::format("a table of a paper says \"{}\": 1", kPaperFormat), "",
           "`zeroth report --paper` lists those that are installed");
    }
    check_keys(document, kPaperKeys, "");
    paper_.title = text_at(document, "title", "");
    paper_.source = text_at(document, "paper", "");
    paper_.protocol = text_at(document, "protocol", "");
    if (document.contains("notes")) paper_.notes = texts_at(document, "notes");
    paper_.figures = names_at(document, "figures");
    paper_.data = names_at(document, "data");
    paper_.classes.resize(paper_.data.size());
    read_classes(document);
    read_rows(document);
    return std::move(paper_);
  }

 private:
  [[noreturn]] void fail(const std::string& what, const std::string& pointer,
                         const std::string& fix = "") const {
    const auto place = text_.places.find(pointer);
    throw Failure(Exit::bad_configuration,
                  {what, place == text_.places.end() ? paper_.name : place->second, {}, fix});
  }

  void check_keys(const Json& object, const std::vector<std::string>& known,
                  const std::string& pointer) const {
    for (const auto& [key, value] : object.items()) {
      if (std::find(known.begin(), known.end(), key) != known.end()) continue;
      fail(fmt::format("unknown \"{}\"{}", key, did_you_mean(nearest(key, known))),
           child_pointer(pointer, key), fmt::format("known: {}", fmt::join(known, ", ")));
    }
  }

  std::string text_at(const Json& object, const char* key, const std::string& pointer) const {
    const Json value = object.value(key, Json());
    if (!value.is_string() || value == "") {
      fail(fmt::format("\"{}\" must be a text", key),
           object.contains(key) ? child_pointer(pointer, key) : pointer);
    }
    return value.get<std::string>();
  }

  std::vector<std::string> texts_at(const Json& object, const char* key) const {
    const Json list = object.value(key, Json());
    const auto is_text = [](const Json& one) { return one.is_string() && one != ""; };
    if (!list.is_array() || !std::all_of(list.begin(), list.end(), is_text)) {
      fail(fmt::format("\"{}\" must be a list of texts", key),
           object.contains(key) ? child_pointer("", key) : "");
    }
    return list.get<std::vector<std::string>>();
  }

  /// Texts that name columns: there are some, each once.
  std::vector<std::string> names_at(const Json& object, const char* key) const {
    std::vector<std::string> names = texts_at(object, key);
    std::vector<std::string> sorted = names;
    std::sort(sorted.begin(), sorted.end());
    if (names.empty() || std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
      fail(fmt::format("\"{}\" must name at least one, and each once", key),
           child_pointer("", key));
    }
    return names;
  }

  void read_classes(const Json& document) {
    each_data(document, "", "classes",
              [&](std::size_t at, const Json& value, const std::string& pointer) {
                const auto is_count = [](const Json& one) { return one.is_number_unsigned(); };
                if (!value.is_array() || value.size() != 2 ||
                    !std::all_of(value.begin(), value.end(), is_count)) {
                  fail("classes are two numbers: seen and unseen ones", pointer);
                }
                paper_.classes[at] = {value[0].get<std::size_t>(), value[1].get<std::size_t>()};
              });
  }

  void read_rows(const Json& document) {
    const Json rows = document.value("rows", Json());
    if (!rows.is_array() || rows.empty()) {
      fail("\"rows\" must be a list of rows", document.contains("rows") ? "/rows" : "");
    }
    for (std::size_t i = 0; i < rows.size(); ++i) read_row(rows[i], fmt::format("/rows/{}", i));
  }

  void read_row(const Json& row, const std::string& pointer) {
    if (!row.is_object()) fail("a row must be an object", pointer);
    check_keys(row, kRowKeys, pointer);
    if (row.contains("pipelines") == row.contains("not_here")) {
      fail("a row has \"pipelines\", or says in \"not_here\" why it has none", pointer);
    }
    PaperRow made{text_at(row, "row", pointer), "", {}};
    made.cells.resize(paper_.data.size());
    for (PaperCell& cell : made.cells) cell.published.resize(paper_.figures.size());
    if (row.contains("not_here")) made.not_here = text_at(row, "not_here", pointer);
    each_data(row, pointer, "pipelines",
              [&](std::size_t i, const Json& value, const std::string& at) {
                made.cells[i].pipelines = pipelines_in(value, at);
              });
    each_data(row, pointer, "told", [&](std::size_t i, const Json& value, const std::string& at) {
      if (!value.is_string()) fail("what is told of a cell must be a text", at);
      made.cells[i].told = value.get<std::string>();
    });
    read_published(row, pointer, made);
    paper_.rows.push_back(std::move(made));
  }

  std::vector<PaperPipeline> pipelines_in(const Json& value, const std::string& pointer) const {
    std::vector<PaperPipeline> pipelines;
    for (const Json& name : value.is_array() ? value : Json::array({value})) {
      if (!name.is_string() || name == "") fail("a pipeline is a name or a file", pointer);
      pipelines.push_back({name.get<std::string>(), nullptr, "", {}});
    }
    if (pipelines.empty()) fail("a cell has a pipeline, or is not there", pointer);
    return pipelines;
  }

  void read_published(const Json& row, const std::string& pointer, PaperRow& made) const {
    if (row.contains("published") && row.contains("pipelines")) {
      fail("published figures of a row with pipelines stand in the pipelines",
           child_pointer(pointer, "published"));
    }
    each_data(
        row, pointer, "published", [&](std::size_t of, const Json& value, const std::string& at) {
          const auto is_figure = [](const Json& one) { return one.is_number() || one.is_null(); };
          if (!value.is_array() || value.size() != paper_.figures.size() ||
              !std::all_of(value.begin(), value.end(), is_figure)) {
            fail(fmt::format("published figures are a list of {}: {}, each a number or null",
                             paper_.figures.size(), fmt::join(paper_.figures, ", ")),
                 at);
          }
          for (std::size_t i = 0; i < value.size(); ++i) {
            if (value[i].is_number()) made.cells[of].published[i] = value[i].get<double>();
          }
        });
  }

  /// Calls `read` for each member of an object by data sets, with the number of the data set.
  template <class Read>
  void each_data(const Json& of, const std::string& of_pointer, const char* key,
                 Read&& read) const {
    if (!of.contains(key)) return;
    const std::string pointer = child_pointer(of_pointer, key);
    if (!of[key].is_object()) {
      fail(fmt::format("\"{}\" must be an object by data sets", key), pointer);
    }
    for (const auto& [data, value] : of[key].items()) {
      const auto found = std::find(paper_.data.begin(), paper_.data.end(), data);
      const std::string at = child_pointer(pointer, data);
      if (found == paper_.data.end()) {
        fail(fmt::format("\"{}\" is none of the data sets of the table{}", data,
                         did_you_mean(nearest(data, paper_.data))),
             at);
      }
      read(static_cast<std::size_t>(found - paper_.data.begin()), value, at);
    }
  }

  const JsonText& text_;
  Paper paper_;
};

}  // namespace

Paper read_paper(const std::filesystem::path& file) {
  const JsonText text = read_json_text(file.string());
  return PaperReader(file.stem().string(), text).read();
}

}  // namespace zeroth::host
