/*
 * What ctop says about itself: its columns, and what its readings cost.
 */
#include <inttypes.h>
#include <string.h>

#include "report_parts.h"

/* Tables whose rows are panels with columns to choose from. */
static const struct table *const tables[] = {&process_table, &group_table, &net_table, &disk_table,
    &service_table, NULL};

static const char *
shown_key(const struct field *field, char *buf, size_t len)
{
	if ((field->flags & FIELD_ARGUMENT) == 0)
		return field->key;
	snprintf(buf, len, "%s:NAME", field->key);
	return buf;
}

static void
append_name(char *buf, size_t len, const char *name)
{
	size_t used = strlen(buf);

	snprintf(buf + used, len - used, "%s%s", used > 0 ? "," : "", name);
}

/* "all", or names with commas; several systems that go together have one name. */
static const char *
systems_text(uint16_t systems, char *buf, size_t len)
{
	static const struct {
		uint16_t systems;
		const char *name;
	} sets[] = {{ON_ALL, "all"}, {ON_UNIX, "unix"}, {ON_BSD, "bsd"}};
	unsigned left = systems;

	buf[0] = '\0';
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		if ((left & sets[i].systems) == sets[i].systems) {
			append_name(buf, len, sets[i].name);
			left &= ~(unsigned)sets[i].systems;
		}
	for (unsigned i = 0; system_names[i] != NULL; i++)
		if ((left >> i & 1) != 0)
			append_name(buf, len, system_names[i]);
	return buf;
}

static void
columns_as_json(struct writer *out)
{
	struct json j;

	json_init(&j, out);
	json_open(&j, '{');
	for (size_t t = 0; tables[t] != NULL; t++) {
		json_key(&j, tables[t]->name);
		json_open(&j, '[');
		for (const struct field *f = tables[t]->fields; f->key != NULL; f++) {
			json_open(&j, '{');
			json_key(&j, "key");
			json_string(&j, f->key);
			json_key(&j, "argument");
			json_bool(&j, (f->flags & FIELD_ARGUMENT) != 0);
			json_key(&j, "title");
			json_string(&j, f->title);
			json_key(&j, "unit");
			json_string(&j, unit_info(f->unit)->name);
			json_key(&j, "help");
			json_string(&j, f->help);
			json_key(&j, "systems");
			json_open(&j, '[');
			for (unsigned i = 0; system_names[i] != NULL; i++)
				if ((f->systems >> i & 1) != 0)
					json_string(&j, system_names[i]);
			json_close(&j, ']');
			json_close(&j, '}');
		}
		json_close(&j, ']');
	}
	json_close(&j, '}');
	writer_char(out, '\n');
}

static void
columns_as_csv(struct writer *out)
{
	char key[64], systems[128];

	writer_text(out, "panel,key,unit,help,systems\n");
	for (size_t t = 0; tables[t] != NULL; t++)
		for (const struct field *f = tables[t]->fields; f->key != NULL; f++) {
			const char *cells[] = {tables[t]->name, shown_key(f, key, sizeof(key)),
			    unit_info(f->unit)->name, f->help,
			    systems_text(f->systems, systems, sizeof(systems))};
			for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
				if (i > 0)
					writer_char(out, ',');
				csv_text(out, cells[i], strlen(cells[i]), false);
			}
			writer_char(out, '\n');
		}
}

static void
put_padded(struct writer *out, const char *text, size_t width)
{
	writer_text(out, text);
	for (size_t n = strlen(text); n < width; n++)
		writer_char(out, ' ');
	writer_text(out, "  ");
}

static void
columns_as_text(struct writer *out)
{
	char key[64], systems[128];
	size_t widest[3] = {0, 0, 0};

	for (size_t t = 0; tables[t] != NULL; t++)
		for (const struct field *f = tables[t]->fields; f->key != NULL; f++) {
			const char *cells[] = {shown_key(f, key, sizeof(key)),
			    unit_info(f->unit)->name,
			    systems_text(f->systems, systems, sizeof(systems))};
			for (size_t i = 0; i < 3; i++)
				if (strlen(cells[i]) > widest[i])
					widest[i] = strlen(cells[i]);
		}
	for (size_t t = 0; tables[t] != NULL; t++) {
		writer_text(out, t > 0 ? "\n" : "");
		writer_text(out, tables[t]->name);
		writer_text(out, " columns:\n");
		for (const struct field *f = tables[t]->fields; f->key != NULL; f++) {
			put_padded(out, shown_key(f, key, sizeof(key)), widest[0]);
			put_padded(out, unit_info(f->unit)->name, widest[1]);
			put_padded(out, systems_text(f->systems, systems, sizeof(systems)),
			    widest[2]);
			writer_text(out, f->help);
			writer_char(out, '\n');
		}
	}
}

int
report_columns(FILE *file, enum format format)
{
	struct writer out;

	writer_init(&out, file);
	if (format == FORMAT_JSON)
		columns_as_json(&out);
	else if (format == FORMAT_CSV)
		columns_as_csv(&out);
	else
		columns_as_text(&out);
	return writer_end(&out);
}

static void
stats_as_json(struct writer *out, const struct source_stats *stats, uint64_t cpu_ns,
    uint64_t elapsed_ns)
{
	struct json j;

	json_init(&j, out);
	json_open(&j, '{');
	json_key(&j, "cpu_time");
	json_seconds(&j, cpu_ns);
	json_key(&j, "elapsed");
	json_seconds(&j, elapsed_ns);
	json_key(&j, "sources");
	json_open(&j, '[');
	for (; stats->name != NULL; stats++) {
		json_open(&j, '{');
		json_key(&j, "name");
		json_string(&j, stats->name);
		json_key(&j, "reads");
		json_uint(&j, stats->reads);
		json_key(&j, "failures");
		json_uint(&j, stats->failures);
		json_key(&j, "time");
		json_seconds(&j, stats->time_ns);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	writer_char(out, '\n');
}

static void
stats_as_csv(struct writer *out, const struct source_stats *stats)
{
	writer_text(out, "source,reads,failures,time\n");
	for (; stats->name != NULL; stats++) {
		csv_text(out, stats->name, strlen(stats->name), false);
		writer_char(out, ',');
		writer_uint(out, stats->reads);
		writer_char(out, ',');
		writer_uint(out, stats->failures);
		writer_char(out, ',');
		writer_seconds(out, stats->time_ns);
		writer_char(out, '\n');
	}
}

static void
stats_as_text(struct writer *out, const struct source_stats *stats, uint64_t cpu_ns,
    uint64_t elapsed_ns)
{
	char line[160];

	snprintf(line, sizeof(line), "%-16s %10s %10s %10s %10s\n", "SOURCE", "READS", "FAILURES",
	    "TIME ms", "us/read");
	writer_text(out, line);
	for (; stats->name != NULL; stats++) {
		double each = stats->reads > 0 ? (double)stats->time_ns / (double)stats->reads : 0;
		snprintf(line, sizeof(line), "%-16s %10" PRIu64 " %10" PRIu64 " %10.1f %10.1f\n",
		    stats->name, stats->reads, stats->failures, (double)stats->time_ns / 1e6,
		    each / 1e3);
		writer_text(out, line);
	}
	snprintf(line, sizeof(line), "ctop used %.3f s of CPU time in %.3f s\n",
	    (double)cpu_ns / 1e9, (double)elapsed_ns / 1e9);
	writer_text(out, line);
}

int
report_stats(FILE *file, enum format format, const struct source_stats *stats, uint64_t cpu_ns,
    uint64_t elapsed_ns)
{
	struct writer out;

	writer_init(&out, file);
	if (format == FORMAT_JSON)
		stats_as_json(&out, stats, cpu_ns, elapsed_ns);
	else if (format == FORMAT_CSV)
		stats_as_csv(&out, stats);
	else
		stats_as_text(&out, stats, cpu_ns, elapsed_ns);
	return writer_end(&out);
}
