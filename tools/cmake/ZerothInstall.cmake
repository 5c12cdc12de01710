# What `cmake --install` puts where, and the Debian packages that `cpack -G DEB` makes of it. Components
# are those packages: zeroth, libzeroth-sdk1, zeroth-dev, zeroth-plugins. Reads `plugins`.
#
# Programs find everything else relative to themselves: ../libexec/zeroth, ../lib/zeroth/plugins,
# ../share/zeroth.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(sdk_package libzeroth-sdk${PROJECT_VERSION_MAJOR})
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Zeroth)
set(worker_dir libexec/zeroth)
set(plugin_dir lib/zeroth/plugins)

# Libraries outside of the system's own folders, such as a LibTorch that somebody unpacked.
set_target_properties(zeroth-worker zeroth-describe zeroth_sdk ${plugins} PROPERTIES
  INSTALL_RPATH_USE_LINK_PATH ON)
file(RELATIVE_PATH from_worker ${CMAKE_INSTALL_PREFIX}/${worker_dir} ${CMAKE_INSTALL_FULL_LIBDIR})
file(RELATIVE_PATH from_plugins ${CMAKE_INSTALL_PREFIX}/${plugin_dir} ${CMAKE_INSTALL_FULL_LIBDIR})
set_target_properties(zeroth-worker zeroth-describe PROPERTIES INSTALL_RPATH $ORIGIN/${from_worker})
set_target_properties(${plugins} PROPERTIES INSTALL_RPATH $ORIGIN/${from_plugins})

install(TARGETS zeroth EXPORT ZerothTargets RUNTIME COMPONENT zeroth)
install(TARGETS zeroth-worker RUNTIME DESTINATION ${worker_dir} COMPONENT zeroth)
# Pages stay behind: they lead to the sources and to each other. What an installation says of itself is
# in --help, `zeroth man` and `zeroth inspect`.
install(DIRECTORY pipelines DESTINATION ${CMAKE_INSTALL_DATADIR}/zeroth COMPONENT zeroth
  PATTERN *.md EXCLUDE)
install(DIRECTORY host/report/page/ DESTINATION ${CMAKE_INSTALL_DATADIR}/zeroth/report COMPONENT zeroth
  PATTERN *.md EXCLUDE)
install(FILES CHANGELOG.md CITATION.cff LICENSE DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/zeroth COMPONENT zeroth)
install(TARGETS zeroth_sdk EXPORT ZerothTargets
  LIBRARY COMPONENT ${sdk_package} NAMELINK_COMPONENT zeroth-dev
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS zeroth_networks zeroth_recipes EXPORT ZerothTargets ARCHIVE COMPONENT zeroth-dev)
install(TARGETS ${plugins} LIBRARY DESTINATION ${plugin_dir} COMPONENT zeroth-plugins)

install(TARGETS zeroth-describe EXPORT ZerothTargets
  RUNTIME DESTINATION ${worker_dir} COMPONENT zeroth-dev)
install(TARGETS zeroth_formats EXPORT ZerothFormatsTargets
  ARCHIVE COMPONENT zeroth-dev
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY sdk/include/zeroth sdk/networks/include/zeroth sdk/recipes/include/zeroth sdk/formats/include/zeroth
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT zeroth-dev)
install(DIRECTORY sdk/templates DESTINATION ${CMAKE_INSTALL_DATADIR}/zeroth COMPONENT zeroth-dev
  REGEX sdk/templates/README.md$ EXCLUDE)
install(EXPORT ZerothTargets NAMESPACE Zeroth:: DESTINATION ${package_dir} COMPONENT zeroth-dev)
install(EXPORT ZerothFormatsTargets NAMESPACE Zeroth:: DESTINATION ${package_dir} COMPONENT zeroth-dev)
set_target_properties(zeroth_sdk PROPERTIES EXPORT_NAME sdk)
set_target_properties(zeroth_networks PROPERTIES EXPORT_NAME networks)
set_target_properties(zeroth_recipes PROPERTIES EXPORT_NAME recipes)
set_target_properties(zeroth_formats PROPERTIES EXPORT_NAME formats)
set_target_properties(zeroth-describe PROPERTIES EXPORT_NAME describe)
configure_package_config_file(sdk/cmake/ZerothConfig.cmake.in ${PROJECT_BINARY_DIR}/ZerothConfig.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/ZerothConfigVersion.cmake
  COMPATIBILITY SameMajorVersion)
# A plugin builds against the build folder, too: whoever has its bin on the PATH need not install.
set(package_files ZerothPlugin.cmake ZerothTorch.cmake describe_plugins.cmake plugin_symbols.map)
foreach(file ${package_files})
  configure_file(sdk/cmake/${file} ${PROJECT_BINARY_DIR}/${file} COPYONLY)
endforeach()
list(APPEND package_files ZerothConfig.cmake ZerothConfigVersion.cmake)
list(TRANSFORM package_files PREPEND ${PROJECT_BINARY_DIR}/)
export(EXPORT ZerothTargets NAMESPACE Zeroth:: FILE ${PROJECT_BINARY_DIR}/ZerothTargets.cmake)
export(EXPORT ZerothFormatsTargets NAMESPACE Zeroth:: FILE ${PROJECT_BINARY_DIR}/ZerothFormatsTargets.cmake)

install(FILES ${package_files} DESTINATION ${package_dir} COMPONENT zeroth-dev)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME zeroth)
set(CPACK_PACKAGE_CONTACT "Zeroth maintainers <zeroth@example.org>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL zeroth ${sdk_package} zeroth-dev zeroth-plugins)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
# The libraries that programs need are found by dpkg-shlibdeps; of ours only the SDK is one.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_LIBRARY_OUTPUT_DIRECTORY})

# zeroth_debian(COMPONENT PACKAGES SUMMARY): a package's name is its component's.
function(zeroth_debian component packages summary)
  string(TOUPPER ${component} key)
  set(CPACK_DEBIAN_${key}_PACKAGE_NAME ${component} PARENT_SCOPE)
  set(CPACK_DEBIAN_${key}_PACKAGE_DEPENDS "${packages}" PARENT_SCOPE)
  set(CPACK_DEBIAN_${key}_DESCRIPTION "${summary}" PARENT_SCOPE)
endfunction()
set(same "(= ${PROJECT_VERSION})")
zeroth_debian(zeroth "${sdk_package} ${same}" "generalized zero-shot learning with plugins: the host")
zeroth_debian(${sdk_package} "" "generalized zero-shot learning with plugins: what host and plugins share")
zeroth_debian(zeroth-plugins "${sdk_package} ${same}" "generalized zero-shot learning with plugins: methods")
zeroth_debian(zeroth-dev "zeroth ${same}, ${sdk_package} ${same}, libtorch-dev, cmake (>= 3.25), g++, binutils"
  "generalized zero-shot learning with plugins: to write plugins")
set(CPACK_DEBIAN_ZEROTH_PACKAGE_RECOMMENDS zeroth-plugins)
# What Zeroth::formats is linked with.
set(CPACK_DEBIAN_ZEROTH-DEV_PACKAGE_RECOMMENDS "libfmt-dev, libhdf5-dev, zlib1g-dev, pkgconf")
include(CPack)
