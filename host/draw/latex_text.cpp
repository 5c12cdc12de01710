#include "host/draw/latex_text.h"

#include <algorithm>
#include <cstring>
#include <iterator>

#include "host/draw/clean_text.h"

namespace zeroth::host {
namespace {

struct LatexCharacter {
  const char* character;
  const char* latex;
};

constexpr LatexCharacter kLatexCharacters[] = {
    {"\\", "\\textbackslash{}"},
    {"{", "\\{"},
    {"}", "\\}"},
    {"$", "\\$"},
    {"&", "\\&"},
    {"#", "\\#"},
    {"^", "\\textasciicircum{}"},
    {"_", "\\_"},
    {"%", "\\%"},
    {"~", "\\textasciitilde{}"},
    {"<", "\\textless{}"},
    {">", "\\textgreater{}"},
    {"|", "\\textbar{}"},
    {"\"", "''"},
    {"[", "{[}"},  // behind \\ or a command a bare one would be an option
    {"]", "{]}"},
    {"\xC2\xB1", "$\\pm$"},
    {"\xC2\xB7", "$\\cdot$"},
    {"\xC3\x97", "$\\times$"},
    {"\xE2\x80\x93", "--"},
    {"\xE2\x80\x94", "---"},
    {"\xE2\x80\x98", "`"},
    {"\xE2\x80\x99", "'"},
    {"\xE2\x80\x9C", "``"},
    {"\xE2\x80\x9D", "''"},
    {"\xE2\x80\xA0", "\\dag{}"},
    {"\xE2\x80\xA6", "\\ldots{}"},
    {"\xE2\x86\x92", "$\\rightarrow$"},
};

/// Letters with accents of which any LaTeX, with whatever fonts, makes a letter and an accent.
bool is_latin(const std::string& character) {
  static const char* const kLetters =
      "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿ"
      "ĀāĂăĆćČčĎďĒēĖėĚěĞğĪīİıŁłŃńŇňŌōŐőŒœŘřŚśŞşŠšŤťŪūŮůŰűŸŹźŻżŽž";
  return character.size() == 2 && std::strstr(kLetters, character.c_str()) != nullptr;
}

}  // namespace

std::string latex_text(const std::string& text) {
  std::string out;
  for (const std::string& one : characters_of(text)) {
    const auto* found = std::find_if(std::begin(kLatexCharacters), std::end(kLatexCharacters),
                                     [&](const LatexCharacter& it) { return one == it.character; });
    if (found != std::end(kLatexCharacters)) {
      out += found->latex;
    } else if (one == "\n" || one == "\t") {
      out += ' ';
    } else if (one == "-" && !out.empty() && out.back() == '-') {
      out += "{}-";  // two stay two
    } else {
      out += one.size() == 1 || is_latin(one) ? one : "?";
    }
  }
  return out;
}

}  // namespace zeroth::host
