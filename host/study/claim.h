#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

namespace zeroth::host {

/// The right to work on one run of a study. One process has it at a time, on all machines that
/// share the folder, and none keeps it beyond its death.
///
/// Two things make it: a lock of the system, which the program that runs inherits, so that it lasts
/// as long as anybody writes there; and, since not every shared file system passes locks on, a file
/// "claim" that is made by a link, which is atomic everywhere. A claim of this machine ends with
/// its lock. One of another machine is over when it has not been renewed for the time of a lease,
/// by the clock of the file system.
class Claim {
 public:
  static constexpr std::chrono::seconds kLease{120};
  /// How often it has to be renewed.
  static constexpr std::chrono::seconds kRenewal{20};

  /// @return nothing where another process has it.
  /// @throws Failure(cannot_create) where the folder cannot be written.
  static std::optional<Claim> take(const std::filesystem::path& slot,
                                   std::chrono::seconds lease = kLease);
  /// Gives it back.
  ~Claim();
  Claim(Claim&& other) noexcept;
  Claim& operator=(Claim&&) = delete;
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;

  /// Says that the owner is alive.
  /// @return false: another machine has taken the run over, since this one was silent for too long.
  bool renew() const;
  /// The descriptor of the lock: a program that inherits it keeps it.
  int lock() const { return lock_; }

  /// "process 12 on node07", which works there as far as can be seen; empty: nobody.
  static std::string holder(const std::filesystem::path& slot, std::chrono::seconds lease = kLease);

 private:
  Claim(std::filesystem::path file, std::string text, int lock);

  std::filesystem::path file_;
  std::string text_;
  int lock_ = -1;
};

}  // namespace zeroth::host
