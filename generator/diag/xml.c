/* SPDX-License-Identifier: BSD-3-Clause
 * xml.c: texts in XML. */
#include "diag/internal.h"

void diag_print_xml(FILE *stream, const char *text)
{
	for (; *text; text++)
		if (*text == '<')
			fputs("&lt;", stream);
		else if (*text == '>')
			fputs("&gt;", stream);
		else if (*text == '&')
			fputs("&amp;", stream);
		else if (*text == '"')
			fputs("&quot;", stream);
		else if (*text == '\n' || *text == '\t') /* in attributes they would be spaces */
			fprintf(stream, "&#%d;", *text);
		else
			fputc(*text, stream);
}
