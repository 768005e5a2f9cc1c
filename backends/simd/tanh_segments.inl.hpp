// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// tanh u on 32 segments, eight for each octave from 1/2 to 8, of half width r: the minimax
// polynomial of degree 4 in the distance d of u from the middle. Its error is at most 0.49 ulp of a
// number in [1/2, 1), coefficients rounded to float. The first two entries, below 5/8, serve [8, 9)
// and [9, 10) instead: the octaves repeat after 32. Fitted by reweighted least squares (Lawson),
// rounding one coefficient after the other and refitting the rest.
namespace mattis::simd {
namespace {

// table[k][s]: coefficient of d^k in segment (bits of u >> 20) mod 32
alignas(64) constexpr float tanh_segments[5][32] = {
    {0x1.f1994ep-1f, 0x1.f73776p-1f, 0x1.faa794p-1f, 0x1.fcc04cp-1f, 0x1.fe06ecp-1f, 0x1.fecd6cp-1f,
     0x1.ff45f6p-1f, 0x1.ff8f22p-1f, 0x1.ffcaacp-1f, 0x1.ffec62p-1f, 0x1.fff8c8p-1f, 0x1.fffd58p-1f,
     0x1.ffff06p-1f, 0x1.ffffa4p-1f, 0x1.ffffdep-1f, 0x1.fffff4p-1f, 0x1.fffffep-1f, 1.0f,
     0x1.26d77p-1f,  0x1.3b75f8p-1f, 0x1.4e8d8ap-1f, 0x1.60260ap-1f, 0x1.704bb2p-1f, 0x1.7f0e1ap-1f,
     0x1.92bfb4p-1f, 0x1.a8dbccp-1f, 0x1.bad50ap-1f, 0x1.c950a4p-1f, 0x1.d4e6f4p-1f, 0x1.de1eb6p-1f,
     0x1.e56b7p-1f,  0x1.eb2dfep-1f},
    {0x1.c65a6cp-5f,  0x1.16a7fcp-5f,  0x1.5452p-6f,
     0x1.9e87dp-7f,   0x1.f81bd8p-8f,  0x1.3238b8p-8f,
     0x1.73cecp-9f,   0x1.c34706p-10f, 0x1.aa7d66p-11f,
     0x1.39e782p-12f, 0x1.cdf5a4p-14f, 0x1.53e714p-15f,
     0x1.f42ddep-17f, 0x1.700354p-18f, 0x1.0ec304p-19f,
     0x1.8e6a84p-21f, 0x1.634c7ep-23f, 0.0f,
     0x1.56363cp-1f,  0x1.3da23cp-1f,  0x1.25653p-1f,
     0x1.0dcbbp-1f,   0x1.ee264ap-2f,  0x1.c2d4ccp-2f,
     0x1.86616p-2f,   0x1.3ee73p-2f,   0x1.01fba8p-2f,
     0x1.9e1ep-3f,    0x1.4a4584p-3f,  0x1.06129cp-3f,
     0x1.9e3efep-4f,  0x1.465a2p-4f},
    {-0x1.b993bp-5f,   -0x1.11d2bep-5f,  -0x1.50e58ap-6f,
     -0x1.9b85f2p-7f,  -0x1.f711e2p-8f,  -0x1.31f76cp-8f,
     -0x1.71ae88p-9f,  -0x1.c39bdep-10f, -0x1.aa25dap-11f,
     -0x1.3cd8cp-12f,  -0x1.ccbaeep-14f, -0x1.4e4004p-15f,
     -0x1.ff2146p-17f, -0x1.705106p-18f, -0x1.8122e4p-20f,
     -0x1.49ae68p-19f, -0x1.e530c4p-21f, 0.0f,
     -0x1.8a4546p-2f,  -0x1.873a36p-2f,  -0x1.7f9522p-2f,
     -0x1.73352p-2f,   -0x1.638632p-2f,  -0x1.5137bep-2f,
     -0x1.331c22p-2f,  -0x1.08a33p-2f,   -0x1.be3acep-3f,
     -0x1.71fc1p-3f,   -0x1.2e6c1ap-3f,  -0x1.e990fp-4f,
     -0x1.88ed12p-4f,  -0x1.38de3cp-4f},
    {0x1.166988p-5f,   0x1.614ad4p-6f,  0x1.b87a06p-7f,
     0x1.0f9086p-7f,   0x1.4cca4ep-8f,  0x1.961ae4p-9f,
     0x1.eea858p-10f,  0x1.2c9e08p-10f, 0x1.1fe53cp-11f,
     0x1.a57464p-13f,  0x1.36e8bap-14f, 0x1.c873a6p-16f,
     0x1.500e2cp-17f,  0x1.f0079ap-19f, 0x1.6d241cp-20f,
     0x1.0cf8dcp-21f,  0x1.f1cddp-24f,  0.0f,
     -0x1.4011b4p-10f, 0x1.d579fap-6f,  0x1.b6fd0ap-5f,
     0x1.2d58fep-4f,   0x1.6bdbap-4f,   0x1.983d68p-4f,
     0x1.bd5c1ap-4f,   0x1.c4dd7p-4f,   0x1.abd24ap-4f,
     0x1.809af2p-4f,   0x1.4dd664p-4f,  0x1.1a6664p-4f,
     0x1.d49a28p-5f,   0x1.7f433ep-5f},
    {-0x1.eb0558p-7f,  -0x1.530924p-7f,  -0x1.8a38a8p-8f,
     -0x1.338a34p-8f,  -0x1.b4ec1p-10f,  -0x1.2575c8p-10f,
     -0x1.be6552p-10f, -0x1.abb4dep-12f, -0x1.229cf4p-12f,
     -0x1.efa916p-15f, -0x1.55d84cp-15f, -0x1.8f0d76p-16f,
     0x1.720eccp-26f,  -0x1.e1ed2p-20f,  -0x1.4e4b86p-17f,
     0x1.c662e8p-16f,  0x1.83348p-19f,   0.0f,
     0x1.0f88bap-2f,   -0x1.28054cp-4f,  0x1.fdac64p-3f,
     0x1.36b5p-3f,     0x1.e90dcp-4f,    -0x1.30e1fcp-5f,
     0x1.5426eep-6f,   -0x1.af8bdep-9f,  -0x1.5f4db4p-6f,
     -0x1.77f4fp-7f,   -0x1.017feap-5f,  -0x1.2766dep-6f,
     -0x1.638674p-7f,  -0x1.0b5712p-5f},
};

}  // namespace
}  // namespace mattis::simd
