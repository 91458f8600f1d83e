# Read by ctest when it starts, once for each folder that roadworthy_discover_scenarios() was given; it sets `cmake`,
# `program`, `source_folder`, `folder`, `name` and `runtimes`. What goes wrong here becomes a test that fails, with the reason in its
# output, because ctest goes on after an error in such a file. Nothing is written, so that several ctest may run at once.

# Adds the test `scenario.NAME` that prints what went wrong and fails.
function(scenario_cannot_run test reason)
  add_test("scenario.${test}" ${cmake} "-DREASON=${reason}" -P ${source_folder}/ci/cmake/Fail.cmake)
  set_tests_properties("scenario.${test}" PROPERTIES LABELS "scenario;${name}")
endfunction()

if(NOT EXISTS ${program})
  scenario_cannot_run(${name} "${program} is not built")
  return()
endif()

execute_process(
  COMMAND ${program} list --json ${folder}
  WORKING_DIRECTORY ${source_folder}
  OUTPUT_VARIABLE listing ERROR_VARIABLE mistakes RESULT_VARIABLE code TIMEOUT 30)
if(code)
  # The program's own words come from the same command.
  add_test("scenario.${name}" ${program} list --json ${folder})
  set_tests_properties("scenario.${name}" PROPERTIES LABELS "scenario;${name}" WORKING_DIRECTORY ${source_folder})
  return()
endif()
string(JSON count ERROR_VARIABLE broken LENGTH "${listing}" scenarios)
if(broken)
  scenario_cannot_run(${name} "the program's listing of ${folder} is no JSON with scenarios: ${broken}")
  return()
endif()

file(GLOB unlisted ${folder}/*.yaml)
math(EXPR last "${count} - 1")
foreach(index RANGE ${last})
  if(count EQUAL 0)
    break()
  endif()
  string(JSON file GET "${listing}" scenarios ${index} file)
  string(JSON seconds ERROR_VARIABLE none GET "${listing}" scenarios ${index} timeout_seconds)
  string(REGEX REPLACE "\\..*$" "" seconds "${seconds}")
  math(EXPR seconds "${seconds} + 15")  # The program's own limit comes first: it tears down, and says what it waited for.
  string(JSON label_count ERROR_VARIABLE none LENGTH "${listing}" scenarios ${index} labels)
  set(labels scenario ${name})
  if(label_count)
    math(EXPR last_label "${label_count} - 1")
    foreach(label_index RANGE ${last_label})
      string(JSON label GET "${listing}" scenarios ${index} labels ${label_index})
      list(APPEND labels ${label})
    endforeach()
  endif()

  cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${source_folder} NORMALIZE)
  list(REMOVE_ITEM unlisted ${file})
  cmake_path(GET file STEM LAST_ONLY stem)
  foreach(runtime IN LISTS runtimes)
    set(test scenario.${name}/${stem}.${runtime})
    set(test_labels ${labels} ${runtime})
    list(REMOVE_DUPLICATES test_labels)
    add_test(${test} ${program} run ${file} --runtime ${runtime} --skip-unavailable)
    set_tests_properties(${test} PROPERTIES
      LABELS "${test_labels}" TIMEOUT "${seconds}" SKIP_RETURN_CODE 77 WORKING_DIRECTORY ${source_folder})
  endforeach()
endforeach()

foreach(file IN LISTS unlisted)
  cmake_path(GET file STEM LAST_ONLY stem)
  scenario_cannot_run(${name}/${stem} "${file} is not in the program's listing of ${folder}")
endforeach()
