# Toolchain: ctop.exe for 64-bit Windows 10 and later, built on another system with mingw-w64, run with Wine.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CTOP_MINGW x86_64-w64-mingw32)

# Of Debian's two variants the one with POSIX threads; elsewhere there is but one.
find_program(CTOP_MINGW_CC NAMES ${CTOP_MINGW}-gcc-posix ${CTOP_MINGW}-gcc REQUIRED)
find_program(CTOP_MINGW_RC NAMES ${CTOP_MINGW}-windres REQUIRED)
set(CMAKE_C_COMPILER ${CTOP_MINGW_CC})
set(CMAKE_RC_COMPILER ${CTOP_MINGW_RC})

set(CMAKE_FIND_ROOT_PATH /usr/${CTOP_MINGW} /usr/${CTOP_MINGW}/sys-root/mingw)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

# What runs a Windows program here: ctest puts it before the names of tests.
set(CTOP_WINE_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/../scripts/wine.sh)
set(CTOP_WINE_PREFIX ${CMAKE_BINARY_DIR}/wine)
set(CMAKE_CROSSCOMPILING_EMULATOR ${CTOP_WINE_SCRIPT} ${CTOP_WINE_PREFIX})
