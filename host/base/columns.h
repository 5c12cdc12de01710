#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace zeroth::host {

// Texts by the columns of a terminal that they take: a Chinese character takes two, an accent of
// its own none, and bytes that are no UTF-8 one each.

std::size_t columns_of(std::string_view text);

/// As much of the text as fits.
std::string cut_to_columns(std::string_view text, std::size_t columns);

/// Line breaks in the place of spaces, so that no line is wider; one word that is, stays whole.
std::string wrapped(std::string_view text, std::size_t columns);

/// The same for each line of a text; the last one ends, too.
std::string wrapped_lines(const std::string& text, std::size_t columns);

/// A message of lines with labels ("  why    ..."): what a line goes on with stands below what it
/// began with, where there is room for that. A line with a command stays whole, to be copied.
std::string wrapped_message(const std::string& text, std::size_t columns);

/// The first of some texts, from the richest to the shortest, that fits; else the last, cut.
std::string first_that_fits(const std::vector<std::string>& texts, std::size_t columns);

}  // namespace zeroth::host
