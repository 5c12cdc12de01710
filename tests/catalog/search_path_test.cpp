#include "host/catalog/search_path.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "tests/support/files.h"

using namespace zeroth::host;
namespace fs = std::filesystem;

namespace {

using Paths = std::vector<fs::path>;

/// Sets an environment variable while it lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    const char* before = std::getenv(name);
    was_set_ = before != nullptr;
    if (before) before_ = before;
    setenv(name, value.c_str(), /*overwrite=*/1);
  }
  ~Variable() {
    if (was_set_) setenv(name_, before_.c_str(), /*overwrite=*/1);
    if (!was_set_) unsetenv(name_);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
  std::string before_;
  bool was_set_ = false;
};

}  // namespace

TEST_CASE("search path: options, environment, user, program") {
  const Variable listed("ZEROTH_PLUGIN_PATH", "/one::/two");
  const Variable user("XDG_DATA_HOME", "/home/a/data");
  const SearchPath path = make_search_path({"/x.so"}, {"/first"}, "/opt/zeroth/bin", false);
  CHECK(path.files == Paths{"/x.so"});
  CHECK(path.directories == Paths{"/first", "/one", "/two", "/home/a/data/zeroth/plugins",
                                  "/opt/zeroth/lib/zeroth/plugins"});
}

TEST_CASE("search path: the user's directory without XDG_DATA_HOME, and none of the defaults") {
  const Variable listed("ZEROTH_PLUGIN_PATH", "");
  const Variable user("XDG_DATA_HOME", "");
  const Variable home("HOME", "/home/a");
  CHECK(make_search_path({}, {}, "/opt/zeroth/bin", false).directories ==
        Paths{"/home/a/.local/share/zeroth/plugins", "/opt/zeroth/lib/zeroth/plugins"});
  CHECK(make_search_path({}, {"/only"}, "/opt/zeroth/bin", true).directories == Paths{"/only"});
}

TEST_CASE("search path: a directory that is named twice, by whatever name, is kept once") {
  const Variable listed("ZEROTH_PLUGIN_PATH", "");
  const Folder folder;
  fs::create_directory_symlink(folder.path(), folder / "link");
  const std::string name = folder.path().string();
  CHECK(
      make_search_path({}, {name, name + "/", name + "/link", "/nowhere", "/nowhere"}, "/bin", true)
          .directories == Paths{name, "/nowhere"});
}

TEST_CASE("search path: what the environment names relative to the current folder is ignored") {
  const Variable listed("ZEROTH_PLUGIN_PATH", "rel:/one:./two:~/three");
  const Variable user("XDG_DATA_HOME", "data");
  const Variable home("HOME", "home");
  const SearchPath path = make_search_path({}, {"by/option"}, "/opt/zeroth/bin", false);
  CHECK(path.directories == Paths{"by/option", "/one", "/opt/zeroth/lib/zeroth/plugins"});
  CHECK(path.ignored ==
        std::vector<std::string>{
            "ignored rel of ZEROTH_PLUGIN_PATH: it is relative to the current folder",
            "ignored ./two of ZEROTH_PLUGIN_PATH: it is relative to the current folder",
            "ignored ~/three of ZEROTH_PLUGIN_PATH: it is relative to the current folder",
            "ignored data of XDG_DATA_HOME: it is relative to the current folder",
            "ignored home of HOME: it is relative to the current folder"});
}

TEST_CASE("search path: a relative XDG_DATA_HOME counts as none") {
  const Variable listed("ZEROTH_PLUGIN_PATH", "");
  const Variable user("XDG_DATA_HOME", "data");
  const Variable home("HOME", "/home/a");
  CHECK(make_search_path({}, {}, "/opt/zeroth/bin", false).directories ==
        Paths{"/home/a/.local/share/zeroth/plugins", "/opt/zeroth/lib/zeroth/plugins"});
}
