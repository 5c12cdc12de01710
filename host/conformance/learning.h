#pragma once

#include <zeroth/tensors.h>

#include <utility>

namespace zeroth::host {

/// Lets gradients flow to some parameters while it lives, and then as before.
class Learning {
 public:
  explicit Learning(NamedTensors parameters);
  ~Learning();
  Learning(const Learning&) = delete;
  Learning& operator=(const Learning&) = delete;

 private:
  NamedTensors frozen_;  // those that did not require a gradient
};

/// A parameter that is elsewhere while it lives.
class Moved {
 public:
  Moved(const at::Tensor& parameter, const at::Tensor& by);
  ~Moved();
  Moved(const Moved&) = delete;
  Moved& operator=(const Moved&) = delete;

 private:
  at::Tensor parameter_, before_;
};

}  // namespace zeroth::host
