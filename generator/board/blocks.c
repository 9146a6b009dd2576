/* SPDX-License-Identifier: BSD-3-Clause
 * blocks.c: the blocks of text below the root of a board description. */
#include <string.h>

#include "base/arena.h"
#include "board/internal.h"
#include "board/platform.h"
#include "load/load.h"

#define WHITE_SPACE " \t\r\n"

const char *const board_block_names[BOARD_BLOCK_COUNT] = {
	[BOARD_BIOS_INFO] = "BIOS_INFO",
	[BOARD_BASE_BOARD_INFO] = "BASE_BOARD_INFO",
	[BOARD_PCI_DEVICE] = "PCI_DEVICE",
	[BOARD_PCI_VID_PID] = "PCI_VID_PID",
	[BOARD_WAKE_VECTOR_INFO] = "WAKE_VECTOR_INFO",
	[BOARD_RESET_REGISTER_INFO] = "RESET_REGISTER_INFO",
	[BOARD_PM_INFO] = "PM_INFO",
	[BOARD_S3_INFO] = "S3_INFO",
	[BOARD_S5_INFO] = "S5_INFO",
	[BOARD_DRHD_INFO] = "DRHD_INFO",
	[BOARD_MMCFG_BASE_INFO] = "MMCFG_BASE_INFO",
	[BOARD_IOMEM_INFO] = "IOMEM_INFO",
	[BOARD_CPU_BRAND] = "CPU_BRAND",
	[BOARD_CX_INFO] = "CX_INFO",
	[BOARD_PX_INFO] = "PX_INFO",
	[BOARD_TTYS_INFO] = "TTYS_INFO",
	[BOARD_AVAILABLE_IRQ_INFO] = "AVAILABLE_IRQ_INFO",
	[BOARD_CPU_PROCESSOR_INFO] = "CPU_PROCESSOR_INFO",
};

/* A copy of what stands between white space in the bytes [text, end). */
static const char *copy_trimmed(struct arena *arena, const char *text, const char *end)
{
	while (text < end && strchr(WHITE_SPACE, *text))
		text++;
	while (text < end && strchr(WHITE_SPACE, end[-1]))
		end--;
	return arena_copy(arena, text, (size_t)(end - text));
}

void board_read_lines(struct arena *arena, const char *text, struct board_block *block)
{
	const char **lines = NULL;
	size_t count = 0;
	bool is_last = false;

	for (; !is_last; text++) {
		const char *end = text + strcspn(text, "\n");

		lines = arena_grow(arena, lines, count, sizeof(*lines));
		lines[count++] = copy_trimmed(arena, text, end);
		is_last = !*end;
		text = end;
	}
	if (count && !*lines[count - 1])
		count--;
	if (count && !*lines[0]) {
		count--;
		lines++;
	}
	block->lines = count ? lines : NULL;
	block->line_count = count;
}

/* The text of an element with the white space around it. */
static const char *whole_text(struct arena *arena, const xmlNode *element)
{
	size_t size = 0;
	char *text, *end;

	for (const xmlNode *each = element->children; each; each = each->next)
		if (xmlNodeIsText(each) || each->type == XML_CDATA_SECTION_NODE)
			size += strlen((const char *)each->content);
	text = end = arena_alloc(arena, size + 1);
	for (const xmlNode *each = element->children; each; each = each->next)
		if (xmlNodeIsText(each) || each->type == XML_CDATA_SECTION_NODE)
			end = stpcpy(end, (const char *)each->content);
	return text;
}

/* Of a block that is there more than once the first one with lines counts. */
void board_read_blocks(struct arena *arena, const struct doc *doc, struct board_platform *platform)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(arena);
	const xmlNode *root = xmlDocGetRootElement(doc->xml);

	for (size_t i = 0; i < BOARD_BLOCK_COUNT; i++) {
		struct board_block *block = &platform->blocks[i];

		for (const xmlNode *each = load_child(root, board_block_names[i]);
		     each && !block->line_count; each = load_next(each)) {
			if (!block->is_there || each->children)
				block->at = load_element_span(doc, each);
			block->is_there = true;
			board_read_lines(arena, whole_text(scratch, each), block);
		}
	}
}
