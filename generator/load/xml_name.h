/* SPDX-License-Identifier: BSD-3-Clause
 * xml_name.h: what may name an element or an attribute.
 */
#ifndef LOAD_XML_NAME_H
#define LOAD_XML_NAME_H

#include <stdbool.h>

/* Whether a text of UTF-8 is a Name of XML 1.0, fifth edition, as libxml2's parser takes it; its
 * own xmlValidateName() keeps to the fourth. */
bool xml_is_name(const char *text);

#endif
