#include "host/data/text_lines.h"

#include <zeroth/formats/atomic_file.h>

#include "host/base/printable.h"
#include "host/base/problem.h"

namespace zeroth::host {
namespace {

void expect_one_line(const std::string& text, const std::filesystem::path& file) {
  if (text.find_first_of("\n\r") == std::string::npos) return;
  throw Failure(Exit::bad_data, {"a name holds a line break",
                                 file.string(),
                                 {printable_line(text)},
                                 "rename it: this file has a line for each name"});
}

}  // namespace

void write_lines(const std::filesystem::path& file, const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    expect_one_line(line, file);
    text += line + '\n';
  }
  write_text(file, text);
}

void write_text(const std::filesystem::path& file, const std::string& text) {
  formats::AtomicFile out(file);
  out.write(text.data(), text.size());
  out.commit();
}

}  // namespace zeroth::host
