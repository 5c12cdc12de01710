#include "host/base/terminal.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <map>
#include <string>

#include "host/base/messages.h"

using namespace zeroth::host;

namespace {

using Settings = std::map<std::string, std::string>;

constexpr const char* kNames[] = {"NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM", "COLUMNS"};

/// Variables as they are while it lives; all others that a terminal is asked by are not set.
class Variables {
 public:
  explicit Variables(const Settings& set) {
    for (const char* name : kNames) {
      if (const char* value = std::getenv(name)) before_[name] = value;
      unsetenv(name);
    }
    for (const auto& [name, value] : set) setenv(name.c_str(), value.c_str(), 1);
  }
  ~Variables() {
    for (const char* name : kNames) unsetenv(name);
    for (const auto& [name, value] : before_) setenv(name.c_str(), value.c_str(), 1);
  }
  Variables(const Variables&) = delete;
  Variables& operator=(const Variables&) = delete;

 private:
  Settings before_;
};

std::string written(const std::string& line) {
  std::FILE* file = std::tmpfile();
  write_line(file, line);
  std::string text(static_cast<std::size_t>(std::ftell(file)), '\0');
  std::rewind(file);
  text.resize(std::fread(text.data(), 1, text.size(), file));
  std::fclose(file);
  return text;
}

}  // namespace

TEST_CASE("colours: a file has none unless they are demanded") {
  const auto coloured = [](const Settings& variables) {
    const Variables set(variables);
    return written("error: x") == "\x1b[1;31merror:\x1b[0m x\n";
  };
  CHECK_FALSE(coloured({}));
  CHECK_FALSE(coloured({{"CLICOLOR", "1"}}));
  CHECK(coloured({{"CLICOLOR_FORCE", "1"}}));
  CHECK(coloured({{"CLICOLOR_FORCE", "1"}, {"NO_COLOR", ""}}));
  CHECK(coloured({{"CLICOLOR_FORCE", "1"}, {"CLICOLOR", "0"}}));
  CHECK_FALSE(coloured({{"CLICOLOR_FORCE", "0"}}));
  CHECK_FALSE(coloured({{"CLICOLOR_FORCE", "1"}, {"NO_COLOR", "1"}}));
}

TEST_CASE("colours: only the word that a message begins with") {
  const Variables set(Settings{{"CLICOLOR_FORCE", "1"}});
  CHECK(written("warning: x") == "\x1b[1;33mwarning:\x1b[0m x\n");
  CHECK(written("an error: x") == "an error: x\n");
  CHECK(written("error: \x1b[2J") == "\x1b[1;31merror:\x1b[0m \\x1b[2J\n");
}

TEST_CASE("terminal: what is none") {
  std::FILE* file = std::tmpfile();
  CHECK_FALSE(can_redraw(file));
  const auto columns = [&](const Settings& variables) {
    const Variables set(variables);
    return terminal_columns(file);
  };
  CHECK(columns({}) == 80);
  CHECK(columns({{"COLUMNS", "60"}}) == 60);
  for (const char* odd : {"", "x", "-1", "0", "99999999999999999999"}) {
    CHECK(columns({{"COLUMNS", odd}}) == 80);
  }
  std::fclose(file);
}
