#include "host/base/out_of_memory.h"

#include <new>
#include <stdexcept>
#include <utility>
#include <vector>

#include "host/base/address_space.h"

namespace zeroth::host {
namespace {

/// LibTorch's words, those before its stack.
constexpr const char* kMarks[] = {"can't allocate memory", "CUDA out of memory",
                                  "Storage size calculation overflowed",
                                  "integer multiplication overflow"};

/// "you tried to allocate 4398046511104 bytes", without file and stack.
std::string request_of(const std::string& text) {
  const auto begin = text.find("you tried to allocate");
  if (begin == std::string::npos) return "";
  const auto end = text.find("bytes", begin);
  if (end == std::string::npos) return "";
  return "it " + text.substr(begin + 4, end + 5 - begin - 4) + " at once";
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

bool is_out_of_memory(const std::exception& error) {
  if (dynamic_cast<const std::bad_alloc*>(&error)) return true;
  if (dynamic_cast<const std::length_error*>(&error)) return true;
  const std::string text = error.what();
  for (const char* mark : kMarks) {
    if (text.find(mark) != std::string::npos) return true;
  }
  return false;
}

Problem out_of_memory(const std::string& who, std::string where, std::string why) {
  const std::string limit = address_space_limit();
  std::vector<std::string> causes;
  for (const std::string& cause : {std::move(why), limit}) {
    if (!cause.empty()) causes.push_back(cause);
  }
  return {"not enough memory" + (who.empty() ? "" : " for " + who), std::move(where),
          std::move(causes),
          limit.empty() ? "choose smaller sizes; `zeroth run --dry-run` says what a pipeline needs"
                        : "raise the limit (`ulimit -v unlimited`)"};
}

Problem out_of_memory(const std::exception& error, const std::string& who, std::string where) {
  std::string why = request_of(error.what());
  if (why.empty()) why = first_line(error.what());
  return out_of_memory(who, std::move(where), std::move(why));
}

}  // namespace zeroth::host
