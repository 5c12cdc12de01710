#include "host/cli/number_check.h"

#include <string>

namespace zeroth::host {

void check_number(CLI::Option& option, double low, double high) {
  const auto is_number = [](const std::string& text) {
    return text.find_first_not_of("0123456789.eE+-") == text.npos ? "" : "it is no number";
  };
  option.check(CLI::Range(low, high))->check(CLI::Validator(is_number, ""));
}

}  // namespace zeroth::host
