/* SPDX-License-Identifier: BSD-3-Clause
 * upgrade.h: scenarios and launch XML of earlier releases, carried over to the form of ACRN 3.3.
 *
 * What comes out is a document like any other: it is validated, read and checked in the same way,
 * and `acrn-cfg upgrade` writes it. Each of its nodes has the place of what it was made from, in
 * the original file.
 */
#ifndef UPGRADE_UPGRADE_H
#define UPGRADE_UPGRADE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct board;
struct diags;
struct doc;

/* The forms of acrn-config documents. */
enum upgrade_form {
	UPGRADE_FORM_1_X,	 /* scenarios of ACRN 1.3 to 1.6 */
	UPGRADE_FORM_2_0,	 /* 2.0 to 2.2: <vuart id> */
	UPGRADE_FORM_2_3,	 /* 2.3 to 2.6: <legacy_vuart> */
	UPGRADE_FORM_2_7,	 /* SERVICE_VM in <vm_type> */
	UPGRADE_FORM_3_X,	 /* 3.0 and later, its snapshots included: current */
	UPGRADE_FORM_LAUNCH,	 /* launch XML of 1.4 to 2.6: <uos> */
	UPGRADE_FORM_LAUNCH_2_7, /* <user_vm> */
	UPGRADE_FORM_TEMPLATE,	 /* one to be filled in, of either kind */
	UPGRADE_FORM_OTHER,	 /* none of these, such as a board description */
};

/* The form of a document, by its content; and its name for "the file is %s", such as "a scenario of
 * ACRN 2.0 to 2.2". */
enum upgrade_form upgrade_form(const struct doc *doc);
const char *upgrade_form_name(enum upgrade_form form);

/* What a document is that is no scenario of any release, for "the file is %s"; NULL for a scenario.
 * *help is what to do about it, or NULL. */
const char *upgrade_refusal(struct arena *arena, const struct doc *doc, const char **help);

/* The scenario in the current form. `launch` is the launch XML that belongs to it, and `board` its
 * board; either may be NULL. Values
 * that have no place in the current form, and mattered, are reported as `value-not-carried`; with
 * `lists_all` also those that nothing has depended on. `scenario` itself where it is current
 * already. Never fails: what is invalid stays, for the schema and the rules. */
const struct doc *upgrade_scenario(struct arena *arena, const struct doc *scenario,
				   const struct doc *launch, const struct board *board,
				   bool lists_all, struct diags *diags);

#endif
