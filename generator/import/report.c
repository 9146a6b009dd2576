/* SPDX-License-Identifier: BSD-3-Clause
 * report.c: reports what an import leaves out, or can only guess. */
#include <libxml/xmlstring.h>
#include <stdarg.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "import/internal.h"

void import_report(const struct importing *importing, struct span at, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	diag_add_va(importing->diags, DIAG_IMPORT_NOT_CARRIED, at, format, arguments);
	va_end(arguments);
}

/* Why a part of a text is unknown, for a note. */
static const char *reason_text(enum shell_reason reason)
{
	switch (reason) {
	case SHELL_UNSET:
		return "the script does not set it";
	case SHELL_ENVIRONMENT:
		return "it is a variable of the environment";
	case SHELL_POSITIONAL:
		return "it is given when the script is run";
	case SHELL_OUTPUT:
		return "only running it shows what it is";
	case SHELL_FILES:
		return "it depends on the files that there are";
	case SHELL_LOOP:
		return "it depends on how often a loop runs";
	case SHELL_UNSUPPORTED:
		return "acrn-cfg does not follow this part of bash";
	default:
		return "the script is too large to be followed";
	}
}

void import_report_unknown(const struct importing *importing, const struct launch_text *text,
			   const char *format, ...)
{
	const struct shell_unknown *unknown = NULL;
	struct diag *diag;
	va_list arguments;

	va_start(arguments, format);
	diag = diag_add_va(importing->diags, DIAG_IMPORT_NOT_CARRIED, text->at, format, arguments);
	va_end(arguments);
	for (size_t i = 0; i < text->part_count && !unknown; i++)
		unknown = text->parts[i].unknown;
	if (unknown)
		diag_note(diag, unknown->at, "%s is not known: %s", unknown->what,
			  reason_text(unknown->reason));
}

bool import_is_text(const char *text)
{
	for (const char *at = text; *at; at++)
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			return false;
	return xmlCheckUTF8(BAD_CAST text);
}
