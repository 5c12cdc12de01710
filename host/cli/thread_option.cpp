#include "host/cli/thread_option.h"

#include <charconv>

#include "host/base/problem.h"
#include "host/cli/worker_process.h"

namespace zeroth::host {

int thread_count(const std::string& text, const std::string& command) {
  if (text == "auto") return available_processors();
  constexpr int kMost = 4096;
  int count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (whole && count >= 1 && count <= kMost) return count;
  throw Failure(Exit::usage,
                {"--threads needs a number or auto, not \"" + text + "\"", command, {}, ""});
}

}  // namespace zeroth::host
