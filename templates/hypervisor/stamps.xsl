<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: BSD-3-Clause
     stamps.xsl: the targets of the steps of ACRN's make that need not run, since their results are
     here. Make looks at their times alone. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template match="/">
    <files>
      <file path="hypervisor/.board.xml" mode="plain" time="common"/>
      <file path="hypervisor/.scenario.xml" mode="plain" time="common"/>
      <file path="hypervisor/acpi.timestamp" mode="plain" time="common"/>
      <file path="hypervisor/configs/.configfiles.timestamp" mode="plain" time="common"/>
      <file path="hypervisor/configs/.diffconfig" mode="plain" time="common"/>
      <file path="hypervisor/configs/.validation.timestamp" mode="plain" time="common"/>
      <file path="hypervisor/configs/allocation.xml" mode="plain" time="common"/>
      <file path="hypervisor/configs/unified.xml" mode="plain" time="common"/>
    </files>
  </xsl:template>
</xsl:stylesheet>
