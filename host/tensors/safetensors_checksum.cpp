#include "host/tensors/safetensors_checksum.h"

#include <cstdint>
#include <utility>

#include "host/base/begins_with.h"

namespace zeroth::host {
namespace {

constexpr std::size_t kChecksumDigits = 32;

const std::string& before_digits() {
  static const std::string text =
      R"({"__metadata__":{")" + std::string(SafetensorsChecksum::kKey) + R"(":")";
  return text;
}

}  // namespace

std::string SafetensorsChecksum::beginning() {
  return before_digits() + std::string(kChecksumDigits, '0') + '"';
}

SafetensorsChecksum::SafetensorsChecksum(std::string header) : header_(std::move(header)) {
  const std::size_t first = before_digits().size();
  present_ = header_.size() > first + kChecksumDigits && begins_with(header_, before_digits()) &&
             header_[first + kChecksumDigits] == '"';
  if (present_) {
    carried_ = header_.substr(first, kChecksumDigits);
    header_.replace(first, kChecksumDigits, kChecksumDigits, '0');
  }
  const std::uint64_t length = header_.size();
  hash_.add(&length, sizeof(length));
  hash_.add(header_.data(), header_.size());
}

std::string SafetensorsChecksum::sealed() const {
  std::string header = header_;
  return header.replace(before_digits().size(), kChecksumDigits, computed());
}

}  // namespace zeroth::host
