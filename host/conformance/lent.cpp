#include "host/conformance/lent.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

namespace zeroth::host {
namespace {

// Pages come from one range of addresses and no address comes twice, so that a look at an address
// tells what it was.
constexpr std::size_t kRange = std::size_t{1} << 36;

char* range() {
  static char* const begin = [] {
    void* memory =
        mmap(nullptr, kRange, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) {
      throw std::system_error(errno, std::generic_category(), "cannot reserve addresses");
    }
    return static_cast<char*>(memory);
  }();
  return begin;
}

std::size_t lent_so_far = 0;

void on_bad_address(int signal, siginfo_t* information, void*) {
  const char* address = static_cast<const char*>(information->si_addr);
  if (address >= range() && address < range() + kRange) _exit(kReadsLentMemory);
  std::signal(signal, SIG_DFL);
  std::raise(signal);  // of another's making; comes as soon as this function returns
}

std::size_t whole_pages(std::size_t size) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return (size + page - 1) / page * page;
}

}  // namespace

LentPage::LentPage(std::size_t size) : memory_(range() + lent_so_far), size_(whole_pages(size)) {
  lent_so_far += size_;
  if (lent_so_far > kRange || mprotect(memory_, size_, PROT_READ | PROT_WRITE) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot lend memory");
  }
}

LentPage::~LentPage() {
  madvise(memory_, size_, MADV_DONTNEED);
  mprotect(memory_, size_, PROT_NONE);
}

void end_where_lent_memory_is_read() {
  range();
  struct sigaction action {};
  action.sa_sigaction = on_bad_address;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGSEGV, &action, nullptr);
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, SIGSEGV);
  pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
}

}  // namespace zeroth::host
