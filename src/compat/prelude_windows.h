/*
 * Comes before every file of a build for Windows (CMake says so): names that its headers take away.
 */
#ifndef CTOP_COMPAT_PRELUDE_WINDOWS_H
#define CTOP_COMPAT_PRELUDE_WINDOWS_H

#include <stdlib.h>
#undef environ

#endif
