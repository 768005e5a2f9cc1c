// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <string>

namespace mattis::tuning {

/// "GNU 14": of a compiler the major version, as its minor ones make the same code.
std::string compiler_family();

/// " (family 25, model 17)" of an x86 processor, as its maker counts; else nothing.
std::string family_of_processor();

}  // namespace mattis::tuning
