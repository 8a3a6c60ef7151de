# Tests of ctop.exe as a whole, by scripts of the system that builds it.
# Included by tests/CMakeLists.txt.
find_program(CTOP_PYTHON NAMES python3 python REQUIRED)

set(script_environment
	"CTOP_BINARY=$<TARGET_FILE:ctop>"
	"CTOP_CHILDREN=${CMAKE_CURRENT_BINARY_DIR}"
	"CTOP_SOURCE_DIR=${CMAKE_SOURCE_DIR}"
	"CTOP_OBJDUMP=${CMAKE_OBJDUMP}"
	# What comes before a program's name to run it; the parts are separated by |.
	"CTOP_EMULATOR=${CTOP_WINE_SCRIPT}|${CTOP_WINE_PREFIX}"
	"PYTHONDONTWRITEBYTECODE=1")

function(ctop_wine_script name file)
	add_test(NAME ${CTOP_TEST_PREFIX}${name}
		COMMAND ${CTOP_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/${file} ${ARGN})
	# One after the other: each takes the only ctop.exe that runs for its own.
	set_tests_properties(${CTOP_TEST_PREFIX}${name} PROPERTIES
		ENVIRONMENT "${script_environment}" RESOURCE_LOCK "${CTOP_TEST_PREFIX}ctop")
endfunction()

ctop_wine_script(program wine/program.py)
ctop_wine_script(services wine/services.py)
ctop_wine_script(processes wine/processes.py)
ctop_wine_script(screen wine/screen.py)

# Wine is ready before all of them and gone after: what looks at the whole machine runs later.
get_directory_property(windows_tests TESTS)
set_tests_properties(${windows_tests} PROPERTIES FIXTURES_REQUIRED wine)
add_test(NAME ${CTOP_TEST_PREFIX}wine COMMAND ${CTOP_WINE_SCRIPT} ${CTOP_WINE_PREFIX})
add_test(NAME ${CTOP_TEST_PREFIX}wine_end COMMAND ${CTOP_WINE_SCRIPT} --end ${CTOP_WINE_PREFIX})
set_tests_properties(${CTOP_TEST_PREFIX}wine PROPERTIES FIXTURES_SETUP wine)
set_tests_properties(${CTOP_TEST_PREFIX}wine_end PROPERTIES FIXTURES_CLEANUP wine)
