/* SPDX-License-Identifier: BSD-3-Clause
 * defaults.c: makes a header of the defaults in an XSD.
 *
 * They become macros, so that code that asks for a default that the XSD does not give does not
 * compile. */
#include "validate/prepare/defaults.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "validate/prepare/write.h"
#include "validate/prepare/xsd.h"

/* "SCENARIO" of "schema/scenario.xsd". */
static void write_prefix(const char *path)
{
	const char *slash = strrchr(path, '/');

	for (const char *at = slash ? slash + 1 : path; *at && *at != '.'; at++)
		putchar(toupper((unsigned char)*at));
}

static void write_name(const char *path, const char *kind, const xmlNode *type,
		       const xmlNode *element)
{
	printf("#define ");
	write_prefix(path);
	printf("_%s_%s_%s ", kind, xsd_value(type, "name"), xsd_value(element, "name"));
}

static void write_default(const char *path, const xmlNode *type, const xmlNode *element)
{
	const char *text = xsd_value(element, "default");
	const char *until = xsd_value(element, "default-until");

	if (!text)
		return;
	write_name(path, "DEFAULT", type, element);
	write_string(text);
	putchar('\n');
	if (!until)
		return;
	write_name(path, "DEFAULT_UNTIL", type, element);
	write_release(until);
	putchar('\n');
}

void defaults_write(const xmlNode *schema, const char *path)
{
	printf("/* Made of %s by validate/prepare/defaults.c. */\n", path);
	for (const xmlNode *type = xsd_first_child(schema); type;
	     type = xmlNextElementSibling((xmlNode *)type)) {
		const xmlNode *choice = xsd_child(type, "choice");

		if (!choice)
			continue;
		for (const xmlNode *element = xsd_first_child(choice); element;
		     element = xmlNextElementSibling((xmlNode *)element))
			write_default(path, type, element);
	}
}
