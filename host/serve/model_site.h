#pragma once

#include <string>

#include "host/http/host_names.h"
#include "host/serve/asked_rows.h"
#include "host/serve/metrics.h"
#include "host/serve/scorer.h"
#include "host/serve/serve_limits.h"

namespace zeroth::host {

/// What `zeroth serve` says of a model:
///   POST /predict   rows to their likeliest classes
///   GET /classes    what the model is, and its classes
///   GET /healthz    that it is there
///   GET /metrics    what was counted
///   GET /           a page for people, with its style and script
class ModelSite final : public Site {
 public:
  ModelSite(const ServedModel& served, Scorer& scorer, const ServeLimits& limits, HostNames hosts);

  std::optional<HttpAnswer> answer(const RequestHead& head) override;
  HttpAnswer answer(const RequestHead& head, std::string body) override;
  void answered(const std::string& path, int status, double seconds) override;
  void sent_away() override { metrics_.count_sent_away(); }

  /// How many requests were answered.
  std::int64_t answers() const { return metrics_.answers(); }

 private:
  void check_method(const RequestHead& head) const;
  HttpAnswer answer_get(const RequestHead& head) const;
  std::string predictions(const at::Tensor& samples, std::int64_t top);

  ServedModel served_;
  Scorer& scorer_;
  ServeLimits limits_;
  HostNames hosts_;
  std::string classes_;  ///< the answer of /classes
  Metrics metrics_;
};

}  // namespace zeroth::host
