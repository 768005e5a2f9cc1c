#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# A sweep by GNU parallel, as many shards at once as there are processors, or on the machines that its options name, which
# share the folder:
#
#     examples/cluster/sweep_parallel.sh sweep.toml tradeoff 40
#     examples/cluster/sweep_parallel.sh sweep.toml tradeoff 40 --sshloginfile nodes --workdir .
#
# Started again it goes on where it stopped. Exit status: that of the merge.
set -euo pipefail
file=$1 folder=$2 shards=$3

seq "$shards" | parallel --will-cite "${@:4}" \
  mattis sweep "$file" --out "$folder" --shard "{}/$shards" --resume --threads 1 ||
  echo "not every shard went well" >&2
mattis sweep merge "$folder"
