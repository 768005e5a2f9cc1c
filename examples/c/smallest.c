/* SPDX-License-Identifier: BSD-3-Clause */
#include <mattis/mattis.h>
#include <stdio.h>

int main(void) {
  mattis_patterns xi = {0};
  mattis_plan plan = {0};
  float phi[100], m[5];
  for (int i = 0; i < 100; ++i) phi[i] = 1;
  mattis_initialize(0);
  mattis_patterns_random(5, 100, 1, &xi);
  mattis_overlap_plan(xi, NULL, &plan);
  if (mattis_overlap_float(plan, phi, m) != MATTIS_SUCCESS) return puts(mattis_message()), 1;
  for (int mu = 0; mu < 5; ++mu) printf("m_%d = %.2f\n", mu, m[mu]);
  return mattis_finalize();
}
