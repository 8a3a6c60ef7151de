install(TARGETS ctop RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(WIN32)
	install(FILES LICENSE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
	return()
endif()
install(FILES man/ctop.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ctop.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
# Where bash-completion, zsh and fish look, whatever shells are installed.
install(FILES completions/ctop.bash RENAME ctop
	DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES completions/_ctop DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES completions/ctop.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES LICENSE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
