<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: BSD-3-Clause
     serial.conf.xsl: tells the Service VM's Linux which legacy vUARTs it has beyond the four that it looks for.

     Names begin behind those of these four and of a PCI card. The file is there in any case, for it is a target of
     ACRN's make. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template match="/plan">
    <xsl:variable name="uarts" select="vms/vm[@load-order='service']/config/uart[@index!='0' and @kind='legacy' and
                                       @port!='0x3F8' and @port!='0x2F8' and @port!='0x3E8' and @port!='0x2E8']"/>
    <files>
      <file path="hypervisor/serial.conf" mode="plain" time="common">
        <xsl:apply-templates select="$uarts"/>
      </file>
    </files>
  </xsl:template>

  <xsl:template match="uart">
    <xsl:value-of select="concat('# User_VM_id: ', @peer-vm, '&#10;')"/>
    <xsl:value-of select="concat('/dev/ttyS', 7 + position(), ' port ', @port,
                          ' irq 0 uart 16550A baud_base 115200&#10;')"/>
  </xsl:template>
</xsl:stylesheet>
