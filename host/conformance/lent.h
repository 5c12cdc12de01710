#pragma once

#include <cstddef>
#include <memory>
#include <utility>

namespace zeroth::host {

/// Memory that nobody can touch once it is given back: whoever keeps a pointer to it is found out.
class LentPage {
 public:
  explicit LentPage(std::size_t size);
  ~LentPage();
  LentPage(const LentPage&) = delete;
  LentPage& operator=(const LentPage&) = delete;
  void* memory() const { return memory_; }

 private:
  void* memory_;
  std::size_t size_;
};

/// An argument of a call to a plugin, for as long as the call takes.
template <class T>
class Lent {
 public:
  explicit Lent(T value) : page_(sizeof(T)), value_(new (page_.memory()) T(std::move(value))) {}
  ~Lent() { value_->~T(); }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;
  const T& operator*() const { return *value_; }

 private:
  LentPage page_;
  T* value_;
};

/// Exit code of a process that reads what was lent to an earlier call.
inline constexpr int kReadsLentMemory = 113;

/// From now on this process ends with that code where it touches such memory. For a process that
/// was forked for a check: the handler runs where the fault was, and never returns to what was
/// being computed there.
void end_where_lent_memory_is_read();

}  // namespace zeroth::host
