/* SPDX-License-Identifier: BSD-3-Clause
 * memory.c: carries the memory of VMs over: bytes become MiB. */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "load/load.h"
#include "schema/number.h"
#include "upgrade/internal.h"

#define MIB    UINT64_C(0x100000)
#define CONFIG "CONFIG_"

static const char *text_of(const struct upgrade *upgrade, const xmlNode *element)
{
	return element ? load_text(upgrade->scratch, element) : "";
}

void upgrade_find_settings(struct upgrade *upgrade)
{
	const xmlNode *hv = load_child(xmlDocGetRootElement(upgrade->scenario->xml), "hv");
	const xmlNode *memory = hv ? load_child(hv, "MEMORY") : NULL;
	struct string_map *settings;

	settings = string_map_new(upgrade->scratch,
				  memory ? xmlChildElementCount((xmlNode *)memory) : 0);
	for (const xmlNode *child = memory ? memory->children : NULL; child; child = child->next)
		if (child->type == XML_ELEMENT_NODE &&
		    !string_map_find(settings, (const char *)child->name))
			string_map_put(settings, (const char *)child->name, child);
	upgrade->settings = settings;
}

/* The size of the memory of the VM that VM0_MEM_SIZE and the like name; NULL for another symbol. */
static const xmlNode *find_size_of_vm(const struct upgrade *upgrade, const char *symbol)
{
	size_t digits = strncmp(symbol, "VM", 2) == 0 ? strspn(symbol + 2, "0123456789") : 0;
	const struct upgrade_vm *vm;

	if (!digits || strcmp(symbol + 2 + digits, "_MEM_SIZE") != 0)
		return NULL;
	vm = upgrade_vm_of_id(upgrade, arena_copy(upgrade->scratch, symbol + 2, digits));
	return vm ? vm->memory_size : NULL;
}

/* What CONFIG_SOS_RAM_SIZE and the like stand for: hv/MEMORY has it, without the prefix. */
static const xmlNode *find_configured(const struct upgrade *upgrade, const char *symbol)
{
	if (strncmp(symbol, CONFIG, strlen(CONFIG)) != 0)
		return NULL;
	return string_map_find(upgrade->settings, symbol + strlen(CONFIG));
}

/* What a symbol of ACRN's configuration stands for; other texts stand for themselves. */
static const char *resolve(const struct upgrade *upgrade, const char *text)
{
	const xmlNode *value = find_size_of_vm(upgrade, text);

	if (!value)
		value = find_configured(upgrade, text);
	return value ? text_of(upgrade, value) : text;
}

/* The number of an element in hex with 0x before it, or in decimal; 0 where there is none. False
 * where it is something else. */
static bool read_number(const struct upgrade *upgrade, const xmlNode *element, uint64_t *number)
{
	const char *text = resolve(upgrade, text_of(upgrade, element));

	*number = 0;
	return !*text || number_parse(text, strlen(text), UINT64_MAX, number);
}

/* A part of the board's memory: elements of the original, or NULL. */
struct part {
	const xmlNode *start, *size;
	uint64_t address, bytes;
};

/* False, reported, where a value is not in the file. */
static bool read_part(const struct upgrade *upgrade, const xmlNode *memory, const char *start,
		      const char *size, struct part *part)
{
	*part = (struct part) { .start = load_child(memory, start),
				.size = load_child(memory, size) };
	if (!read_number(upgrade, part->start, &part->address))
		upgrade_lost(upgrade, part->start, "its value is not in the scenario");
	else if (!read_number(upgrade, part->size, &part->bytes))
		upgrade_lost(upgrade, part->size, "its value is not in the scenario");
	else
		return true;
	return false;
}

static void add_size(struct upgrade *upgrade, xmlNode *to, const char *name,
		     const struct part *part)
{
	if (part->bytes % MIB)
		upgrade_lost(upgrade, part->size, "%" PRIu64 " bytes are no whole number of MiB",
			     part->bytes % MIB);
	upgrade_text(upgrade, to, name, part->size,
		     arena_printf(upgrade->scratch, "%" PRIu64, part->bytes / MIB));
}

/* A pre-launched VM has its memory from an address on, if that is given. */
static void add_part(struct upgrade *upgrade, xmlNode *to, const struct part *part)
{
	xmlNode *region;

	if (!part->bytes) {
		if (part->address)
			upgrade_lost(upgrade, part->start, "it has no size");
		return;
	}
	if (!part->address) {
		add_size(upgrade, to, "size", part);
		return;
	}
	region = upgrade_element(upgrade, to, "hpa_region", part->start);
	upgrade_text(upgrade, region, "start_hpa", part->start,
		     arena_printf(upgrade->scratch, "0x%" PRIx64, part->address));
	add_size(upgrade, region, "size_hpa", part);
}

static void add_parts(struct upgrade *upgrade, const xmlNode *from, xmlNode *to)
{
	static const char *const names[][2] = { { "start_hpa", "size" },
						{ "start_hpa2", "size_hpa2" } };
	struct part part;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (read_part(upgrade, from, names[i][0], names[i][1], &part))
			add_part(upgrade, to, &part);
}

/* Other VMs have it wherever there is room. */
static void add_total(struct upgrade *upgrade, const xmlNode *from, xmlNode *to)
{
	struct part part;

	if (!read_part(upgrade, from, "start_hpa", "size", &part))
		return;
	if (part.address)
		upgrade_lost(upgrade, part.start, "only pre-launched VMs choose it");
	if (part.bytes)
		add_size(upgrade, to, "size", &part);
}

/* What is in an element beside its elements. */
static void copy_around(struct upgrade *upgrade, const xmlNode *from, xmlNode *to)
{
	static const struct upgrade_row table[] = {
		UPGRADE_DROPPED("start_hpa"),
		UPGRADE_DROPPED("size"),
		UPGRADE_DROPPED("start_hpa2"),
		UPGRADE_DROPPED("size_hpa2"),
		{ 0 },
	};

	upgrade_children(upgrade, table, from, to);
}

void upgrade_carry_memory(struct upgrade *upgrade, const struct upgrade_row *row,
			  const xmlNode *from, xmlNode *to)
{
	xmlNode *made;

	if (upgrade->vm->order == UPGRADE_SERVICE_VM) {
		upgrade_comments(upgrade, to, from);
		upgrade_obsolete(upgrade, from, "the Service VM has what other VMs leave");
		return;
	}
	made = upgrade_element(upgrade, to, row->name, from);
	copy_around(upgrade, from, made);
	if (upgrade->vm->order == UPGRADE_PRE_LAUNCHED)
		add_parts(upgrade, from, made);
	else
		add_total(upgrade, from, made);
	if (!made->children)
		upgrade_remove(made);
}
