/* SPDX-License-Identifier: BSD-3-Clause
 * virtio.c: virtio devices that launch XML, and snapshots of ACRN 3.0, have as texts for acrn-dm,
 * as elements. */
#include <string.h>

#include "base/arena.h"
#include "load/load.h"
#include "upgrade/internal.h"

/* A part of a text. */
struct field {
	struct upgrade *upgrade;
	const struct upgrade_source *source;
	size_t start, end;
};

/* The next part, up to a separator or the end; the first one after `end` SIZE_MAX. False behind the
 * last one. */
static bool next_field(struct field *field, const char *separators)
{
	const char *text = field->source->text;
	size_t start = field->end;

	if (start == SIZE_MAX)
		start = 0;
	else if (text[start])
		start++;
	else
		return false;
	field->start = start;
	field->end = start + strcspn(text + start, separators);
	return true;
}

static struct field before_first(struct upgrade *upgrade, const struct upgrade_source *source)
{
	return (struct field) { upgrade, source, 0, SIZE_MAX };
}

static size_t length_of(const struct field *field)
{
	return field->end - field->start;
}

static bool is(const struct field *field, const char *word)
{
	return strlen(word) == length_of(field) &&
	       strncmp(field->source->text + field->start, word, length_of(field)) == 0;
}

/* Whether a part begins with a word, which is then left out of it. */
static bool skip(struct field *field, const char *word)
{
	size_t length = strlen(word);
	bool is_there = length <= length_of(field) &&
			strncmp(field->source->text + field->start, word, length) == 0;

	if (is_there)
		field->start += length;
	return is_there;
}

static const char *copy_of(const struct field *field)
{
	return arena_copy(field->upgrade->scratch, field->source->text + field->start,
			  length_of(field));
}

static xmlNode *add(const struct field *field, xmlNode *parent, const char *name, const char *text)
{
	return upgrade_slice(field->upgrade, parent, name, field->source, field->start, field->end,
			     text);
}

static void add_same(const struct field *field, xmlNode *parent, const char *name)
{
	add(field, parent, name, copy_of(field));
}

/* Whether a device has the form of a text. Any other is carried over as it is, but for an element
 * of a launch XML, which without a text is no device. */
static bool is_text(struct upgrade *upgrade, const xmlNode *from, xmlNode *to)
{
	bool has_text = *load_text(upgrade->scratch, from);

	if (!has_text && upgrade_doc_of(upgrade, from) != upgrade->launch)
		upgrade_copy(upgrade, to, from);
	return has_text;
}

/* TAP[,vhost][,mac=ADDRESS], in which TAP may be tap=TAP. */
static void carry_network(struct upgrade *upgrade, const struct upgrade_row *row,
			  const xmlNode *from, xmlNode *to)
{
	struct upgrade_source source = upgrade_source(upgrade, from);
	struct field field = before_first(upgrade, &source);
	bool is_first = true, is_lost = false;
	xmlNode *network;

	if (!is_text(upgrade, from, to))
		return;
	network = upgrade_element(upgrade, to, row->name, from);
	for (; next_field(&field, ","); is_first = false)
		if (is(&field, "vhost"))
			add(&field, network, "virtio_framework", "Kernel based (Virtual Host)");
		else if (skip(&field, "tap=") || is_first)
			add_same(&field, network, "interface_name");
		else
			is_lost = true;
	if (is_lost)
		upgrade_lost(upgrade, from, "only the interface and vhost have elements");
}

/* PATH[,ID]. */
static void carry_input(struct upgrade *upgrade, const struct upgrade_row *row, const xmlNode *from,
			xmlNode *to)
{
	struct upgrade_source source = upgrade_source(upgrade, from);
	struct field field = before_first(upgrade, &source);
	xmlNode *input;

	if (!is_text(upgrade, from, to))
		return;
	input = upgrade_element(upgrade, to, row->name, from);
	if (next_field(&field, ","))
		add_same(&field, input, "backend_device_file");
	if (next_field(&field, ""))
		add_same(&field, input, "id");
}

/* The backend of a socket: its text ends with who listens. */
static void add_socket(struct field *path, const struct field *backend, xmlNode *console)
{
	const char *colon = memrchr(path->source->text + path->start, ':', length_of(path));
	bool is_client = colon && strncmp(colon, ":client", strlen(":client")) == 0;

	if (colon)
		path->end = (size_t)(colon - path->source->text);
	add(backend, console, "backend_type", is_client ? "sock client" : "sock server");
	add_same(path, console, "sock_file_path");
}

/* Whether a port has the name that acrn-cfg, and ACRN's own tools, give to all of them. */
static bool is_usual(const struct field *port, const struct field *backend)
{
	return is(port, arena_printf(port->upgrade->scratch, "%s_port", copy_of(backend)));
}

/* [@]BACKEND:PORT[=PATH], of which the part is one. Returns whether its port has the usual name. */
static bool add_console(struct field field, xmlNode *parent)
{
	xmlNode *console = upgrade_element(field.upgrade, parent, "console", field.source->from);
	struct field mark = field, rest = field, backend = field, port;

	mark.end = field.start + (field.source->text[field.start] == '@');
	add(&mark, console, "use_type", skip(&rest, "@") ? "Virtio console" : "Virtio serial port");
	backend.start = rest.start;
	backend.end = rest.start + strcspn(copy_of(&rest), ":");
	port = rest;
	port.start = backend.end + (backend.end < rest.end);
	port.end = port.start + strcspn(copy_of(&port), "=");
	rest.start = port.end + (port.end < rest.end);
	if (is(&backend, "sock")) {
		add_socket(&rest, &backend, console);
		return is_usual(&port, &backend);
	}
	add_same(&backend, console, "backend_type");
	if (is(&backend, "tty"))
		add_same(&rest, console, "tty_device_path");
	else if (is(&backend, "file"))
		add_same(&rest, console, "output_file_path");
	return is_usual(&port, &backend);
}

/* Several with commas between: the ports of one device, which get a device each. */
static void carry_consoles(struct upgrade *upgrade, const struct upgrade_row *row,
			   const xmlNode *from, xmlNode *to)
{
	struct upgrade_source source = upgrade_source(upgrade, from);
	struct field field = before_first(upgrade, &source);

	bool are_usual = true;

	(void)row;
	if (!is_text(upgrade, from, to))
		return;
	while (next_field(&field, ","))
		are_usual = add_console(field, to) && are_usual;
	if (!are_usual)
		upgrade_changed(upgrade, from, "ports are called BACKEND_port now");
}

/* A display of a graphics device: geometry=fullscreen:MONITOR or geometry=WIDTHxHEIGHT+X+Y. */
struct display {
	bool is_window;
	struct field monitor, resolution, x, y;
};

/* The digits at the start of a part, which they are split off from. False if there are none. */
static bool take_digits(struct field *rest, struct field *digits)
{
	*digits = *rest;
	digits->end = rest->start + strspn(copy_of(rest), "0123456789");
	rest->start = digits->end;
	return length_of(digits) > 0;
}

static bool parse_display(struct field rest, struct display *display)
{
	struct field height;

	if (!skip(&rest, "geometry="))
		return false;
	display->is_window = !skip(&rest, "fullscreen:");
	if (!display->is_window)
		return take_digits(&rest, &display->monitor) && length_of(&rest) == 0;
	if (!take_digits(&rest, &display->resolution) || !skip(&rest, "x") ||
	    !take_digits(&rest, &height))
		return false;
	display->resolution.end = height.end;
	return skip(&rest, "+") && take_digits(&rest, &display->x) && skip(&rest, "+") &&
	       take_digits(&rest, &display->y) && length_of(&rest) == 0;
}

static void add_display(const struct display *display, xmlNode *displays, const xmlNode *from,
			struct upgrade *upgrade)
{
	xmlNode *made = upgrade_element(upgrade, displays, "display", from);

	if (display->is_window) {
		add_same(&display->resolution, made, "window_resolutions");
		add_same(&display->x, made, "horizontal_offset");
		add_same(&display->y, made, "vertical_offset");
	} else {
		add_same(&display->monitor, made, "monitor_id");
	}
}

/* Whether all of a text are displays of one kind, as elements can say it. */
static bool are_displays(struct upgrade *upgrade, const xmlNode *from, bool *are_windows)
{
	struct upgrade_source source = upgrade_source(upgrade, from);
	struct field field = before_first(upgrade, &source);
	struct display display = { 0 };
	bool is_first = true;

	for (; next_field(&field, ","); is_first = false) {
		if (!parse_display(field, &display))
			return false;
		if (!is_first && display.is_window != *are_windows)
			return false;
		*are_windows = display.is_window;
	}
	return true;
}

/* What elements cannot say stays text, which acrn-cfg takes, too. */
static void carry_graphics(struct upgrade *upgrade, const struct upgrade_row *row,
			   const xmlNode *from, xmlNode *to)
{
	struct upgrade_source source = upgrade_source(upgrade, from);
	struct field field = before_first(upgrade, &source);
	struct display display = { 0 };
	xmlNode *gpu, *displays;
	bool are_windows;

	if (!is_text(upgrade, from, to))
		return;
	if (!are_displays(upgrade, from, &are_windows)) {
		upgrade_copy(upgrade, to, from);
		return;
	}
	gpu = upgrade_element(upgrade, to, row->name, from);
	upgrade_text(upgrade, gpu, "display_type", from, are_windows ? "Window" : "Full screen");
	displays = upgrade_element(upgrade, gpu, "displays", from);
	while (next_field(&field, ","))
		if (parse_display(field, &display))
			add_display(&display, displays, from, upgrade);
}

static void carry_block(struct upgrade *upgrade, const struct upgrade_row *row, const xmlNode *from,
			xmlNode *to)
{
	if (is_text(upgrade, from, to))
		upgrade_carry_text(upgrade, row, from, to);
}

bool upgrade_is_virtio_text(struct upgrade *upgrade, const xmlNode *device)
{
	static const char *const names[] = { "console", "network", "input", NULL };
	const char *const *name = names;
	bool are_windows;

	if (!*load_text(upgrade->scratch, device))
		return false;
	while (*name && !xmlStrEqual(device->name, BAD_CAST * name))
		name++;
	return *name || (xmlStrEqual(device->name, BAD_CAST "gpu") &&
			 are_displays(upgrade, device, &are_windows));
}

void upgrade_virtio(struct upgrade *upgrade, const xmlNode *from, xmlNode *to)
{
	static const struct upgrade_row table[] = {
		UPGRADE_BY("network", carry_network), UPGRADE_BY("input", carry_input),
		UPGRADE_BY("block", carry_block),     UPGRADE_BY("console", carry_consoles),
		UPGRADE_BY("gpu", carry_graphics),    { 0 },
	};

	upgrade_children(upgrade, table, from, to);
}
