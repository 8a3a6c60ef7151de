/*
 * What the service control manager writes into buffers.  Pure functions over bytes in the
 * layout of 64-bit Windows.
 */
#ifndef CTOP_OS_WINDOWS_DECODE_SERVICES_H
#define CTOP_OS_WINDOWS_DECODE_SERVICES_H

#include "decode.h"

/* EnumServicesStatusExW: one of the services. */
struct service_record {
	const char *name, *display_name; /* in the arena */
	uint32_t type, state, pid;
	uint32_t error; /* what it stopped with */
};
#define SERVICE_RECORD 56
/* The service by its place; false: there is none there, or it has no name. */
bool decode_service(const struct image *, size_t index, struct service_record *, struct arena *);

/* QueryServiceConfigW */
struct service_config {
	uint32_t start_type;
	const char *binpath, *username; /* in the arena; NULL: none */
};
bool decode_service_config(const struct image *, struct service_config *, struct arena *);

/* SERVICE_DESCRIPTIONW; "" when there is none. */
const char *decode_service_description(const struct image *, struct arena *);

/* psutil's words; NULL: not one of them. */
const char *service_status_name(uint32_t state);
const char *service_start_name(uint32_t start_type);
const char *service_kind_name(uint32_t type);
enum service_state service_state_of(uint32_t state, uint32_t error);
/* Is that what a service stops with that failed? */
bool service_error_is_failure(uint32_t error);
/* What an error from asking for one service says of what was asked for. */
uint8_t service_error_fact(uint32_t error);
/* Is that how it is said that there is no description, or that the file which has it is gone? */
bool service_error_is_no_description(uint32_t error);

#endif
