#pragma once

#include <zeroth/matrix.h>

#include <filesystem>
#include <string>
#include <vector>

#include "host/base/progress.h"

namespace zeroth::host {

/// Whether a file's name is that of a text of word vectors: .txt or .vec.
bool has_name_of_word_vectors(const std::filesystem::path& file);

/// The words of a name: "001.Black_footed-Albatross" has Black, footed and Albatross. What is made
/// of digits alone is none where there are others.
std::vector<std::string> words_of(const std::string& name);

/// The mean of the vectors of each name's words, [names,length], a word taken as it is written or
/// in small letters. Words that the file does not know are named and left out.
/// @param what  the names are of, for messages: "class".
/// @throws Failure(bad_data) naming those of which no word is known, Error as read_word_table().
Matrix name_vectors(const std::filesystem::path& file, const std::vector<std::string>& names,
                    const std::string& what, Progress& progress);

}  // namespace zeroth::host
