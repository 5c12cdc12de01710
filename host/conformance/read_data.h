#pragma once

#include <zeroth/data_reader.h>
#include <zeroth/description.h>

#include <optional>
#include <string>
#include <vector>

#include "host/conformance/check.h"
#include "host/engine/plugin_call.h"
#include "host/read/promise_check.h"

namespace zeroth::host {

/// A reader that is made for a data set, as often as a check wants it.
class MadeReader {
 public:
  /// @throws std::invalid_argument where it reads files and its user gave none.
  explicit MadeReader(const Subject& subject);
  /// Of other files: `params` is all that it gets.
  MadeReader(const Subject& subject, const Json& params);

  /// The data set, as the reader declares it. Nothing is kept of what it parses: another reading
  /// parses again.
  DataSet read() const;
  std::optional<DataSet> outline() const;
  /// Nothing where it has not the ability, or its parameters do not say.
  std::optional<DataSizes> declared_sizes() const;

  const Handle<DataReader>& component() const { return reader_; }
  /// What errors call the data.
  const std::string& place() const { return place_; }

 private:
  std::vector<TensorDescription> outputs_;
  Handle<DataReader> reader_;
  std::string place_;
};

/// What two data sets do not have in common: "its labels"; empty if nothing. An outline
/// has no features to be compared.
std::string different(const DataSet& one, const DataSet& other, Numbers numbers);

}  // namespace zeroth::host
