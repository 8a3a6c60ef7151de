#ifndef CTOP_UI_METERS_H
#define CTOP_UI_METERS_H
#include "../collect/collect.h"
#include "../settings.h"
#include "canvas.h"
static inline unsigned meters_groups(const struct settings *s) { (void)s; return (1U << SG_COUNT) - 1; }
static inline int meters_draw(struct canvas *c, struct area a, const struct snapshot *s, const struct settings *set)
{ (void)c; (void)a; (void)s; (void)set; return 0; }
#endif
