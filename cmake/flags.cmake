# Compiler flags, said once: everything of ours links ctop_flags.
set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
	set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG")

option(CTOP_WERROR "warnings are errors" ON)
set(CTOP_SANITIZE "" CACHE STRING "sanitizers, as -fsanitize takes them: address,undefined or thread")

# Warnings alone are for programs that tests look at: a sanitizer would add memory and threads of its own.
add_library(ctop_warnings INTERFACE)
target_compile_definitions(ctop_warnings INTERFACE _GNU_SOURCE)
target_compile_options(ctop_warnings INTERFACE
	-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes
	-Wwrite-strings -Wvla $<$<BOOL:${CTOP_WERROR}>:-Werror>)

add_library(ctop_flags INTERFACE)
target_link_libraries(ctop_flags INTERFACE ctop_warnings)
target_compile_definitions(ctop_flags INTERFACE CTOP_VERSION="${PROJECT_VERSION}")
if(WIN32)
	# Windows 10; what POSIX has of mingw-w64's headers, and C99's formats.
	target_compile_definitions(ctop_warnings INTERFACE _WIN32_WINNT=0x0A00 WINVER=0x0A00
		UNICODE _UNICODE WIN32_LEAN_AND_MEAN _POSIX_C_SOURCE=200809L __USE_MINGW_ANSI_STDIO=1)
	# The headers' own isnan and isfinite convert to float in a branch that is never taken.
	target_compile_options(ctop_warnings INTERFACE -Wno-float-conversion
		-include ${CMAKE_SOURCE_DIR}/src/compat/prelude_windows.h)
	# One file, to be put anywhere.
	target_link_options(ctop_flags INTERFACE -static
		-Wl,--dynamicbase,--nxcompat,--high-entropy-va,--no-insert-timestamp)
endif()
if(CTOP_SANITIZE)
	target_compile_options(ctop_flags INTERFACE
		-fsanitize=${CTOP_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
	target_link_options(ctop_flags INTERFACE -fsanitize=${CTOP_SANITIZE})
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
	target_compile_options(ctop_flags INTERFACE
		-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong)
	target_link_options(ctop_flags INTERFACE -fstack-protector-strong)
	if(NOT WIN32)
		target_compile_options(ctop_flags INTERFACE -fPIE)
		target_link_options(ctop_flags INTERFACE -pie -Wl,-z,relro,-z,now)
	endif()
endif()
