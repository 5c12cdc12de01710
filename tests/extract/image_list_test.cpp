#include "host/extract/image_list.h"

#include <doctest/doctest.h>

#include "tests/support/files.h"
#include "tests/support/messages.h"

using namespace zeroth::host;

namespace fs = std::filesystem;

namespace {

/// Pictures in a folder, and one outside of it.
struct Pictures {
  Pictures() {
    fs::create_directories(inside() / "a");
    folder.write("in/a/1.jpg", "picture");
    folder.write("in/2.jpg", "picture");
    folder.write("secret.jpg", "private");
    fs::create_symlink(folder / "secret.jpg", inside() / "link.jpg");
    fs::create_symlink(folder.path(), inside() / "up");
    fs::create_symlink(inside() / "2.jpg", inside() / "fine.jpg");
  }
  fs::path inside() const { return folder / "in"; }

  std::string found(const std::string& path) const {
    std::string name;
    const auto said =
        message_of([&] { name = images_by_old_paths({path}, inside()).names.front(); });
    return said.empty() ? name : said;
  }

  Folder folder;
};

}  // namespace

TEST_CASE("images: the longest end of a path that any system wrote") {
  const Pictures pictures;
  for (const char* path : {"/BS/xian/work/a/1.jpg", "C:\\data\\a\\1.jpg", "a/1.jpg", "//a\\\\1.jpg",
                           "../a/1.jpg", "..\\a\\1.jpg", "x/../a/1.jpg"}) {
    CHECK(pictures.found(path) == "a/1.jpg");
  }
  CHECK(pictures.found("/else/fine.jpg") == "fine.jpg");
}

TEST_CASE("images: none outside the directory, whatever leads there") {
  const Pictures pictures;
  const std::string missing =
      "error: 1 images are missing\n  where  " + pictures.inside().string() + "\n";
  const std::string outside = (pictures.folder / "secret.jpg").string();
  for (const std::string path : {"../secret.jpg", "..\\secret.jpg", "a/../../secret.jpg"}) {
    CHECK(pictures.found(path).rfind(missing + "  why    " + path + "\n", 0) == 0);
  }
  for (const std::string path : {"link.jpg", "/old/link.jpg", "up/secret.jpg", "up\\secret.jpg"}) {
    CHECK(pictures.found(path).rfind(missing + "  why    " + path + " leads out of the directory\n",
                                     0) == 0);
  }
  CHECK(pictures.found(outside).rfind(missing, 0) == 0);
  for (const std::string& line : {outside, std::string("../secret.jpg"), std::string("link.jpg")}) {
    const std::string list = pictures.folder.write("list.txt", line + "\n");
    CHECK(message_of([&] {
            images_listed(list, pictures.inside());
          }).rfind(missing + "  why    " + line + " leads out of the directory\n", 0) == 0);
  }
}
