<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: BSD-3-Clause
     expected.xsl: what print.c has to find in the tables, straight from the plan; and counts.h, which
     the hypervisor's tables want. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template match="/plan">
    <files>
      <file path="expected.txt" mode="plain">
        <xsl:value-of select="concat('inputs ', @inputs, '&#10;')"/>
        <xsl:value-of select="concat('table ', vms/@count, ' VMs, ', regions/@count, ' regions, ',
                              vms/@ivshmem-count, ' devices&#10;')"/>
        <xsl:apply-templates select="vms/vm | regions/region | vms/vm/ivshmem"/>
        <xsl:apply-templates select="regions[@hv-count!='0']"/>
        <xsl:if test="vms/@has-bars='y'">
          <xsl:apply-templates select="vms/vm/ivshmem[@land='hv']" mode="hypervisor"/>
        </xsl:if>
      </file>
      <file path="config/counts.h" mode="plain">
        <xsl:apply-templates select="vms/vm" mode="count"/>
        <xsl:text>#define PCI_DEV_ARRAYS</xsl:text>
        <xsl:if test="vms/@has-bars='y'">
          <xsl:apply-templates select="vms/vm[@hv-ivshmem-count!='0']" mode="array"/>
        </xsl:if>
        <xsl:text>&#10;</xsl:text>
      </file>
    </files>
  </xsl:template>

  <xsl:template match="vm">
    <xsl:value-of select="concat('vm ', @index, ': ', @name, ', id ', @id, ', ', @load-order, ', ',
                          @ivshmem-count, ' devices from ', @first-ivshmem, '&#10;')"/>
  </xsl:template>

  <xsl:template match="region">
    <xsl:value-of select="concat('region ', @index, ': ', @name, ', ', @bytes, ' bytes, ID ',
                          @region-id, ', ', @land, '&#10;')"/>
  </xsl:template>

  <xsl:template match="ivshmem">
    <xsl:value-of select="concat('device of VM ', ../@index, ': region ', @region, ', vBDF ',
                          @vbdf, '&#10;')"/>
  </xsl:template>

  <xsl:template match="regions">
    <xsl:value-of select="concat('hypervisor ', @hv-bytes, ' bytes, ', ../vms/@hv-ivshmem-count,
                          ' devices&#10;')"/>
    <xsl:apply-templates select="region[@land='hv']" mode="hypervisor"/>
  </xsl:template>

  <xsl:template match="region" mode="hypervisor">
    <xsl:value-of select="concat('hypervisor region hv:/', @name, ', ', @bytes, ' bytes, ID ')"/>
    <xsl:choose>
      <xsl:when test="/plan/@release='2.7'">0</xsl:when>
      <xsl:otherwise><xsl:value-of select="@region-id"/></xsl:otherwise>
    </xsl:choose>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="ivshmem" mode="hypervisor">
    <xsl:value-of select="concat('hypervisor device of VM ', ../@id, ': hv:/', @name, ' ')"/>
    <xsl:choose>
      <xsl:when test="../@load-order='post-launched'">anywhere</xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="concat('in ', @vbdf, ' at ', @bar0, ' ', @bar1, ' ', @bar2)"/>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="vm" mode="count">
    <xsl:value-of select="concat('#define VM', @id, '_CONFIG_PCI_DEV_NUM ', @hv-ivshmem-count,
                          'U&#10;')"/>
  </xsl:template>

  <xsl:template match="vm" mode="array">
    <xsl:choose>
      <xsl:when test="@load-order='service'">
        <xsl:value-of select="concat(' ARRAY(', @id, ', sos_pci_devs, ', @hv-ivshmem-count, ')')"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="concat(' ARRAY(', @id, ', vm', @id, '_pci_devs, ', @hv-ivshmem-count,
                              ')')"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
