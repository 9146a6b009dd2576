/* SPDX-License-Identifier: BSD-3-Clause
 * report.c: reports what has no place in the current form. */
#include "base/arena.h"
#include "diag/diag.h"
#include "load/load.h"
#include "upgrade/internal.h"

/* Longer values are cut: the message shows their line. */
#define VALUE_MAX 60

static bool has_elements(const xmlNode *element)
{
	for (const xmlNode *child = element->children; child; child = child->next)
		if (child->type == XML_ELEMENT_NODE)
			return true;
	return false;
}

/* The value of an element for a message, in quotes after a blank; "" where it has none. */
static const char *value_of(const struct upgrade *upgrade, const xmlNode *from)
{
	const char *text = has_elements(from) ? "" : load_text(upgrade->scratch, from);

	return *text ? arena_printf(upgrade->scratch, " '%.*s'", VALUE_MAX, text) : "";
}

static void report(const struct upgrade *upgrade, enum diag_code code, const xmlNode *from,
		   const char *what, const char *format, va_list arguments)
{
	diag_add(upgrade->diags, code, load_text_span(upgrade_doc_of(upgrade, from), from),
		 "<%s>%s is %s: %s", from->name, value_of(upgrade, from), what,
		 arena_vprintf(upgrade->scratch, format, arguments));
}

void upgrade_lost(const struct upgrade *upgrade, const xmlNode *from, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	report(upgrade, DIAG_VALUE_NOT_CARRIED, from, "not carried over", format, arguments);
	va_end(arguments);
}

void upgrade_obsolete(const struct upgrade *upgrade, const xmlNode *from, const char *format, ...)
{
	va_list arguments;

	if (!upgrade->lists_all)
		return;
	va_start(arguments, format);
	report(upgrade, DIAG_VALUE_OBSOLETE, from, "obsolete", format, arguments);
	va_end(arguments);
}

void upgrade_changed(const struct upgrade *upgrade, const xmlNode *from, const char *format, ...)
{
	va_list arguments;

	if (!upgrade->lists_all)
		return;
	va_start(arguments, format);
	report(upgrade, DIAG_VALUE_CHANGED, from, "changed", format, arguments);
	va_end(arguments);
}
