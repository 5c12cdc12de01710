#include "host/draw/text_width.h"

#include <iterator>

#include "host/draw/clean_text.h"

namespace zeroth::host {
namespace {

constexpr const char* kCut = "\xE2\x80\xA6";

// Of space to tilde, in thousandths of the font's size.
constexpr short kAscii[] = {
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361,  318, 337, 636, 636, 636,
    636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632,
    575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635,  611, 732, 684, 989, 685,
    611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352,  635, 634, 278, 278, 579,
    278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592,  525, 636, 337, 636, 838};

double thousandths(const std::string& character) {
  const auto first = static_cast<unsigned char>(character.front());
  if (first >= 0x20 && first < 0x20 + std::size(kAscii)) return kAscii[first - 0x20];
  return first < 0xE0 ? 700 : 1000;  // letters with accents; Chinese characters and signs
}

}  // namespace

double text_width(const std::string& text, double size) {
  double sum = 0;
  for (const std::string& one : characters_of(text)) sum += thousandths(one);
  return sum * size / 1000;
}

std::string cut_to_width(const std::string& text, double size, double width) {
  if (text_width(text, size) <= width) return text;
  double left = width - text_width(kCut, size);
  std::string out;
  for (const std::string& one : characters_of(text)) {
    left -= thousandths(one) * size / 1000;
    if (left < 0) break;
    out += one;
  }
  return out + kCut;
}

std::vector<std::string> lines_within(const std::string& text, double size, double width) {
  std::vector<std::string> lines;
  const std::string line = clean_line(text);
  for (std::size_t at = 0; at < line.size();) {
    std::size_t end = line.find(' ', at);
    if (end == std::string::npos) end = line.size();
    const std::string word = cut_to_width(line.substr(at, end - at), size, width);
    at = end + 1;
    if (word.empty()) continue;
    if (!lines.empty() && text_width(lines.back() + " " + word, size) <= width) {
      lines.back() += " " + word;
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

}  // namespace zeroth::host
