<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: BSD-3-Clause
     report/html.xsl: the report as one page, which needs nothing but itself: no script, no other file, no network.

     The page's security policy allows its own style and those of the picture by their digests, and nothing else: there
     are no style attributes, and bars are drawn as SVG. IDs of the picture are the parts' own; those of the page are
     names of sections, or begin with "about-". -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:svg="http://www.w3.org/2000/svg"
                xmlns:e="urn:acrn-cfg:emit" exclude-result-prefixes="svg e">
  <xsl:output method="html" encoding="UTF-8" indent="no"/>
  <xsl:variable name="style" select="e:embedded('templates/report/page.css')"/>
  <xsl:key name="sign" match="use" use="@sign"/>
  <xsl:variable name="sections" select="/report/*[not(self::input)]"/>

  <xsl:template match="/report">
    <html lang="en">
      <head>
        <meta http-equiv="Content-Security-Policy">
          <xsl:attribute name="content">
            <xsl:value-of select="concat(&quot;default-src 'none'; style-src &quot;, e:csp-hash($style))"/>
            <xsl:for-each select="picture//svg:style"><xsl:value-of select="concat(' ', e:csp-hash(.))"/></xsl:for-each>
            <xsl:text>; base-uri 'none'; form-action 'none'</xsl:text>
          </xsl:attribute>
        </meta>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="generator" content="acrn-cfg {@version}"/>
        <title><xsl:value-of select="concat(@title, ': report')"/></title>
        <style><xsl:value-of select="$style"/></style>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <div class="page">
          <xsl:call-template name="header"/>
          <div class="columns">
            <xsl:call-template name="contents"/>
            <main id="content"><xsl:apply-templates select="$sections" mode="section"/></main>
          </div>
          <footer><p>Made by acrn-cfg <xsl:value-of select="@version"/> from the files that are listed as inputs.</p></footer>
        </div>
      </body>
    </html>
  </xsl:template>

  <!-- The head of the page -->

  <xsl:template name="header">
    <header>
      <p class="eyebrow">Report of a scenario for ACRN</p>
      <h1><bdi><xsl:value-of select="@title"/></bdi></h1>
      <p>
        <xsl:choose>
          <xsl:when test="@invalid = 'y'"><a href="#messages" class="state error"><span aria-hidden="true">✖ </span>invalid: <xsl:value-of select="@summary"/></a></xsl:when>
          <xsl:when test="@warnings != 0"><a href="#messages" class="state warning"><span aria-hidden="true">▲ </span><xsl:value-of select="@summary"/></a></xsl:when>
          <xsl:otherwise><span class="state good"><span aria-hidden="true">✔ </span><xsl:value-of select="@summary"/></span></xsl:otherwise>
        </xsl:choose>
      </p>
      <dl class="facts">
        <xsl:apply-templates select="@board" mode="fact"><xsl:with-param name="name">Board</xsl:with-param></xsl:apply-templates>
        <xsl:apply-templates select="@release" mode="fact"><xsl:with-param name="name">ACRN release</xsl:with-param></xsl:apply-templates>
        <xsl:if test="@target = 'lab'"><div><dt>Runs</dt><dd>in the lab</dd></div></xsl:if>
        <xsl:if test="@hypervisor = 'y'"><div><dt>Hypervisor’s configuration</dt><dd>included</dd></div></xsl:if>
        <xsl:apply-templates select="@hardening" mode="fact"><xsl:with-param name="name">Hardening</xsl:with-param></xsl:apply-templates>
        <xsl:apply-templates select="vms/@count" mode="fact"><xsl:with-param name="name">VMs</xsl:with-param></xsl:apply-templates>
        <xsl:apply-templates select="regions/@count" mode="fact"><xsl:with-param name="name">Shared regions</xsl:with-param></xsl:apply-templates>
        <xsl:apply-templates select="connections/@count" mode="fact"><xsl:with-param name="name">vUART connections</xsl:with-param></xsl:apply-templates>
        <xsl:apply-templates select="memory/@total" mode="fact"><xsl:with-param name="name">Host RAM</xsl:with-param></xsl:apply-templates>
        <xsl:apply-templates select="outputs/@count" mode="fact"><xsl:with-param name="name">Generated files</xsl:with-param></xsl:apply-templates>
      </dl>
    </header>
  </xsl:template>

  <xsl:template match="@*" mode="fact">
    <xsl:param name="name"/>
    <div><dt><xsl:value-of select="$name"/></dt><dd><bdi><xsl:value-of select="."/></bdi></dd></div>
  </xsl:template>

  <xsl:template name="contents">
    <nav aria-labelledby="contents">
      <h2 id="contents">Contents</h2>
      <ol>
        <xsl:for-each select="$sections">
          <li>
            <a href="#{name()}"><xsl:apply-templates select="." mode="title"/></a>
            <xsl:if test="self::vms/vm"><ol><xsl:for-each select="vm"><li><xsl:call-template name="link"/></li></xsl:for-each></ol></xsl:if>
          </li>
        </xsl:for-each>
      </ol>
    </nav>
  </xsl:template>

  <!-- What sections are made of -->

  <xsl:template match="picture" mode="title">Picture</xsl:template>
  <xsl:template match="messages" mode="title">Messages</xsl:template>
  <xsl:template match="vms" mode="title">VMs</xsl:template>
  <xsl:template match="cpus" mode="title">CPUs</xsl:template>
  <xsl:template match="memory" mode="title">Memory</xsl:template>
  <xsl:template match="regions" mode="title">Shared regions</xsl:template>
  <xsl:template match="connections" mode="title">vUART connections</xsl:template>
  <xsl:template match="budget" mode="title">Budget</xsl:template>
  <xsl:template match="audit" mode="title">Audit</xsl:template>
  <xsl:template match="outputs" mode="title">Files</xsl:template>

  <xsl:template match="*" mode="section">
    <section aria-labelledby="{name()}">
      <h2 id="{name()}"><xsl:apply-templates select="." mode="title"/></h2>
      <xsl:apply-templates select="@reason | @note"/>
      <xsl:apply-templates select="."/>
    </section>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <!-- Why a part is missing, or what is to be known of it. -->
  <xsl:template match="@reason | @note | @omitted">
    <p class="missing"><bdi><xsl:value-of select="."/></bdi></p>
  </xsl:template>

  <!-- A text, as a link to what the page has about the part, if it is about one. -->
  <xsl:template name="link">
    <xsl:param name="part" select="@part"/>
    <xsl:param name="text" select="@name | @what"/>
    <xsl:choose>
      <xsl:when test="$part"><a href="#about-{$part}"><bdi><xsl:value-of select="$text"/></bdi></a></xsl:when>
      <xsl:otherwise><bdi><xsl:value-of select="$text"/></bdi></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The VM of a peer or of an end, and the address there. -->
  <xsl:template match="peer | end">
    <span class="item">
      <xsl:call-template name="link">
        <xsl:with-param name="part" select="@vm-part"/>
        <xsl:with-param name="text" select="@vm"/>
      </xsl:call-template>
      <xsl:if test="@address">: <bdi><xsl:value-of select="@address"/></bdi></xsl:if>
    </span>
  </xsl:template>

  <!-- A table, if there are rows: a row has the cells that its template in the mode "row" makes. The names of columns are
       separated by bars; one that begins with # is of numbers. -->
  <xsl:template name="table">
    <xsl:param name="caption"/>
    <xsl:param name="of"/>
    <xsl:param name="columns"/>
    <xsl:param name="rows"/>
    <xsl:if test="$rows">
      <div class="scroll" tabindex="0" role="group" aria-label="{concat($caption, $of)}">
        <table>
          <caption><xsl:value-of select="$caption"/></caption>
          <thead><tr><xsl:call-template name="columns"><xsl:with-param name="names" select="concat($columns, '|')"/></xsl:call-template></tr></thead>
          <tbody>
            <xsl:for-each select="$rows"><tr><xsl:apply-templates select="." mode="row"/></tr><xsl:text>&#10;</xsl:text></xsl:for-each>
          </tbody>
        </table>
      </div>
    </xsl:if>
  </xsl:template>

  <xsl:template name="columns">
    <xsl:param name="names"/>
    <xsl:variable name="name" select="substring-before($names, '|')"/>
    <xsl:if test="$name">
      <th scope="col">
        <xsl:if test="starts-with($name, '#')"><xsl:attribute name="class">number</xsl:attribute></xsl:if>
        <xsl:value-of select="translate($name, '#', '')"/>
      </th>
      <xsl:call-template name="columns"><xsl:with-param name="names" select="substring-after($names, '|')"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- Bars of parts with @extent and, but for 0, @offset; the text beside them says the same. -->
  <xsl:template name="bar">
    <xsl:param name="parts" select="."/>
    <xsl:param name="class">bar</xsl:param>
    <xsl:if test="$parts/@extent">
      <svg xmlns="http://www.w3.org/2000/svg" class="{$class}" viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true">
        <rect class="track" x="0" y="1" width="1000" height="14"/>
        <xsl:for-each select="$parts[@extent]">
          <rect class="part {@kind} {@word}" x="{sum(@offset)}" y="1" width="{@extent}" height="14">
            <xsl:if test="@percent > 100"><xsl:attribute name="class">part over</xsl:attribute></xsl:if>
          </rect>
        </xsl:for-each>
      </svg>
    </xsl:if>
  </xsl:template>

  <!-- The picture and the messages -->

  <xsl:template match="picture">
    <xsl:if test="svg:svg">
      <figure>
        <div class="scroll" tabindex="0" role="group" aria-label="Picture of the scenario"><xsl:copy-of select="svg:svg"/></div>
        <figcaption>The VMs, the regions that they share, and their vUART connections. What follows says the same in text.</figcaption>
      </figure>
    </xsl:if>
  </xsl:template>

  <xsl:template match="messages">
    <p class="muted">What <code>acrn-cfg check</code> says: <xsl:value-of select="../@summary"/>.</p>
    <xsl:if test="message"><ol class="messages"><xsl:apply-templates select="message"/></ol></xsl:if>
    <xsl:apply-templates select="@omitted"/>
  </xsl:template>

  <xsl:template match="message">
    <li class="is-{@level}">
      <p>
        <span class="state {@level}">
          <span aria-hidden="true"><xsl:value-of select="translate(substring(@level, 1, 1), 'ew', '✖▲')"/><xsl:text> </xsl:text></span>
          <xsl:value-of select="@level"/>
        </span>
        <xsl:text> </xsl:text><code><xsl:value-of select="@slug"/></code><xsl:apply-templates select="@place"/>
      </p>
      <p class="text"><bdi><xsl:value-of select="@text"/></bdi></p>
      <xsl:apply-templates select="excerpt"/>
      <xsl:apply-templates select="@help | note"/>
    </li>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="@place">
    <xsl:text> </xsl:text><span class="muted"><bdi><xsl:value-of select="."/></bdi></span>
  </xsl:template>

  <xsl:template match="@help">
    <p><strong>Help:</strong><xsl:text> </xsl:text><bdi><xsl:value-of select="."/></bdi></p>
  </xsl:template>

  <xsl:template match="note">
    <p><strong>Note:</strong><xsl:text> </xsl:text><bdi><xsl:value-of select="@text"/></bdi><xsl:apply-templates select="@place"/></p>
    <xsl:apply-templates select="excerpt"/>
  </xsl:template>

  <xsl:template match="excerpt">
    <pre tabindex="0"><span class="line"><xsl:value-of select="@line"/></span><bdi><xsl:value-of select="@before"/><mark><xsl:value-of select="@marked"/></mark><xsl:value-of select="@after"/></bdi></pre>
  </xsl:template>

  <!-- VMs -->

  <xsl:template match="vms">
    <xsl:if test="not(vm)"><p class="missing">The scenario has no VM.</p></xsl:if>
    <xsl:call-template name="table">
      <xsl:with-param name="caption">The VMs of the scenario</xsl:with-param>
      <xsl:with-param name="columns">Name|#ID|Kind|CPUs|Memory|#Free slots|Declared at</xsl:with-param>
      <xsl:with-param name="rows" select="vm"/>
    </xsl:call-template>
    <xsl:apply-templates select="vm"/>
  </xsl:template>

  <xsl:template match="vms/vm" mode="row">
    <th scope="row"><xsl:call-template name="link"/></th>
    <td class="number"><xsl:value-of select="@id"/></td>
    <td><xsl:value-of select="@kind"/></td>
    <td><xsl:value-of select="@cpus"/></td>
    <td><xsl:value-of select="@memory"/></td>
    <td class="number"><xsl:value-of select="slots/@free"/></td>
    <td><bdi><xsl:value-of select="@place"/></bdi></td>
  </xsl:template>

  <xsl:template match="vms/vm">
    <section aria-labelledby="about-{@part}">
      <h3 id="about-{@part}">VM <bdi><xsl:value-of select="@name"/></bdi></h3>
      <p>
        <xsl:value-of select="@kind"/>
        <xsl:if test="@id">, ID <xsl:value-of select="@id"/></xsl:if>
        <xsl:value-of select="concat('; CPUs: ', @cpus, '; memory: ', @memory)"/>
        <xsl:if test="@script">; started by <code><bdi><xsl:value-of select="@script"/></bdi></code></xsl:if>
      </p>
      <xsl:apply-templates select="slots | windows"/>
    </section>
  </xsl:template>

  <xsl:template match="slots">
    <h4>Slots of PCI bus 0<xsl:if test="@free">: <xsl:value-of select="@free"/> of 32 free</xsl:if></h4>
    <xsl:apply-templates select="@reason"/>
    <xsl:if test="slot"><ol class="slots"><xsl:apply-templates select="slot"/></ol></xsl:if>
  </xsl:template>

  <xsl:template match="slot">
    <li class="{@state} {device/@kind}">
      <span class="slot">
        <span class="quiet">slot </span><xsl:value-of select="@number"/>
        <xsl:if test="@state = 'conflict'"> ⚠ conflict</xsl:if>
      </span>
      <xsl:for-each select="device"><span class="item" title="{concat(@address, ' ', @what)}"><xsl:call-template name="link"/></span></xsl:for-each>
      <xsl:if test="not(device)"><xsl:value-of select="@what"/></xsl:if>
    </li>
  </xsl:template>

  <xsl:template match="windows">
    <h4>PCI windows<xsl:if test="@used">: <xsl:value-of select="@used"/> used</xsl:if><xsl:if test="@free">, <xsl:value-of select="@free"/> free</xsl:if></h4>
    <xsl:apply-templates select="@reason"/>
    <xsl:call-template name="table">
      <xsl:with-param name="caption">Windows, and the BARs in them whose addresses the hypervisor sets</xsl:with-param>
      <xsl:with-param name="of" select="concat(', VM ', ../@name)"/>
      <xsl:with-param name="columns">First address|Last address|#Size|Device|#BAR|What</xsl:with-param>
      <xsl:with-param name="rows" select="window | window/bar | port"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="window | bar | port" mode="row">
    <th scope="row" class="mono {name()}"><xsl:value-of select="@start"/></th>
    <td class="mono"><xsl:value-of select="@end"/></td>
    <td class="number"><xsl:value-of select="@size"/></td>
    <td class="mono"><xsl:value-of select="@device"/></td>
    <td class="number"><xsl:value-of select="@index"/></td>
    <td><bdi><xsl:value-of select="@what"/></bdi><xsl:if test="self::window">window</xsl:if><xsl:if test="self::port">, I/O ports</xsl:if></td>
  </xsl:template>

  <!-- CPUs: tables of at most 24 columns, for which a sheet of paper is wide enough. -->

  <xsl:template match="cpus">
    <xsl:apply-templates select="cpu[position() mod 24 = 1]"/>
    <xsl:if test="cpu">
      <p class="muted">
        <xsl:for-each select="vm/use[@sign != ''][generate-id() = generate-id(key('sign', @sign))]">
          <strong><xsl:value-of select="@sign"/></strong><xsl:value-of select="concat(': ', @what, '; ')"/>
        </xsl:for-each>
        <xsl:text>P, E: performance or efficiency core; ?: not on the board.</xsl:text>
      </p>
    </xsl:if>
  </xsl:template>

  <xsl:template match="cpu">
    <xsl:variable name="before" select="count(preceding-sibling::cpu)"/>
    <xsl:variable name="cpus" select=". | following-sibling::cpu[position() &lt; 24]"/>
    <div class="scroll" tabindex="0" role="group" aria-label="VMs and CPUs from {@id}">
      <table class="cpus">
        <caption>Which VM may run on which physical CPU</caption>
        <thead><tr><th scope="col" class="name">VM</th><xsl:apply-templates select="$cpus" mode="column"/></tr></thead>
        <tbody>
          <xsl:for-each select="../vm">
            <tr>
              <th scope="row" class="name"><xsl:call-template name="link"/><xsl:if test="@default = 'y'"><small>by default</small></xsl:if></th>
              <xsl:apply-templates select="use[position() > $before and position() &lt;= $before + 24]"/>
            </tr>
            <xsl:text>&#10;</xsl:text>
          </xsl:for-each>
        </tbody>
        <tfoot><tr><th scope="row" class="name">VMs on it</th><xsl:for-each select="$cpus"><td><xsl:value-of select="@vms"/></td></xsl:for-each></tr></tfoot>
      </table>
    </div>
  </xsl:template>

  <xsl:template match="cpu" mode="column">
    <th scope="col" title="{@what}">
      <xsl:value-of select="@id"/>
      <small><xsl:value-of select="@core"/><xsl:if test="@known = 'n'">?</xsl:if></small>
      <span class="quiet"><xsl:value-of select="concat(' ', @what)"/></span>
    </th>
  </xsl:template>

  <xsl:template match="use">
    <td class="{@kind}" title="{@what}"><span aria-hidden="true"><xsl:value-of select="@sign"/></span><span class="quiet"><xsl:value-of select="@what"/></span></td>
  </xsl:template>

  <!-- Memory -->

  <xsl:template match="memory">
    <xsl:if test="@total">
      <p>
        <xsl:value-of select="concat('Host RAM: ', @total)"/>
        <xsl:if test="@used">; used: <xsl:value-of select="@used"/></xsl:if>
        <xsl:if test="@free">; free: <xsl:value-of select="@free"/></xsl:if>
      </p>
    </xsl:if>
    <xsl:if test="@over"><p><span class="state error"><span aria-hidden="true">✖ </span><xsl:value-of select="@over"/> more than there is</span></p></xsl:if>
    <xsl:apply-templates select="amounts | ranges"/>
  </xsl:template>

  <xsl:template match="amounts | ranges">
    <h3><xsl:if test="self::amounts">How much each has</xsl:if><xsl:if test="self::ranges">Which addresses are whose</xsl:if></h3>
    <xsl:apply-templates select="@reason | @note"/>
    <xsl:call-template name="bar">
      <xsl:with-param name="parts" select="*"/>
      <xsl:with-param name="class">bar whole</xsl:with-param>
    </xsl:call-template>
    <xsl:call-template name="table">
      <xsl:with-param name="caption">Amounts of the host’s RAM</xsl:with-param>
      <xsl:with-param name="columns">Who|#Size|#Share|Of the RAM</xsl:with-param>
      <xsl:with-param name="rows" select="amount"/>
    </xsl:call-template>
    <xsl:call-template name="table">
      <xsl:with-param name="caption">Ranges of the host’s physical addresses</xsl:with-param>
      <xsl:with-param name="columns">First address|Last address|#Size|Whose|Where</xsl:with-param>
      <xsl:with-param name="rows" select="range"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="amount" mode="row">
    <th scope="row"><xsl:call-template name="link"/></th>
    <td class="number"><xsl:value-of select="@size"/></td>
    <td class="number"><xsl:apply-templates select="@percent"/></td>
    <td class="drawn"><xsl:call-template name="bar"/></td>
  </xsl:template>

  <xsl:template match="range" mode="row">
    <th scope="row" class="mono"><xsl:value-of select="@start"/></th>
    <td class="mono"><xsl:value-of select="@end"/></td>
    <td class="number"><xsl:value-of select="@size"/></td>
    <td><xsl:call-template name="link"/></td>
    <td class="drawn"><xsl:call-template name="bar"/></td>
  </xsl:template>

  <xsl:template match="@percent">
    <xsl:if test=". > 100"><span class="state error"><span aria-hidden="true">✖ </span>too much</span><xsl:text> </xsl:text></xsl:if>
    <xsl:value-of select="concat(., ' %')"/>
  </xsl:template>

  <!-- Regions and connections -->

  <xsl:template match="regions">
    <xsl:if test="not(region)"><p class="missing">No VMs share memory.</p></xsl:if>
    <xsl:call-template name="table">
      <xsl:with-param name="caption">Memory that VMs share, and where each of them has it</xsl:with-param>
      <xsl:with-param name="columns">Name|Land|#Size|ID|Doorbell|Peers</xsl:with-param>
      <xsl:with-param name="rows" select="region"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="region" mode="row">
    <th scope="row" id="about-{@part}"><bdi><xsl:value-of select="@name"/></bdi></th>
    <td><xsl:value-of select="@land"/></td>
    <td class="number"><xsl:value-of select="@size"/><xsl:if test="not(@size)">not known</xsl:if></td>
    <td><xsl:value-of select="@id"/><xsl:if test="not(@id)">none</xsl:if></td>
    <td><xsl:value-of select="@doorbell"/><xsl:if test="not(@doorbell)">none</xsl:if></td>
    <td><xsl:apply-templates select="peer"/></td>
  </xsl:template>

  <xsl:template match="connections">
    <xsl:if test="not(connection)"><p class="missing">No vUARTs are connected with each other.</p></xsl:if>
    <xsl:call-template name="table">
      <xsl:with-param name="caption">Virtual UARTs of VMs that are connected with each other</xsl:with-param>
      <xsl:with-param name="columns">Name|Kind|One end|Other end</xsl:with-param>
      <xsl:with-param name="rows" select="connection"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="connection" mode="row">
    <th scope="row" id="about-{@part}"><bdi><xsl:value-of select="@name"/></bdi></th>
    <td><xsl:value-of select="@kind"/></td>
    <xsl:for-each select="end"><td><xsl:apply-templates select="."/></td></xsl:for-each>
  </xsl:template>

  <!-- Budget and audit -->

  <xsl:template match="budget">
    <xsl:call-template name="table">
      <xsl:with-param name="caption">What the scenario uses of the board and of ACRN’s limits</xsl:with-param>
      <xsl:with-param name="columns">What|#Used|#Limit|#Free|#Share|Of the limit</xsl:with-param>
      <xsl:with-param name="rows" select="item"/>
    </xsl:call-template>
    <xsl:call-template name="table">
      <xsl:with-param name="caption">What each VM uses</xsl:with-param>
      <xsl:with-param name="columns">VM|Kind|Memory|CPUs|#Free slots|#MSI-X vectors|#PCI windows used|#PCI windows free</xsl:with-param>
      <xsl:with-param name="rows" select="vm"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="item" mode="row">
    <th scope="row"><xsl:if test="@within = 'y'"><xsl:attribute name="class">within</xsl:attribute></xsl:if><bdi><xsl:value-of select="@what"/></bdi></th>
    <td class="number"><xsl:value-of select="@used"/></td>
    <td class="number"><xsl:value-of select="@total"/></td>
    <td class="number"><xsl:value-of select="@free"/></td>
    <td class="number"><xsl:apply-templates select="@percent"/></td>
    <td class="drawn"><xsl:call-template name="bar"/></td>
  </xsl:template>

  <xsl:template match="budget/vm" mode="row">
    <th scope="row"><xsl:call-template name="link"/></th>
    <td><xsl:value-of select="@kind"/></td>
    <td><xsl:value-of select="@memory"/></td>
    <td><xsl:value-of select="@cpus"/></td>
    <td class="number"><xsl:value-of select="@slots"/></td>
    <td class="number"><xsl:value-of select="@msix"/></td>
    <td class="number"><xsl:value-of select="@windows-used"/></td>
    <td class="number"><xsl:value-of select="@windows-free"/></td>
  </xsl:template>

  <xsl:template match="audit">
    <xsl:call-template name="table">
      <xsl:with-param name="caption">How exposed each region and VM is, from 0.0, which is good, to 10.0</xsl:with-param>
      <xsl:with-param name="columns">What|#Score|In a word|Of 10.0</xsl:with-param>
      <xsl:with-param name="rows" select="subject"/>
    </xsl:call-template>
    <xsl:apply-templates select="subject"/>
  </xsl:template>

  <xsl:template match="subject" mode="row">
    <th scope="row"><bdi><xsl:value-of select="@what"/></bdi></th>
    <td class="number"><xsl:value-of select="@score"/></td>
    <td><xsl:value-of select="@word"/></td>
    <td class="drawn"><xsl:call-template name="bar"/></td>
  </xsl:template>

  <xsl:template match="subject">
    <details>
      <summary><bdi><xsl:value-of select="@what"/></bdi>: <xsl:value-of select="concat(@score, ' ', @word)"/></summary>
      <xsl:call-template name="table">
        <xsl:with-param name="caption">Practices, and which of them are in force</xsl:with-param>
        <xsl:with-param name="of" select="concat(', ', @what)"/>
        <xsl:with-param name="columns">Practice|State|#Weight|Why</xsl:with-param>
        <xsl:with-param name="rows" select="row"/>
      </xsl:call-template>
      <xsl:if test="reader"><p>These can read and write it:</p></xsl:if>
      <xsl:for-each select="reader"><p><bdi><xsl:value-of select="@who"/></bdi>: <bdi><xsl:value-of select="@how"/></bdi></p></xsl:for-each>
    </details>
  </xsl:template>

  <xsl:template match="row" mode="row">
    <th scope="row"><xsl:value-of select="@practice"/></th>
    <td><span aria-hidden="true"><xsl:value-of select="concat(@sign, ' ')"/></span><xsl:value-of select="translate(@state, '-', ' ')"/></td>
    <td class="number"><xsl:value-of select="@weight"/></td>
    <td><bdi><xsl:value-of select="concat(@what, ': ', @reason)"/></bdi><xsl:if test="@why"><br/><bdi><xsl:value-of select="@why"/></bdi></xsl:if></td>
  </xsl:template>

  <!-- Files -->

  <xsl:template match="outputs">
    <xsl:call-template name="table">
      <xsl:with-param name="caption">What acrn-cfg gen writes with the same options</xsl:with-param>
      <xsl:with-param name="columns">File|#Bytes|SHA-256</xsl:with-param>
      <xsl:with-param name="rows" select="output"/>
    </xsl:call-template>
    <xsl:call-template name="table">
      <xsl:with-param name="caption">What all this is made of: the inputs</xsl:with-param>
      <xsl:with-param name="columns">File|Kind|SHA-256</xsl:with-param>
      <xsl:with-param name="rows" select="../input"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="input | output" mode="row">
    <th scope="row"><bdi><xsl:value-of select="@path"/></bdi><xsl:if test="@executable = 'y'"><small> executable</small></xsl:if></th>
    <xsl:if test="self::input"><td><xsl:value-of select="@kind"/></td></xsl:if>
    <xsl:if test="self::output"><td class="number"><xsl:value-of select="@bytes"/></td></xsl:if>
    <td class="digest"><xsl:value-of select="@sha256"/></td>
  </xsl:template>
</xsl:stylesheet>
