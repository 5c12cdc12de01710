#include "host/engine/plugin_library.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <zeroth/plugin.h>

#include <boost/core/demangle.hpp>
#include <boost/dll/shared_library.hpp>
#include <map>
#include <memory>
#include <regex>

#include "host/base/json.h"
#include "host/base/problem.h"

namespace zeroth::host {
namespace {

namespace dll = boost::dll;

constexpr const char* kRebuild =
    "rebuild the plugin against this host's SDK, with zeroth_add_plugin()";

[[noreturn]] void refuse(const std::string& what, const std::filesystem::path& file,
                         std::string why, std::string fix = kRebuild) {
  throw Failure(Exit::unavailable, {what, file.string(), {std::move(why)}, std::move(fix)});
}

/// Turns the loader's text into the one thing that is missing.
[[noreturn]] void refuse_load(const std::string& id, const std::filesystem::path& file,
                              const std::string& text) {
  std::smatch found;
  if (std::regex_search(text, found, std::regex("undefined symbol: (\\w+)"))) {
    refuse(fmt::format("plugin {} cannot be loaded", id), file,
           fmt::format("it needs {}, which nothing provides",
                       boost::core::demangle(found.str(1).c_str())));
  }
  if (std::regex_search(text, found, std::regex("([^\\s:\"]+): cannot open shared object file")) &&
      found[1].str() != file.string()) {
    refuse(fmt::format("plugin {} needs {}, which was not found", id, found[1].str()), file,
           "the dynamic loader searched its usual places", "install that library");
  }
  refuse(fmt::format("plugin {} cannot be loaded", id), file, text);
}

std::unique_ptr<dll::shared_library> open(const std::string& id,
                                          const std::filesystem::path& file) {
  const auto mode = dll::load_mode::rtld_now | dll::load_mode::rtld_local |
                    static_cast<dll::load_mode::type>(RTLD_NODELETE);
  auto library = std::make_unique<dll::shared_library>();
  try {
    library->load(file.string(), mode);
  } catch (const std::exception& failure) {
    refuse_load(id, file, failure.what());
  }
  return library;
}

const PluginEntry& entry_of(const std::string& id, const std::filesystem::path& file,
                            const dll::shared_library& library) {
  if (!library.has("zeroth_plugin_v1")) {
    refuse(fmt::format("plugin {} cannot be used", id), file,
           "it has a manifest but no entry symbol zeroth_plugin_v1");
  }
  const auto& entry = library.get<const PluginEntry>("zeroth_plugin_v1");
  if (entry.size < sizeof(PluginEntry)) {
    refuse(
        fmt::format("plugin {} cannot be used", id), file,
        fmt::format("its entry has {} bytes, this host reads {}", entry.size, sizeof(PluginEntry)));
  }
  const Json manifest = Json::parse(entry.manifest, nullptr, /*allow_exceptions=*/false);
  if (!manifest.is_object() || manifest.value("id", "") != id) {
    refuse(fmt::format("plugin {} cannot be used", id), file,
           "its code says another id than its manifest");
  }
  return entry;
}

}  // namespace

const PluginEntry& load_plugin(const std::string& id, const std::filesystem::path& file) {
  // Leaked on purpose: closing a library is never safe (see the header).
  static auto& libraries =
      *new std::map<std::filesystem::path, std::unique_ptr<dll::shared_library>>;
  auto& library = libraries[file];
  if (!library) {
    try {
      library = open(id, file);
    } catch (...) {
      libraries.erase(file);
      throw;
    }
  }
  return entry_of(id, file, *library);
}

}  // namespace zeroth::host
