/*
 * What the files of report share: rows of any table, printed in each format.
 */
#ifndef CTOP_REPORT_PARTS_H
#define CTOP_REPORT_PARTS_H

#include "json.h"
#include "report.h"

/* Rows as they are to be printed: a panel's, or a part of one. */
struct rows {
	const struct table *table;
	const struct columns *columns;
	const void *data;
	const uint32_t *order;	     /* indices into data; NULL: as they are */
	const struct branch *branch; /* by position: a tree; NULL: none */
	size_t count;
};

/* The row at this position. */
const void *rows_at(const struct rows *, size_t at);
/* The value of a column in the row at this position. */
void rows_get(const struct rows *, size_t at, size_t column, struct value *);
/* The snapshot's processes, or what they are folded into, as the report wants them. */
struct rows report_processes(const struct report *, const struct snapshot *);
/* The same for a list; memory comes from the arena. */
struct rows report_list_rows(const struct report *, const struct report_list *,
    const struct snapshot *, struct arena *);
/* How many panels are printed. */
unsigned report_panels(const struct report *);
/* Has this system the fact at all, so that a place for it is kept? */
bool report_has(const struct system *, const struct field *);

/* Splits a blob at its NULs: the next piece at *p; false at the end. */
bool blob_next(const char **p, const char *end, const char **piece, size_t *len);

/* One iteration in each format; 0 or -1 with errno. */
int report_json(const struct report *, const struct snapshot *);
int report_csv(const struct report *, const struct snapshot *);
int report_table(const struct report *, const struct snapshot *);

/* A value as its field's unit says; null when there is none. */
void json_value(struct json *, const struct field *, const struct value *);
/* "system": { ... } */
void json_system(struct json *, const struct system *);
/* "key": [ {row}, ... ] with what is missing in each row. */
void json_rows(struct json *, const struct rows *);
/* Header line (if asked for) and rows.  terminal: nothing may move the cursor. */
void csv_rows(struct writer *, const struct rows *, bool header, bool terminal);
/* One cell of hostile text. */
void csv_text(struct writer *, const char *, size_t len, bool terminal);
/* Heading and rows, aligned.  Stops when the stream refuses. */
void table_rows(const struct report *, const struct rows *);

#endif
