#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/runs/run_list.h"

namespace zeroth::host {

/// What a run has in a field.
struct FieldValue {
  bool known = false;
  std::optional<double> number;  ///< where it is one
  std::string text;              ///< in full, as --csv writes it
  std::string json = {};         ///< of a setting: as its pipeline has it
};

/// How the values of a field are written, compared and shown.
enum class FieldKind {
  text,
  beginning,  ///< a text of which a beginning is enough: hashes, dates
  number,
  figure,  ///< percent: shown and compared with as many digits as are written
  span,    ///< seconds: "30d"
  bytes,   ///< "10M"
  setting  ///< of the pipeline: a number or a text
};

/// Something that a run is asked for: a column, a word of a filter, what it is sorted by.
struct Field {
  std::string name;   ///< by which it can be asked for: "state", "H", "train.epochs"
  std::string title;  ///< of its column: of a setting the end of its path, if no other has that
  FieldKind kind = FieldKind::text;
  std::function<FieldValue(const ListedRun&)> value;
};

/// All fields of the runs of a list.
class Fields {
 public:
  /// `list` must live as long.
  explicit Fields(const RunList& list);

  /// What every run has, then figures beyond the usual ones, then settings, all in the order in
  /// which they are shown.
  const std::vector<Field>& all() const { return fields_; }

  /// The field of that name, or the setting that alone ends in it ("epochs" for "train.epochs").
  /// Capital letters matter only where two names differ in nothing else.
  /// @return null where there is none.
  const Field* find(const std::string& name) const;
  /// @throws Failure(usage) where there is none, or several settings end in it. `where`: what
  /// asked.
  const Field& at(const std::string& name, const std::string& where) const;
  /// Whether a run of the list has that in its name.
  bool is_in_a_name(const std::string& part) const;

 private:
  std::vector<const Field*> ending_in(const std::string& name) const;

  const RunList& list_;
  std::vector<Field> fields_;
};

}  // namespace zeroth::host
