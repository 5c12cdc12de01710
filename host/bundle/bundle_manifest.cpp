#include "host/bundle/bundle_manifest.h"

#include <fmt/format.h>

#include <map>
#include <string>
#include <vector>

#include "host/base/problem.h"
#include "host/record/refused_file.h"
#include "host/record/sealed_json.h"

namespace zeroth::host {
namespace {

BundleManifest parsed(const Json& document) {
  BundleManifest manifest;
  manifest.run = document.at("run").get<std::string>();
  for (const auto& [name, hash] : document.at("files").get<std::map<std::string, std::string>>())
    manifest.files[name] = hash;
  using Pointers = std::map<std::string, std::vector<std::string>>;
  for (const auto& [name, pointers] : document.at("rewritten").get<Pointers>())
    manifest.rewritten[name] = pointers;
  manifest.left_out = document.at("left_out");
  return manifest;
}

}  // namespace

void BundleManifest::write(const std::filesystem::path& directory) const {
  write_sealed(directory / kBundleManifest, {{"format", kBundleFormat},
                                             {"run", run},
                                             {"files", files},
                                             {"rewritten", rewritten},
                                             {"left_out", left_out}});
}

BundleManifest BundleManifest::read(const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / kBundleManifest;
  const Json document = read_sealed(file);
  try {
    if (document.at("format").get<int>() > kBundleFormat) {
      throw Failure(Exit::unavailable, {"the bundle needs a later Zeroth",
                                        file.string(),
                                        {fmt::format("it is of format {}, and this one reads {}",
                                                     document.at("format").dump(), kBundleFormat)},
                                        "verify it with the Zeroth that made it"});
    }
    return parsed(document);
  } catch (const Json::exception& error) {
    refuse_damaged(file, error.what());
  }
}

}  // namespace zeroth::host
