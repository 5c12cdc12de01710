#include "host/record/sealed_json.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "host/base/atomic_file.h"
#include "host/base/hash.h"
#include "host/base/problem.h"

namespace zeroth::host {
namespace {

constexpr const char* kChecksum = "checksum";

[[noreturn]] void document_damaged(const std::filesystem::path& file, const std::string& why) {
  throw Failure(Exit::bad_data, {"a file of the run is damaged",
                                 file.string(),
                                 {why},
                                 "put back a copy of the run directory, or start the run again"});
}

std::string checksum_of(const Json& document) { return hash_of(file_text(document, -1)); }

}  // namespace

std::string file_text(const Json& document, int indent) {
  return document.dump(indent, ' ', false, Json::error_handler_t::replace);
}

void write_json_file(const std::filesystem::path& file, const Json& document) {
  const std::string text = file_text(document) + "\n";
  AtomicFile out(file);
  out.write(text.data(), text.size());
  out.commit();
}

Json read_json_file(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) {
    throw Failure(Exit::no_input, {"a file of the run is missing",
                                   file.string(),
                                   {std::strerror(errno)},
                                   "put back a copy of the run directory, or start the run again"});
  }
  Json document = Json::parse(stream, nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded()) document_damaged(file, "it is not JSON");
  return document;
}

void write_sealed(const std::filesystem::path& file, const Json& document) {
  // As it will be read back: texts that are no UTF-8 change on the way.
  Json sealed = Json::parse(file_text(document, -1));
  const std::string checksum = checksum_of(sealed);
  sealed[kChecksum] = checksum;
  write_json_file(file, sealed);
}

Json read_sealed(const std::filesystem::path& file) {
  const Json sealed = read_json_file(file);
  if (!sealed.is_object() || !sealed.contains(kChecksum))
    document_damaged(file, "it has no checksum");
  Json document = without(sealed, kChecksum);
  if (sealed[kChecksum] != checksum_of(document)) document_damaged(file, "its checksum is another");
  return document;
}

}  // namespace zeroth::host
