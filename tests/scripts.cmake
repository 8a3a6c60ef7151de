# Tests that are scripts: oracles, faults, rules of the source, memcheck, other builds' leftovers.
# Included by tests/CMakeLists.txt.

# A python of the user's own may come first in PATH; the one wanted is any that has psutil.
foreach(candidate /usr/bin/python3 /usr/local/bin/python3 python3)
	execute_process(COMMAND ${candidate} -c "import psutil" RESULT_VARIABLE no_psutil
		OUTPUT_QUIET ERROR_QUIET)
	if(no_psutil EQUAL 0)
		set(CTOP_PYTHON ${candidate})
		break()
	endif()
endforeach()

set(script_environment
	"CTOP_BINARY=$<TARGET_FILE:ctop>"
	"CTOP_CHILDREN=${CMAKE_CURRENT_BINARY_DIR}"
	"CTOP_SOURCE_DIR=${CMAKE_SOURCE_DIR}"
	"CTOP_SANITIZED=${CTOP_SANITIZE}"
	"PYTHONDONTWRITEBYTECODE=1")

function(ctop_script name file)
	add_test(NAME ${CTOP_TEST_PREFIX}${name}
		COMMAND ${CTOP_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/${file} ${ARGN})
	set_tests_properties(${CTOP_TEST_PREFIX}${name} PROPERTIES ENVIRONMENT "${script_environment}")
endfunction()

# Rules of the source need no build: the release build checks them for all.
if(CTOP_PYTHON AND CTOP_TEST_PREFIX STREQUAL "")
	ctop_script(check_includes check_includes.py ${CMAKE_SOURCE_DIR})
	ctop_script(test_check_includes test_check_includes.py)
	add_test(NAME format COMMAND ${CMAKE_SOURCE_DIR}/scripts/format.sh --check)
	set_tests_properties(check_includes test_check_includes format PROPERTIES LABELS source)
	set_tests_properties(format PROPERTIES SKIP_RETURN_CODE 77)
endif()

# What looks at the whole machine runs alone: others' processes would come and go under it.
if(CTOP_PYTHON AND NOT CMAKE_C_COMPILER_ID MATCHES "Clang" AND NOT CTOP_SANITIZE MATCHES "thread")
	add_library(failmalloc MODULE faults/failmalloc.c)
	set_target_properties(failmalloc PROPERTIES PREFIX "")
	target_link_libraries(failmalloc PRIVATE ${CMAKE_DL_LIBS})
	list(APPEND script_environment "CTOP_FAILMALLOC=$<TARGET_FILE:failmalloc>")
	set(oracles processes system footprint net disks services inside hostile unprivileged cli groups)
	set(faults resources load keys counters lifecycle privilege hang mounts)
	# Under strace a sanitizer calls what it likes, and cannot look for leaks.
	if(NOT CTOP_SANITIZE)
		list(APPEND oracles syscalls)
		list(APPEND faults inject)
	endif()
	foreach(name ${oracles})
		ctop_script(oracle_${name} oracle/${name}.py)
		set_tests_properties(${CTOP_TEST_PREFIX}oracle_${name} PROPERTIES
			LABELS oracle RUN_SERIAL TRUE)
	endforeach()
	foreach(name ${faults})
		ctop_script(faults_${name} faults/${name}.py)
		set_tests_properties(${CTOP_TEST_PREFIX}faults_${name} PROPERTIES
			LABELS faults RUN_SERIAL TRUE)
	endforeach()
endif()

# Valgrind sees reads of memory that was never written, which sanitizers do not.
find_program(CTOP_VALGRIND valgrind)
function(ctop_memcheck name)
	add_test(NAME memcheck/${name} COMMAND ${CTOP_VALGRIND} -q --error-exitcode=99
		--leak-check=full --errors-for-leak-kinds=definite --child-silent-after-fork=yes ${ARGN})
	# CK_FORK=no: valgrind follows the tests themselves, a check that leaves by longjmp leaks nothing else.
	set_tests_properties(memcheck/${name} PROPERTIES LABELS memcheck
		ENVIRONMENT "CK_FORK=no;CTOP_UNDER_VALGRIND=1")
endfunction()
if(CTOP_VALGRIND AND CTOP_TEST_PREFIX STREQUAL "" AND NOT CTOP_SANITIZE)
	ctop_memcheck(batch $<TARGET_FILE:ctop> --no-config -b -n 2 -d 0.1)
	ctop_memcheck(json $<TARGET_FILE:ctop> --no-config -b -J -o all -P process,system -t)
	ctop_memcheck(panels $<TARGET_FILE:ctop> --no-config -b -J -P net,disk,service -n 2 -d 0.1)
	ctop_memcheck(filter $<TARGET_FILE:ctop> --no-config -b -f "uss>1M or name~^c and not username=nobody" -s pss)
	ctop_memcheck(groups $<TARGET_FILE:ctop> --no-config -b -J -g env:HOME -o all -s pss -f "rss>1")
	ctop_memcheck(list_columns $<TARGET_FILE:ctop> --list-columns)
	foreach(name arena text field filter group decode decode_net decode_inside decode_system samples config
			derive view oneshot)
		if(TARGET test_${name})
			ctop_memcheck(test_${name} $<TARGET_FILE:test_${name}>)
		endif()
	endforeach()
endif()
