# The output of scenarios/NAME.xml is in out/NAME. It is made again when a file changes that it was made from.
SCENARIOS := $(wildcard scenarios/*.xml)

all: $(SCENARIOS:scenarios/%.xml=out/%/manifest.json)

out/%/manifest.json: scenarios/%.xml
	acrn-cfg gen --quiet --board-path boards -MD -o out/$* $<

check:
	acrn-cfg check --board-path boards $(SCENARIOS)

-include $(wildcard out/*/manifest.d)
