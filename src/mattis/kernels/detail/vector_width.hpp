// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <Kokkos_Macros.hpp>

// What a statement does with single entries is the user's code: it is compiled with the user's
// flags, which are those of the oldest machine. Here the whole body of a loop is compiled once more
// for each wider instruction set, under a name of its own, and chosen when it runs. Everything it
// calls is inlined into that copy (flatten); what is not stays as it was compiled, so no function
// that others share ever holds instructions which a machine may lack.
namespace mattis::detail {

// Under the address sanitizer one copy: the others are the same source, and two_statements.cpp took
// 39 s, not 33.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__CUDA_ARCH__) && !defined(__HIP_DEVICE_COMPILE__)
#define MATTIS_WIDER_VECTORS
#if defined(__clang__)
#define MATTIS_512_BITS "avx512f,avx512bw,avx512dq,avx512vl"
#else  // g++ would stay with 256 bits
#define MATTIS_512_BITS "avx512f,avx512bw,avx512dq,avx512vl,prefer-vector-width=512"
#endif

template <class Work>
[[gnu::noinline, gnu::flatten, gnu::target(MATTIS_512_BITS)]] void run_with_512_bits(
    Work const& work) {
  work();
}

template <class Work>
[[gnu::noinline, gnu::flatten, gnu::target("avx2")]] void run_with_256_bits(Work const& work) {
  work();
}

template <class Work, class Result, class... Arguments>
[[gnu::flatten, gnu::target(MATTIS_512_BITS)]] Result call_with_512_bits(void const* work,
                                                                         Arguments... arguments) {
  return (*static_cast<Work const*>(work))(arguments...);
}

template <class Work, class Result, class... Arguments>
[[gnu::flatten, gnu::target("avx2")]] Result call_with_256_bits(void const* work,
                                                                Arguments... arguments) {
  return (*static_cast<Work const*>(work))(arguments...);
}
#undef MATTIS_512_BITS
#endif

/// Calls work(), compiled for vectors of `bytes` bytes: those of the micro-kernels in use.
template <class Work>
void run_with_vectors(int bytes, Work const& work) {
#if defined(MATTIS_WIDER_VECTORS)
  if (bytes == 64) {
    run_with_512_bits(work);
    return;
  }
  if (bytes == 32) {
    run_with_256_bits(work);
    return;
  }
#endif
  static_cast<void>(bytes);
  work();
}

/// A function of a statement that is called for many entries at a time, known by its address: one
/// compiled loop serves all statements, and a statement is compiled once for each width instead of
/// once more in every loop that may run it (models/network: 26 s instead of 40). It must
/// outlive the loop, which is over when for_items() returns.
template <class Signature>
class VectorCall;

template <class Result, class... Arguments>
class VectorCall<Result(Arguments...)> {
 public:
  /// \param bytes  of the vectors, as run_with_vectors() has them
  template <class Work>
  VectorCall(int bytes, Work const& work) : work_(&work), call_(compiled_for<Work>(bytes)) {}

  KOKKOS_FUNCTION Result operator()(Arguments... arguments) const {
    return call_(work_, arguments...);
  }

 private:
  using Call = Result (*)(void const*, Arguments...);

  template <class Work>
  static Call compiled_for(int bytes) {
#if defined(MATTIS_WIDER_VECTORS)
    if (bytes == 64) return call_with_512_bits<Work, Result, Arguments...>;
    if (bytes == 32) return call_with_256_bits<Work, Result, Arguments...>;
#endif
    static_cast<void>(bytes);
    return [](void const* work, Arguments... arguments) -> Result {
      return (*static_cast<Work const*>(work))(arguments...);
    };
  }

  void const* work_;
  Call call_;
};

}  // namespace mattis::detail
