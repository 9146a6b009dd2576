/* SPDX-License-Identifier: BSD-3-Clause
 * test_diff.c: differences of plans: what is said about them, and what holds for all of them. */
#include "diff/diff.h"

#include <dirent.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>

#include "../helpers.h"
#include "diff/words.h"

/* A plan that is known to be valid: to check that takes most of the time. */
static xmlDoc *plan_at(struct fixture *fixture, const char *path)
{
	const struct source *source = load_read(fixture->arena, path, fixture->diags);
	const struct doc *doc = source ? load_source(fixture->arena, source, fixture->diags) : NULL;

	assert_string_equal(messages(fixture), "");
	assert_non_null(doc);
	return doc->xml;
}

static void free_doc(void *doc)
{
	xmlFreeDoc(doc);
}

static xmlDoc *copy_of(struct fixture *fixture, const xmlDoc *doc)
{
	return arena_adopt(fixture->arena, xmlCopyDoc((xmlDoc *)doc, 1), free_doc);
}

/* The lines of a difference. */
static const char *lines_of(struct fixture *fixture, const xmlDoc *old, const xmlDoc *new)
{
	const struct diff *diff = diff_plans(fixture->arena, old, new);
	const char *lines = "";

	for (size_t i = 0; i < diff->count; i++)
		lines = arena_printf(fixture->arena, "%s%s\n", lines, diff->changes[i].text);
	return lines;
}

/* A plan with all that the lines below are about. */
static const char plan[] =
	"<plan release='3.3' abi='2' scenario='a.xml' board='b' inputs='"
	"0123456789012345678901234567890123456789012345678901234567890123'>"
	"<regions count='2' dm-count='2' hv-count='0' hv-bytes='0'>"
	"<region index='0' name='camera' land='dm' bytes='2097152' region-id='0' at='a.xml:1:1'>"
	"<peer id='1' name='A'/><peer id='2' name='B'/></region>"
	"<region index='1' name='lidar' land='dm' bytes='2097152' region-id='7' at='a.xml:1:1'>"
	"<peer id='1' name='A'/><peer id='2' name='B'/></region></regions>"
	"<vms count='2' ivshmem-count='4' hv-ivshmem-count='0' has-bars='y'>"
	"<vm index='0' id='1' name='A' load-order='post-launched' vm-type='standard' launch-id='1' "
	"first-ivshmem='0' ivshmem-count='2' hv-ivshmem-count='0' at='a.xml:1:1'>"
	"<memory mib='512'/><kernel path='/boot/a'/>"
	"<ivshmem slot='8' vbdf='00:08.0' region='0' name='camera' land='dm' bytes='2097152' "
	"region-id='0' at='a.xml:1:1'/>"
	"<ivshmem slot='9' vbdf='00:09.0' region='1' name='lidar' land='dm' bytes='2097152' "
	"region-id='7' at='a.xml:1:1'/>"
	"<virtio-net slot='4' tap='tap0' vhost='n'/>"
	"<virtio-blk slot='5' path='/a.img'/>"
	"<passthrough slot='6' vbdf='00:06.0' bdf='0000:00:14.0' enable-ptm='n' d3hot-reset='n'/>"
	"</vm>"
	"<vm index='1' id='2' name='B' load-order='post-launched' vm-type='real-time' "
	"launch-id='2' "
	"first-ivshmem='2' ivshmem-count='2' hv-ivshmem-count='0' at='a.xml:1:1'>"
	"<memory mib='1024'/><ovmf path='/ovmf'/>"
	"<ivshmem slot='8' vbdf='00:08.0' region='0' name='camera' land='dm' bytes='2097152' "
	"region-id='0' at='a.xml:1:1'/>"
	"<ivshmem slot='7' vbdf='00:07.0' region='1' name='lidar' land='dm' bytes='2097152' "
	"region-id='7' at='a.xml:1:1'/>"
	"<virtio-console slot='3' console='y' backend='pty'/>"
	"<virtio-console slot='4' console='n' backend='pty'/></vm></vms>"
	"<affinities><affinity vm='1' name='A' own='n'><pcpu id='2' real-time='n'/>"
	"<pcpu id='3' real-time='n'/></affinity><affinity vm='2' name='B' own='n'>"
	"<pcpu id='4' real-time='n'/></affinity></affinities>"
	"<connections count='1'><connection name='line' kind='legacy' at='a.xml:1:1'>"
	"<end vm='1' name='A' index='1' port='0x9000'/><end vm='2' name='B' index='1' "
	"port='0x9000'/>"
	"</connection></connections></plan>";

static xmlDoc *plan_of(struct fixture *fixture, const char *text)
{
	xmlDoc *doc = diff_read(fixture->arena, source_of(fixture, text), fixture->diags);

	assert_string_equal(messages(fixture), "");
	return doc;
}

/* A text in which each `from` is `to`. */
static const char *replace(struct fixture *fixture, const char *text, const char *from,
			   const char *to)
{
	const char *result = "", *at;

	assert_non_null(strstr(text, from));
	for (; (at = strstr(text, from)); text = at + strlen(from))
		result = arena_printf(fixture->arena, "%s%.*s%s", result, (int)(at - text), text,
				      to);
	return arena_printf(fixture->arena, "%s%s", result, text);
}

/* What is said about a plan in which some texts are others. */
static const char *after(struct fixture *fixture, const char *const *pairs)
{
	const char *text = plan;

	for (; *pairs; pairs += 2)
		text = replace(fixture, text, pairs[0], pairs[1]);
	return lines_of(fixture, plan_of(fixture, plan), plan_of(fixture, text));
}

#define AFTER(...) after(*state, (const char *const[]) { __VA_ARGS__, NULL })

static void test_values(void **state)
{
	assert_string_equal(AFTER("release='3.3'", "release='3.2'", "board='b'", "board='c'"),
			    "ACRN release 3.3 -> 3.2\nboard 'b' -> 'c'\n");
	assert_string_equal(AFTER("mib='512'", "mib='768'"), "A: memory 512 -> 768 MiB\n");
	assert_string_equal(AFTER("<kernel path='/boot/a'/>", ""), "A: kernel '/boot/a' -> none\n");
	assert_string_equal(AFTER("<kernel path='/boot/a'/>", "<windows/><kernel path='/boot/a'/>"),
			    "A: Windows guest no -> yes\n");
	assert_string_equal(AFTER("vm-type='real-time'", "vm-type='standard'"),
			    "B: type real-time -> standard\n");
}

static void test_regions(void **state)
{
	assert_string_equal(AFTER("name='camera' land='dm' bytes='2097152'",
				  "name='camera' land='dm' bytes='4194304'"),
			    "region 'camera': size 2 -> 4 MiB (A, B)\n");
	assert_string_equal(AFTER("bytes='2097152' region-id='7'", "bytes='524288' region-id='8'"),
			    "region 'lidar': size 2 MiB -> 512 KiB (A, B)\n"
			    "region 'lidar': region ID 7 -> 8 (A, B)\n");
	assert_string_equal(AFTER("slot='7' vbdf='00:07.0'", "slot='9' vbdf='00:09.0'"),
			    "B: slot of 'lidar' 7 -> 9\n");
	assert_string_equal(AFTER("name='camera'", "name='radar'"),
			    "region 'camera': renamed to 'radar'\n");
	assert_string_equal(AFTER("name='camera'", "name='radar'", "bytes='2097152' region-id='0'",
				  "bytes='1048576' region-id='0'"),
			    "region 'camera': removed (dm-land, size 2 MiB, A slot 8, B slot 8)\n"
			    "region 'radar': added (dm-land, size 1 MiB, A slot 8, B slot 8)\n");
}

static void test_vms(void **state)
{
	assert_string_equal(AFTER("name='A'", "name='C'"), "A: renamed to C\n");
	assert_string_equal(AFTER("name='A'", "name='C'", "mib='512'", "mib='256'"),
			    "A: renamed to C\nC: memory 512 -> 256 MiB\n");
	/* Of the same ID, and of another kind. */
	assert_string_equal(
		AFTER("name='A' load-order='post-launched'", "name='C' load-order='pre-launched'",
		      "name='A'", "name='C'"),
		"A: removed (post-launched, standard, ID 1, memory 512 MiB, CPUs 2, 3)\n"
		"A: virtio-net 'tap0' removed (slot 4)\n"
		"A: virtio-blk '/a.img' removed (slot 5)\n"
		"A: passthrough device 0000:00:14.0 removed (slot 6)\n"
		"C: added (pre-launched, standard, ID 1, memory 512 MiB, CPUs 2, 3)\n"
		"C: virtio-net 'tap0' added (slot 4)\n"
		"C: virtio-blk '/a.img' added (slot 5)\n"
		"C: passthrough device 0000:00:14.0 added (slot 6)\n"
		"region 'camera': A removed (slot 8)\n"
		"region 'camera': C added (slot 8)\n"
		"region 'lidar': A removed (slot 9)\n"
		"region 'lidar': C added (slot 9)\n"
		"vUART connection 'line': end A -> C\n");
}

static void test_devices(void **state)
{
	assert_string_equal(AFTER("tap='tap0' vhost='n'", "tap='tap0' vhost='y'"),
			    "A: vhost of virtio-net 'tap0' no -> yes\n");
	assert_string_equal(AFTER("slot='4' tap", "slot='10' tap"),
			    "A: slot of virtio-net 'tap0' 4 -> 10\n");
	assert_string_equal(AFTER("path='/a.img'", "path='/b.img'"),
			    "A: path of virtio-blk in slot 5 '/a.img' -> '/b.img'\n");
	assert_string_equal(AFTER("<virtio-net slot='4' tap='tap0' vhost='n'/>",
				  "<xhci slot='4' ports='1-2'/>"),
			    "A: xHCI added (slot 4, ports 1-2)\n"
			    "A: virtio-net 'tap0' removed (slot 4)\n");
	assert_string_equal(AFTER("0000:00:14.0", "0000:00:15.0"),
			    "A: passthrough device 0000:00:15.0 added (slot 6)\n"
			    "A: passthrough device 0000:00:14.0 removed (slot 6)\n");
	/* The other one of the same identity stays. */
	assert_string_equal(AFTER("<virtio-console slot='3' console='y' backend='pty'/>", ""),
			    "B: virtio-console pty removed (slot 3, hvc console)\n");
}

static void test_cpus(void **state)
{
	assert_string_equal(AFTER("<pcpu id='4' real-time='n'/>", "<pcpu id='3' real-time='n'/>"),
			    "B: CPUs 4 -> 3\nCPU 3 is now shared by A and B\n");
	assert_string_equal(AFTER("<pcpu id='4' real-time='n'/>", "<pcpu id='4' real-time='y'/>"),
			    "B: real time of CPU 4 no -> yes\n");
	assert_string_equal(AFTER("name='B' own='n'", "name='B' own='y'"),
			    "B: exclusive CPUs no -> yes\n");
}

static void test_connections(void **state)
{
	assert_string_equal(AFTER("name='line'", "name='wire'"),
			    "vUART connection 'wire': name 'line' -> 'wire'\n");
	assert_string_equal(AFTER("index='1' port='0x9000'/></connection>",
				  "index='2' port='0x9008'/></connection>"),
			    "vUART connection 'line': number of vUART of B 1 -> 2\n"
			    "vUART connection 'line': port of vUART of B 0x9000 -> 0x9008\n");
	assert_string_equal(AFTER("name='line' kind='legacy'", "kind='pci'"),
			    "vUART connection of A and B: name 'line' -> none\n"
			    "vUART connection of A and B: kind legacy -> pci\n");
}

/* What is no difference. */
static void test_same(void **state)
{
	assert_string_equal(AFTER("a.xml", "b.xml", "inputs='0", "inputs='f"), "");
	assert_string_equal(AFTER("<end vm='1' name='A' index='1' port='0x9000'/>"
				  "<end vm='2' name='B' index='1' port='0x9000'/>",
				  "<end vm='2' name='B' index='1' port='0x9000'/>"
				  "<end vm='1' name='A' index='1' port='0x9000'/>"),
			    "");
	assert_string_equal(AFTER("id='1' name='A'/><peer id='2' name='B'/>",
				  "id='2' name='B'/><peer id='1' name='A'/>"),
			    "");
}

/* The plans that the cases expect. */
struct plans {
	xmlDoc *docs[256];
	size_t count;
};

static void add_plans(struct fixture *fixture, struct plans *plans, const char *directory,
		      const char *file)
{
	const char *path =
		arena_printf(fixture->arena, "%s/tests/cases/%s", source_root(), directory);
	struct dirent **entries;
	int count = scandir(path, &entries, NULL, alphasort);

	assert_true(count > 0);
	for (int i = 0; i < count; i++) {
		const char *name =
			arena_printf(fixture->arena, "%s/%s/%s", path, entries[i]->d_name, file);

		if (entries[i]->d_name[0] != '.' && access(name, R_OK) == 0)
			plans->docs[plans->count++] = plan_at(fixture, name);
		free(entries[i]);
		assert_true(plans->count < 256);
	}
	free(entries);
}

static void load_plans(struct fixture *fixture, struct plans *plans)
{
	plans->count = 0;
	add_plans(fixture, plans, "ok", "expect/plan.xml");
	add_plans(fixture, plans, "good", "plan.xml");
	assert_true(plans->count > 50);
}

/* The names of the VMs and regions that are called otherwise in the new plan. */
static const char *renamed(const struct diff *diff, enum diff_subject subject, const char *name)
{
	for (size_t i = 0; name && i < diff->count; i++) {
		const struct diff_change *each = &diff->changes[i];

		if (each->subject == subject && each->what && strcmp(each->what, "name") == 0 &&
		    strcmp(each->old, name) == 0)
			return each->new;
	}
	return name;
}

static const char *or_none(const char *text)
{
	return text ? text : "-";
}

/* A change without the names that depend on the direction. */
static const char *key_of(struct fixture *fixture, const struct diff *forth,
			  const struct diff_change *change, bool is_inverse)
{
	enum diff_kind kind = change->kind;
	const char *vm = change->vm, *region = change->region;

	if (is_inverse && kind != DIFF_CHANGED)
		kind = kind == DIFF_ADDED ? DIFF_REMOVED : DIFF_ADDED;
	if (is_inverse) {
		vm = renamed(forth, DIFF_VM, vm);
		region = renamed(forth, DIFF_REGION, region);
	}
	return arena_printf(fixture->arena, "%d %d %s %s %s %s -> %s", kind, change->subject,
			    or_none(vm), or_none(region), or_none(change->what),
			    or_none(is_inverse ? change->new : change->old),
			    or_none(is_inverse ? change->old : change->new));
}

static int by_text(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static const char **keys_of(struct fixture *fixture, const struct diff *forth,
			    const struct diff *diff, bool is_inverse)
{
	const char **keys = arena_array(fixture->arena, diff->count, sizeof(*keys));

	for (size_t i = 0; i < diff->count; i++)
		keys[i] = key_of(fixture, forth, &diff->changes[i], is_inverse);
	if (diff->count)
		qsort(keys, diff->count, sizeof(*keys), by_text);
	return keys;
}

static void check_inverse(struct fixture *fixture, const xmlDoc *old, const xmlDoc *new)
{
	const struct diff *forth = diff_plans(fixture->arena, old, new);
	const struct diff *back = diff_plans(fixture->arena, new, old);
	const char **keys = keys_of(fixture, forth, forth, false);
	const char **others = keys_of(fixture, forth, back, true);

	assert_int_equal(forth->count, back->count);
	for (size_t i = 0; i < forth->count; i++)
		assert_string_equal(keys[i], others[i]);
}

/* Of all pairs with DIFF_PAIRS, which takes some seconds; else of some of them. */
static void test_inverse(void **state)
{
	bool is_thorough = getenv("DIFF_PAIRS");
	struct plans plans;

	load_plans(*state, &plans);
	for (size_t i = 0; i < plans.count; i++)
		for (size_t j = i; j < plans.count; j += is_thorough ? 1 : 5 + i % 7) {
			struct fixture inner = { .arena = arena_new(helper_out_of_memory) };

			check_inverse(&inner, plans.docs[i], plans.docs[j]);
			arena_free(inner.arena);
		}
}

/* Reverses the children of elements, but for those whose order says something. */
static void reverse_children(xmlNode *element)
{
	xmlNode *child = element->children, *next;

	for (; child; child = next) {
		const struct diff_words *words =
			diff_words_find((const char *)element->name, (const char *)child->name);

		next = child->next;
		if (child->type != XML_ELEMENT_NODE)
			continue;
		reverse_children(child);
		if (words && words->mode != DIFF_MODE_LIST && words->mode != DIFF_MODE_INDEXED)
			xmlAddPrevSibling(element->children, child);
	}
}

static void test_order(void **state)
{
	struct fixture *fixture = *state;
	struct plans plans;

	load_plans(fixture, &plans);
	for (size_t i = 0; i < plans.count; i++) {
		xmlDoc *copy = copy_of(fixture, plans.docs[i]);

		reverse_children(xmlDocGetRootElement(copy));
		assert_string_equal(lines_of(fixture, plans.docs[i], copy), "");
	}
}

/* A value of the same kind, and another one. */
static const char *other_value(struct fixture *fixture, const char *value)
{
	if (strcmp(value, "y") == 0 || strcmp(value, "n") == 0)
		return *value == 'y' ? "n" : "y";
	if (*value && value[strspn(value, "0123456789")] == '\0')
		return arena_printf(fixture->arena, "1%s", value);
	return arena_printf(fixture->arena, "%sx", value);
}

/* Whether an attribute follows from another one in this element, though not in all of its kind. */
static bool is_derived(const xmlNode *element, const char *name)
{
	xmlChar *own = xmlGetProp((xmlNode *)element, BAD_CAST "name");
	bool is_repeated = own && (xmlStrEqual(own, BAD_CAST "CONFIG_BOARD") ||
				   xmlStrEqual(own, BAD_CAST "CONFIG_SCENARIO"));

	xmlFree(own);
	if (strcmp(name, "vbdf") == 0)
		return xmlHasProp((xmlNode *)element, BAD_CAST "slot");
	return is_repeated && strcmp(name, "value") == 0;
}

static bool differs(const xmlDoc *old, const xmlDoc *new)
{
	struct arena *arena = arena_new(helper_out_of_memory);
	bool is_different = diff_plans(arena, old, new)->count;

	arena_free(arena);
	return is_different;
}

/* Changes each attribute in turn: all that has words is a difference, and nothing else. */
static void mutate(struct fixture *fixture, const xmlDoc *old, xmlDoc *doc, xmlNode *element)
{
	const char *parent = element->parent->type == XML_ELEMENT_NODE
				     ? (const char *)element->parent->name
				     : "";
	const struct diff_words *words = diff_words_find(parent, (const char *)element->name);
	const struct diff_words *each = diff_words_attribute(words);

	for (; each; each = diff_words_attribute(each)) {
		xmlChar *value = xmlGetProp(element, BAD_CAST each->name);

		if (value &&
		    (each->words || strstr("at inputs scenario index count", each->name))) {
			bool is_expected = each->words && !is_derived(element, each->name);

			xmlSetProp(element, BAD_CAST each->name,
				   BAD_CAST other_value(fixture, (const char *)value));
			if (differs(old, doc) ? !each->words : is_expected)
				fail_msg("%s/%s/@%s: %s", parent, words->name, each->name,
					 is_expected ? "no difference" : "a difference");
			xmlSetProp(element, BAD_CAST each->name, value);
		}
		xmlFree(value);
	}
	for (xmlNode *child = element->children; child; child = child->next)
		if (child->type == XML_ELEMENT_NODE)
			mutate(fixture, old, doc, child);
}

/* Whether a plan is valid without an element. */
static bool is_optional(const xmlNode *parent, const xmlNode *element)
{
	static const char *const others[] = { "affinity", "connection", "cpus", NULL };
	const struct diff_words *words =
		diff_words_find((const char *)parent->name, (const char *)element->name);

	for (const char *const *name = others; *name; name++)
		if (strcmp((const char *)element->name, *name) == 0)
			return true;
	/* All that it has follows from others. */
	if (strcmp((const char *)element->name, "vm-counts") == 0)
		return false;
	return words->mode != DIFF_MODE_OWN;
}

/* Removes each element in turn: that is a difference. */
static void remove_each(struct fixture *fixture, const xmlDoc *old, xmlDoc *doc, xmlNode *parent)
{
	for (xmlNode *child = parent->children, *next; child; child = next) {
		xmlNode *copy;

		next = child->next;
		remove_each(fixture, old, doc, child);
		if (!is_optional(parent, child))
			continue;
		copy = xmlCopyNode(child, 1);
		xmlUnlinkNode(child);
		if (!differs(old, doc))
			fail_msg("%s/%s: no difference", parent->name, child->name);
		if (next)
			xmlAddPrevSibling(next, copy);
		else
			xmlAddChild(parent, copy);
		xmlFreeNode(child);
	}
}

static void test_complete(void **state)
{
	static const char *const cases[] = { "everything", "hypervisor", "desktop",
					     "pre-launched-lab" };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const xmlDoc *doc =
			plan_at(fixture,
				arena_printf(fixture->arena, "%s/tests/cases/ok/%s/expect/plan.xml",
					     source_root(), cases[i]));
		xmlDoc *copy = copy_of(fixture, doc);

		mutate(fixture, doc, copy, xmlDocGetRootElement(copy));
		remove_each(fixture, doc, copy, xmlDocGetRootElement(copy));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_values), TEST(test_regions),	   TEST(test_vms),  TEST(test_devices),
		TEST(test_cpus),   TEST(test_connections), TEST(test_same), TEST(test_inverse),
		TEST(test_order),  TEST(test_complete),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
