/* SPDX-License-Identifier: BSD-3-Clause
 * scene.h: the scenario that a script's commands become, as XML on one line, and the messages.
 */
#ifndef SCENE_H
#define SCENE_H

#include "tests/generator/script/command.h"

#include "base/xml_free.h"
#include "board/board.h"
#include "import/import.h"

/* Two CPUs with the APIC IDs 0 and 2, a GPU at 00:02.0, a USB controller at 00:14.0 and an Ethernet
 * controller at 00:1f.6. */
static const struct board_cpu scene_cpus[] = { { .id = 0, .apic_id = 0 },
					       { .id = 1, .apic_id = 2 } };
static const struct board_device scene_devices[] = {
	{ .bdf = CFG_BDF(0, 2, 0), .is_function = true, .class_code = BOARD_CLASS_VGA },
	{ .bdf = CFG_BDF(0, 0x14, 0), .is_function = true, .class_code = BOARD_CLASS_XHCI },
	{ .bdf = CFG_BDF(0, 0x1f, 6), .is_function = true, .class_code = BOARD_CLASS_ETHERNET },
};
static const struct board scene_board = {
	.name = "bench",
	.cpus = scene_cpus,
	.cpu_count = 2,
	.devices = scene_devices,
	.device_count = 3,
};

struct scene {
	struct fixture *fixture;
	const char *xml;
	const char *messages; /* of gcc's format */
};

static inline void scene_free_text(void *text)
{
	xmlFree(text);
}

static inline const char *scene_messages(struct fixture *fixture)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);
	const char *copy;

	diags_print(fixture->diags, stream, DIAG_FORMAT_GCC, false);
	fclose(stream);
	copy = arena_copy(fixture->arena, text, size);
	free(text);
	return copy;
}

/* The commands are a line each, as tests/generator/script/command.h has them. */
static inline struct scene scene_import(struct fixture *fixture, const char *text,
					const struct board *board, enum release release)
{
	const struct import_context context = { .board = board, .release = release };
	const struct script *script = script_of(fixture, text, release);
	xmlChar *bytes = NULL;
	int size = 0;
	xmlDoc *doc;

	fixture_forget(fixture);
	doc = import_scripts(fixture->arena, &script, 1, &context, fixture->diags);
	xmlDocDumpMemory(doc, &bytes, &size);
	assert_non_null(bytes);
	return (struct scene) {
		.fixture = fixture,
		.xml = arena_adopt(fixture->arena, bytes, scene_free_text),
		.messages = scene_messages(fixture),
	};
}

static inline void scene_has(const struct scene *scene, const char *part)
{
	if (!strstr(scene->xml, part))
		fail_msg("no %s in %s", part, scene->xml);
}

static inline void scene_lacks(const struct scene *scene, const char *part)
{
	if (strstr(scene->xml, part))
		fail_msg("%s in %s", part, scene->xml);
}

static inline void scene_says(const struct scene *scene, const char *part)
{
	if (!strstr(scene->messages, part))
		fail_msg("no message '%s' in:\n%s", part, scene->messages);
}

/* The devices of one command, and what becomes of them: on release 3.3, without a board. */
static inline struct scene scene_of(struct fixture *fixture, const char *arguments)
{
	return scene_import(fixture, arena_printf(fixture->arena, "acrn-dm %s vm1\n", arguments),
			    NULL, RELEASE_3_3);
}

#endif
