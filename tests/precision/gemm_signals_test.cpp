// oneDNN's kernels use the stack pointer as a pointer into their operands and workspace. A signal
// handler that runs on such a thread writes its frame there.
#include <ATen/Parallel.h>
#include <doctest/doctest.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstring>
#include <thread>
#include <vector>

#include "host/base/signals.h"
#include "host/precision/gemm.h"

using namespace zeroth::host;

namespace {

constexpr std::int64_t kBatch = 256, kInputs = 1312, kOutputs = 4096;
enum Result { kGood = 0, kHandled = 1, kOtherBits = 2, kNoSignals = 3 };

/// Memory below and above which lies a page that must not be touched.
class Guarded {
 public:
  explicit Guarded(std::size_t size) : size_((size + kPage - 1) / kPage * kPage) {
    void* all = mmap(nullptr, size_ + 2 * kPage, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    data_ = static_cast<char*>(all) + kPage;
    mprotect(data_, size_, PROT_READ | PROT_WRITE);
  }
  ~Guarded() { munmap(data_ - kPage, size_ + 2 * kPage); }
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;

  template <class Number>
  Number* as() const {
    return reinterpret_cast<Number*>(data_);
  }

 private:
  static constexpr std::size_t kPage = 4096;
  std::size_t size_;
  char* data_;
};

MatrixLayout layout(std::int64_t rows, std::int64_t columns, bool transposed) {
  return transposed ? MatrixLayout{rows, columns, 1, rows}
                    : MatrixLayout{rows, columns, columns, 1};
}

/// The products of all layouts, one behind the other.
std::vector<float> products_of_all_layouts(Precision precision) {
  const std::size_t width = precision == Precision::bf16 ? 2 : 4;
  const Guarded a(kBatch * kInputs * width), b(kInputs * kOutputs * width);
  const Guarded out(kBatch * kOutputs * sizeof(float));
  for (std::int64_t i = 0; i < kBatch * kInputs * static_cast<std::int64_t>(width) / 2; ++i) {
    a.as<std::uint16_t>()[i] = static_cast<std::uint16_t>(0x3f00 + i % 128);
  }
  for (std::int64_t i = 0; i < kInputs * kOutputs * static_cast<std::int64_t>(width) / 2; ++i) {
    b.as<std::uint16_t>()[i] = static_cast<std::uint16_t>(0xbe00 + i % 256);
  }
  std::vector<float> all;
  for (const bool left : {false, true}) {
    for (const bool right : {false, true}) {
      gemm(precision, {a.as<void>(), layout(kBatch, kInputs, left)},
           {b.as<void>(), layout(kInputs, kOutputs, right)}, Addend::nothing, nullptr,
           out.as<float>(), layout(kBatch, kOutputs, false));
      all.insert(all.end(), out.as<float>(), out.as<float>() + kBatch * kOutputs);
    }
  }
  return all;
}

std::atomic<int> handled{0};
void handle(int) { ++handled; }

/// Products while a timer sends a signal a millisecond, for which a handler is installed.
Result disturbed(Precision precision, const std::vector<float>& calm) {
  std::signal(SIGALRM, handle);
  const itimerval each_millisecond{{0, 1000}, {0, 1000}};
  setitimer(ITIMER_REAL, &each_millisecond, nullptr);
  for (int times = 0; times < 3; ++times) {
    const std::vector<float> found = products_of_all_layouts(precision);
    if (std::memcmp(found.data(), calm.data(), calm.size() * sizeof(float)) != 0) return kOtherBits;
  }
  sigset_t pending;
  sigpending(&pending);
  if (sigismember(&pending, SIGALRM) == 0) return kNoSignals;
  return handled == 0 ? kGood : kHandled;
}

}  // namespace

TEST_CASE("signals leave products alone where they are blocked") {
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  for (const Precision precision : {Precision::fp32, Precision::bf16}) {
    CAPTURE(static_cast<int>(precision));
    if (instructions(precision).empty()) {
      MESSAGE("skipped: oneDNN gains nothing on this processor");
      continue;
    }
    const std::vector<float> calm = products_of_all_layouts(precision);
    const pid_t child = fork();  // it has one thread, and blocks signals as the worker does
    if (child == 0) {
      block_signals();
      _exit(disturbed(precision, calm));
    }
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(status == 0);
  }
  at::set_num_threads(threads);
}
