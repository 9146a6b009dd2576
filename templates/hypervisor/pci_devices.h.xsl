<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: BSD-3-Clause
     pci_devices.h.xsl: names for the addresses of the board's PCI functions. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template match="/plan">
    <files>
      <xsl:apply-templates select="hypervisor/platform"/>
    </files>
  </xsl:template>

  <xsl:template match="platform">
    <file path="hypervisor/configs/boards/pci_devices.h" mode="plain">
      <xsl:text>#ifndef PCI_DEVICES_H_
#define PCI_DEVICES_H_
</xsl:text>
      <xsl:if test="pci-device">
        <xsl:text>
</xsl:text>
        <xsl:apply-templates select="pci-device"/>
      </xsl:if>
      <xsl:text>
#endif /* PCI_DEVICES_H_ */
</xsl:text>
    </file>
  </xsl:template>

  <!-- @bdf is 00:1f.0, always in this form. -->
  <xsl:template match="pci-device">
    <xsl:value-of select="concat('#define ', @name, ' .pbdf.bits = {.b = 0x',
                          translate(substring(@bdf, 1, 2), 'abcdef', 'ABCDEF'), 'U, .d = 0x',
                          translate(substring(@bdf, 4, 2), 'abcdef', 'ABCDEF'), 'U, .f = 0x0',
                          substring(@bdf, 7, 1), 'U}&#10;')"/>
  </xsl:template>
</xsl:stylesheet>
