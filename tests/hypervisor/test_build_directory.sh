#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_build_directory.sh: a makefile that depends on the generated directory as ACRN's does takes every
# stamp for up to date, whatever gen has changed, and compiles only what it has to.
set -u
cd "${SRCDIR:-.}" || exit
B=$(realpath "${B:-build}")
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# is NAME EXPECTED ACTUAL
is() {
	if [ "$2" = "$3" ]; then
		((++passed))
	else
		printf 'FAIL %s: expected %s, got %s\n' "$1" "$2" "$3"
		((++failed))
	fi
}

# What ACRN's makefiles have for the stamps, with recipes that fail, for their tools are not there.
cat >"$work/Makefile" <<'END'
C := $(D)/configs
S := $(C)/scenarios/site
STAMPS := $(D)/.board.xml $(D)/.scenario.xml $(C)/.validation.timestamp $(C)/allocation.xml $(C)/unified.xml \
	$(C)/config.mk $(D)/include/config.h $(C)/.diffconfig $(C)/.configfiles.timestamp $(D)/serial.conf \
	$(D)/acpi.timestamp
SOURCES := $(C)/boards/board.c $(S)/vm_configurations.c $(S)/pci_dev.c $(S)/pt_intx.c
OBJECTS := $(SOURCES:.c=.o)

all: $(D)/acpi.timestamp $(D)/serial.conf $(OBJECTS)
-include $(C)/config.mk

$(STAMPS):
	@echo 'makes $(notdir $@)'; false
$(C)/.validation.timestamp $(C)/allocation.xml $(C)/unified.xml: $(D)/.board.xml $(D)/.scenario.xml
$(C)/allocation.xml $(C)/.configfiles.timestamp: $(C)/.validation.timestamp
$(C)/unified.xml $(D)/serial.conf: $(C)/allocation.xml
$(C)/config.mk $(D)/include/config.h $(C)/.configfiles.timestamp: $(C)/unified.xml
$(C)/.configfiles.timestamp: $(C)/.diffconfig
$(D)/serial.conf $(D)/acpi.timestamp: $(C)/.configfiles.timestamp
$(D)/acpi.timestamp: $(D)/.board.xml $(D)/.scenario.xml $(C)/allocation.xml
$(SOURCES): %.c: $(C)/.configfiles.timestamp
$(OBJECTS): %.o: %.c $(D)/include/config.h $(C)/.configfiles.timestamp
	@echo 'compiles $(notdir $<)'; touch $@
END

# What make does in the directory $1, a word for each target.
made() {
	make -s -f "$work/Makefile" D="$1" 2>/dev/null | sed 's/^compiles //' | sort | paste -s -d ' '
}

generate() {
	"$B/bin/acrn-cfg" gen --hypervisor --acrn-release master -o "$work/out" "$work/site.xml" || exit
}

directory=$work/out/hypervisor
every="board.c pci_dev.c pt_intx.c vm_configurations.c"
cp tests/cases/ok/hypervisor/input.xml "$work/site.xml"
generate
is "at first" "$every" "$(made "$directory")"
is "then" "" "$(made "$directory")"

generate
is "after a run that changes nothing" "" "$(made "$directory")"
sed -i 's,MOTION,MOTORS,' "$work/site.xml"
generate
is "after a change of sources" "pci_dev.c vm_configurations.c" "$(made "$directory")"
sed -i 's,<DEBUG_OPTIONS>,&<MEM_LOGLEVEL>3</MEM_LOGLEVEL>,' "$work/site.xml"
generate
is "after a change of config.h" "$every" "$(made "$directory")"
is "and then" "" "$(made "$directory")"

cp -a "$directory" "$work/copy"
is "in a copy with its times" "" "$(made "$work/copy")"

for stamp in configs/allocation.xml configs/config.mk acpi.timestamp; do
	touch -d '1 hour ago' "$directory/$stamp"
	is "with an old $stamp" "makes ${stamp##*/}" "$(made "$directory" | cut -d ' ' -f 1,2)"
	generate
	is "after gen has renewed it" "$every" "$(made "$directory")"
done

printf '%s passed, %s failed\n' "$passed" "$failed"
((failed == 0))
