// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/io/array_file.hpp>

#include <filesystem>

namespace mattis::io {

/// The arrays of numbers in a NumPy archive (.npz): members that are stored, as np.savez writes
/// them, and, where the build has zlib, deflated ones (np.savez_compressed). Others than .npy files
/// are passed over. Nothing in it is trusted: sizes are compared with the file before memory is
/// taken, and every member with its checksum. \throws Error  of one line that names the file, and
/// the member
Arrays read_npz(std::filesystem::path const& path);

}  // namespace mattis::io
