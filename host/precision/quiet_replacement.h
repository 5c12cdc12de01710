#pragma once

#include <c10/util/Exception.h>
#include <torch/version.h>

#include <string>

namespace zeroth::host {

/// While it lives LibTorch does not warn: it would of every kernel that is replaced, which is what
/// is wanted.
class QuietReplacement {
 public:
  QuietReplacement() : guard_(&silent_) {}
  QuietReplacement(const QuietReplacement&) = delete;
  QuietReplacement& operator=(const QuietReplacement&) = delete;

 private:
  class Silent final : public c10::WarningHandler {
   public:
#if TORCH_VERSION_MAJOR >= 2
    using Guard = c10::WarningUtils::WarningHandlerGuard;
    void process(const c10::Warning&) override {}
#else
    using Guard = c10::Warning::WarningHandlerGuard;
    void process(const c10::SourceLocation&, const std::string&, bool) override {}
#endif
  };

  Silent silent_;
  Silent::Guard guard_;
};

}  // namespace zeroth::host
