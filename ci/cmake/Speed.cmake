# Builds faster where the machine has the means: ccache for what was compiled before, mold for linking.
# Neither is needed, and what the person at the keyboard has chosen is left alone.
if(NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(CCACHE ccache)
  mark_as_advanced(CCACHE)
  if(CCACHE)
    # A ccache that cannot write its cache (a user without a home) fails every compilation: try it once.
    file(WRITE ${CMAKE_BINARY_DIR}/CMakeFiles/ccache_works.cpp "int main() {}\n")
    execute_process(
      COMMAND ${CCACHE} ${CMAKE_CXX_COMPILER} -c ${CMAKE_BINARY_DIR}/CMakeFiles/ccache_works.cpp
              -o ${CMAKE_BINARY_DIR}/CMakeFiles/ccache_works.o
      RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
    if(NOT failed)
      # Two clones of one commit share what was compiled, wherever they lie.
      set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=true ${CCACHE})
    endif()
  endif()
endif()

if(NOT "${CMAKE_EXE_LINKER_FLAGS} ${CMAKE_CXX_FLAGS}" MATCHES "-fuse-ld=")
  include(CheckLinkerFlag)
  check_linker_flag(CXX -fuse-ld=mold ROADWORTHY_LINKS_WITH_MOLD)
  if(ROADWORTHY_LINKS_WITH_MOLD)
    add_link_options(-fuse-ld=mold)
  endif()
endif()
