// SPDX-License-Identifier: BSD-3-Clause
// xsimd's functions are those of the headers that this build has, compiled for each set with its
// flags (detail/vector_functions.cpp); SLEEF's are called in its library, where the machine has it.
#include <mattis/bench/detail/vector_functions.hpp>
#include <mattis/bench/peers.hpp>
#include <mattis/lanes/instruction_set.hpp>

#include <dlfcn.h>

#include <string_view>
#include <type_traits>

namespace mattis::detail {

namespace {

void* sleef(std::string const& name) {
  static void* const library = [] {
    for (char const* file : {"libsleef.so.3", "libsleef.so"})
      if (void* const found = ::dlopen(file, RTLD_NOW | RTLD_LOCAL)) return found;
    return static_cast<void*>(nullptr);
  }();
  return library == nullptr ? nullptr : ::dlsym(library, ("Sleef_" + name).c_str());
}

template <Real T>
void add(std::vector<ArrayFunction>& list, Function function, std::string const& set,
         VectorFunctionsOfSet const& all) {
  auto const functions = [&] {
    if constexpr (std::is_same_v<T, float>)
      return all.in_float;
    else
      return all.in_double;
  }();
  std::string const suffix = std::is_same_v<T, float> ? all.sleef_float : all.sleef_double;
  auto const arrays = [](auto const& map) {
    return [map](void const* x, void* out, std::size_t n) {
      map(static_cast<T const*>(x), static_cast<T*>(out), n);
    };
  };
  auto const its = function == Function::tanh  ? functions.tanh
                   : function == Function::exp ? functions.exp
                                               : functions.log_cosh;
  list.push_back({"xsimd", set, functions.lanes, arrays(its)});
  if (function == Function::log_cosh) {
    void* const exp = sleef("exp" + suffix);
    void* const log1p = sleef("log1p" + suffix);
    if (exp == nullptr || log1p == nullptr) return;
    list.push_back({"SLEEF", set, functions.lanes, arrays([=](T const* x, T* out, std::size_t n) {
                      functions.log_cosh_of(exp, log1p, x, out, n);
                    })});
  } else if (void* const found = sleef((function == Function::tanh ? "tanh" : "exp") + suffix)) {
    list.push_back({"SLEEF", set, functions.lanes, arrays([=](T const* x, T* out, std::size_t n) {
                      functions.map(found, x, out, n);
                    })});
  }
}

}  // namespace

template <Real T>
std::vector<ArrayFunction> array_functions([[maybe_unused]] Function function) {
  std::vector<ArrayFunction> list;
#ifdef MATTIS_PEER_UNITS
  for (auto const* const set : lanes::available_instruction_sets()) {
    std::string_view const name = set->name;
    if (name == "avx512") add<T>(list, function, "avx512", vector_functions_avx512());
    if (name == "avx2") add<T>(list, function, "avx2", vector_functions_avx2());
  }
#endif
  return list;
}

template std::vector<ArrayFunction> array_functions<float>(Function);
template std::vector<ArrayFunction> array_functions<double>(Function);

}  // namespace mattis::detail
