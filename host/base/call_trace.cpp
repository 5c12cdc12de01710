#include "host/base/call_trace.h"

#include <sys/mman.h>

#include <atomic>
#include <cstdio>

namespace zeroth::host {
namespace {

constexpr int kWords = CallTrace::kSize - CallTrace::kWordsSize;  // where they begin

char* shared_words = nullptr;  // one per process, like the crash it explains
std::atomic<const char*> running{nullptr};

/// Up to the first zero byte.
std::string text_at(const std::string& memory, std::size_t offset) {
  return offset < memory.size() ? std::string(memory.c_str() + offset) : "";
}

}  // namespace

void CallTrace::attach(int fd) {
  void* memory = mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory != MAP_FAILED) shared_words = static_cast<char*>(memory);
}

void CallTrace::enter(const char* plugin, const char* call) noexcept {
  running = plugin;
  if (shared_words) std::snprintf(shared_words, kCallSize, "%s\n%s", plugin, call);
}

void CallTrace::leave() noexcept {
  running = nullptr;
  if (shared_words) shared_words[0] = '\0';
}

const char* CallTrace::plugin() noexcept { return running; }

void CallTrace::set_run_directory(const char* path) noexcept {
  if (shared_words) std::snprintf(shared_words + kCallSize, kDirectorySize, "%s", path);
}

void CallTrace::set_last_words(const char* text) noexcept {
  if (shared_words) std::snprintf(shared_words + kWords, kWordsSize, "%s", text);
}

char* CallTrace::crash() noexcept {
  return shared_words ? shared_words + kCallSize + kDirectorySize : nullptr;
}

std::string CallTrace::call_in(const std::string& memory) { return text_at(memory, 0); }

std::string CallTrace::run_directory_in(const std::string& memory) {
  return text_at(memory, kCallSize);
}

std::string CallTrace::crash_in(const std::string& memory) {
  return text_at(memory, kCallSize + kDirectorySize);
}

std::string CallTrace::last_words_in(const std::string& memory) { return text_at(memory, kWords); }

}  // namespace zeroth::host
