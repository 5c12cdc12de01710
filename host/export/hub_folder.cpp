#include "host/export/hub_folder.h"

#include <zeroth/formats/atomic_file.h>

#include <algorithm>

#include "export_embedded.h"

namespace zeroth::host {
namespace {

void write_text(const std::filesystem::path& file, std::string_view text) {
  formats::AtomicFile out(file);
  out.write(text.data(), text.size());
  out.commit();
}

/// A line a class: a name that has several becomes one.
std::string label_lines(const LoadedModel& model) {
  std::string text;
  for (const ModelClass& one : model.classes()) {
    std::string name = one.name;
    std::replace_if(
        name.begin(), name.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    text += name + "\n";
  }
  return text;
}

}  // namespace

void write_hub_papers(const std::filesystem::path& folder, const HubModel& model) {
  write_text(folder / "README.md", hub_card(model));
  write_text(folder / "labels.txt", label_lines(model.model));
  write_text(folder / "citation.bib", model.bibtex);
  write_text(folder / "example.py", std::string(export_embedded::example_py));
}

}  // namespace zeroth::host
