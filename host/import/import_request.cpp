#include "host/import/import_request.h"

namespace zeroth::host {

ImportRequest parse_import_request(const Json& options) {
  ImportRequest request;
  request.source = options.at("source").get<std::string>();
  request.list = options.at("list").get<std::string>();
  request.labels = options.at("labels").get<std::string>();
  request.variable = options.at("variable").get<std::string>();
  request.descriptors = options.at("descriptors").get<std::string>();
  request.attributes = options.at("attributes").get<std::string>();
  request.word_vectors = options.at("word_vectors").get<std::string>();
  request.use.model = options.at("backbone").get<std::string>();
  request.use.features = options.at("regions").get<bool>() ? Features::regions : Features::rows;
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
