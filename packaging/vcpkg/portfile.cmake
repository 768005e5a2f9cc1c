# SPDX-License-Identifier: BSD-3-Clause
# An overlay port (vcpkg install mattis --overlay-ports=packaging/vcpkg): the sources are those of the repository it lies in.
get_filename_component(SOURCE_PATH "${CURRENT_PORT_DIR}/../.." ABSOLUTE)

vcpkg_check_features(OUT_FEATURE_OPTIONS FEATURE_OPTIONS
    FEATURES
        audio    MATTIS_AUDIO
        bench    MATTIS_BENCH
        command  MATTIS_BUILD_APPS
        io       MATTIS_IO
        io       MATTIS_ZLIB
        png      MATTIS_PNG
        sundials MATTIS_SUNDIALS
        xtensor  MATTIS_XTENSOR
)

vcpkg_cmake_configure(
    SOURCE_PATH "${SOURCE_PATH}"
    OPTIONS
        ${FEATURE_OPTIONS}
        -DMATTIS_BUILD_BENCH=OFF
        -DMATTIS_BUILD_EXAMPLES=OFF
        -DMATTIS_BUILD_TESTS=OFF
)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/mattis)
vcpkg_fixup_pkgconfig()
if("command" IN_LIST FEATURES)
    vcpkg_copy_tools(TOOL_NAMES mattis AUTO_CLEAN)
endif()
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include" "${CURRENT_PACKAGES_DIR}/debug/share")

file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
