// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/kernels/detail/tool_choice.hpp>

#include <Kokkos_Core.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <map>
#include <mutex>
#include <string_view>
#include <utility>

namespace mattis::detail {

namespace {

namespace Tools = Kokkos::Tools::Experimental;

/// Kokkos' register of variables is the process's, and so is what has been declared there; plans
/// may run on several threads.
std::mutex declaring;

void copy(std::string const& text, Kokkos_Tools_Tuning_String& to) {
  std::size_t const length = text.copy(to, sizeof to - 1);
  to[length] = '\0';
}

std::size_t input_of(std::string const& name) {
  std::lock_guard const alone(declaring);
  static std::map<std::string, std::size_t> declared;
  auto const [place, fresh] = declared.emplace(name, 0);
  if (fresh) {
    Tools::VariableInfo info{};
    info.type = Tools::ValueType::kokkos_value_int64;
    info.category = Tools::StatisticalCategory::kokkos_value_ratio;
    info.valueQuantity = Tools::CandidateValueType::kokkos_value_unbounded;
    place->second = Tools::declare_input_type(name, info);
  }
  return place->second;
}

/// One for each list of variants: how many there are depends on the sizes.
std::size_t output_of(std::string const& name, std::vector<std::string> const& variants) {
  std::lock_guard const alone(declaring);
  static std::map<std::pair<std::string, std::vector<std::string>>, std::size_t> declared;
  auto const [place, fresh] = declared.try_emplace({name, variants}, 0);
  if (fresh) {
    auto* const candidates = new Kokkos_Tools_Tuning_String[variants.size()];  // Kokkos deletes it
    for (std::size_t i = 0; i < variants.size(); ++i) copy(variants[i], candidates[i]);
    Tools::VariableInfo info{};
    info.type = Tools::ValueType::kokkos_value_string;
    info.category = Tools::StatisticalCategory::kokkos_value_categorical;
    info.valueQuantity = Tools::CandidateValueType::kokkos_value_set;
    info.candidates.set.size = variants.size();
    info.candidates.set.values.string_value = candidates;
    place->second = Tools::declare_output_type(name, info);
  }
  return place->second;
}

}  // namespace

bool tool_tunes() { return Tools::have_tuning_tool(); }

ToolContext::ToolContext(ChoiceKey const& key, std::vector<std::string> const& variants,
                         std::size_t standard)
    : context_(Tools::get_new_context_id()), variant_(standard) {
  Tools::begin_context(context_);
  std::vector<Tools::VariableValue> inputs;
  for (std::size_t i = 0; i < key.sizes.size(); ++i)
    inputs.push_back(Tools::make_variable_value(
        input_of("mattis." + key.kernel + ".size" + std::to_string(i)), key.sizes[i]));
  Tools::set_input_values(context_, inputs.size(), inputs.data());
  Tools::VariableValue chosen{};
  chosen.type_id =
      output_of("mattis." + key.kernel + " " + key.precision + " " + key.target, variants);
  copy(variants[standard], chosen.value.string_value);
  Tools::request_output_values(context_, 1, &chosen);
  std::string_view const name(
      chosen.value.string_value,
      strnlen(chosen.value.string_value, sizeof(Kokkos_Tools_Tuning_String)));
  auto const found = std::find(variants.begin(), variants.end(), name);
  if (found != variants.end()) variant_ = static_cast<std::size_t>(found - variants.begin());
}

ToolContext::~ToolContext() { Tools::end_context(context_); }

}  // namespace mattis::detail
