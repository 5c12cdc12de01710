#pragma once

#include <zeroth/api.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace zeroth {

/// One thing that is wrong, in the order a reader wants it: what, where, why, what to do.
struct Problem {
  std::string what;                   ///< one sentence without the word "error"
  std::string where = {};             ///< `file:line:col  /pointer`, a path, or empty
  std::vector<std::string> why = {};  ///< causes, one a line; may be empty
  std::string fix = {};               ///< what to do next; may be empty
};

/// Whose fault an error is. It decides the exit code of the command.
enum class Fault {
  plugin,         ///< the component cannot go on
  no_input,       ///< a file is missing or cannot be read
  bad_data,       ///< a file holds what it should not
  configuration,  ///< parameters that do not fit together
  cannot_create,  ///< a file cannot be made
  io,             ///< reading or writing failed half way
};

/// What a plugin, or a reader of files, throws when it cannot go on. The text says what is wrong,
/// with the values in it; where the problem has no place, the host adds one (plugin, call, place in
/// the pipeline).
class ZEROTH_API Error : public std::runtime_error {
 public:
  explicit Error(const std::string& what);
  Error(Fault fault, Problem problem);
  ~Error() override;

  Fault fault() const { return fault_; }
  const Problem& problem() const { return problem_; }

 private:
  Fault fault_;
  Problem problem_;
};

}  // namespace zeroth
