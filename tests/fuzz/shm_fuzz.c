/* SPDX-License-Identifier: BSD-3-Clause
 * shm_fuzz.c: libFuzzer on the text by which a VM declares a region: what is understood and written
 * once more says the same, by itself and in the plan of a scenario for every release. */
#include "straight_line.h"

#include "load/load.h"
#include "schema/ivshmem_argument.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* A text as its reader understands it. */
struct reading {
	struct ivshmem_argument text;
	const char *name, *size, *region_id;
	bool has_bytes, is_bytes;
	uint64_t bytes;
};

static const char *field(struct arena *arena, const char *text, struct ivshmem_field field)
{
	REQUIRE(field.start <= field.end && field.end <= strlen(text), "a field is outside");
	return arena_copy(arena, text + field.start, field.end - field.start);
}

static bool read_text(struct arena *arena, const char *text, struct reading *reading)
{
	if (ivshmem_argument_parse(text, &reading->text) != IVSHMEM_ARGUMENT_OK)
		return false;
	reading->name = field(arena, text, reading->text.name);
	reading->size = field(arena, text, reading->text.size);
	reading->region_id = field(arena, text, reading->text.region_id);
	reading->has_bytes =
		ivshmem_argument_size(text, &reading->text, &reading->bytes, &reading->is_bytes);
	return true;
}

static const char *write_text(struct arena *arena, const struct reading *reading)
{
	const char *land = reading->text.land == CFG_LAND_HV ? "hv:/"
			   : reading->text.is_mib	     ? "dm:/"
							     : "sos:/";

	return arena_printf(arena, "%s%s,%s%s%s", reading->text.prefix_length ? land : "",
			    reading->name, reading->size, reading->text.has_region_id ? "," : "",
			    reading->region_id);
}

static void check_text(struct arena *arena, const char *text)
{
	struct reading first = { 0 }, second = { 0 };

	if (!read_text(arena, text, &first))
		return;
	REQUIRE(read_text(arena, write_text(arena, &first), &second), "it is not understood again");
	REQUIRE(strcmp(first.name, second.name) == 0 && strcmp(first.size, second.size) == 0 &&
			strcmp(first.region_id, second.region_id) == 0,
		"the fields are others");
	REQUIRE(first.text.land == second.text.land &&
			first.text.prefix_length == second.text.prefix_length &&
			first.is_bytes == second.is_bytes &&
			first.text.has_region_id == second.text.has_region_id,
		"the meaning is another");
	REQUIRE(first.has_bytes == second.has_bytes && first.bytes == second.bytes,
		"the size is another");
}

/* A scenario in which two VMs declare a region by that text. */
static const struct source *scenario_with(struct arena *arena, const char *text)
{
	xmlChar *escaped = xmlEncodeSpecialChars(NULL, BAD_CAST text);
	const char *scenario =
		arena_printf(arena,
			     "<acrn-config>"
			     "<vm id='0'><load_order>SERVICE_VM</load_order><name>S</name></vm>"
			     "<vm id='1'><load_order>POST_LAUNCHED_VM</load_order><name>A</name>"
			     "<shm_regions><shm_region>%s</shm_region></shm_regions></vm>"
			     "<vm id='2'><load_order>POST_LAUNCHED_VM</load_order><name>B</name>"
			     "<shm_regions><shm_region>%s</shm_region></shm_regions></vm>"
			     "</acrn-config>",
			     escaped, escaped);

	xmlFree(escaped);
	return fuzz_source(arena, "fuzz.xml", scenario, strlen(scenario));
}

/* The one region in the plan of that scenario; NULL where there is no plan or no region. */
static const xmlNode *planned(struct arena *arena, const char *text, enum release release)
{
	struct diags *diags = diags_new(arena);
	const struct model *model =
		straight_model(arena, scenario_with(arena, text), release, TARGET_ACRN, diags);
	xmlDoc *plan;

	fuzz_check_messages(diags);
	if (!model)
		return NULL;
	plan = straight_plan(arena, model);
	return load_child(load_child(xmlDocGetRootElement(plan), "regions"), "region");
}

/* The plan's region as a VM of that release's time would declare it. */
static const char *write_region(struct arena *arena, const xmlNode *region, enum release release)
{
	const char *land = load_attribute(arena, region, "land");
	const char *name = load_attribute(arena, region, "name");
	const char *bytes = load_attribute(arena, region, "bytes");
	unsigned long mib = strtoul(bytes, NULL, 10) >> 20;
	const char *id = load_attribute(arena, region, "region-id");

	if (mib << 20 != strtoul(bytes, NULL, 10))
		return NULL; /* only releases before the land's prefix have sizes in bytes */
	if (release < RELEASE_2_2 && strcmp(land, "dm") == 0)
		return arena_printf(arena, "%s,%s", name, bytes);
	if (release < RELEASE_3_3)
		return arena_printf(arena, "%s:/%s,%lu", land, name, mib);
	return arena_printf(arena, "%s:/%s,%lu, %s", land, name, mib, id);
}

/* Everything that the text says of a region; the release without region IDs drops those. */
static void check_same(struct arena *arena, const xmlNode *first, const xmlNode *second,
		       enum release release)
{
	static const char *const attributes[] = { "land", "name", "bytes", "region-id" };
	size_t count = sizeof(attributes) / sizeof(attributes[0]) - (release < RELEASE_3_3);

	REQUIRE(second, "the plan has no such region");
	for (size_t i = 0; i < count; i++)
		REQUIRE(strcmp(load_attribute(arena, first, attributes[i]),
			       load_attribute(arena, second, attributes[i])) == 0,
			"the plan has another region");
}

static void check_release(struct arena *arena, const char *text, enum release release)
{
	const xmlNode *region = planned(arena, text, release);
	const char *written = region ? write_region(arena, region, release) : NULL;

	if (written)
		check_same(arena, region, planned(arena, written, release), release);
}

/* Whether XML can hold the text. */
static bool is_xml_text(const char *text)
{
	for (const char *c = text; *c; c++)
		if ((unsigned char)*c < ' ' && !strchr("\t\n\r", *c))
			return false;
	return xmlCheckUTF8(BAD_CAST text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = fuzz_arena();
	const char *text = fuzz_source(arena, "fuzz.xml", bytes, size)->bytes;

	check_text(arena, text);
	for (enum release release = RELEASE_2_0; is_xml_text(text) && release <= RELEASE_MASTER;
	     release++)
		check_release(arena, text, release);
	arena_free(arena);
	return 0;
}
