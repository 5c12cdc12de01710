#include "host/study/claim.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <random>
#include <utility>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLockName = "lock";
constexpr const char* kClaimName = "claim";

std::string host_name() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  return host.data();
}

std::string unique_word() {
  std::random_device device;
  return fmt::format("{:08x}{:08x}", device(), device());
}

/// "process 12 on node07 (0123abcd...)".
std::string claim_text() {
  return fmt::format("process {} on {} ({})", getpid(), host_name(), unique_word());
}

std::string text_in(const fs::path& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return line;
}

/// Without the word that tells two claims of one process apart.
std::string holder_in(const std::string& text) { return text.substr(0, text.rfind(" (")); }

bool is_of_this_machine(const std::string& text) {
  const std::string end = " on " + host_name(), holder = holder_in(text);
  return holder.size() > end.size() &&
         holder.compare(holder.size() - end.size(), std::string::npos, end) == 0;
}

/// Of a claim of this machine.
bool is_alive(const std::string& text) {
  const long process = std::strtol(text.c_str() + std::strlen("process "), nullptr, 10);
  return process > 0 && (kill(static_cast<pid_t>(process), 0) == 0 || errno == EPERM);
}

/// Seconds between the last changes of two files, by the clock of whoever keeps them.
double seconds_between(const fs::path& earlier, const fs::path& later) {
  struct stat first {
  }, second{};
  if (stat(earlier.c_str(), &first) != 0 || stat(later.c_str(), &second) != 0) return 0;
  return static_cast<double>(second.st_mtim.tv_sec - first.st_mtim.tv_sec) +
         1e-9 * static_cast<double>(second.st_mtim.tv_nsec - first.st_mtim.tv_nsec);
}

[[noreturn]] void cannot_claim(const fs::path& slot) {
  throw Failure(Exit::cannot_create, {"cannot write the folder of a run",
                                      slot.string(),
                                      {std::strerror(errno)},
                                      "make it writable, or choose another place with --run-dir"});
}

enum class Locking { taken, busy, unknown };

/// Some file systems know no locks.
Locking lock_exclusively(int descriptor) {
  if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) return Locking::taken;
  return errno == EWOULDBLOCK ? Locking::busy : Locking::unknown;
}

/// A file of this process, which becomes the claim by a link.
class Draft {
 public:
  Draft(const fs::path& slot, const std::string& text)
      : file_(slot / fmt::format(".claim-{}", unique_word())) {
    const int descriptor = open(file_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0) cannot_claim(slot);
    const std::string line = text + "\n";
    const ssize_t written = ::write(descriptor, line.data(), line.size());
    const int error = errno;
    close(descriptor);
    if (written == static_cast<ssize_t>(line.size())) return;
    unlink(file_.c_str());
    errno = written < 0 ? error : ENOSPC;
    cannot_claim(slot);
  }
  ~Draft() { unlink(file_.c_str()); }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  const fs::path& file() const { return file_; }
  /// Over NFS the answer to a link may be lost, and the count of links tells.
  bool becomes(const fs::path& claim) const {
    if (link(file_.c_str(), claim.c_str()) == 0) return true;
    const int error = errno;
    struct stat info {};
    if (stat(file_.c_str(), &info) == 0 && info.st_nlink == 2) return true;
    if (error == EEXIST) return false;
    // Where there are no links a file that must be new is made in one step.
    const int descriptor = open(claim.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0) return errno == EEXIST ? false : (cannot_claim(claim.parent_path()), false);
    const std::string line = text_in(file_) + "\n";
    const ssize_t written = ::write(descriptor, line.data(), line.size());
    close(descriptor);
    return written == static_cast<ssize_t>(line.size());
  }

 private:
  fs::path file_;
};

/// Whether the claim is of a process that has gone. `probe` is a file that was written just now.
bool is_over(const fs::path& claim, const std::string& text, const fs::path& probe, Locking locking,
             std::chrono::seconds lease) {
  if (is_of_this_machine(text)) {
    // Whoever has the lock knows that nobody else of this machine works here.
    return locking == Locking::taken || !is_alive(text);
  }
  return seconds_between(claim, probe) > static_cast<double>(lease.count());
}

/// Takes a claim that is over away. Only one process succeeds, and only with the claim it judged.
bool clear_away(const fs::path& claim, const std::string& judged) {
  const fs::path aside = claim.parent_path() / fmt::format(".over-{}", unique_word());
  if (rename(claim.c_str(), aside.c_str()) != 0) return false;
  const bool is_the_one = text_in(aside) == judged;
  // Another one was quicker, and this is its claim: back with it.
  if (!is_the_one) static_cast<void>(!link(aside.c_str(), claim.c_str()));
  unlink(aside.c_str());
  return is_the_one;
}

}  // namespace

std::optional<Claim> Claim::take(const fs::path& slot, std::chrono::seconds lease) {
  std::error_code error;
  fs::create_directories(slot, error);
  const int lock =
      open((slot / kLockName).c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (lock < 0) {
    if (error) errno = error.value();  // it says more: there is no folder to have a lock in
    cannot_claim(slot);
  }
  Claim mine(slot / kClaimName, "", lock);  // closes the lock whatever happens
  const Locking locking = lock_exclusively(lock);
  if (locking == Locking::busy) return std::nullopt;
  const std::string text = claim_text();
  const Draft draft(slot, text);
  for (int tries = 0; tries < 2; ++tries) {
    if (draft.becomes(mine.file_)) {
      mine.text_ = text;
      return mine;
    }
    const std::string other = text_in(mine.file_);
    if (!is_over(mine.file_, other, draft.file(), locking, lease)) return std::nullopt;
    if (!clear_away(mine.file_, other)) return std::nullopt;
  }
  return std::nullopt;
}

Claim::Claim(fs::path file, std::string text, int lock)
    : file_(std::move(file)), text_(std::move(text)), lock_(lock) {}

Claim::Claim(Claim&& other) noexcept
    : file_(std::move(other.file_)),
      text_(std::exchange(other.text_, "")),
      lock_(std::exchange(other.lock_, -1)) {}

Claim::~Claim() {
  if (!text_.empty() && text_in(file_) == text_) unlink(file_.c_str());
  if (lock_ >= 0) close(lock_);
}

bool Claim::renew() const {
  if (text_in(file_) != text_) return false;
  utimensat(AT_FDCWD, file_.c_str(), nullptr, 0);  // what cannot be renewed is taken over one day
  return true;
}

std::string Claim::holder(const fs::path& slot, std::chrono::seconds lease) {
  const fs::path claim = slot / kClaimName;
  const std::string text = text_in(claim);
  const int lock = open((slot / kLockName).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (lock < 0) return "";
  const bool free = flock(lock, LOCK_SH | LOCK_NB) == 0;
  const bool busy = !free && errno == EWOULDBLOCK;
  close(lock);
  if (busy) return text.empty() ? "another process" : holder_in(text);
  if (text.empty()) return "";
  if (is_of_this_machine(text)) return free || !is_alive(text) ? "" : holder_in(text);
  struct stat info {};
  const bool fresh =
      stat(claim.c_str(), &info) == 0 &&
      std::difftime(std::time(nullptr), info.st_mtim.tv_sec) < static_cast<double>(lease.count());
  return fresh ? holder_in(text) : "";
}

}  // namespace zeroth::host
