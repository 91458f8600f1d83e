# What a run needs: the program, the stand-ins and the reference subjects, without the tests.
add_custom_target(stand)

add_library(roadworthy_flags INTERFACE)
target_compile_options(roadworthy_flags INTERFACE -Wall -Wextra -Wpedantic -Werror=return-type -Wshadow -Wno-missing-field-initializers)
if(ROADWORTHY_SANITIZE)
  target_compile_options(roadworthy_flags INTERFACE -fsanitize=${ROADWORTHY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(roadworthy_flags INTERFACE -fsanitize=${ROADWORTHY_SANITIZE})
endif()
option(ROADWORTHY_FUZZ "Build the fuzzers (with Clang; preset fuzz)" OFF)
if(ROADWORTHY_FUZZ)
  target_compile_options(roadworthy_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# A folder's files are compiled six at a time: a third of the work, as most of it is in the headers of libraries. So no
# two files of a folder may give one name to two things, not even in anonymous namespaces.
option(ROADWORTHY_UNITY "Compile a folder's files several at a time" ON)
function(roadworthy_compile_together TARGET)
  set_target_properties(${TARGET} PROPERTIES UNITY_BUILD ${ROADWORTHY_UNITY} UNITY_BUILD_BATCH_SIZE 6)
  if(ROADWORTHY_UNITY)
    # GCC takes a source that another one includes for a header, and wants no anonymous namespaces in it.
    target_compile_options(${TARGET} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
  endif()
endfunction()

# roadworthy_folder(NAME [KNOWS folder...] [USES library...] [TEST_KNOWS folder...] [TEST_USES library...] [TEST_DEPENDS target...])
#
# Makes the library rw_NAME of every .cpp in the current folder, the program NAME_test of every *_test.cpp, and when
# fuzzers are built a program of each *_fuzz.cpp, which defines LLVMFuzzerTestOneInput().
# Headers are included as "NAME/header.h"; only the folders listed behind KNOWS are on the include path, so that
# a folder that includes what it may not know does not build. Slashes in NAME become underscores in target names.
function(roadworthy_folder NAME)
  cmake_parse_arguments(ARG "" "" "KNOWS;USES;TEST_KNOWS;TEST_USES;TEST_DEPENDS" ${ARGN})
  string(REPLACE "/" "_" id ${NAME})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  file(GLOB tests CONFIGURE_DEPENDS *_test.cpp)
  list(REMOVE_ITEM sources ${tests} "")
  list(FILTER sources EXCLUDE REGEX "/(main|[a-z_]*_main|[a-z_]*_fuzz)\\.cpp$")

  # An include root that holds this folder alone, under its own name.
  set(root ${CMAKE_BINARY_DIR}/include/${id})
  cmake_path(GET NAME PARENT_PATH parent)
  file(MAKE_DIRECTORY ${root}/${parent})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${root}/${NAME} SYMBOLIC)

  set(knows "")
  foreach(folder IN LISTS ARG_KNOWS)
    string(REPLACE "/" "_" folder ${folder})
    list(APPEND knows rw_${folder})
  endforeach()
  if(sources)
    add_library(rw_${id} STATIC ${sources})
    roadworthy_compile_together(rw_${id})
    target_include_directories(rw_${id} PUBLIC ${root})
    target_link_libraries(rw_${id} PUBLIC ${knows} ${ARG_USES} PRIVATE roadworthy_flags)
    set(under_test rw_${id})
  else()
    add_library(rw_${id} INTERFACE)
    target_include_directories(rw_${id} INTERFACE ${root})
    target_link_libraries(rw_${id} INTERFACE ${knows} ${ARG_USES})
    set(under_test rw_${id})
  endif()

  set(test_knows "")
  foreach(folder IN LISTS ARG_TEST_KNOWS)
    string(REPLACE "/" "_" folder ${folder})
    list(APPEND test_knows rw_${folder})
  endforeach()
  if(ROADWORTHY_FUZZ)
    file(GLOB fuzzers CONFIGURE_DEPENDS *_fuzz.cpp)
    foreach(file IN LISTS fuzzers)
      cmake_path(GET file STEM stem)
      add_executable(${stem} ${file})
      target_link_libraries(${stem} PRIVATE ${under_test} ${test_knows} roadworthy_flags -fsanitize=fuzzer)
    endforeach()
  endif()

  if(ROADWORTHY_TESTS AND tests)
    add_executable(${id}_test ${tests})
    roadworthy_compile_together(${id}_test)
    target_link_libraries(${id}_test PRIVATE ${under_test} ${test_knows} ${ARG_TEST_USES} roadworthy_flags GTest::gmock GTest::gtest_main)
    target_compile_definitions(${id}_test PRIVATE
      ROADWORTHY_SOURCE_FOLDER="${CMAKE_SOURCE_DIR}" ROADWORTHY_BUILD_FOLDER="${CMAKE_BINARY_DIR}")
    if(ARG_TEST_DEPENDS)
      add_dependencies(${id}_test ${ARG_TEST_DEPENDS})
    endif()
    gtest_discover_tests(${id}_test TEST_PREFIX ${NAME}. DISCOVERY_MODE PRE_TEST PROPERTIES LABELS unit TIMEOUT 120)
  endif()
endfunction()

# roadworthy_program(NAME SOURCES file... LIBRARIES library...)
# A program that the harness starts: it goes where the harness looks for stand-ins and reference subjects.
function(roadworthy_program NAME)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${NAME} ${ARG_SOURCES})
  target_link_libraries(${NAME} PRIVATE ${ARG_LIBRARIES} roadworthy_flags)
  set_target_properties(${NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${ROADWORTHY_LIBEXEC})
  add_dependencies(stand ${NAME})
endfunction()
