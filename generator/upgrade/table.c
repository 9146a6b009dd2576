/* SPDX-License-Identifier: BSD-3-Clause
 * table.c: carries elements over by tables. */
#include <string.h>

#include "base/arena.h"
#include "load/load.h"
#include "upgrade/internal.h"

static const struct upgrade_row *find_row(const struct upgrade_row *table, const xmlNode *from)
{
	while (table->name && strcmp(table->name, (const char *)from->name) != 0)
		table++;
	return table->name ? table : NULL;
}

static void carry_child(struct upgrade *upgrade, const struct upgrade_row *table,
			const xmlNode *from, xmlNode *to)
{
	const struct upgrade_row *row = find_row(table, from);

	if (row)
		row->carry(upgrade, row, from, to);
	else
		upgrade_copy(upgrade, to, from);
}

void upgrade_children(struct upgrade *upgrade, const struct upgrade_row *table, const xmlNode *from,
		      xmlNode *to)
{
	for (const xmlNode *child = from->children; child; child = child->next)
		if (child->type == XML_ELEMENT_NODE)
			carry_child(upgrade, table, child, to);
		else if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE)
			upgrade_stray_text(upgrade, to, child);
		else
			upgrade_comment(upgrade, to, child);
}

/* What an element is called in the new tree. */
static const char *new_name(const struct upgrade_row *row)
{
	return row->argument ? row->argument : row->name;
}

static bool is_filled(const struct upgrade *upgrade, const xmlNode *from)
{
	return *load_text(upgrade->scratch, from);
}

void upgrade_carry_text(struct upgrade *upgrade, const struct upgrade_row *row, const xmlNode *from,
			xmlNode *to)
{
	upgrade_keep(upgrade, to, new_name(row), from);
}

void upgrade_carry_section(struct upgrade *upgrade, const struct upgrade_row *row,
			   const xmlNode *from, xmlNode *to)
{
	upgrade_children(upgrade, row->table, from,
			 upgrade_element(upgrade, to, new_name(row), from));
}

void upgrade_carry_filled(struct upgrade *upgrade, const struct upgrade_row *row,
			  const xmlNode *from, xmlNode *to)
{
	if (is_filled(upgrade, from))
		upgrade_carry_text(upgrade, row, from, to);
}

void upgrade_carry_inverted(struct upgrade *upgrade, const struct upgrade_row *row,
			    const xmlNode *from, xmlNode *to)
{
	const char *text = load_text(upgrade->scratch, from);

	if (strcmp(text, "y") == 0 || strcmp(text, "n") == 0)
		upgrade_text(upgrade, to, new_name(row), from, *text == 'y' ? "n" : "y");
	else
		upgrade_keep(upgrade, to, new_name(row), from);
}

void upgrade_carry_nothing(struct upgrade *upgrade, const struct upgrade_row *row,
			   const xmlNode *from, xmlNode *to)
{
	(void)upgrade;
	(void)row;
	(void)from;
	(void)to;
}

void upgrade_carry_obsolete(struct upgrade *upgrade, const struct upgrade_row *row,
			    const xmlNode *from, xmlNode *to)
{
	const char *text = load_text(upgrade->scratch, from);

	(void)to;
	if (!*text)
		return;
	if (row->usual && strcmp(text, row->usual) != 0)
		upgrade_lost(upgrade, from, "%s", row->argument);
	else
		upgrade_obsolete(upgrade, from, "%s", row->argument);
}
