#include "host/record/sealed_json.h"

#include <zeroth/formats/atomic_file.h>

#include <string>

#include "host/base/hash.h"
#include "host/base/problem.h"
#include "host/record/refused_file.h"
#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

constexpr const char* kChecksum = "checksum";

/// A resolved pipeline has the values of its file, what was filled in, and the origin of each.
constexpr std::size_t kMostRecordValues = 4 * kMostJsonValues;

std::string checksum_of(const Json& document) { return hash_of(file_text(document, -1)); }

}  // namespace

std::string file_text(const Json& document, int indent) {
  return document.dump(indent, ' ', false, Json::error_handler_t::replace);
}

std::string document_text(const Json& document) { return file_text(document) + "\n"; }

void write_json_file(const std::filesystem::path& file, const Json& document) {
  const std::string text = document_text(document);
  formats::AtomicFile out(file);
  out.write(text.data(), text.size());
  out.commit();
}

Json read_json_file(const std::filesystem::path& file) {
  try {
    return read_json_text(file.string(), kMostRecordValues).document;
  } catch (const Failure& failure) {
    const Problem& problem = failure.problems().front();
    if (failure.code() == Exit::io) throw;
    if (failure.code() != Exit::no_input) refuse_damaged(file, problem.where + ": " + problem.what);
    throw Failure(Exit::no_input, {"a file of the run is missing", file.string(), problem.why,
                                   kPutBackOrStartAgain});
  }
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
    refuse_damaged(file, "it has no checksum");
  Json document = without(sealed, kChecksum);
  if (sealed[kChecksum] != checksum_of(document)) refuse_damaged(file, "its checksum is another");
  return document;
}

}  // namespace zeroth::host
