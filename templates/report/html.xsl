<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: BSD-3-Clause
     report/html.xsl: the report as one page, which needs nothing but itself: no script, no other file, no network.

     The page's security policy allows its own style and those of the picture by their digests, and nothing else: there
     are no style attributes, and bars are drawn as SVG. On a screen the picture is as wide as the page as long as it stays
     readable, which is at three quarters of its size; paper has no scroll bar. IDs of the picture are the parts' own; those of the page are
     names of sections, or begin with "about-". -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:svg="http://www.w3.org/2000/svg"
                xmlns:e="urn:acrn-cfg:emit" exclude-result-prefixes="svg e">
  <xsl:output method="html" encoding="UTF-8" indent="no"/>
  <xsl:variable name="picture-style" select="concat('@media screen { figure svg { min-width: calc(.75 * ', /report/picture/svg:svg/@width, 'px); } }')"/>
  <xsl:variable name="style" select="concat(e:embedded('templates/report/page.css'), $picture-style)"/>
  <xsl:key name="about" match="vms/vm | region | connection" use="@part"/>
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
          <xsl:when test="@invalid = 'y'"><a href="#messages" class="badge error"><span aria-hidden="true">✖ </span>invalid: <xsl:value-of select="@summary"/></a></xsl:when>
          <xsl:when test="@errors != 0"><a href="#messages" class="badge error"><span aria-hidden="true">✖ </span><xsl:value-of select="@summary"/></a></xsl:when>
          <xsl:when test="@warnings != 0"><a href="#messages" class="badge warning"><span aria-hidden="true">▲ </span><xsl:value-of select="@summary"/></a></xsl:when>
          <xsl:otherwise><span class="badge good"><span aria-hidden="true">✔ </span><xsl:value-of select="@summary"/></span></xsl:otherwise>
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

  <!-- A text, as a link to what the page has about the part, if it has something: a peer may be a VM that is not there. -->
  <xsl:template name="link">
    <xsl:param name="part" select="@part"/>
    <xsl:param name="text" select="@name | @what"/>
    <xsl:choose>
      <xsl:when test="key('about', $part)"><a href="#about-{$part}"><bdi><xsl:value-of select="$text"/></bdi></a></xsl:when>
      <xsl:otherwise><bdi><xsl:value-of select="$text"/></bdi></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The VM of a peer or of an end, and the address there. -->
  <xsl:template match="peer | end">
    <span class="entry">
      <xsl:call-template name="link">
        <xsl:with-param name="part" select="@vm-part"/>
        <xsl:with-param name="text" select="@vm"/>
      </xsl:call-template>
      <xsl:if test="@address">: <bdi><xsl:value-of select="@address"/></bdi></xsl:if>
    </span>
  </xsl:template>

  <!-- A table, if there are rows. A column is NAME=FIELD|, of numbers if it begins with #; FIELD is an attribute of the rows,
       or what the template "cell" makes. -->
  <xsl:template name="table">
    <xsl:param name="caption"/>
    <xsl:param name="of"/>
    <xsl:param name="columns"/>
    <xsl:param name="rows"/>
    <xsl:if test="$rows">
      <div class="scroll" tabindex="0" role="group" aria-label="{concat($caption, $of)}">
        <table>
          <caption><xsl:value-of select="$caption"/></caption>
          <thead><tr><xsl:call-template name="columns"><xsl:with-param name="columns" select="$columns"/></xsl:call-template></tr></thead>
          <tbody>
            <xsl:for-each select="$rows">
              <tr><xsl:call-template name="cells"><xsl:with-param name="columns" select="$columns"/></xsl:call-template></tr>
              <xsl:text>&#10;</xsl:text>
            </xsl:for-each>
          </tbody>
        </table>
      </div>
    </xsl:if>
  </xsl:template>

  <xsl:template name="columns">
    <xsl:param name="columns"/>
    <xsl:if test="$columns">
      <th scope="col">
        <xsl:if test="starts-with($columns, '#')"><xsl:attribute name="class">number</xsl:attribute></xsl:if>
        <xsl:value-of select="translate(substring-before($columns, '='), '#', '')"/>
      </th>
      <xsl:call-template name="columns"><xsl:with-param name="columns" select="substring-after($columns, '|')"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- The cells of a row, of which the first is its head. -->
  <xsl:template name="cells">
    <xsl:param name="columns"/>
    <xsl:param name="kind">th</xsl:param>
    <xsl:variable name="field" select="substring-before(substring-after($columns, '='), '|')"/>
    <xsl:if test="$columns">
      <xsl:element name="{$kind}">
        <xsl:attribute name="class">
          <xsl:value-of select="concat($field, substring(' number', 1, 7 * starts-with($columns, '#')))"/>
          <xsl:if test="$kind = 'th'"><xsl:value-of select="concat(' ', name(), substring(' within', 1, 7 * (@within = 'y')))"/></xsl:if>
        </xsl:attribute>
        <xsl:if test="$kind = 'th'"><xsl:attribute name="scope">row</xsl:attribute></xsl:if>
        <xsl:if test="$field = 'target'"><xsl:attribute name="id"><xsl:value-of select="concat('about-', @part)"/></xsl:attribute></xsl:if>
        <xsl:call-template name="cell"><xsl:with-param name="field" select="$field"/></xsl:call-template>
      </xsl:element>
      <xsl:call-template name="cells">
        <xsl:with-param name="columns" select="substring-after($columns, '|')"/>
        <xsl:with-param name="kind">td</xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="cell">
    <xsl:param name="field"/>
    <xsl:variable name="value" select="(@* | slots/@free)[name() = $field]"/>
    <xsl:choose>
      <xsl:when test="$field = 'link'"><xsl:call-template name="link"/></xsl:when>
      <xsl:when test="$field = 'target'"><bdi><xsl:value-of select="@name"/></bdi></xsl:when>
      <xsl:when test="$field = 'bar'"><xsl:call-template name="bar"/></xsl:when>
      <xsl:when test="$field = 'percent'"><xsl:apply-templates select="@percent"/></xsl:when>
      <xsl:when test="$field = 'peers'"><xsl:apply-templates select="peer"/></xsl:when>
      <xsl:when test="$field = 'one-end'"><xsl:apply-templates select="end[1]"/></xsl:when>
      <xsl:when test="$field = 'other-end'"><xsl:apply-templates select="end[2]"/></xsl:when>
      <xsl:when test="$field = 'state'"><span aria-hidden="true"><xsl:value-of select="concat(@sign, ' ')"/></span><xsl:value-of select="@state"/></xsl:when>
      <xsl:when test="self::window and $field = 'what'">window</xsl:when>
      <xsl:when test="self::region and not($value)">none</xsl:when>
      <xsl:otherwise><bdi><xsl:value-of select="$value"/></bdi></xsl:otherwise>
    </xsl:choose>
    <xsl:if test="self::port and $field = 'what'">, I/O ports</xsl:if>
    <xsl:if test="@executable = 'y' and $field = 'path'"><small> executable</small></xsl:if>
    <xsl:if test="self::row and $field = 'what'"><xsl:apply-templates select="@reason | @why" mode="entry"/></xsl:if>
  </xsl:template>

  <xsl:template match="@*" mode="entry"><span class="entry muted"><bdi><xsl:value-of select="."/></bdi></span></xsl:template>

  <!-- Bars of parts with @extent and, but for 0, @offset; the text beside them says the same. -->
  <xsl:template name="bar">
    <xsl:param name="parts" select="."/>
    <xsl:param name="class">bar</xsl:param>
    <xsl:if test="$parts/@extent">
      <svg xmlns="http://www.w3.org/2000/svg" class="{$class}" viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true">
        <rect class="track" x="0" y="1" width="1000" height="14"/>
        <xsl:for-each select="$parts[@extent]">
          <rect class="part {name()} {@kind} {@word}" x="{sum(@offset)}" y="1" width="{@extent}" height="14">
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
        <span class="badge {@level}">
          <span aria-hidden="true"><xsl:value-of select="translate(substring(@level, 1, 1), 'ew', '✖▲')"/><xsl:text> </xsl:text></span>
          <xsl:value-of select="@level"/>
        </span>
        <xsl:text> </xsl:text><code><xsl:value-of select="@slug"/></code><xsl:apply-templates select="@place"/>
      </p>
      <p class="text"><bdi><xsl:value-of select="@text"/></bdi></p>
      <xsl:apply-templates select="excerpt"/>
      <xsl:apply-templates select="@help | note[position() &lt;= 8]"/>
      <xsl:if test="note[9]">
        <details><summary>More notes: <xsl:value-of select="count(note) - 8"/></summary><xsl:apply-templates select="note[position() > 8]"/></details>
      </xsl:if>
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
      <xsl:with-param name="columns">Name=link|#ID=id|Kind=kind|CPUs=cpus|Memory=memory|#Free slots=free|Declared at=place|</xsl:with-param>
      <xsl:with-param name="rows" select="vm"/>
    </xsl:call-template>
    <xsl:apply-templates select="vm"/>
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
      <xsl:for-each select="device"><span class="entry" title="{concat(@address, ' ', @full)}"><xsl:call-template name="link"/></span></xsl:for-each>
      <xsl:if test="not(device)"><xsl:value-of select="@what"/></xsl:if>
    </li>
  </xsl:template>

  <xsl:template match="windows">
    <h4>PCI windows<xsl:if test="@used">: <xsl:value-of select="@used"/> used</xsl:if><xsl:if test="@free">, <xsl:value-of select="@free"/> free</xsl:if></h4>
    <xsl:apply-templates select="@reason"/>
    <xsl:call-template name="table">
      <xsl:with-param name="caption">Windows, and the BARs in them whose addresses the hypervisor sets</xsl:with-param>
      <xsl:with-param name="of" select="concat(', VM ', ../@name)"/>
      <xsl:with-param name="columns">First address=start|Last address=end|#Size=size|Device=device|#BAR=index|What=what|</xsl:with-param>
      <xsl:with-param name="rows" select="window | window/bar | port"/>
    </xsl:call-template>
  </xsl:template>

  <!-- CPUs: tables of at most 24 columns, for which a sheet of paper is wide enough. -->

  <xsl:template match="cpus">
    <xsl:apply-templates select="cpu[position() mod 24 = 1]"/>
    <xsl:if test="cpu">
      <p class="muted"><strong>X</strong>: exclusive; <strong>S</strong>: shared; <strong>A</strong>: alone, but not exclusive;
        <strong>L</strong>: until the VM starts that has it; <strong>!</strong>: in conflict with another VM; <strong>R</strong>:
        real-time; P, E: performance or efficiency core; ?: not on the board.</p>
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
    <xsl:if test="@over"><p><span class="badge error"><span aria-hidden="true">✖ </span><xsl:value-of select="@over"/> more than there is</span></p></xsl:if>
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
      <xsl:with-param name="columns">Who=link|#Size=size|#Share=percent|Of the RAM=bar|</xsl:with-param>
      <xsl:with-param name="rows" select="amount"/>
    </xsl:call-template>
    <xsl:call-template name="table">
      <xsl:with-param name="caption">Ranges of the host’s physical addresses</xsl:with-param>
      <xsl:with-param name="columns">First address=start|Last address=end|#Size=size|Whose=link|Where=bar|</xsl:with-param>
      <xsl:with-param name="rows" select="range"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="@percent">
    <xsl:if test=". > 100"><span class="badge error"><span aria-hidden="true">✖ </span>too much</span><xsl:text> </xsl:text></xsl:if>
    <xsl:value-of select="concat(., ' %')"/>
  </xsl:template>

  <!-- Regions and connections -->

  <xsl:template match="regions">
    <xsl:if test="not(region)"><p class="missing">No VMs share memory.</p></xsl:if>
    <xsl:call-template name="table">
      <xsl:with-param name="caption">Memory that VMs share, and where each of them has it</xsl:with-param>
      <xsl:with-param name="columns">Name=target|Land=land|#Size=size|ID=id|Doorbell=doorbell|Peers=peers|</xsl:with-param>
      <xsl:with-param name="rows" select="region"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="connections">
    <xsl:if test="not(connection)"><p class="missing">No vUARTs are connected with each other.</p></xsl:if>
    <xsl:call-template name="table">
      <xsl:with-param name="caption">Virtual UARTs of VMs that are connected with each other</xsl:with-param>
      <xsl:with-param name="columns">Name=target|Kind=kind|One end=one-end|Other end=other-end|</xsl:with-param>
      <xsl:with-param name="rows" select="connection"/>
    </xsl:call-template>
  </xsl:template>

  <!-- Budget and audit -->

  <xsl:template match="budget">
    <xsl:call-template name="table">
      <xsl:with-param name="caption">What the scenario uses of the board and of ACRN’s limits</xsl:with-param>
      <xsl:with-param name="columns">What=what|#Used=used|#Limit=total|#Free=free|#Share=percent|Of the limit=bar|</xsl:with-param>
      <xsl:with-param name="rows" select="item"/>
    </xsl:call-template>
    <xsl:call-template name="table">
      <xsl:with-param name="caption">What each VM uses</xsl:with-param>
      <xsl:with-param name="columns">VM=link|Kind=kind|Memory=memory|CPUs=cpus|#Free slots=slots|#MSI-X vectors=msix|#PCI windows used=windows-used|#PCI windows free=windows-free|</xsl:with-param>
      <xsl:with-param name="rows" select="vm"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="audit">
    <xsl:call-template name="table">
      <xsl:with-param name="caption">How exposed each region and VM is, from 0.0, which is good, to 10.0</xsl:with-param>
      <xsl:with-param name="columns">What=what|#Score=score|In a word=word|Of 10.0=bar|</xsl:with-param>
      <xsl:with-param name="rows" select="subject"/>
    </xsl:call-template>
    <xsl:apply-templates select="subject"/>
  </xsl:template>

  <xsl:template match="subject">
    <details>
      <summary><bdi><xsl:value-of select="@what"/></bdi>: <xsl:value-of select="concat(@score, ' ', @word)"/></summary>
      <xsl:call-template name="table">
        <xsl:with-param name="caption">Practices, and which of them are in force</xsl:with-param>
        <xsl:with-param name="of" select="concat(', ', @what)"/>
        <xsl:with-param name="columns">Practice=practice|State=state|#Weight=weight|Why=what|</xsl:with-param>
        <xsl:with-param name="rows" select="row"/>
      </xsl:call-template>
      <xsl:if test="reader"><p>These can read and write it:</p></xsl:if>
      <xsl:for-each select="reader"><p><bdi><xsl:value-of select="@who"/></bdi>: <bdi><xsl:value-of select="@how"/></bdi></p></xsl:for-each>
    </details>
  </xsl:template>

  <!-- Files -->

  <xsl:template match="outputs">
    <xsl:call-template name="table">
      <xsl:with-param name="caption">What acrn-cfg gen writes with the same options</xsl:with-param>
      <xsl:with-param name="columns">File=path|#Bytes=bytes|SHA-256=sha256|</xsl:with-param>
      <xsl:with-param name="rows" select="output"/>
    </xsl:call-template>
    <xsl:call-template name="table">
      <xsl:with-param name="caption">What all this is made of: the inputs</xsl:with-param>
      <xsl:with-param name="columns">File=path|Kind=kind|SHA-256=sha256|</xsl:with-param>
      <xsl:with-param name="rows" select="../input"/>
    </xsl:call-template>
  </xsl:template>
</xsl:stylesheet>
