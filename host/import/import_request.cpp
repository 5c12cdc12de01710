#include "host/import/import_request.h"

namespace zeroth::host {

ImportRequest parse_import_request(const Json& options) {
  ImportRequest request;
  request.folder = options.at("folder").get<std::string>();
  request.descriptors = options.at("descriptors").get<std::string>();
  request.variable = options.at("attributes").get<std::string>();
  request.use.model = options.at("backbone").get<std::string>();
  request.use.features = Features::rows;
  request.use.image_size = options.at("image_size").get<std::int64_t>();
  request.use.batch = options.at("batch").get<std::int64_t>();
  request.use.device = options.at("device").get<std::string>();
  request.out = options.at("out").get<std::string>();
  request.rule.unseen_share = options.at("unseen_share").get<double>();
  request.rule.test_share = options.at("test_share").get<double>();
  request.rule.seed = options.at("seed").get<std::int64_t>();
  request.unit_descriptors = options.at("unit_descriptors").get<bool>();
  request.threads = options.at("threads").get<int>();
  request.progress = options.at("progress").get<std::string>();
  request.command = options.at("command").get<std::string>();
  request.version = options.at("version").get<std::string>();
  return request;
}

}  // namespace zeroth::host
