/* SPDX-License-Identifier: BSD-3-Clause
 * allocators.h: the memory of the libraries: where it runs out, the run ends as it does with an
 * arena. libxml2, libxslt and jansson would go on without what did not fit.
 *
 * libyaml always allocates by malloc(), and reports every failure: load/yaml.c ends the run.
 */
#ifndef BASE_ALLOCATORS_H
#define BASE_ALLOCATORS_H

/* Makes the libraries call `out_of_memory`, which must not return, where an allocation of theirs
 * fails. Call it once, before any function of libxml2: it holds for the whole process. */
void allocators_set(void (*out_of_memory)(void));

#endif
