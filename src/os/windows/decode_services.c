#include "decode_services.h"

#include "../../arena.h"
#include "decode_image.h"

/* ENUM_SERVICE_STATUS_PROCESSW, with SERVICE_STATUS_PROCESS in it */
enum service_layout {
	AT_NAME = 0,
	AT_DISPLAY_NAME = 8,
	AT_TYPE = 16,
	AT_STATE = 20,
	AT_ERROR = 28,
	AT_PID = 44,
};

/* QUERY_SERVICE_CONFIGW */
enum config_layout { AT_START_TYPE = 4, AT_BINPATH = 16, AT_USERNAME = 48, CONFIG_BYTES = 64 };

/* winsvc.h and winerror.h, which are not everywhere */
enum {
	STATE_STOPPED = 1,
	STATE_START_PENDING,
	STATE_STOP_PENDING,
	STATE_RUNNING,
	STATE_CONTINUE_PENDING,
	STATE_PAUSE_PENDING,
	STATE_PAUSED,
};
enum { START_AUTOMATIC = 2, START_MANUAL, START_DISABLED };
enum { TYPE_OWN = 0x10, TYPE_SHARE = 0x20, TYPE_USER = 0x40 };
enum {
	NO_ERROR_AT_ALL = 0,
	NO_FILE = 2,
	ACCESS_DENIED = 5,
	INVALID_NAME = 123,
	NO_SUCH_SERVICE = 1060,
	NEVER_STARTED = 1077,
	NOT_FOUND = 1168,
	NO_RESOURCE_TYPE = 1813,
	NO_RESOURCE_NAME = 1814,
	NO_MUI_FILE = 15100,
	MUI_FILE_NOT_LOADED = 15105,
};

bool
decode_service(const struct image *im, size_t index, struct service_record *r, struct arena *arena)
{
	if (index > SIZE_MAX / SERVICE_RECORD ||
	    !image_has(im, index * SERVICE_RECORD, SERVICE_RECORD))
		return false;
	const unsigned char *p = im->data + index * SERVICE_RECORD;

	*r = (struct service_record){
	    .name = image_text(im, load_u64(p + AT_NAME), arena),
	    .display_name = image_text(im, load_u64(p + AT_DISPLAY_NAME), arena),
	    .type = load_u32(p + AT_TYPE),
	    .state = load_u32(p + AT_STATE),
	    .error = load_u32(p + AT_ERROR),
	    .pid = load_u32(p + AT_PID),
	};
	return r->name != NULL && r->name[0] != '\0';
}

bool
decode_service_config(const struct image *im, struct service_config *c, struct arena *arena)
{
	if (!image_has(im, 0, CONFIG_BYTES))
		return false;
	*c = (struct service_config){
	    .start_type = load_u32(im->data + AT_START_TYPE),
	    .binpath = image_text(im, load_u64(im->data + AT_BINPATH), arena),
	    .username = image_text(im, load_u64(im->data + AT_USERNAME), arena),
	};
	return true;
}

const char *
decode_service_description(const struct image *im, struct arena *arena)
{
	const char *text = image_text(im, image_u64(im, 0), arena);

	return text != NULL ? text : "";
}

const char *
service_status_name(uint32_t state)
{
	static const char *const names[] = {
	    [STATE_STOPPED] = "stopped",
	    [STATE_START_PENDING] = "start_pending",
	    [STATE_STOP_PENDING] = "stop_pending",
	    [STATE_RUNNING] = "running",
	    [STATE_CONTINUE_PENDING] = "continue_pending",
	    [STATE_PAUSE_PENDING] = "pause_pending",
	    [STATE_PAUSED] = "paused",
	};

	return state < sizeof(names) / sizeof(names[0]) ? names[state] : NULL;
}

const char *
service_start_name(uint32_t start_type)
{
	static const char *const names[] = {
	    [START_AUTOMATIC] = "automatic",
	    [START_MANUAL] = "manual",
	    [START_DISABLED] = "disabled",
	};

	return start_type < sizeof(names) / sizeof(names[0]) ? names[start_type] : NULL;
}

const char *
service_kind_name(uint32_t type)
{
	bool user = (type & TYPE_USER) != 0;

	if ((type & TYPE_OWN) != 0)
		return user ? "user-own" : "own";
	if ((type & TYPE_SHARE) != 0)
		return user ? "user-share" : "share";
	return NULL;
}

bool
service_error_is_failure(uint32_t error)
{
	return error != NO_ERROR_AT_ALL && error != NEVER_STARTED;
}

uint8_t
service_error_fact(uint32_t error)
{
	switch (error) {
	case NO_ERROR_AT_ALL:
		return FACT_OK;
	case ACCESS_DENIED:
		return FACT_DENIED;
	case NO_SUCH_SERVICE:
	case INVALID_NAME:
		return FACT_GONE;
	default:
		return FACT_PENDING; /* it is asked again */
	}
}

bool
service_error_is_no_description(uint32_t error)
{
	return error == NO_FILE || error == NOT_FOUND || error == NO_RESOURCE_TYPE ||
	    error == NO_RESOURCE_NAME || error == NO_MUI_FILE || error == MUI_FILE_NOT_LOADED;
}

enum service_state
service_state_of(uint32_t state, uint32_t error)
{
	switch (state) {
	case STATE_RUNNING:
		return SERVICE_STATE_RUNS;
	case STATE_PAUSED:
		return SERVICE_STATE_PAUSED;
	case STATE_STOPPED:
		return service_error_is_failure(error) ? SERVICE_STATE_FAILED
						       : SERVICE_STATE_STOPPED;
	case STATE_START_PENDING:
	case STATE_STOP_PENDING:
	case STATE_CONTINUE_PENDING:
	case STATE_PAUSE_PENDING:
		return SERVICE_STATE_CHANGES;
	default:
		return SERVICE_STATE_UNKNOWN;
	}
}
