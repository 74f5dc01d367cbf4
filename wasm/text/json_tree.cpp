#include "text/json_tree.h"

#include <nlohmann/json.hpp>

namespace parley {
namespace {

using Json = nlohmann::json;

}  // namespace

JsonTree::JsonTree() = default;
JsonTree::JsonTree(Json value) : value_(std::make_unique<Json>(std::move(value))) {}
JsonTree::JsonTree(const JsonTree& other)
    : value_(other.value_ ? std::make_unique<Json>(*other.value_) : nullptr) {}
JsonTree::JsonTree(JsonTree&& other) noexcept = default;
JsonTree& JsonTree::operator=(JsonTree other) noexcept {
  value_.swap(other.value_);
  return *this;
}
JsonTree::~JsonTree() = default;

}  // namespace parley
