#include "host/study/run_contents.h"

#include <set>
#include <system_error>
#include <vector>

#include "host/base/begins_with.h"
#include "host/base/hash.h"
#include "host/data/content_hash.h"
#include "host/data/file_stamp.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHashDigits = 16;

/// Every text of a value.
void collect_texts(const Json& value, std::vector<std::string>& texts) {
  if (value.is_string()) texts.push_back(value.get<std::string>());
  if (!value.is_structured()) return;
  for (const Json& child : value) collect_texts(child, texts);
}

/// Texts of every object of parameters: they may name files.
void collect_parameters(const Json& value, std::vector<std::string>& texts) {
  if (!value.is_structured()) return;
  for (const auto& [key, child] : value.items()) {
    if (value.is_object() && key == "params") collect_texts(child, texts);
    collect_parameters(child, texts);
  }
}

// A text that is no path, too long a one among them, is no file.
bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

void add_all_below(const fs::path& folder, std::set<fs::path>& files) {
  std::error_code error;
  fs::recursive_directory_iterator at(folder, error), end;
  for (; !error && at != end; at.increment(error)) {
    if (is_file(at->path())) files.insert(at->path());
  }
}

/// Files that the parameters name, by themselves or in a folder that they name as well.
std::set<fs::path> files_named(const Json& pipeline) {
  std::vector<std::string> texts;
  collect_parameters(pipeline, texts);
  std::vector<fs::path> folders = {fs::path()};
  std::set<fs::path> files;
  for (const std::string& text : texts) {
    const bool can_be_path = !text.empty() && text.find('\0') == std::string::npos;
    if (!can_be_path || !is_folder(text)) continue;
    folders.emplace_back(text);
    add_all_below(text, files);
  }
  for (const fs::path& folder : folders) {
    for (const std::string& text : texts) {
      const bool can_be_path = !text.empty() && text.find('\0') == std::string::npos;
      if (can_be_path && is_file(folder / text)) files.insert(folder / text);
    }
  }
  return files;
}

/// The way from a folder to itself (".") or to what lies below it; empty where the path lies
/// elsewhere.
std::string below(const fs::path& path, const fs::path& folder) {
  const std::string way = fs::absolute(path).lexically_normal().lexically_relative(folder).string();
  const bool leads_out = way == ".." || begins_with(way, "../");
  return leads_out ? "" : way;
}

std::string hash_of_bytes(const fs::path& file) {
  constexpr const char* kWhat = "bytes";
  const Json stamp = stamp_of(file);
  if (const auto known = known_hash(file, kWhat, stamp)) return *known;
  std::string hash;
  try {
    hash = file_hash(file);
  } catch (const std::exception&) {
    return "unreadable";  // the run will say so
  }
  try {
    remember_hash(file, kWhat, stamp, hash);
  } catch (const std::exception&) {
    // Without a cache it is hashed again.
  }
  return hash;
}

/// The pipeline, with paths below the folder as they are from there.
Json from_folder(Json value, const fs::path& folder) {
  if (value.is_string()) {
    const std::string text = value.get<std::string>();
    const std::string way = !text.empty() && text[0] == '/' ? below(text, folder) : "";
    return way.empty() ? value : Json("./" + way);
  }
  if (!value.is_structured()) return value;
  for (Json& child : value) child = from_folder(child, folder);
  return value;
}

}  // namespace

std::string run_contents_hash(const RunContents& contents, const fs::path& folder,
                              const fs::path& apart) {
  Json files = Json::object(), plugins = Json::object();
  for (const fs::path& file : files_named(contents.pipeline)) {
    if (!below(file, apart).empty()) continue;
    const std::string way = below(file, folder);
    files[way.empty() ? file.string() : "./" + way] = hash_of_bytes(file);
  }
  for (const auto& [id, file] : contents.plugins) plugins[id] = hash_of_bytes(file);
  const Json parts = {{"pipeline", from_folder(contents.pipeline, folder)},
                      {"files", files},
                      {"plugins", plugins},
                      {"threads", contents.threads},
                      {"version", contents.version}};
  // By name and not as written: where a pipeline says something makes no other run of it.
  const auto sorted =
      nlohmann::json::parse(parts.dump(-1, ' ', false, Json::error_handler_t::replace));
  return hash_of(sorted.dump()).substr(0, kHashDigits);
}

}  // namespace zeroth::host
