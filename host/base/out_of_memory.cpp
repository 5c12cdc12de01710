#include "host/base/out_of_memory.h"

#include <fmt/format.h>

#include <new>
#include <regex>
#include <stdexcept>
#include <utility>
#include <vector>

#include "host/base/address_space.h"
#include "host/base/printable.h"

namespace zeroth::host {
namespace {

/// LibTorch's words, those before its stack.
constexpr const char* kMarks[] = {
    "can't allocate memory", "not enough memory: you tried to allocate",
    "Storage size calculation overflowed", "integer multiplication overflow"};
/// Its words for a GPU: of its own allocator, of the driver, and of libraries that ask for work
/// space.
constexpr const char* kMarksOfGpu[] = {
    "CUDA out of memory",           "CUDA error: out of memory", "CUDA driver error: out of memory",
    "CUBLAS_STATUS_ALLOC_FAILED",   "CUDNN_STATUS_ALLOC_FAILED", "CUSOLVER_STATUS_ALLOC_FAILED",
    "CUSPARSE_STATUS_ALLOC_FAILED", "CUFFT_ALLOC_FAILED"};

template <std::size_t n>
bool has_one_of(const char* const (&marks)[n], const std::string& text) {
  for (const char* mark : marks) {
    if (text.find(mark) != std::string::npos) return true;
  }
  return false;
}

/// "it tried to allocate 4398046511104 bytes at once", or 2.00 GiB, without file and stack.
std::string request_of(const std::string& text) {
  static const std::regex asked("[Tt]ried to allocate ([0-9.]+ [A-Za-z]+)");
  std::smatch found;
  if (!std::regex_search(text, found, asked)) return "";
  return fmt::format("it tried to allocate {} at once", found[1].str());
}

/// What LibTorch says of the GPU's memory, in the words of 1.13 or of 2.x.
std::string room_of(const std::string& text) {
  static const std::regex newer(
      "GPU [0-9]+ has a total capacity of ([0-9.]+ [A-Za-z]+) of which ([0-9.]+ [A-Za-z]+) is "
      "free");
  static const std::regex older("([0-9.]+ [A-Za-z]+) total capacity;.* ([0-9.]+ [A-Za-z]+) free;");
  std::smatch found;
  if (!std::regex_search(text, found, newer) && !std::regex_search(text, found, older)) return "";
  return fmt::format("of the GPU's {} {} are free", found[1].str(), found[2].str());
}

constexpr const char* kSmaller =
    "choose smaller sizes; `zeroth run --dry-run` says what a pipeline needs";
constexpr const char* kOtherWork = "end what else computes on the GPU (`nvidia-smi` lists it)";

Problem out_of_gpu_memory(const std::string& text, const std::string& who, std::string where) {
  std::vector<std::string> causes;
  for (const std::string& cause : {request_of(text), room_of(text)}) {
    if (!cause.empty()) causes.push_back(cause);
  }
  if (causes.empty()) causes.push_back(first_line(text));
  return {"not enough memory of the GPU" + (who.empty() ? "" : " for " + who), std::move(where),
          std::move(causes), fmt::format("{}, or {}", kOtherWork, kSmaller)};
}

}  // namespace

OutOfMemory::OutOfMemory(Problem problem) : Failure(Exit::run_failed, std::move(problem)) {}

bool is_out_of_memory(const std::exception& error) {
  if (dynamic_cast<const OutOfMemory*>(&error)) return true;
  if (dynamic_cast<const std::bad_alloc*>(&error)) return true;
  if (dynamic_cast<const std::length_error*>(&error)) return true;
  if (dynamic_cast<const Failure*>(&error)) return false;  // its words are ours
  const std::string text = error.what();
  return has_one_of(kMarks, text) || has_one_of(kMarksOfGpu, text);
}

Problem out_of_memory(const std::string& who, std::string where, std::string why) {
  const std::string limit = address_space_limit();
  std::vector<std::string> causes;
  for (const std::string& cause : {std::move(why), limit}) {
    if (!cause.empty()) causes.push_back(cause);
  }
  return {"not enough memory" + (who.empty() ? "" : " for " + who), std::move(where),
          std::move(causes), limit.empty() ? kSmaller : "raise the limit (`ulimit -v unlimited`)"};
}

Problem out_of_memory(const std::exception& error, const std::string& who, std::string where) {
  const std::string text = error.what();
  if (has_one_of(kMarksOfGpu, text)) return out_of_gpu_memory(text, who, std::move(where));
  const std::string why = request_of(text);
  return out_of_memory(who, std::move(where), why.empty() ? first_line(text) : why);
}

void advise(Problem& problem, const std::string& smaller) {
  if (smaller.empty()) return;
  const auto general = problem.fix.find(kSmaller);
  if (general == std::string::npos) {
    problem.fix += ", or " + smaller;
  } else {
    problem.fix.replace(general, std::string::npos, smaller);
  }
}

}  // namespace zeroth::host
