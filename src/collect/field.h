/*
 * Fields: one const row per fact that can be a column, in one table per kind.
 *
 * A row says everything once: key (psutil's name), title, help, unit, width, the
 * groups it needs and where the value lives.  The unit decides alignment,
 * comparison, sort direction and every output, so nothing that draws, prints,
 * sorts or filters knows a column by name.  Adding a column of a known fact is
 * one row in fields_<kind>.c.
 *
 * Everything here is const or pure and may be called by any thread.
 */
#ifndef CTOP_COLLECT_FIELD_H
#define CTOP_COLLECT_FIELD_H

#include "../os/facts.h"

enum unit {
	UNIT_TEXT,	 /* a string */
	UNIT_ARGS,	 /* blob of arguments: a JSON array */
	UNIT_ENVIRON,	 /* blob of NAME=VALUE: a JSON object */
	UNIT_NAMED,	 /* a small number with names, field->names */
	UNIT_ID,	 /* a number that names something: pid, uid */
	UNIT_NUMBER,	 /* a signed number: nice, priority */
	UNIT_COUNT,	 /* how many */
	UNIT_RATE,	 /* how many per second */
	UNIT_BYTES,	 /* bytes */
	UNIT_BYTE_DELTA, /* bytes, signed */
	UNIT_BYTE_RATE,	 /* bytes per second */
	UNIT_PERCENT,
	UNIT_DURATION, /* ns; JSON: seconds */
	UNIT_TIME,     /* ns since the epoch; JSON: Unix time */
	UNIT_BOOL,
	UNIT_LIST,	/* blob of words: a JSON array */
	UNIT_ADDRESSES, /* the same; JSON: objects as psutil's snicaddr */
	UNIT_MEGABITS,	/* millions of bits per second */
	UNIT_HISTORY,	/* series: a line of little bars; JSON: numbers */
	UNIT_COUNT_OF_UNITS
};

/* What a unit means, one row each: unit_info(). */
struct unit_info {
	const char *name; /* "bytes": shown by --list-columns */
	bool right;	  /* aligned to the right */
	bool descends;	  /* sorts from large to small unless told */
	bool text;	  /* compared as text */
};
const struct unit_info *unit_info(enum unit);

enum member {
	MEMBER_I32,
	MEMBER_U32,
	MEMBER_U8,
	MEMBER_BOOL,
	MEMBER_I64,
	MEMBER_U64,
	MEMBER_REAL,
	MEMBER_TEXT,
	MEMBER_BLOB,
	MEMBER_NONE /* a getter computes it */
};

/* The C type of a member as enum member; a type without a row does not compile. */
#define MEMBER_OF(type, m)                                                                         \
	_Generic(((type *)0)->m, int32_t: MEMBER_I32, uint32_t: MEMBER_U32, uint8_t: MEMBER_U8,    \
	    bool: MEMBER_BOOL, int64_t: MEMBER_I64, uint64_t: MEMBER_U64, double: MEMBER_REAL,     \
	    const char *: MEMBER_TEXT, struct blob: MEMBER_BLOB)

enum value_kind { VALUE_INT, VALUE_UINT, VALUE_REAL, VALUE_TEXT, VALUE_BLOB, VALUE_SERIES };

/* A value on its way from a row to whoever shows it.  Only with FACT_OK is there one. */
struct value {
	enum fact fact;
	enum value_kind kind;
	bool none;    /* known, and there is none: no terminal, no such variable; text is "" */
	bool partial; /* a sum that lacks what is not known: at least this much */
	const char *instead; /* text for a cell whose value is empty or not known; NULL: none */
	union {
		int64_t i;
		uint64_t u;
		double real;
		const char *text; /* hostile; never NULL */
		struct blob blob; /* hostile */
		struct series series;
	};
	const struct netaddr *addrs; /* UNIT_ADDRESSES: what the blob was made of */
	size_t naddrs;
};

enum field_flags {
	FIELD_HIDDEN = 1 << 0,	   /* not part of -o all: environ */
	FIELD_ARGUMENT = 1 << 1,   /* takes :NAME, as env:PATH does */
	FIELD_ASCENDS = 1 << 2,	   /* sorts upwards although its unit descends */
	FIELD_SUMS = 1 << 3,	   /* adding it up over processes makes sense */
	FIELD_OVERCOUNTS = 1 << 4, /* a sum counts shared pages more than once */
	FIELD_BASELINE = 1 << 5,   /* needs two ticks: rates, percentages of time */
	FIELD_SEVERAL = 1 << 6,	   /* text: may be several names, with ", " between them */
	FIELD_GROWS = 1 << 7, /* text: whose ends differ, so that it has half as much room again */
};

enum field_systems {
	ON_LINUX = 1 << 0,
	ON_WINDOWS = 1 << 1,
	ON_MACOS = 1 << 2,
	ON_FREEBSD = 1 << 3,
	ON_OPENBSD = 1 << 4,
	ON_NETBSD = 1 << 5,
	ON_SUNOS = 1 << 6,
	ON_BSD = ON_FREEBSD | ON_OPENBSD | ON_NETBSD,
	ON_UNIX = ON_LINUX | ON_MACOS | ON_BSD | ON_SUNOS,
	ON_ALL = ON_UNIX | ON_WINDOWS,
};
extern const char *const system_names[]; /* by bit, ends with NULL */

struct column;
struct field;
/* May the system of this name have it?  One that nobody knows may have everything. */
bool field_is_of(const struct field *, const char *system);

struct field {
	const char *key;   /* psutil's name: -o, JSON, filter */
	const char *title; /* heading, at most width cells where width is not 0 */
	const char *help;  /* one sentence, no full stop */
	enum unit unit;
	uint8_t width;	  /* cells; 0 takes what is left */
	uint16_t flags;	  /* enum field_flags */
	uint16_t systems; /* enum field_systems */
	uint64_t groups;  /* all must be FACT_OK */
	uint64_t also;	  /* read as well, for instead; need not be known */
	enum member member;
	uint16_t via; /* offset of the pointer to follow first, plus 1; 0: none */
	uint16_t offset;
	const char *const *names; /* UNIT_NAMED: by number, ends with NULL */
	const char *letters;	  /* UNIT_NAMED: by number, what a cell shows; NULL: the name */
	/* for what is no member; facts have been checked already */
	void (*get)(const struct column *, const void *row, struct value *);
	/* what a cell shows in brackets when the value is empty or not known; may be NULL */
	const char *(*instead)(const void *row);
};

/* A kind of row: processes, interfaces, disks, services. */
struct table {
	const char *name;	    /* "process": -P */
	const char *json;	    /* "processes": the key of its array */
	const struct field *fields; /* ends with a NULL key */
	size_t row_size;
	size_t known_offset; /* of the enum fact per group */
	const char *columns; /* the default, comma-separated keys */
	const char *record;  /* changes to that for JSON, as -o takes them; NULL: there are none */
	const char *sort;    /* the default */
	/* rows that can be hidden: virtual interfaces, partitions; NULL: there are none */
	bool (*minor)(const void *row);
	uint64_t minor_groups; /* a filter that looks at these decides about them instead */
	/* Tables of sums only: which are partial, and what they are made of. */
	uint16_t partial_offset; /* of a set of groups of facts, plus 1; 0: values are whole */
	void (*tally)(const void *row, const struct field *, uint32_t counts[FACT_COUNT]);
};
extern const struct table process_table, net_table, disk_table, service_table;
/* Rows are struct group of group.h: sums over processes. */
extern const struct table group_table;
/* Rows are struct system and struct cpu; keys with dots are paths in JSON: "swap_memory.total". */
extern const struct table system_table, cpu_table;

/* Rows are struct mapping, struct open_file, struct limit_row of inside.h. */
extern const struct table mapping_table, open_table, limit_table;

/* A column as somebody asked for it. */
struct column {
	const struct field *field;
	const char *argument; /* the NAME of env:NAME, else NULL; owned by the column's list */
};

struct columns {
	struct column *items;
	size_t count;
	char **owned; /* arguments, freed with the list */
	size_t nowned;
};

/* The field with this key (without :argument); NULL: no such column. */
const struct field *field_find(const struct table *, const char *key, size_t len);

/* The key that is closest to a mistyped one, for "did you mean"; NULL: none is close. */
const char *field_nearest(const struct table *, const char *key, size_t len);

/*
 * Parses "a,b", "+a,-b" (changes to the defaults) or "all".  An added column goes
 * before a last one that takes what is left; one that is there already stays where it
 * is.  0, or -1 with err one line that names the word.  On 0 the caller frees with columns_free.
 */
int columns_parse(const struct table *, const char *text, struct columns *, char *err,
    size_t errlen);
/*
 * The same for a machine: of the defaults (text NULL, or changed) and of "all", what this system
 * has not is left out.
 */
struct collector;
int columns_parse_here(const struct collector *, const struct table *, const char *text,
    struct columns *, char *err, size_t errlen);
/* Puts a column without an argument last unless it is there. */
void columns_append(struct columns *, const struct field *);
int columns_copy(const struct columns *, struct columns *);
void columns_free(struct columns *);
/* "pid,username,env:HOME" in the caller's buffer, as columns_parse reads it. */
void columns_print(const struct columns *, char *buf, size_t len);
/*
 * One column "key" or "env:NAME" from text; argument points into text's copy made with malloc (free
 * it).
 */
int column_parse(const char *text, const struct table *, struct column *, char *err, size_t errlen);
/* "env:NAME", printed into buf, or the key itself. */
const char *column_key(const struct column *, char *buf, size_t len);

/* The heading: the title, or the NAME of env:NAME, which is hostile. */
const char *column_title(const struct column *);

/* Groups that the columns need. */
uint64_t columns_groups(const struct columns *);
/* Is one of them known only after two ticks? */
bool columns_need_baseline(const struct columns *);

/*
 * Cells for a column of these rows (order: indices of count rows, NULL: the first
 * count): the field's width, more when an id has more digits or a text that grows is
 * longer.  0 takes what is left.
 */
unsigned field_width(const struct column *, const struct table *, const void *rows,
    const uint32_t *order, size_t count);

/* What the row has for the column.  value->fact is the worst of its groups. */
void field_get(const struct column *, const struct table *, const void *row, struct value *);

/* The number behind a value for arithmetic and sorting; NaN when it is text or not known. */
double value_number(const struct value *);

/*
 * -1, 0, 1: values of one column compared as its unit says, upwards; values that
 * are not known come after all that are, whatever the direction.
 */
int value_compare(const struct column *, const struct value *, const struct value *);

/*
 * The value as a person reads it, at most width cells where it is a number (0:
 * no bound; an id is never shortened): 1.2G, 12:41.22, 3.4.  Not known, or none: "-", denied "!",
 * pending "...", stuck "?".  A partial sum ends in "+".  The result is either buf or points into
 * the row; its length is *len.  Text is still hostile: canvas and report make it printable.
 * Arguments are joined with spaces as far as buf reaches.
 */
const char *field_text(const struct column *, const struct value *, unsigned width, char *buf,
    size_t buflen, size_t *len);
/* The mark for a fact that is not known: "-" "!" "~" "?"; "" for FACT_OK. */
const char *fact_mark(enum fact);
/* Of two reasons for not knowing the one that says more to a person; any beats FACT_OK. */
enum fact fact_worse(enum fact, enum fact);
/*
 * "denied", "pending", "stuck", "gone", "unsupported"; NULL for FACT_OK and FACT_UNREAD: JSON's
 * missing.
 */
const char *fact_name(enum fact);

/* Bytes in at most width cells: 0 4K 812M 1.1G 12.3T. */
void format_bytes(char *buf, size_t len, unsigned width, double bytes);
/* ns as M:SS.hh, H:MM:SS, DdHH:MM. in at most width cells. */
void format_duration(char *buf, size_t len, unsigned width, uint64_t ns);

extern const char *const proc_status_names[]; /* psutil's, by enum proc_status */
extern const char *const addr_family_names[]; /* psutil's, by enum addr_family */
extern const char *const addr_scope_names[];  /* ip's, by enum addr_scope */
extern const char *const proc_policy_names[]; /* by enum proc_policy */
extern const char proc_status_letters[];      /* R S D T t Z X K W P I ... by enum proc_status */

#endif
