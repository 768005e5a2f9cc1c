// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/expr/leaf.hpp>

#include <array>

namespace mattis {
namespace expr {

/// How a function names itself in explain(): its `name`, or "f" for a user's.
template <class F>
std::string function_name() {
  if constexpr (requires { F::name; }) {
    return F::name;
  } else {
    return "f";
  }
}

/// The entries of one argument. A base class each, so that staged blocks are built in place and
/// never copied.
template <std::size_t I, class Entries>
struct ArgumentEntries {
  Entries entries;
};

template <class F, class T, class Indices, class... Entries>
struct FunctionEntries;

template <class F, class T, std::size_t... I, class... Entries>
struct FunctionEntries<F, T, std::index_sequence<I...>, Entries...>
    : ArgumentEntries<I, Entries>... {
  F function;

  KOKKOS_FUNCTION T operator()(int r) const {
    return static_cast<T>(function(
        static_cast<T>(static_cast<ArgumentEntries<I, Entries> const&>(*this).entries(r))...));
  }
};

/// A block of a function that wants whole blocks, in the first-level cache.
template <class T, int Max>
struct StagedEntries {
  alignas(64) T values[Max];

  KOKKOS_FUNCTION T operator()(int r) const { return values[r]; }
};

template <class T, std::size_t>
using BlockArgument = T const*;

template <class F, class T, std::size_t... I>
KOKKOS_FUNCTION constexpr bool takes_blocks(std::index_sequence<I...>) {
  return requires(F const& function, T* out) {
    function.template block<T>(BlockArgument<T, I>(out)..., out, 1);
  };
}

/// Whether the micro-kernels of an instruction set are what it makes a block with.
template <class F, class T, std::size_t... I>
KOKKOS_FUNCTION constexpr bool takes_micro_kernels(std::index_sequence<I...>) {
  return requires(F const& function, lanes::MicroKernels<T> const& kernels, T* out) {
    function.template block<T>(kernels, BlockArgument<T, I>(out)..., out, 1);
  };
}

/// A planned function of T that is handed blocks, whose evaluate_to() writes them.
template <class Value, class T>
concept FunctionOfBlocks = requires {
  requires Value::of_blocks;
}
&&std::is_same_v<typename Value::value_type, T>;

/// A function whose contractions are numbered: what is evaluated.
template <class F, Real T, class... Args>
struct PlannedApply {
  using value_type = T;

  F function;
  Tuple<Args...> args;

  using Indices = std::index_sequence_for<Args...>;
  static constexpr bool of_blocks =
      takes_blocks<F, T>(Indices{}) || takes_micro_kernels<F, T>(Indices{});
  /// Whether a block may be made where an argument lies: micro-kernels allow it, a user's function
  /// need not.
  static constexpr bool in_place = of_blocks && !takes_blocks<F, T>(Indices{});

  template <int Max, class Y>
  KOKKOS_FUNCTION auto evaluate(Block const& block, Y const& products) const {
    if constexpr (Max > 1 && of_blocks) {
      StagedEntries<T, Max> result;
      evaluate_to<Max>(block, products, result.values);
      return result;
    } else {
      return evaluate_entries<Max>(block, products, Indices{});
    }
  }
  /// What evaluate() gives, where the caller wants it. Max > 1 and of_blocks.
  template <int Max, class Y>
  KOKKOS_FUNCTION void evaluate_to(Block const& block, Y const& products, T* out) const {
    evaluate_block<Max>(block, products, out, Indices{});
  }

 private:
  template <int Max, class Y, std::size_t... I>
  KOKKOS_FUNCTION void evaluate_block(Block const& block, Y const& products, T* out,
                                      std::index_sequence<I...>) const {
    StagedEntries<T, Max> arguments[sizeof...(Args)];
    T const* const staged[] = {stage<Max>(get<I>(args), block, products, arguments[I].values)...};
    KOKKOS_IF_ON_HOST((make_block(block, out, staged[I]...);))
    static_cast<void>(staged), static_cast<void>(out);
  }
  template <class... Values>
  void make_block(Block const& block, T* out, Values const*... values) const {
    if constexpr (takes_blocks<F, T>(Indices{})) {
      function.template block<T>(values..., out, block.count);
    } else if (block.set != nullptr) {
      function.template block<T>(lanes::micro_kernels<T>(*block.set), values..., out, block.count);
    } else {
      for (int r = 0; r < block.count; ++r) out[r] = static_cast<T>(function(values[r]...));
    }
  }
  /// Entries that lie side by side are read where they are.
  template <int Max, class Arg, class Y>
  KOKKOS_FUNCTION static T const* stage(Arg const& arg, Block const& block, Y const& products,
                                        T* values) {
    if constexpr (FunctionOfBlocks<Arg, T>) {
      arg.template evaluate_to<Max>(block, products, values);
    } else {
      auto const entries = arg.template evaluate<Max>(block, products);
      if constexpr (requires { static_cast<T const*>(entries.side_by_side()); })
        if (T const* const there = entries.side_by_side()) return there;
      for (int r = 0; r < block.count; ++r) values[r] = static_cast<T>(entries(r));
    }
    return values;
  }
  template <int Max, class Y, std::size_t... I>
  KOKKOS_FUNCTION auto evaluate_entries(Block const& block, Y const& products,
                                        std::index_sequence<I...> indices) const {
    using Result =
        FunctionEntries<F, T, decltype(indices),
                        decltype(get<I>(args).template evaluate<Max>(block, products))...>;
    return Result{{get<I>(args).template evaluate<Max>(block, products)}..., function};
  }
};

/// An elementwise function of nodes. `F` is any functor of as many T that the execution space can
/// call; one with a member block(values.., out, count) is handed whole blocks on the host.
template <class F, class... Args>
struct Apply {
  using mattis_expression = void;
  using value_type = CommonValue<Args...>;
  static constexpr bool scalar = (Args::scalar && ...);
  static constexpr int products = (Args::products + ... + 0);
  static constexpr int sample_rows = (expr::sample_rows<Args>() | ... | 0);

  F function;
  Tuple<Args...> args;

  template <int J>
  auto planned() const {
    return plan_arguments<J>(std::index_sequence_for<Args...>{});
  }
  auto contractions() const {
    return apply([](auto const&... arg) { return tuple_cat(arg.contractions()...); }, args);
  }
  Extent extent() const {
    Extent common;
    apply([&](auto const&... arg) { ((common = common_extent(common, arg.extent())), ...); }, args);
    return common;
  }
  void orient(bool batch_first) {
    apply([&](auto&... arg) { (arg.orient(batch_first), ...); }, args);
  }
  bool instances_in_rows() const {
    return apply([](auto const&... arg) { return (arg.instances_in_rows() || ...); }, args);
  }
  template <class Visit>
  void visit_places(Visit const& visit, bool contracted) const {
    apply([&](auto const&... arg) { (arg.visit_places(visit, contracted), ...); }, args);
  }
  template <ExecutionSpace Exec>
  static constexpr bool reachable() {
    return (Args::template reachable<Exec>() && ...);
  }
  std::string text() const {
    std::string inside;
    apply([&](auto const&... arg) { ((inside += (inside.empty() ? "" : ", ") + arg.text()), ...); },
          args);
    return function_name<F>() + "(" + inside + ")";
  }

 private:
  /// Number of the first contraction of argument `arg`, when the function's first is J.
  static constexpr int first_product(int J, std::size_t arg) {
    std::array<int, sizeof...(Args)> const counts{Args::products...};
    for (std::size_t i = 0; i < arg; ++i) J += counts[i];
    return J;
  }
  template <int J, std::size_t... I>
  auto plan_arguments(std::index_sequence<I...>) const {
    auto arguments = Tuple(get<I>(args).template planned<first_product(J, I)>()...);
    return PlannedApply<F, value_type, std::tuple_element_t<I, decltype(arguments)>...>{
        function, std::move(arguments)};
  }
};

}  // namespace expr

/// An elementwise function of Views, expressions and numbers: any functor that the execution space
/// can call. What a functor reads by itself is not seen when a statement is planned: it must be
/// nothing that the statement writes.
template <class F, expr::OperandArgument... Args>
requires(expr::Argument<Args> || ...) auto map(F const& function, Args const&... args) {
  using T = expr::CommonValue<Args...>;
  return expr::Apply<F, decltype(expr::as_node<T>(args))...>{
      function, expr::Tuple(expr::as_node<T>(args)...)};
}

}  // namespace mattis
