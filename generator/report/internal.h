/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: how the parts of a report are written.
 */
#ifndef REPORT_INTERNAL_H
#define REPORT_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/source.h"
#include "report/report.h"

struct budget;
struct device;
struct graph;
struct graph_vm;
struct vm;

struct report {
	struct arena *arena;
	const struct report_request *request;
	const struct graph *graph;
	const struct vm **vms;	     /* of the model; those of the graph are in the same order */
	const struct budget *budget; /* NULL where the model has errors */
};

/* ---- report/element.c: elements and their attributes ---- */

/* Adds an element behind the others of its parent. */
xmlNode *report_add(const struct report *report, xmlNode *parent, const char *name);

/* Add an attribute; a text that is NULL is left out. Control characters are escaped. */
void report_text(const struct report *report, xmlNode *node, const char *name, const char *text);
void report_textf(const struct report *report, xmlNode *node, const char *name, const char *format,
		  ...) __attribute__((format(printf, 4, 5)));
void report_number(const struct report *report, xmlNode *node, const char *name, uint64_t number);
void report_flag(const struct report *report, xmlNode *node, const char *name, bool flag);
void report_address(const struct report *report, xmlNode *node, const char *name, uint64_t address);
void report_size(const struct report *report, xmlNode *node, const char *name, uint64_t bytes);

/* Where something is in a file, "a.xml:3:5"; nothing where that is nowhere. */
void report_place(const struct report *report, xmlNode *node, struct span at);

/* The path of a file as a report names it. */
const char *report_path(const struct report *report, const char *path);

/* Why a part that needs the plan is missing. */
extern const char report_has_errors[];

/* More VMs than any hypervisor has are not drawn in full: a map of each would be as many pages. */
#define REPORT_VMS_MAX 1000u
extern const char report_has_too_many[];

/* `part` of `whole` in so many parts, rounded down: 100 for percent. As long as what is drawn stays
 * inside of the whole. */
uint64_t report_share(uint64_t part, uint64_t whole, unsigned parts);

/* Where something is drawn that begins at `start`. Both ends are rounded, so that what touches
 * touches. */
void report_draw(const struct report *report, xmlNode *node, uint64_t start, uint64_t size,
		 uint64_t whole);

/* ---- report/names.c: things in words ---- */

/* "post-launched real-time VM" */
const char *report_vm_kind(const struct report *report, const struct vm *vm);

/* "network 'tap0'" */
const char *report_device_name(const struct report *report, const struct device *device);

/* The same in short: of a device of the board its address and class only. */
const char *report_device_short_name(const struct report *report, const struct device *device);

/* "USB controller" of "USB controller: Vendor Name", as the board describes devices. */
const char *report_class_name(const struct report *report, const char *description);

/* ---- The parts: each adds its element to `root` ---- */

void report_add_inputs(const struct report *report, xmlNode *root);
void report_add_picture(const struct report *report, xmlNode *root);
void report_add_messages(const struct report *report, xmlNode *root);
void report_add_vms(const struct report *report, xmlNode *root);
void report_add_cpus(const struct report *report, xmlNode *root);
void report_add_memory(const struct report *report, xmlNode *root);
void report_add_regions(const struct report *report, xmlNode *root);
void report_add_connections(const struct report *report, xmlNode *root);
void report_add_budget(const struct report *report, xmlNode *root);
void report_add_audit(const struct report *report, xmlNode *root);
void report_add_outputs(const struct report *report, xmlNode *root);

/* The parts of a VM, whose elements they add to its own. */
void report_add_slots(const struct report *report, xmlNode *parent, const struct vm *vm);
void report_add_windows(const struct report *report, xmlNode *parent, const struct vm *vm);

#endif
