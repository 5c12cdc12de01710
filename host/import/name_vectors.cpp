#include "host/import/name_vectors.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/formats/word_table.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

#include "host/base/lower_case.h"
#include "host/base/problem.h"
#include "host/import/first_names.h"

namespace zeroth::host {
namespace {

using Names = std::vector<std::string>;

/// Letters of other alphabets are bytes above 0x7f.
bool is_of_word(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return byte >= 0x80 || std::isalnum(byte) != 0;
}

bool is_number(const std::string& word) {
  return std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c); });
}

class NameVectors {
 public:
  NameVectors(const std::filesystem::path& file, const Names& names, const std::string& what,
              Progress& progress)
      : file_(file), names_(names), what_(what), progress_(progress) {
    std::set<std::string> wanted;
    for (const std::string& name : names) {
      for (const std::string& word : words_of(name)) {
        wanted.insert(word);
        wanted.insert(lower_case(word));
      }
    }
    table_ = formats::read_word_table(file, wanted);
  }

  Matrix of_all() {
    for (const std::string& name : names_) add(name);
    if (!unknown_.empty()) {
      throw Failure(
          Exit::bad_data,
          {fmt::format("no word of {} of {} names is among the word vectors", unknown_.size(),
                       names_.size()),
           file_.string(),
           {first_names(unknown_)},
           fmt::format("call them by words that the file has, or give the {} in a .csv file",
                       what_ == "class" ? "descriptors" : "word vectors")});
    }
    return Matrix(std::move(values_), static_cast<std::int64_t>(names_.size()), table_.length);
  }

 private:
  const std::vector<float>* vector_of(const std::string& word) const {
    auto found = table_.vectors.find(word);
    if (found == table_.vectors.end()) found = table_.vectors.find(lower_case(word));
    return found == table_.vectors.end() ? nullptr : &found->second;
  }

  void add(const std::string& name) {
    std::vector<double> sum(static_cast<std::size_t>(table_.length));
    std::size_t known = 0;
    Names others;
    for (const std::string& word : words_of(name)) {
      const std::vector<float>* vector = vector_of(word);
      if (!vector) {
        others.push_back(word);
        continue;
      }
      ++known;
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += (*vector)[i];
    }
    if (known == 0) {
      unknown_.push_back(name);
      return;
    }
    if (!others.empty()) {
      progress_.message(fmt::format("{} \"{}\" goes without {}: there is no vector of that word",
                                    what_, name, first_names(others)));
    }
    for (const double one : sum) values_.push_back(static_cast<float>(one / double(known)));
  }

  const std::filesystem::path& file_;
  const Names& names_;
  const std::string& what_;
  Progress& progress_;
  formats::WordTable table_;
  std::vector<float> values_;
  Names unknown_;
};

}  // namespace

bool has_name_of_word_vectors(const std::filesystem::path& file) {
  const std::string ending = lower_case(file.extension().string());
  return ending == ".txt" || ending == ".vec";
}

Names words_of(const std::string& name) {
  Names words, numbers;
  for (auto at = name.begin(); at != name.end();) {
    const auto begin = std::find_if(at, name.end(), is_of_word);
    at = std::find_if_not(begin, name.end(), is_of_word);
    if (begin == at) continue;
    const std::string word(begin, at);
    (is_number(word) ? numbers : words).push_back(word);
  }
  return words.empty() ? numbers : words;
}

Matrix name_vectors(const std::filesystem::path& file, const Names& names, const std::string& what,
                    Progress& progress) {
  return NameVectors(file, names, what, progress).of_all();
}

}  // namespace zeroth::host
