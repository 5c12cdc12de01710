#include "host/catalog/trust.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/files.h"

using namespace zeroth::host;
namespace fs = std::filesystem;

namespace {

using Reasons = std::vector<std::string>;

constexpr uid_t kNobody = 65534;

/// A folder of plugins with one file in it.
class Plugins : public Folder {
 public:
  Plugins() {
    fs::create_directory(folder());
    write("plugins/a.so", "");
  }
  fs::path folder() const { return *this / "plugins"; }
  fs::path file() const { return folder() / "a.so"; }
  std::string name() const { return folder().string(); }
};

void set_mode(const fs::path& path, mode_t mode) { REQUIRE(chmod(path.c_str(), mode) == 0); }

}  // namespace

TEST_CASE("trust: what belongs to the user below a sticky folder is fine") {
  const Plugins plugins;
  CHECK(distrust_file(plugins.file()).empty());
  CHECK(distrust_folder(plugins.folder()).empty());
}

TEST_CASE("trust: a file or folder that everybody may write to") {
  const Plugins plugins;
  set_mode(plugins.file(), 0646);
  CHECK(distrust_file(plugins.file()) == Reasons{"everybody may write to the file: chmod o-w"});
  set_mode(plugins.file(), 0644);
  set_mode(plugins.folder(), 0777);
  const Reasons reasons{"everybody may write to " + plugins.name() + ": chmod o-w"};
  CHECK(distrust_folder(plugins.folder()) == reasons);
  CHECK(distrust_file(plugins.file()) == reasons);
}

TEST_CASE("trust: with the sticky bit everybody may still add a plugin to a folder") {
  const Plugins plugins;
  set_mode(plugins.folder(), 01777);
  CHECK(distrust_folder(plugins.folder()) ==
        Reasons{"everybody may write to " + plugins.name() + ": chmod o-w"});
  CHECK(distrust_file(plugins.file()).empty());
}

TEST_CASE("trust: a folder further up that everybody may write to") {
  const Plugins plugins;
  set_mode(plugins.path(), 0777);
  const Reasons reasons{"everybody may write to " + plugins.path().string() + ": chmod o-w"};
  CHECK(distrust_file(plugins.file()) == reasons);
  CHECK(distrust_folder(plugins.folder()) == reasons);
}

TEST_CASE("trust: a group that is not the owner's alone") {
  if (geteuid() != 0) return;  // only root gives files away
  const Plugins plugins;
  REQUIRE(chown(plugins.file().c_str(), 0, 100) == 0);
  set_mode(plugins.file(), 0664);
  CHECK(distrust_file(plugins.file()) == Reasons{"a group may write to the file: chmod g-w"});
  REQUIRE(chown(plugins.file().c_str(), 0, 0) == 0);
  set_mode(plugins.file(), 0664);
  CHECK(distrust_file(plugins.file()).empty());
}

TEST_CASE("trust: what belongs to somebody else, links included") {
  if (geteuid() != 0) return;
  const Plugins plugins;
  const fs::path link = plugins / "link.so";
  fs::create_symlink(plugins.file(), link);
  CHECK(distrust_file(link).empty());
  REQUIRE(lchown(link.c_str(), kNobody, kNobody) == 0);
  CHECK(distrust_file(link) ==
        Reasons{link.string() + " belongs to nobody, who is neither you nor root"});
  REQUIRE(chown(plugins.file().c_str(), kNobody, kNobody) == 0);
  CHECK(distrust_file(plugins.file()) ==
        Reasons{plugins.file().string() + " belongs to nobody, who is neither you nor root"});
}

TEST_CASE("trust: a link leads through a folder that everybody may write to") {
  const Plugins plugins;
  fs::create_directory(plugins / "open");
  set_mode(plugins / "open", 0777);
  fs::create_symlink(plugins.folder(), plugins / "open/way");
  fs::create_directory_symlink("open/way", plugins / "way");
  CHECK(distrust_folder(plugins / "way") ==
        Reasons{"everybody may write to " + (plugins / "open").string() + ": chmod o-w"});
}

TEST_CASE("trust: links in a circle end") {
  const Plugins plugins;
  fs::create_symlink("b", plugins / "a");
  fs::create_symlink("a", plugins / "b");
  CHECK(distrust_file(plugins / "a").empty());
}
