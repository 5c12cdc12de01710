#include "host/engine/parameter_check.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <doctest/doctest.h>

#include <functional>

#include "tests/support/messages.h"

using namespace zeroth::host;
using zeroth::NamedTensors;

namespace {

class Toy final : public zeroth::Network {
 public:
  NamedTensors parameters() override { return gives(*this); }
  NamedTensors state() override { return keeps(*this); }

  at::Tensor weight = at::ones({2, 3}), bias = at::ones({3}), mean = at::ones({3});
  std::function<NamedTensors(Toy&)> gives = [](Toy& t) -> NamedTensors {
    return {{"weight", t.weight}, {"bias", t.bias}};
  };
  std::function<NamedTensors(Toy&)> keeps = [](Toy& t) -> NamedTensors {
    return {{"mean", t.mean}};
  };
};

using Gives = std::function<NamedTensors(Toy&)>;

std::string refusal(const std::shared_ptr<Toy>& toy) {
  return message_of([&] {
    check_parameters(Handle<zeroth::Network>({"student.toy", "p.json:2:3  /student"}, toy));
  });
}

std::string of_parameters(Gives gives) {
  auto toy = std::make_shared<Toy>();
  toy->gives = std::move(gives);
  return refusal(toy);
}

std::string of_state(Gives keeps) {
  auto toy = std::make_shared<Toy>();
  toy->keeps = std::move(keeps);
  return refusal(toy);
}

std::string refused(const std::string& why) {
  return "error: student.toy cannot be trained and saved\n  where  p.json:2:3  /student\n  why   "
         " " +
         why +
         "\n  fix    let parameters() and state() give tensors that the component itself holds, "
         "each "
         "once and under one name";
}

}  // namespace

TEST_CASE("parameters: what is as it should be passes, and requires no gradient afterwards") {
  auto toy = std::make_shared<Toy>();
  toy->weight.set_requires_grad(true);
  CHECK(refusal(toy).empty());
  CHECK(!toy->weight.requires_grad());
}

TEST_CASE("parameters: parts of one memory are no fault where they are apart") {
  const at::Tensor flat = at::ones({10});
  const at::Tensor first = flat.narrow(0, 0, 4), second = flat.narrow(0, 4, 6);
  CHECK(of_parameters([&](Toy&) -> NamedTensors { return {{"a", first}, {"b", second}}; }).empty());
}

TEST_CASE("parameters: names") {
  CHECK(of_parameters([](Toy& t) -> NamedTensors {
          return {{"a", t.weight}, {"a", t.bias}};
        }) == refused("two tensors of parameters() are named \"a\""));
  CHECK(of_parameters([](Toy& t) -> NamedTensors {
          return {{"", t.weight}};
        }) == refused("a tensor of parameters() has no name"));
  CHECK(of_state([](Toy& t) -> NamedTensors {
          return {{"a", t.mean}, {"a", at::ones({1})}};
        }) == refused("two tensors of state() are named \"a\""));
  CHECK(of_state([](Toy& t) -> NamedTensors {
          return {{"bias", t.mean}};
        }) == refused("\"bias\" is in parameters() and in state()"));
  int calls = 0;
  CHECK(of_parameters([&](Toy& t) -> NamedTensors {
          return {{++calls == 1 ? "a" : "b", t.weight}};
        }) == refused("parameters() names a tensor \"a\" and then \"b\""));
}

TEST_CASE("parameters: identity") {
  CHECK(of_parameters([](Toy& t) -> NamedTensors {
          return {{"a", t.weight.clone()}};
        }) == refused("parameters() gives a copy of \"a\": it is another tensor at every call"));
  CHECK(of_parameters([](Toy& t) -> NamedTensors {
          return {{"a", t.weight.detach()}};
        }) == refused("parameters() gives a copy of \"a\": it is another tensor at every call"));
  CHECK(of_state([](Toy&) -> NamedTensors {
          return {{"a", at::ones({1})}};
        }) == refused("state() gives a copy of \"a\": it is another tensor at every call"));
  CHECK(of_parameters([](Toy&) -> NamedTensors {
          return {{"a", at::Tensor()}};
        }) == refused("\"a\" is no tensor"));
  CHECK(of_parameters([](Toy& t) -> NamedTensors {
          return {{"a", t.weight}, {"b", t.weight}};
        }) == refused("\"a\" and \"b\" are the same tensor"));
}

TEST_CASE("parameters: memory") {
  const at::Tensor flat = at::ones({10});
  const at::Tensor first = flat.narrow(0, 0, 5), second = flat.narrow(0, 4, 6);
  CHECK(of_parameters([&](Toy&) -> NamedTensors {
          return {{"a", first}, {"b", second}};
        }) == refused("\"a\" and \"b\" share memory"));
  const at::Tensor wide = at::ones({1}).expand({4});
  CHECK(of_parameters([&](Toy&) -> NamedTensors {
          return {{"a", wide}};
        }) == refused("\"a\" has elements that share memory"));
  const at::Tensor alias = flat.view({2, 5});
  auto toy = std::make_shared<Toy>();
  toy->gives = [&](Toy&) -> NamedTensors { return {{"a", flat}}; };
  toy->keeps = [&](Toy&) -> NamedTensors { return {{"average", alias}}; };
  CHECK(refusal(toy) == refused("\"a\" and \"average\" share memory"));
}

TEST_CASE("parameters: what no optimiser can move") {
  const at::Tensor whole = at::ones({2}, at::kLong);
  CHECK(of_parameters([&](Toy&) -> NamedTensors {
          return {{"a", whole}};
        }) == refused("the parameter \"a\" is of type Long, which no optimiser moves"));
  const at::Tensor computed = at::ones({2}).set_requires_grad(true) * 2;
  CHECK(of_parameters([&](Toy&) -> NamedTensors {
          return {{"a", computed}};
        }) == refused("the parameter \"a\" is the result of a computation, not a leaf"));
}
