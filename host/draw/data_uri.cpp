#include "host/draw/data_uri.h"

#include <cstdint>

namespace zeroth::host {
namespace {

std::string base64(const std::string& bytes) {
  static const char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t triple = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      triple = triple << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out += i + j <= bytes.size() ? kDigits[triple >> (18 - 6 * j) & 63U] : '=';
    }
  }
  return out;
}

std::string type_of(const std::string& bytes) {
  const auto begins = [&](const std::string& mark, std::size_t at = 0) {
    return bytes.compare(at, mark.size(), mark) == 0;
  };
  if (begins("\xFF\xD8\xFF")) return "jpeg";
  if (begins("\x89PNG")) return "png";
  if (begins("BM")) return "bmp";
  if (begins("RIFF") && bytes.size() > 12 && begins("WEBP", 8)) return "webp";
  return "";
}

}  // namespace

std::string image_data_uri(const std::string& bytes) {
  const std::string type = type_of(bytes);
  return type.empty() ? "" : "data:image/" + type + ";base64," + base64(bytes);
}

}  // namespace zeroth::host
