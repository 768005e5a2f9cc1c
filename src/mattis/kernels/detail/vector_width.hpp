// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What a statement does with single entries is the user's code: it is compiled with the user's flags, which are those
// of the oldest machine. Here the whole body of a loop is compiled once more for each wider instruction set, under a
// name of its own, and chosen when it runs. Everything it calls is inlined into that copy (flatten); what is not stays
// as it was compiled, so no function that others share ever holds instructions which a machine may lack.
namespace mattis::detail {

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__CUDA_ARCH__) && !defined(__HIP_DEVICE_COMPILE__)
#define MATTIS_WIDER_VECTORS
#if defined(__clang__)
#define MATTIS_512_BITS "avx512f,avx512bw,avx512dq,avx512vl"
#else  // g++ would stay with 256 bits
#define MATTIS_512_BITS "avx512f,avx512bw,avx512dq,avx512vl,prefer-vector-width=512"
#endif

template <class Work>
[[gnu::noinline, gnu::flatten, gnu::target(MATTIS_512_BITS)]] void run_with_512_bits(Work const& work) {
  work();
}

template <class Work>
[[gnu::noinline, gnu::flatten, gnu::target("avx2")]] void run_with_256_bits(Work const& work) {
  work();
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

}  // namespace mattis::detail
