# roadworthy_discover_scenarios(FOLDER folder... RUNTIMES runtime... [EXCEPT folder...])
#
# Makes one test of every scenario file in each FOLDER (of the current source folder) and each runtime:
# `scenario.status/health.process`, labelled `scenario`, the folder's name, the runtime, and the scenario's own labels.
# The program is asked for the scenarios when ctest starts, so that a new file needs no configure step.
#
# A folder with scenarios that is named neither here nor behind EXCEPT fails the configure step. A file that the program
# does not list, or cannot read, fails the test `scenario.FOLDER/NAME` or `scenario.FOLDER`.
# EXCEPT folders have tests of their own.
function(roadworthy_discover_scenarios)
  cmake_parse_arguments(ARG "" "" "FOLDER;RUNTIMES;EXCEPT" ${ARGN})

  file(GLOB files RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} CONFIGURE_DEPENDS *.yaml */*.yaml)
  foreach(file IN LISTS files)
    cmake_path(GET file PARENT_PATH folder)
    if(folder AND NOT folder IN_LIST ARG_FOLDER AND NOT folder IN_LIST ARG_EXCEPT)
      message(FATAL_ERROR "${CMAKE_CURRENT_SOURCE_DIR}/${file}: no test runs this file: "
                          "name the folder ${folder} in ${CMAKE_CURRENT_LIST_FILE}")
    endif()
  endforeach()

  foreach(folder IN LISTS ARG_FOLDER)
    set(script ${CMAKE_CURRENT_BINARY_DIR}/${folder}_scenarios.cmake)
    file(GENERATE OUTPUT ${script} CONTENT
"set(cmake [==[${CMAKE_COMMAND}]==])
set(program [==[$<TARGET_FILE:roadworthy>]==])
set(source_folder [==[${CMAKE_SOURCE_DIR}]==])
set(folder [==[${CMAKE_CURRENT_SOURCE_DIR}/${folder}]==])
set(name [==[${folder}]==])
set(runtimes [==[${ARG_RUNTIMES}]==])
include([==[${CMAKE_SOURCE_DIR}/ci/cmake/ListScenarios.cmake]==])
")
    set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${script})
  endforeach()
endfunction()
