#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace zeroth::host {

/// Where runs are unless a person says otherwise.
constexpr const char* kRunsFolder = "runs";

/// Directories of runs and models in a folder, by name, and the slots of its studies: "STUDY/slot".
/// What begins with a dot is none. Empty where the folder cannot be read.
std::vector<std::string> names_of_runs(const std::filesystem::path& folder);

/// The directory that a person means:
///   a path to a directory that is there;
///   else a run of `folder` by its name, by the beginning of it, or by a part of it, as its hash;
///   "other/2026-01" does the same among the runs of the folder `other`, which may be a study among
///   the runs.
/// Of a slot of a study it is the run that the slot stands for.
/// A word that is like no run there is given back as it is: the command says what it lacks.
/// @throws Failure(usage) naming the runs where several fit, Failure(no_input) where none does but
/// one has nearly that name.
std::filesystem::path run_named(const std::string& name,
                                const std::filesystem::path& folder = kRunsFolder);

}  // namespace zeroth::host
