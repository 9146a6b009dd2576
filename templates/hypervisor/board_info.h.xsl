<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: BSD-3-Clause
     board_info.h.xsl: how many of what the board has, and where its host bridge passes accesses on. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template match="/plan">
    <files>
      <xsl:apply-templates select="hypervisor"/>
    </files>
  </xsl:template>

  <xsl:template match="hypervisor">
    <file path="hypervisor/configs/boards/board_info.h" mode="plain">
      <xsl:text>#ifndef BOARD_INFO_H
#define BOARD_INFO_H

</xsl:text>
      <xsl:if test="platform/@sideband='y'">
        <xsl:call-template name="sideband"/>
      </xsl:if>
      <xsl:value-of select="concat('#define MAX_HIDDEN_PDEVS_NUM ', platform/@hidden-device-count, 'U&#10;',
                            '#define MAX_PCPU_NUM ', platform/@cpu-count, 'U&#10;',
                            '#define MAX_VMSIX_ON_MSI_PDEVS_NUM ', @vmsix-id-count, 'U&#10;')"/>
      <xsl:apply-templates select="platform/@address-bits"/>
      <xsl:text>
</xsl:text>
      <xsl:call-template name="windows"/>
      <xsl:text>
#endif /* BOARD_INFO_H */
</xsl:text>
    </file>
  </xsl:template>

  <xsl:template match="@address-bits">
    <xsl:value-of select="concat('#define MAXIMUM_PA_WIDTH ', ., 'U&#10;')"/>
  </xsl:template>

  <!-- The P2SB bridge, at the one address that the hypervisor knows it at. -->
  <xsl:template name="sideband">
    <xsl:text>#define P2SB_VGPIO_DM_ENABLED
#define P2SB_BAR_ADDR 0xFD000000UL
#define P2SB_BAR_ADDR_GPA 0xFD000000UL
#define P2SB_BAR_SIZE 0x1000000UL
#define P2SB_BASE_GPIO_PORT_ID 0x69U
#define P2SB_MAX_GPIO_COMMUNITIES 0x6U

</xsl:text>
  </xsl:template>

  <!-- A window that is not there is behind all addresses. -->
  <xsl:template name="windows">
    <xsl:call-template name="bound">
      <xsl:with-param name="name">MMIO32_START</xsl:with-param>
      <xsl:with-param name="address" select="window[@kind='mmio32']/@start"/>
    </xsl:call-template>
    <xsl:call-template name="bound">
      <xsl:with-param name="name">MMIO32_END</xsl:with-param>
      <xsl:with-param name="address" select="window[@kind='mmio32']/@end"/>
    </xsl:call-template>
    <xsl:call-template name="bound">
      <xsl:with-param name="name">MMIO64_START</xsl:with-param>
      <xsl:with-param name="address" select="window[@kind='mmio64']/@start"/>
    </xsl:call-template>
    <xsl:call-template name="bound">
      <xsl:with-param name="name">MMIO64_END</xsl:with-param>
      <xsl:with-param name="address" select="window[@kind='mmio64']/@end"/>
    </xsl:call-template>
    <xsl:call-template name="bound">
      <xsl:with-param name="name">HI_MMIO_START</xsl:with-param>
      <xsl:with-param name="address" select="window[@kind='high-mmio']/@start"/>
    </xsl:call-template>
    <xsl:call-template name="bound">
      <xsl:with-param name="name">HI_MMIO_END</xsl:with-param>
      <xsl:with-param name="address" select="window[@kind='high-mmio']/@end"/>
      <xsl:with-param name="none">0UL</xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="bound">
    <xsl:param name="name"/>
    <xsl:param name="address"/>
    <xsl:param name="none">~0UL</xsl:param>
    <xsl:value-of select="concat('#define ', $name, ' ')"/>
    <xsl:choose>
      <xsl:when test="$address">
        <xsl:value-of select="concat(translate($address, 'abcdefx', 'ABCDEFX'), 'UL&#10;')"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="concat($none, '&#10;')"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
