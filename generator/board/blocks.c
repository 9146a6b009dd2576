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

static size_t count_lines(const char *text)
{
	size_t count = 1;

	for (; (text = strchr(text, '\n')); text++)
		count++;
	return count;
}

/* Ends the text before the white space at its end; returns where it begins behind that in front. */
static const char *trim(char *text)
{
	size_t length;

	text += strspn(text, WHITE_SPACE);
	for (length = strlen(text); length && strchr(WHITE_SPACE, text[length - 1]);)
		length--;
	text[length] = '\0';
	return text;
}

void board_read_lines(struct arena *arena, char *text, struct board_block *block)
{
	const char **lines = arena_array(arena, count_lines(text), sizeof(*lines));
	size_t count = 0;

	for (char *line; (line = strsep(&text, "\n"));)
		lines[count++] = trim(line);
	if (!*lines[count - 1])
		count--;
	if (count && !**lines) {
		lines++;
		count--;
	}
	block->lines = lines;
	block->line_count = count;
}

/* The text of an element with the white space around it. */
static char *whole_text(struct arena *arena, const xmlNode *element)
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
static void read_block(struct arena *arena, const struct doc *doc, const char *name,
		       struct board_block *block)
{
	const xmlNode *each = load_child(xmlDocGetRootElement(doc->xml), name);

	for (; each && !block->line_count; each = load_next(each)) {
		board_read_lines(arena, whole_text(arena, each), block);
		if (!block->is_there || block->line_count)
			block->at = load_element_span(doc, each);
		block->is_there = true;
	}
}

void board_read_blocks(struct arena *arena, const struct doc *doc, struct board_platform *platform)
{
	for (size_t i = 0; i < BOARD_BLOCK_COUNT; i++)
		read_block(arena, doc, board_block_names[i], &platform->blocks[i]);
}
