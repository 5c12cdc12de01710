#include <zeroth/error.h>

#include <utility>

namespace zeroth {
namespace {

/// For who catches it as any exception: the parts below each other.
std::string text_of(const Problem& problem) {
  std::string text = problem.what;
  const auto add = [&](const std::string& part) {
    if (!part.empty()) text += "\n" + part;
  };
  add(problem.where);
  for (const std::string& cause : problem.why) add(cause);
  add(problem.fix);
  return text;
}

}  // namespace

Error::Error(const std::string& what) : Error(Fault::plugin, Problem{what}) {}
Error::Error(Fault fault, Problem problem)
    : std::runtime_error(text_of(problem)), fault_(fault), problem_(std::move(problem)) {}
Error::~Error() = default;

}  // namespace zeroth
