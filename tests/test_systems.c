/*
 * What the tables say of this system against what its driver offers: --list-columns is true.
 */
#include <check.h>
#include <string.h>

#include "../src/collect/collect.h"
#include "../src/compat.h"
#include "support/suite.h"

static unsigned
this_system(void)
{
	for (unsigned i = 0; system_names[i] != NULL; i++)
		if (strcmp(system_names[i], os_driver.name) == 0)
			return 1U << i;
	ck_abort_msg("no system is named %s", os_driver.name);
}

START_TEST(a_column_is_said_to_be_on_this_system_when_its_driver_offers_it)
{
	static const struct table *const tables[] = {&process_table, &group_table, &net_table,
	    &disk_table, &service_table, NULL};
	char err[300], wrong[4000] = "";
	struct collector *c = collector_open(&os_driver, NULL, false, err, sizeof(err));

	ck_assert_msg(c != NULL, "%s", err);
	for (size_t t = 0; tables[t] != NULL; t++) {
		for (const struct field *f = tables[t]->fields; f->key != NULL; f++) {
			/* Without asking the table, where facts tell. */
			bool facts = tables[t] == &process_table || tables[t] == &group_table;
			bool offered = facts ? collector_offers(c, f->groups)
					     : collector_offers_field(c, tables[t], f);
			bool said = (f->systems & this_system()) != 0;
			size_t used = strlen(wrong);

			/* What is shared or dirty comes with the USS on some systems only. */
			if (!said && f->groups == PG_BIT(PG_USS))
				continue;
			if (offered != said)
				snprintf(wrong + used, sizeof(wrong) - used, " %s.%s (%s)",
				    tables[t]->name, f->key, said ? "said only" : "offered only");
		}
	}
	collector_close(c);
	ck_assert_msg(wrong[0] == '\0', "%s:%s", os_driver.name, wrong);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    a_column_is_said_to_be_on_this_system_when_its_driver_offers_it,
	    NULL,
	};

	return suite_run("systems", tests, NULL, NULL);
}
