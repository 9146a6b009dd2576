/* SPDX-License-Identifier: BSD-3-Clause
 * write.h: prints what an XSD says as C.
 */
#ifndef VALIDATE_PREPARE_WRITE_H
#define VALIDATE_PREPARE_WRITE_H

/* A string of C. */
void write_string(const char *text);

/* RELEASE_3_0_2 for "3.0.2". The compiler refuses a release that there is not. */
void write_release(const char *name);

#endif
