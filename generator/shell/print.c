/* SPDX-License-Identifier: BSD-3-Clause
 * print.c: echo and printf.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "shell/expand.h"
#include "shell/output.h"

/* What follows a backslash in echo -e and printf, as a byte; `at` is left behind it. */
static char unescape(const char **at)
{
	static const char names[] = "abefnrtv\\", bytes[] = "\a\b\033\f\n\r\t\v\\";
	const char *name = **at ? strchr(names, **at) : NULL;
	int number = 0, base = 8, digits = 3;

	if (name) {
		++*at;
		return bytes[name - names];
	}
	if (**at == 'x') {
		base = 16;
		digits = 2;
		++*at;
	} else if (**at < '0' || **at > '7') {
		return '\\';
	}
	for (; digits && **at; digits--, ++*at) {
		const char *hex = "0123456789abcdef", *digit = strchr(hex, **at | 0x20);

		if (!digit || digit - hex >= base)
			break;
		number = number * base + (int)(digit - hex);
	}
	return (char)number;
}

static const char *unescape_all(struct shell *shell, const char *text)
{
	char *result = arena_copy(shell->arena, text, strlen(text)), *end = result;

	while (*text) {
		if (*text != '\\') {
			*end++ = *text++;
			continue;
		}
		text++;
		*end++ = unescape(&text);
	}
	*end = '\0';
	return result;
}

/* -n, -e, -E and what is put together of them. */
static bool take_option(struct shell *shell, const struct field *field, bool *is_bare,
			bool *has_escapes)
{
	const char *text = field->when ? NULL : value_known(shell, field->value);

	if (!text || *text != '-' || !text[1] || text[1 + strspn(text + 1, "neE")])
		return false;
	for (text++; *text; text++) {
		*is_bare |= *text == 'n';
		if (*text != 'n')
			*has_escapes = *text == 'e';
	}
	return true;
}

void output_echo(struct shell *shell, const struct fields *fields)
{
	struct fields words = *fields;
	bool is_bare = false, has_escapes = false;
	struct value value;

	while (words.count && take_option(shell, words.items, &is_bare, &has_escapes)) {
		words.items++;
		words.count--;
	}
	if (!shell->output)
		return;
	value = expand_join(shell, &words, " ");
	output_add(shell, has_escapes ? value_map(shell, value, unescape_all) : value);
	if (!is_bare)
		output_add_text(shell, "\n", source_span(shell->source, 0, 0));
}

/* One directive of printf's format with its argument; NULL where it is not known. */
static const char *format_one(struct shell *shell, const char *directive, size_t length,
			      const char *argument)
{
	char *format = arena_alloc(shell->arena, length + 3), conversion = directive[length - 1];
	long long number = 0;
	char *end;

	memcpy(format, directive, length - 1);
	/* A width can be as large as the memory. */
	if (strspn(directive + 1, "-+ #0123456789.") != length - 2 || length > 5)
		return NULL;
	if (conversion == 's' || conversion == 'b') {
		format[length - 1] = 's';
		return arena_printf(shell->arena, format,
				    conversion == 'b' ? unescape_all(shell, argument) : argument);
	}
	if (conversion == 'c')
		return arena_copy(shell->arena, argument, *argument ? 1 : 0);
	if (!strchr("diuxXo", conversion))
		return NULL;
	if (*argument) {
		number = strtoll(argument, &end, 0);
		if (*end)
			return NULL;
	}
	format[length - 1] = format[length] = 'l';
	format[length + 1] = conversion;
	return arena_printf(shell->arena, format, number);
}

/* printf in one world. */
struct print {
	struct shell *shell;
	struct builder builder;
	const struct fields *arguments;
	size_t next;
	struct span at;
};

static void print_directive(struct print *print, const char *directive, size_t length)
{
	static const struct part empty = { .text = "" };
	struct shell *shell = print->shell;
	struct value value = { &empty, 1 };
	const char *known;

	if (print->next < print->arguments->count)
		value = print->arguments->items[print->next].value;
	print->next++;
	if (length == 2 && strchr("sq", directive[1])) {
		builder_add_value(shell, &print->builder, value);
		return;
	}
	known = value_known(shell, value);
	known = known ? format_one(shell, directive, length, known) : NULL;
	if (known)
		builder_add_text(shell, &print->builder, known, print->at);
	else
		builder_add_value(shell, &print->builder,
				  expand_derived(shell, value,
						 arena_copy(shell->arena, directive, length),
						 print->at));
}

static void print_format(struct print *print, const char *format)
{
	struct shell *shell = print->shell;

	while (*format && shell_spend(shell, 1)) {
		size_t length = strcspn(format, "%");
		size_t flags;

		if (length || format[1] == '%') {
			length += format[length] == '%' && format[length + 1] == '%';
			builder_add_text(
				shell, &print->builder,
				unescape_all(shell, arena_copy(shell->arena, format, length)),
				print->at);
			format += length +
				  (format[length] == '%' && length && format[length - 1] == '%');
			continue;
		}
		flags = strspn(format + 1, "-+ #0123456789.") + 1;
		if (!format[flags])
			return;
		print_directive(print, format, flags + 1);
		format += flags + 1;
	}
}

void output_printf(struct shell *shell, const struct fields *fields, struct span at)
{
	struct worlds worlds;

	for (worlds_start(&worlds, shell); worlds_next(&worlds);) {
		struct fields arguments = expand_in(shell, fields, &worlds.now);
		struct print print = { .shell = shell, .arguments = &arguments, .at = at };
		const char *format =
			arguments.count ? value_known(shell, arguments.items[0].value) : "";

		if (format) {
			print.next = 1;
			do {
				print_format(&print, format);
			} while (print.next < arguments.count && print.next > 1 &&
				 shell_spend(shell, 1));
			worlds_add(&worlds, builder_value(shell, &print.builder));
		} else {
			worlds_add(&worlds,
				   expand_derived(shell, arguments.items[0].value, "printf", at));
		}
	}
	output_add(shell, worlds_value(&worlds));
}
