#pragma once

#include <string>
#include <vector>

namespace zeroth::host {

/// What to write instead.
struct Advice {
  const char* why = nullptr;  ///< one sentence
  const char* fix = nullptr;  ///< {PLACEHOLDER} gives way to what stands behind the word
};

/// Words that other programs have for a command, an option or a kind.
struct Hint {
  const char* command;  ///< where the words are tried
  std::vector<std::string> words;
  const char* why;  ///< of the advice that is always good
  const char* fix;
  Advice of_run = {};       ///< where a run stands behind the word; none: the same
  Advice of_pipeline = {};  ///< where a pipeline does
};

inline constexpr Advice kShowRun = {"`runs show` tells all about one run",
                                    "zeroth runs show {RUN}"};

const std::vector<Hint>& all_hints();

}  // namespace zeroth::host
