/* SPDX-License-Identifier: BSD-3-Clause
 * scene.h: reports of scenarios and boards in strings, and what is in their documents.
 */
#ifndef REPORT_SCENE_H
#define REPORT_SCENE_H

#include "tests/generator/graph/scenarios.h"

#include <libxml/xpath.h>

#include "report/report.h"

/* Elements of scenarios. */
#define SERVICE SERVICE_OF("0")
#define SERVICE_OF(id)                                                            \
	"<vm id='" id "'><load_order>SERVICE_VM</load_order><name>SERVICE</name>" \
	"<vm_type>STANDARD_VM</vm_type></vm>"
#define POST(id, name, rest)                                                             \
	"<vm id='" id "'><load_order>POST_LAUNCHED_VM</load_order><name>" name "</name>" \
	"<vm_type>STANDARD_VM</vm_type>" rest "</vm>"
#define PRE(id, name, rest)                                                             \
	"<vm id='" id "'><load_order>PRE_LAUNCHED_VM</load_order><name>" name "</name>" \
	"<vm_type>STANDARD_VM</vm_type>" rest "</vm>"
#define CPU(id) "<cpu_affinity><pcpu><pcpu_id>" id "</pcpu_id></pcpu></cpu_affinity>"
#define CPUS(one, other)                                                             \
	"<cpu_affinity><pcpu><pcpu_id>" one "</pcpu_id></pcpu><pcpu><pcpu_id>" other \
	"</pcpu_id></pcpu></cpu_affinity>"
#define PEER(name, vbdf) "<IVSHMEM_VM><VM_NAME>" name "</VM_NAME><VBDF>" vbdf "</VBDF></IVSHMEM_VM>"
#define REGION(name, peers)                                                            \
	"<IVSHMEM_REGION><NAME>" name "</NAME><PROVIDED_BY>Device Model</PROVIDED_BY>" \
	"<IVSHMEM_VMS>" peers "</IVSHMEM_VMS></IVSHMEM_REGION>"
#define HV(regions) "<hv><FEATURES><IVSHMEM>" regions "</IVSHMEM></FEATURES></hv>"

/* Parts of boards. */
#define THREAD(id, core)                                                      \
	"<thread id='0x0'><cpu_id>" id "</cpu_id><apic_id>0x" id "</apic_id>" \
	"<core_type>" core "</core_type></thread>"
#define RAM(start, end) "<range start='" start "' end='" end "' size='1'/>"

/* The report of a scenario's elements on a board of the parts `board`, which may be NULL. The
 * messages are those of check. */
static inline xmlDoc *report_of(struct fixture *fixture, const char *board, const char *elements)
{
	struct arena *arena = fixture->arena;
	const char *text = arena_printf(arena, "<acrn-config board='%s'>%s</acrn-config>",
					board ? "tiny" : "none", elements);
	const char *path = fixture_file(fixture, "input.xml", text);
	struct scenario scenario;

	if (board)
		fixture_file(
			fixture, "tiny.xml",
			arena_printf(arena, "<acrn-config board='tiny'>%s</acrn-config>", board));
	scenario = scenario_of_file(arena, path, TARGET_ACRN);
	if (!scenario.model)
		abort();
	assert_int_equal(scenario.model->board != NULL, board != NULL);
	diags_sort(scenario.diags);
	fixture->diags = scenario.diags;
	return report_document(arena, &(struct report_request) {
					      .model = scenario.model,
					      .diags = scenario.diags,
					      .plan = scenario.plan,
				      });
}

/* The string value of an XPath. */
static inline const char *value_of(struct fixture *fixture, xmlDoc *doc, const char *path)
{
	xmlXPathContext *context = xmlXPathNewContext(doc);
	xmlXPathObject *object = xmlXPathEvalExpression(BAD_CAST path, context);
	xmlChar *text;
	const char *copy;

	assert_non_null(object);
	text = xmlXPathCastToString(object);
	copy = arena_copy(fixture->arena, (char *)text, strlen((char *)text));
	xmlFree(text);
	xmlXPathFreeObject(object);
	xmlXPathFreeContext(context);
	return copy;
}

#define assert_value(fixture, doc, path, expected) \
	assert_string_equal(value_of(fixture, doc, path), expected)

#endif
