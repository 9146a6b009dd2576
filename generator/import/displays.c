/* SPDX-License-Identifier: BSD-3-Clause
 * displays.c: the displays of a virtio-gpu: windows, or full screens on monitors. */
#include <string.h>

#include "base/arena.h"
#include "import/internal.h"
#include "schema/number.h"

/* What window_resolutions may have for a side. */
#define SIDE_MAX 99999u

static const char window[] = "geometry=", full_screen[] = "geometry=fullscreen:";

/* The bytes of [from, to) where they are a number as gen writes it, or NULL. */
static const char *read_number(struct arena *arena, const char *from, const char *to, uint64_t min,
			       uint64_t max)
{
	const char *text = arena_copy(arena, from, (size_t)(to - from));
	uint64_t value;

	if (!number_parse_range(text, min, max, &value) || (text[0] == '0' && text[1]))
		return NULL;
	return text;
}

/* The same for one that may be negative. */
static const char *read_offset(struct arena *arena, const char *from, const char *to)
{
	bool is_negative = *from == '-';
	const char *digits = read_number(arena, from + is_negative, to, is_negative, INT32_MAX);

	return digits ? arena_printf(arena, "%s%s", is_negative ? "-" : "", digits) : NULL;
}

/* WIDTHxHEIGHT+X+Y */
static bool read_window(struct arena *arena, const char *text, struct import_element *display)
{
	const char *cross = strchr(text, 'x'), *left = strchr(text, '+');
	const char *top = left ? strchr(left + 1, '+') : NULL;
	const char *x, *y;

	if (!cross || !top || cross > left || !read_number(arena, text, cross, 1, SIDE_MAX) ||
	    !read_number(arena, cross + 1, left, 1, SIDE_MAX))
		return false;
	x = read_offset(arena, left + 1, top);
	y = read_offset(arena, top + 1, text + strlen(text));
	import_add_child(arena, display, "window_resolutions",
			 arena_copy(arena, text, (size_t)(left - text)));
	import_add_child(arena, display, "horizontal_offset", x);
	import_add_child(arena, display, "vertical_offset", y);
	return x && y;
}

static bool read_display(struct arena *arena, const char *text, bool is_window,
			 struct import_element *displays)
{
	const char *start = is_window ? window : full_screen;
	struct import_element *display = import_add_child(arena, displays, "display", NULL);
	const char *value;

	if (strncmp(text, start, strlen(start)) != 0)
		return false;
	text += strlen(start);
	if (is_window)
		return read_window(arena, text, display);
	value = read_number(arena, text, text + strlen(text), 0, UINT32_MAX);
	import_add_child(arena, display, "monitor_id", value);
	return value;
}

bool import_displays(struct arena *arena, const char *options, struct import_element *gpu)
{
	bool is_window = strncmp(options, full_screen, strlen(full_screen)) != 0;
	struct import_element *displays;

	import_add_child(arena, gpu, "display_type", is_window ? "Window" : "Full screen");
	displays = import_add_child(arena, gpu, "displays", NULL);
	for (;;) {
		size_t length = strcspn(options, ",");

		if (!read_display(arena, arena_copy(arena, options, length), is_window, displays))
			return false;
		if (!options[length])
			return true;
		options += length + 1;
	}
}
