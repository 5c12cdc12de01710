#include <c10/util/Exception.h>
#include <zeroth/script_error.h>

#include <regex>

namespace zeroth {

std::string cause_of_script_error(const std::exception& error) {
  const auto* own = dynamic_cast<const c10::Error*>(&error);
  const std::string text = own ? own->what_without_backtrace() : error.what();
  static const std::regex exception(R"(\n(?:\w+\.)*(\w+: )(?=\S))");
  std::size_t begin = 0;
  for (std::sregex_iterator one(text.begin(), text.end(), exception), end; one != end; ++one) {
    begin = static_cast<std::size_t>(one->position(1));
  }
  const std::string line = text.substr(begin, text.find('\n', begin) - begin);
  const std::string plain = "RuntimeError: ";
  return line.compare(0, plain.size(), plain) == 0 ? line.substr(plain.size()) : line;
}

}  // namespace zeroth
