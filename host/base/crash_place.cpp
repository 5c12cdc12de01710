#include "host/base/crash_place.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <ucontext.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "host/base/call_trace.h"

namespace zeroth::host {
namespace {

constexpr int kFrames = 8;         // that are told
constexpr int kHandlerFrames = 8;  // at most, of the handler itself and what the system put there

/// Appends lines to the trace. A crash while it looks for them leaves what was written before.
class Lines {
 public:
  explicit Lines(char* text) : text_(text) {}

  void address(const void* address) {
    written(std::snprintf(end(), left(), "at address %p\n", address));
  }

  void place(void* code) {
    Dl_info info{};
    if (dladdr(code, &info) == 0 || info.dli_fname == nullptr) {
      written(std::snprintf(end(), left(), "in code at %p\n", code));
      return;
    }
    const char* slash = std::strrchr(info.dli_fname, '/');
    const auto offset =
        reinterpret_cast<std::uintptr_t>(code) - reinterpret_cast<std::uintptr_t>(info.dli_fbase);
    written(std::snprintf(end(), left(), "in %s+0x%zx\n", slash ? slash + 1 : info.dli_fname,
                          static_cast<std::size_t>(offset)));
  }

 private:
  char* end() { return text_ + size_; }
  std::size_t left() const { return CallTrace::kCrashSize - size_; }
  void written(int count) {
    if (count > 0 && static_cast<std::size_t>(count) < left()) {
      size_ += static_cast<std::size_t>(count);
    }
    text_[size_] = '\0';  // no half a line
  }

  char* text_;
  std::size_t size_ = 0;
};

/// The instruction that was running; null where this machine's context is not known.
void* instruction_of([[maybe_unused]] void* context) {
#if defined(__x86_64__)
  const auto& registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  return reinterpret_cast<void*>(registers[REG_RIP]);
#elif defined(__aarch64__)
  return reinterpret_cast<void*>(static_cast<ucontext_t*>(context)->uc_mcontext.pc);
#else
  return nullptr;
#endif
}

/// The callers of `instruction`.
void add_callers(Lines& lines, void* instruction) {
  void* frames[kFrames + kHandlerFrames];
  const int count = backtrace(frames, kFrames + kHandlerFrames);
  void** const last = frames + count;
  void** found = std::find(frames, last, instruction);
  if (found == last) return;  // the stack pointer was no stack pointer
  for (void** one = found + 1; one < std::min(last, found + kFrames); ++one) lines.place(*one);
}

void on_crash(int signal, siginfo_t* info, void* context) {
  if (char* const text = CallTrace::crash()) {
    Lines lines(text);
    const bool has_address = info->si_code > 0 && signal != SIGABRT;
    if (has_address) lines.address(info->si_addr);
    void* const instruction = instruction_of(context);
    if (instruction != nullptr) {
      lines.place(instruction);
      add_callers(lines, instruction);
    }
  }
  raise(signal);  // its action is the default one again; it comes when this handler has returned
}

}  // namespace

void note_crash_places() {
  void* first[1];
  backtrace(first, 1);  // loads what it needs while memory can be had
  alignas(16) static char stack[64 * 1024];
  stack_t alternative{};
  alternative.ss_sp = stack;
  alternative.ss_size = sizeof(stack);
  sigaltstack(&alternative, nullptr);
  struct sigaction action {};
  action.sa_sigaction = on_crash;
  action.sa_flags = static_cast<int>(SA_SIGINFO | SA_ONSTACK | SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  for (const int one : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) {
    sigaction(one, &action, nullptr);
  }
}

}  // namespace zeroth::host
