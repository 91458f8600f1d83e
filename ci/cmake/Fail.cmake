# A test that cannot pass: `cmake -DREASON=TEXT -P Fail.cmake` says why.
message(FATAL_ERROR "${REASON}")
