/*
 * Lines of a page of facts: a label, a value that is wrapped where it is long, what it means.
 *
 * Texts live in the arena or in the snapshot that the page is drawn from.
 */
#ifndef CTOP_UI_FACT_LINES_H
#define CTOP_UI_FACT_LINES_H

#include "../arena.h"
#include "../collect/collect.h"
#include "canvas.h"

enum {
	FACT_LABEL = 19, /* cells before the values */
	FACT_VALUE = 20, /* that a value has before its note */
};

struct fact_line {
	const char
	    *label; /* NULL: the text begins where labels do, or goes on with the line above */
	const char *text; /* hostile */
	size_t len;
	const char *note; /* dim, behind the text where there is room; NULL */
	enum style style;
	bool whole; /* no label: from the edge on */
};

struct fact_lines {
	struct arena *arena;
	int cols;
	const struct snapshot *snap;
	const struct driver *driver;
	struct fact_line *items;
	size_t count, room;
};

/* A fact: its text is wrapped behind the label. */
void fact_lines_add(struct fact_lines *, const char *label, const char *text, size_t len,
    enum style, const char *note);
/* A line from edge to edge, cut where it ends; empty text makes room. */
void fact_lines_whole(struct fact_lines *, const char *text, enum style);
/* A column of a row as a fact, or in words why it is not known. */
void fact_lines_field(struct fact_lines *, const struct table *, const struct field *,
    const void *row);
void fact_lines_draw(const struct fact_lines *, struct canvas *, struct area, size_t top);
void fact_lines_free(struct fact_lines *);

#endif
