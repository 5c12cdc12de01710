#pragma once

#include <unistd.h>

namespace zeroth::host {

/// A descriptor that is closed in the end; negative where opening failed, which errno explains.
class OpenDescriptor {
 public:
  explicit OpenDescriptor(int number) : number_(number) {}
  ~OpenDescriptor() {
    if (number_ >= 0) ::close(number_);
  }
  OpenDescriptor(const OpenDescriptor&) = delete;
  OpenDescriptor& operator=(const OpenDescriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

}  // namespace zeroth::host
