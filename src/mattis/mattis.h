/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef MATTIS_H
#define MATTIS_H
/* The plain C interface (C99). docs/embedding.md has the guide and docs/models.md the equations.
 *
 * Every function that can fail returns a mattis_status; mattis_message() then says what, where and
 * what was expected. Arrays are the caller's, in the memory of the host, row-major without gaps,
 * the shapes given in brackets; results are there when a call returns. Handles are numbers: one
 * that is wrong, freed or of another kind is an error and never a crash. Structs begin with their
 * size, and a zero in any other field means its default: `mattis_plan_options options = {sizeof
 * options};`. They may grow at their end: who was compiled with an older header goes on working.
 *
 * Any thread may call at any time. A plan runs once at a time.
 *
 * scripts/make-fortran-module makes mattis.f90 of this file. */
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define MATTIS_API __attribute__((visibility("default")))
#else
#define MATTIS_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef enum mattis_status {
  MATTIS_SUCCESS = 0,
  MATTIS_INVALID_ARGUMENT = 1, /* a value, a null pointer, the size of a struct */
  MATTIS_INVALID_HANDLE = 2,   /* of none, freed, or of another kind */
  MATTIS_NOT_INITIALIZED = 3,  /* before mattis_initialize, or after mattis_finalize */
  MATTIS_SHORT_SCRATCH = 4,    /* scratch that is too small, or none yet */
  MATTIS_BUSY = 5,             /* the plan runs in another thread */
  MATTIS_OUT_OF_MEMORY = 6,
  MATTIS_FAILED = 7 /* no convergence, or anything else, after the arguments were found good */
} mattis_status;

typedef enum mattis_precision { MATTIS_FLOAT = 0, MATTIS_DOUBLE = 1 } mattis_precision;

typedef enum mattis_method {
  MATTIS_PICARD = 0,
  MATTIS_CAUSAL = 1,
  MATTIS_DAMPED = 2
} mattis_method;

/* P patterns of N signs. */
typedef struct mattis_patterns {
  uint64_t id;
} mattis_patterns;

/* A planned operation with its workspace. */
typedef struct mattis_plan {
  uint64_t id;
} mattis_plan;

typedef struct mattis_plan_options {
  size_t size;              /* sizeof(mattis_plan_options) */
  int32_t precision;        /* mattis_precision of the states; MATTIS_FLOAT */
  int32_t caller_scratch;   /* 1: no memory of its own, runs after mattis_plan_use_scratch */
  int32_t distinct_indices; /* right-hand side: only products of n + 1 different neurons; 0 */
  int32_t reserved;         /* 0 */
  int64_t states;           /* at once; 1 */
} mattis_plan_options;

/* Hopfield network (n = 1) or dense associative memory. */
typedef struct mattis_model {
  size_t size;            /* sizeof(mattis_model) */
  int32_t n;              /* interaction order; 1 */
  int32_t ic_noise_given; /* 1: ic_noise counts; 0: sqrt(max(0, g^2 - |a|^2)) */
  double alpha;           /* load, > 0 */
  double g;               /* gain, > 0 */
  int64_t condensed;      /* K; 0 */
  double const* a;        /* (K) initial amplitudes */
  double ic_noise;        /* standard deviation of the initial noise */
} mattis_model;

typedef struct mattis_simulate_options {
  size_t size;              /* sizeof(mattis_simulate_options) */
  int32_t precision;        /* mattis_precision of the states; MATTIS_FLOAT */
  int32_t distinct_indices; /* only products of n + 1 different neurons interact; 0 */
  int32_t T;                /* Euler steps kept; 100 */
  int32_t trials;           /* sets of patterns; 1 */
  int32_t cues;             /* initial states of each; 1 */
  int32_t reserved;         /* 0 */
  double dt;                /* step; 0.02 */
  int64_t N;                /* neurons; 200 */
  uint64_t seed;            /* 0 */
  void* scratch;            /* overwritten; null: memory of its own */
  size_t scratch_bytes;     /* mattis_simulate_workspace_bytes of these options, or more */
} mattis_simulate_options;

/* Results of mattis_simulate. rows, T, K and N are the extents of the caller's arrays, and checked:
 * rows = trials * cues; N counts where x or phi is there. An array that is null is not filled. */
typedef struct mattis_simulation {
  size_t size; /* sizeof(mattis_simulation) */
  int64_t rows;
  int64_t T;
  int64_t K;
  int64_t N;
  double* m;           /* (rows, T, K) overlaps with the condensed patterns */
  double* E;           /* (rows, T, 2) energy per neuron: of the patterns, of the neurons */
  double* x;           /* (rows, T, N) states */
  double* phi;         /* (rows, T, N) activities */
  int64_t P;           /* set: patterns */
  double wall_seconds; /* set */
} mattis_simulation;

typedef struct mattis_solve_options {
  size_t size;                /* sizeof(mattis_solve_options) */
  int32_t precision;          /* mattis_precision of the states; MATTIS_FLOAT */
  int32_t method;             /* mattis_method; MATTIS_PICARD */
  int32_t T;                  /* Euler steps kept; 100 */
  int32_t max_sweeps;         /* T + 20 */
  int32_t iterations;         /* of MATTIS_DAMPED; 150 */
  int32_t no_standard_errors; /* 1: none are made, and those arrays not filled */
  double dt;                  /* step; 0.02 */
  double tol;                 /* 1e-4 */
  double update_stepsize;     /* of MATTIS_DAMPED; 0.3 */
  int64_t M;                  /* samples of the effective neuron; 50000 */
  uint64_t seed;              /* 0 */
  void* scratch;              /* overwritten; null: memory of its own */
  size_t scratch_bytes;       /* mattis_solve_workspace_bytes of these options, or more */
} mattis_solve_options;

/* Results of mattis_solve. T and K are the extents of the caller's arrays, and checked. An array
 * that is null is not filled. */
typedef struct mattis_solution {
  size_t size; /* sizeof(mattis_solution) */
  int64_t T;
  int64_t K;
  double* m;           /* (T, K) overlaps */
  double* m_se;        /* (T, K) standard errors */
  double* C_phi;       /* (T, T) <phi(t) phi(s)> */
  double* C_phi_se;    /* (T, T) */
  double* S_phi;       /* (T, T) <d phi(t) / d eta(s)> */
  double* S_phi_se;    /* (T, T) */
  double* E;           /* (T, 2) energy per neuron: of the patterns, of the neurons */
  double* E_se;        /* (T, 2) */
  int64_t sweeps;      /* set */
  double residual;     /* set: largest change of the last sweep */
  double wall_seconds; /* set */
} mattis_solution;

/* The last failure of the calling thread, one line; empty before the first. Valid until the
 * thread's next failure. */
MATTIS_API char const* mattis_message(void);
/* "invalid argument" */
MATTIS_API char const* mattis_status_name(int status);
/* "0.1.0" */
MATTIS_API char const* mattis_version(void);

/* Starts Kokkos where the program has not, on so many threads (0: what OpenMP says). Again, it does
 * nothing. A program that has Kokkos starts it itself and needs no call. */
MATTIS_API int mattis_initialize(int threads);
/* Frees all handles, and ends Kokkos where mattis_initialize started it: it cannot start again. */
MATTIS_API int mattis_finalize(void);

/* Independent fair signs, the same for a seed everywhere. */
MATTIS_API int mattis_patterns_random(int64_t P, int64_t N, uint64_t seed,
                                      mattis_patterns* patterns);
/* signs (P, N) of +1 and -1, copied. */
MATTIS_API int mattis_patterns_pack(int64_t P, int64_t N, int8_t const* signs,
                                    mattis_patterns* patterns);
/* signs (P, N) */
MATTIS_API int mattis_patterns_unpack(mattis_patterns patterns, int8_t* signs);
MATTIS_API int mattis_patterns_shape(mattis_patterns patterns, int64_t* P, int64_t* N);
/* Plans keep the patterns that they were made of. */
MATTIS_API int mattis_patterns_free(mattis_patterns patterns);

/* m_mu = (1/N) sum_i xi^mu_i phi_i:  phi (N, states), m (P, states) */
MATTIS_API int mattis_overlap_plan(mattis_patterns patterns, mattis_plan_options const* options,
                                   mattis_plan* plan);
MATTIS_API int mattis_overlap_float(mattis_plan plan, float const* phi, float* m);
MATTIS_API int mattis_overlap_double(mattis_plan plan, double const* phi, double* m);

/* h_i = sum_mu xi^mu_i f_mu:  f (P, states), h (N, states) */
MATTIS_API int mattis_field_plan(mattis_patterns patterns, mattis_plan_options const* options,
                                 mattis_plan* plan);
MATTIS_API int mattis_field_float(mattis_plan plan, float const* f, float* h);
MATTIS_API int mattis_field_double(mattis_plan plan, double const* f, double* h);

/* C(t,s) = (1/M) sum_i phi(t,i) phi(s,i):  phi (T, M), C (T, T) */
MATTIS_API int mattis_covariance_plan(int64_t T, int64_t M, mattis_plan_options const* options,
                                      mattis_plan* plan);
MATTIS_API int mattis_covariance_float(mattis_plan plan, float const* phi, double* C);
MATTIS_API int mattis_covariance_double(mattis_plan plan, double const* phi, double* C);

/* Response of the effective neuron:  slope (T, M), kernel (T, T) lower triangular, S (T, T) */
MATTIS_API int mattis_response_plan(int64_t T, int64_t M, mattis_plan_options const* options,
                                    mattis_plan* plan);
MATTIS_API int mattis_response_float(mattis_plan plan, float const* slope, double const* kernel,
                                     double dt, double* S);
MATTIS_API int mattis_response_double(mattis_plan plan, double const* slope, double const* kernel,
                                      double dt, double* S);

/* dx/dt = -x + (g / sqrt(alpha)) sum_mu xi^mu m_mu^n of a network with these patterns, m = overlaps
 * of tanh(x), whatever state it started from:  x and dxdt (states, N), which may be one array */
MATTIS_API int mattis_rhs_plan(mattis_patterns patterns, mattis_model const* model,
                               mattis_plan_options const* options, mattis_plan* plan);
MATTIS_API int mattis_rhs_float(mattis_plan plan, float const* x, float* dxdt);
MATTIS_API int mattis_rhs_double(mattis_plan plan, double const* x, double* dxdt);

/* Bytes of scratch, at any address: not less for more of any size. */
MATTIS_API int mattis_plan_workspace_bytes(mattis_plan plan, size_t* bytes);
/* From now on the plan works there. The memory must stay until the plan is freed or has another. */
MATTIS_API int mattis_plan_use_scratch(mattis_plan plan, void* scratch, size_t bytes);
MATTIS_API int mattis_plan_free(mattis_plan plan);

/* Trajectories of networks with drawn patterns. */
MATTIS_API int mattis_simulate(mattis_model const* model, mattis_simulate_options const* options,
                               mattis_simulation* simulation);
/* Bytes of scratch for them, at any address: not less for more of any size. save_states: 1 where x
 * or phi will be asked for. */
MATTIS_API int mattis_simulate_workspace_bytes(mattis_model const* model,
                                               mattis_simulate_options const* options,
                                               int save_states, size_t* bytes);
/* Their mean-field theory. */
MATTIS_API int mattis_solve(mattis_model const* model, mattis_solve_options const* options,
                            mattis_solution* solution);
/* The same of it; what is about as large as the results is allocated beside it. */
MATTIS_API int mattis_solve_workspace_bytes(mattis_model const* model,
                                            mattis_solve_options const* options, size_t* bytes);

#ifdef __cplusplus
}
#endif
#endif
