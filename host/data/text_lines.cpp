#include "host/data/text_lines.h"

#include <zeroth/formats/atomic_file.h>

namespace zeroth::host {

void write_lines(const std::filesystem::path& file, const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  formats::AtomicFile out(file);
  out.write(text.data(), text.size());
  out.commit();
}

}  // namespace zeroth::host
