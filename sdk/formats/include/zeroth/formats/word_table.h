#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace zeroth::formats {

/// Vectors of some words.
struct WordTable {
  std::int64_t length = 0;  ///< of each vector
  std::map<std::string, std::vector<float>> vectors;
};

/// The vectors of these words in a text file as GloVe, word2vec and fastText write it: a line for
/// each word, behind it its numbers, blanks between them; a first line of two whole numbers, which
/// counts words and their length, is passed over. Of a word that comes twice the first line counts.
/// Memory grows with the words that are asked for, not with the file.
/// @throws Error(no_input) when there is no such file, Error(bad_data) when it is no such table or
/// the line of one of these words is damaged.
WordTable read_word_table(const std::filesystem::path& file, const std::set<std::string>& words);

}  // namespace zeroth::formats
