#include "host/rendezvous/node_list.h"

namespace zeroth::host {

std::string first_node(const std::string& list) {
  const auto end = list.find_first_of(",[");
  std::string node = list.substr(0, end);
  if (end == std::string::npos || list[end] == ',') return node;
  const auto number = list.find_first_of("-,]", end);
  node += list.substr(end + 1, number == std::string::npos ? number : number - end - 1);
  // What follows the bracket belongs to the name, too: "n[1-4]-ib".
  const auto close = list.find(']', end);
  if (close == std::string::npos) return node;
  return node + first_node(list.substr(close + 1));
}

}  // namespace zeroth::host
