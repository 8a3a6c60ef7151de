/*
 * Formats are C99's everywhere, also where the C library of the system knows others.
 */
#ifndef CTOP_COMPAT_FORMAT_H
#define CTOP_COMPAT_FORMAT_H

#ifdef _WIN32
#define PRINTF_LIKE(format_at, first) __attribute__((format(gnu_printf, format_at, first)))
#else
#define PRINTF_LIKE(format_at, first) __attribute__((format(printf, format_at, first)))
#endif

#endif
