/* SPDX-License-Identifier: BSD-3-Clause
 * xml_name.c: the characters of names, from the tables of XML 1.0, fifth edition. */
#include "load/internal.h"

#include <libxml/xmlstring.h>
#include <stddef.h>

struct range {
	int first, last;
};

static const struct range starts[] = {
	{ ':', ':' },	    { 'A', 'Z' },	{ '_', '_' },	    { 'a', 'z' },
	{ 0xC0, 0xD6 },	    { 0xD8, 0xF6 },	{ 0xF8, 0x2FF },    { 0x370, 0x37D },
	{ 0x37F, 0x1FFF },  { 0x200C, 0x200D }, { 0x2070, 0x218F }, { 0x2C00, 0x2FEF },
	{ 0x3001, 0xD7FF }, { 0xF900, 0xFDCF }, { 0xFDF0, 0xFFFD }, { 0x10000, 0xEFFFF },
};

static const struct range others[] = {
	{ '-', '.' }, { '0', '9' }, { 0xB7, 0xB7 }, { 0x300, 0x36F }, { 0x203F, 0x2040 },
};

static bool is_in(const struct range *ranges, size_t count, int character)
{
	for (size_t i = 0; i < count; i++)
		if (character >= ranges[i].first && character <= ranges[i].last)
			return true;
	return false;
}

bool load_is_xml_name(const char *text)
{
	bool is_first = true; /* of a part */

	for (size_t i = 0; text[i];) {
		int length = 4;
		int character = xmlGetUTF8Char((const unsigned char *)text + i, &length);
		bool is_colon = character == ':' && !is_first;

		if (!is_colon && !is_in(starts, sizeof(starts) / sizeof(*starts), character) &&
		    (is_first || !is_in(others, sizeof(others) / sizeof(*others), character)))
			return false;
		is_first = is_colon;
		i += (size_t)length;
	}
	return !is_first;
}
