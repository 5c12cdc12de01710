#include "host/log/event_file.h"

#include <zeroth/formats/atomic_file.h>

#include <boost/crc.hpp>
#include <utility>

#include "host/log/proto_bytes.h"
#include "host/record/appended_file.h"

namespace zeroth::host {
namespace {

constexpr const char* kEventsName = "the log of TensorBoard";

std::string masked_checksum(std::string_view data) {
  constexpr std::uint32_t kCastagnoli = 0x1EDC6F41, kAll = 0xFFFFFFFF, kShift = 0xA282EAD8;
  boost::crc_optimal<32, kCastagnoli, kAll, kAll, true, true> sum;
  sum.process_bytes(data.data(), data.size());
  const auto crc = static_cast<std::uint32_t>(sum.checksum());
  return little_endian(((crc >> 15) | (crc << 17)) + kShift, 4);
}

}  // namespace

std::string framed_record(std::string_view data) {
  const std::string length = little_endian(data.size(), 8);
  return length + masked_checksum(length) + std::string(data) + masked_checksum(data);
}

EventFile::EventFile(std::filesystem::path file, const std::string& begins_with)
    : file_(std::move(file)), size_(begins_with.size()) {
  formats::AtomicFile out(file_);
  out.write(begins_with.data(), begins_with.size());
  out.commit();
}

void EventFile::append(const std::string& bytes) {
  try {
    append_bytes(file_, bytes, kEventsName);
  } catch (...) {
    cut_file_to(file_, size_);
    throw;
  }
  size_ += bytes.size();
}

}  // namespace zeroth::host
