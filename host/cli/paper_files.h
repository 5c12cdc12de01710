#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/catalog/plugin_index.h"
#include "host/papers/paper.h"

namespace zeroth::host {

/// Tables of papers that came with Zeroth, by name. Their pipelines have not been read.
/// @throws Failure as read_paper() where one is damaged, Failure(unavailable) where there are none.
std::vector<Paper> installed_papers();

/// The file that a person means by the name of a table; a file of their own ends in .json.
/// @throws Failure(no_input) for a name that no table has.
std::filesystem::path paper_file(const std::string& name);

/// A table with all its pipelines, which lie beside its file or are installed.
/// @throws Failure as paper_file() and read_paper().
Paper paper_with_pipelines(const std::string& name, const PluginIndex& plugins);

/// The file of a pipeline that a table names: beside it, or an installed one.
/// @throws Failure(no_input) where there is neither.
std::filesystem::path pipeline_of_paper(const std::filesystem::path& paper,
                                        const std::string& pipeline);

/// A table with its pipelines: rows, data sets, published figures and who makes them.
std::string paper_text(const Paper& paper);
/// {"name", "title", "paper", "protocol", "notes", "cells": [{"row", "data", "published": {figure:
/// number}, "pipelines", "told", "not_here"}, ...]}
Json paper_json(const Paper& paper);

/// The tables that there are, a line each.
std::string papers_text(const std::vector<Paper>& papers);
/// [{"name", "title", "paper", "figures", "data", "pipelines"}, ...]
Json papers_json(const std::vector<Paper>& papers);

}  // namespace zeroth::host
