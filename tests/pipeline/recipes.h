#pragma once

#include <zeroth/description.h>

#include <map>
#include <string>

/// What the recipes of the tree say of themselves, as their libraries have it.
void add_recipes(std::map<std::string, zeroth::Description>& known);
