/* SPDX-License-Identifier: BSD-3-Clause
 * defaults.h: makes a header of the defaults in an XSD.
 */
#ifndef VALIDATE_PREPARE_DEFAULTS_H
#define VALIDATE_PREPARE_DEFAULTS_H

#include <libxml/tree.h>

/* Prints #define SCENARIO_DEFAULT_TYPE_ELEMENT "TEXT" for each element with a default, where TYPE
 * is the type that declares it, and for schema/scenario.xsd; with c:default-until also
 * SCENARIO_DEFAULT_UNTIL_TYPE_ELEMENT, the last release that has it (enum release). */
void defaults_write(const xmlNode *schema, const char *path);

#endif
