#include "host/tensors/safetensors_checksum.h"

#include <cstdint>
#include <utility>

namespace zeroth::host {
namespace {

constexpr std::size_t kDigits = 32;

const std::string& before_digits() {
  static const std::string text =
      R"({"__metadata__":{")" + std::string(SafetensorsChecksum::kKey) + R"(":")";
  return text;
}

}  // namespace

std::string SafetensorsChecksum::beginning() {
  return before_digits() + std::string(kDigits, '0') + '"';
}

SafetensorsChecksum::SafetensorsChecksum(std::string header) : header_(std::move(header)) {
  const std::size_t first = before_digits().size();
  present_ = header_.size() > first + kDigits && header_.compare(0, first, before_digits()) == 0 &&
             header_[first + kDigits] == '"';
  if (present_) {
    carried_ = header_.substr(first, kDigits);
    header_.replace(first, kDigits, kDigits, '0');
  }
  const std::uint64_t length = header_.size();
  hash_.add(&length, sizeof(length));
  hash_.add(header_.data(), header_.size());
}

std::string SafetensorsChecksum::sealed() const {
  std::string header = header_;
  return header.replace(before_digits().size(), kDigits, computed());
}

}  // namespace zeroth::host
