// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/kernels/choices.hpp>
#include <mattis/kernels/detail/tool_choice.hpp>
#include <mattis/lanes/instruction_set.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace mattis {

/// Which implementation of a kernel runs. All agree within the kernel's stated error bound.
enum class Target {
  best,       ///< simd where code runs on the host, else portable
  reference,  ///< naive, serial, in double whatever the precision, on the host whatever the space:
              ///< what the others are compared with
  portable,   ///< Kokkos alone: devices, and the fallback
  simd,       ///< the host's explicit-SIMD micro-kernels; portable where code runs elsewhere
};

/// How a plan or a free function runs: the last argument of each. It changes what an operation
/// takes, and within the stated error bound its result, never what it means.
class How {
 public:
  /// On the instruction set that MATTIS_SIMD names, else the best one here, where micro-kernels
  /// run.
  How(Target target = Target::best) : target_(target) {}
  /// On one instruction set of the host.
  How(lanes::InstructionSet const& set) : target_(Target::simd), set_(&set) {}

  /// By name: best, reference, portable, simd, or an instruction set that this machine runs (avx2,
  /// ..). \throws Error naming `what` for any other
  static How named(std::string_view what, std::string_view name);

  /// The same with choices of variants, which tuning makes: they change no bit, but what time it
  /// takes.
  How with(std::shared_ptr<Choices const> choices) const {
    How how = *this;
    how.choices_ = std::move(choices);
    return how;
  }
  std::shared_ptr<Choices const> const& choices() const { return choices_; }

  Target target() const { return target_; }
  /// Of the host's micro-kernels. \throws Error when MATTIS_SIMD names one that is not here
  lanes::InstructionSet const& set() const {
    return set_ != nullptr ? *set_ : lanes::default_instruction_set();
  }
  template <Real T>
  lanes::MicroKernels<T> const& micro() const {
    return lanes::micro_kernels<T>(set());
  }
  /// Bytes of the vectors that the host's loops are compiled for (kernels/detail/vector_width.hpp).
  int vector_bytes() const { return set().bytes; }

 private:
  Target target_;
  lanes::InstructionSet const* set_ = nullptr;
  std::shared_ptr<Choices const> choices_;
};

/// What runs on a host or on a device, by the name that How::named knows: an instruction set,
/// portable or reference.
std::string implementation(How const& how, bool on_host);

/// Execution space and implementation, "OpenMP avx2".
template <ExecutionSpace Exec>
std::string target_text(How const& how) {
  return std::string(Exec::name()) + " " + implementation(how, is_host_execution_space<Exec>);
}

/// Whether the host's micro-kernels run, not Kokkos alone.
template <ExecutionSpace Exec>
bool runs_simd(How const& how) {
  bool const asked = how.target() == Target::best || how.target() == Target::simd;
  return is_host_execution_space<Exec> && asked;
}

/// Whether kernels/reference.hpp runs.
inline bool runs_reference(How const& how) { return how.target() == Target::reference; }

/// "float", "double".
template <Real T>
inline constexpr char const* precision_name = std::is_same_v<T, float> ? "float" : "double";

/// What a choice is made for where `how` runs a kernel on Exec.
template <ExecutionSpace Exec, Real T>
ChoiceKey choice_key(How const& how, std::string kernel, std::vector<std::int64_t> sizes) {
  return {std::move(kernel), precision_name<T>, target_text<Exec>(how), std::move(sizes)};
}

/// How a planned kernel runs: as was chosen when it was planned or, where a tool tunes Kokkos, as
/// that says at each run.
template <class Launch>
class ChosenLaunch {
 public:
  ChosenLaunch(Launch const& launch) : launch_(launch) {}
  /// \param name  what was chosen; null: the first
  ChosenLaunch(ChoiceKey key, std::vector<Variant<Launch>> const& variants, std::string const* name,
               bool reassociate)
      : launch_(variants.front().launch), key_(std::move(key)) {
    auto const& chosen =
        name == nullptr ? variants.front() : variant_of(variants, *name, reassociate);
    launch_ = chosen.launch;
    if (!detail::tool_tunes() || !chosen.same_bits) return;
    for (auto const& variant : variants) {
      if (!variant.same_bits) continue;
      if (variant.name == chosen.name) standard_ = names_.size();
      names_.push_back(variant.name);
      launches_.push_back(variant.launch);
    }
  }

  Launch const& launch() const { return launch_; }

  /// Calls run(launch).
  template <ExecutionSpace Exec, class Run>
  void run(Exec const& exec, Run const& run) const {
    if (names_.size() < 2 || !detail::tool_tunes()) {
      run(launch_);
      return;
    }
    detail::ToolContext const context(key_, names_, standard_);
    run(launches_[context.variant()]);
    exec.fence("mattis: a tool times a kernel");
  }

 private:
  Launch launch_;
  // For a tool; empty where there is none.
  ChoiceKey key_;
  std::vector<std::string> names_;
  std::vector<Launch> launches_;
  std::size_t standard_ = 0;
};

/// The chosen one of variants(), called only where there are choices, else `standard`.
template <ExecutionSpace Exec, Real T, class Launch, class List>
ChosenLaunch<Launch> chosen_launch(How const& how, std::string_view kernel,
                                   std::vector<std::int64_t> sizes, Launch const& standard,
                                   List const& variants) {
  auto const& choices = how.choices();
  if (choices == nullptr && !detail::tool_tunes()) return standard;
  auto key = choice_key<Exec, T>(how, std::string(kernel), std::move(sizes));
  auto const* const name = choices == nullptr ? nullptr : choices->find(key);
  if (name == nullptr && !detail::tool_tunes()) return standard;
  return {std::move(key), variants(), name, choices != nullptr && choices->reassociate};
}

/// The instruction set whose micro-kernels run; null where none does.
template <ExecutionSpace Exec>
lanes::InstructionSet const* set_of(How const& how) {
  return runs_simd<Exec>(how) ? &how.set() : nullptr;
}

}  // namespace mattis
