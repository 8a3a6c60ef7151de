# What ctop needs, and what to say when it is not there.
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

# What the base needs of the system, what the screen does, and what tests do.
add_library(ctop_system INTERFACE)
add_library(ctop_screen INTERFACE)
add_library(ctop_check INTERFACE)

# Windows has everything itself; tests have their own check.h there.
if(WIN32)
	target_link_libraries(ctop_system INTERFACE
		ntdll psapi advapi32 iphlpapi ws2_32)
	target_include_directories(ctop_check INTERFACE ${CMAKE_SOURCE_DIR}/tests/support/windows)
	return()
endif()

find_package(PkgConfig)
if(NOT PKG_CONFIG_FOUND)
	message(FATAL_ERROR "ctop needs pkg-config (scripts/run.sh installs everything)")
endif()

function(ctop_need prefix module package)
	pkg_check_modules(${prefix} IMPORTED_TARGET GLOBAL ${module})
	if(NOT ${prefix}_FOUND)
		message(FATAL_ERROR "ctop needs ${module} (Debian: ${package}); scripts/run.sh installs it")
	endif()
endfunction()

ctop_need(NCURSESW ncursesw libncurses-dev)
ctop_need(BSD libbsd libbsd-dev)
target_link_libraries(ctop_system INTERFACE PkgConfig::BSD)
target_compile_definitions(ctop_system INTERFACE CTOP_HAVE_LIBBSD)
target_link_libraries(ctop_screen INTERFACE PkgConfig::NCURSESW)
if(CTOP_TESTS)
	ctop_need(CHECK check check)
	ctop_need(VTERM vterm libvterm-dev)
	target_link_libraries(ctop_check INTERFACE PkgConfig::CHECK PkgConfig::VTERM util)
endif()
