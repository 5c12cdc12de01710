#include "host/catalog/manifest.h"

#include <fmt/format.h>
#include <zeroth/version.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <utility>

#include "host/catalog/elf_section.h"
#include "host/catalog/trust.h"
#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

constexpr std::size_t kLargestManifest = 64u << 10;
constexpr const char* kNoManifest = "its manifest is not one line of JSON with all fields";

const std::map<std::string, std::string>& interfaces() {
  static const std::map<std::string, std::string> by_kind = {
      {"generator", "zeroth.Generator/1"},  {"teacher", "zeroth.Teacher/1"},
      {"student", "zeroth.Student/1"},      {"ood", "zeroth.OODScorer/1"},
      {"expert", "zeroth.Expert/1"},        {"loss", "zeroth.Loss/1"},
      {"data", "zeroth.DataReader/1"},      {"recipe", "zeroth.Recipe/1"},
      {"classifier", "zeroth.Classifier/1"}};
  return by_kind;
}

std::optional<Manifest> parse(std::string text) {
  while (!text.empty() && text.back() == '\0') text.pop_back();
  const std::optional<Json> parsed = parse_json_record(text);
  if (!parsed) return std::nullopt;
  const Json& json = *parsed;
  try {
    Manifest manifest;
    manifest.id = json.at("id").get<std::string>();
    manifest.version = json.at("version").get<std::string>();
    manifest.interface = json.at("interface").get<std::string>();
    manifest.sdk = json.at("sdk").get<std::string>();
    manifest.torch = json.at("torch").get<std::string>();
    manifest.cxx11abi = json.at("cxx11abi").get<int>();
    manifest.compiler = json.at("compiler").get<std::string>();
    manifest.cplusplus = json.at("cplusplus").get<std::string>();
    return manifest;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

/// "1.13" of "1.13.0".
std::string major_minor(const std::string& version) {
  const auto first = version.find('.');
  return first == std::string::npos ? version : version.substr(0, version.find('.', first + 1));
}

void check_sdk(const Manifest& manifest, std::vector<std::string>& reasons) {
  int major = -1, minor = -1;
  std::sscanf(manifest.sdk.c_str(), "%d.%d", &major, &minor);
  if (major == ZEROTH_SDK_MAJOR && minor >= 0 && minor <= ZEROTH_SDK_MINOR) return;
  reasons.push_back(
      fmt::format("built with Zeroth SDK {}, this host has {}", manifest.sdk, host_sdk_version()));
}

void check_build(const Manifest& manifest, std::vector<std::string>& reasons) {
  if (major_minor(manifest.torch) != major_minor(host_torch_version())) {
    reasons.push_back(fmt::format("built for LibTorch {}, this host has {}",
                                  major_minor(manifest.torch), major_minor(host_torch_version())));
  }
  if (manifest.cxx11abi != ZEROTH_HOST_CXX11_ABI) {
    reasons.push_back(fmt::format("built with _GLIBCXX_USE_CXX11_ABI={}, this host uses {}",
                                  manifest.cxx11abi, ZEROTH_HOST_CXX11_ABI));
  }
}

/// "kind.name" or "kind.longer-name2". By hand: std::regex needs stack for every character.
bool is_well_formed(const std::string& id) {
  const auto dot = id.find('.');
  if (dot == std::string::npos || dot == 0) return false;
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  if (!std::all_of(id.begin(), id.begin() + static_cast<std::ptrdiff_t>(dot), is_letter)) {
    return false;
  }
  char before = '-';
  for (const char c : id.substr(dot + 1)) {
    const bool in_word = is_letter(c) || (c >= '0' && c <= '9');
    if (!in_word && (c != '-' || before == '-')) return false;
    before = c;
  }
  return before != '-';
}

void check_identity(const Manifest& manifest, std::vector<std::string>& reasons) {
  if (!is_well_formed(manifest.id)) {
    reasons.push_back(fmt::format("its id \"{}\" is not of the form kind.name", manifest.id));
  }
  const auto known = interfaces().find(manifest.kind());
  if (known == interfaces().end() || known->second != manifest.interface) {
    reasons.push_back(fmt::format("it offers the interface {} as {}, which this host does not know",
                                  manifest.interface, manifest.id));
  }
}

}  // namespace

const std::vector<std::string>& plugin_kinds() {
  static const std::vector<std::string> kinds = [] {
    std::vector<std::string> names;
    for (const auto& [kind, interface] : interfaces()) names.push_back(kind);
    return names;
  }();
  return kinds;
}

std::string host_torch_version() { return ZEROTH_TORCH_VERSION; }

std::string host_sdk_version() { return fmt::format("{}.{}", ZEROTH_SDK_MAJOR, ZEROTH_SDK_MINOR); }

ManifestReading read_manifest(const std::filesystem::path& file) {
  ManifestReading reading;
  const auto section = read_elf_section(file, "zeroth", kLargestManifest);
  if (!section) return reading;
  reading.is_plugin = true;
  if (section->size > kLargestManifest) {
    reading.reasons.push_back(
        fmt::format("its manifest has {} bytes, {} are allowed", section->size, kLargestManifest));
    return reading;
  }
  reading.manifest = parse(section->bytes);
  if (!reading.manifest) {
    reading.reasons.push_back(kNoManifest);
    return reading;
  }
  check_identity(*reading.manifest, reading.reasons);
  check_sdk(*reading.manifest, reading.reasons);
  check_build(*reading.manifest, reading.reasons);
  for (std::string& one : distrust_file(file)) reading.reasons.push_back(std::move(one));
  return reading;
}

}  // namespace zeroth::host
