-- What each format needs to set the parts of the manuscript: floats with their notes, equations, abstracts, alternative texts.

local PARAGRAPH_STYLES = {
  notice = "Notice",
  abstract = "Abstract",
  keywords = "Keywords",
  declarations = "First Paragraph",
  unconfirmed = "Table Note",
  form = "Form",
}

local NO_BREAK_SPACE = "\u{a0}"
local LONGEST_UNBROKEN = 12 -- rows of a table that Word keeps on one page
local KEPT = 2 -- rows at either end of a longer table that stay together

local words = {}

local function read_words(meta)
  for _, name in ipairs({ "label-continued", "label-drawn_by", "figures" }) do
    words[name] = meta[name] and pandoc.utils.stringify(meta[name])
  end
  words.data, words.in_place = meta["figure-data"] or {}, meta["tables-in-place"]
end

local function first(div)
  return div.classes[1]
end

local function is_float(div)
  return div.classes:includes("float")
end

local function rows_of(tbl)
  local count = 0
  for _, body in ipairs(tbl.bodies) do
    count = count + #body.body
  end
  return count
end

local function is_long(div, tbl)
  return div.classes:includes("long") or rows_of(tbl) > LONGEST_UNBROKEN
end

local function is_equation(div)
  return div.identifier:match("^eq:") ~= nil
end

-- "Table 5 (continued)", from the caption that crossref.lua has numbered.
local function continued_mark(tbl)
  local mark = pandoc.Inlines({ tbl.caption.long[1].content[1]:clone() })
  mark[1].content[1].text = mark[1].content[1].text:gsub("%.$", "")
  mark:extend({ pandoc.Space(), pandoc.Str("(" .. words["label-continued"] .. ")") })
  return mark
end

local function math_of(div)
  local found
  div:walk({ Math = function(math) found = math end })
  return found or error("an equation without $$: " .. div.identifier, 0)
end

local function plain_numbers(span)
  if span.classes:includes("number") then
    return span.content
  end
end

-- References ------------------------------------------------------------------------------------------------------

-- An entry whose `annote` in the bibliography begins so was found in no other source: the list says which those are.
local UNCONFIRMED = "^as printed"

local function mark_unconfirmed(entry)
  local text = entry.content[1]
  text.content:insert(1, pandoc.Str("*"))
  return entry
end

-- The translation of an italic title stands upright after it.
local function upright_translation(italic)
  local last = italic.content[#italic.content]
  if last and last.t == "Span" and last.classes:includes("nodecor") then
    italic.content:remove()
    italic.content:remove() -- the space before it
    return { italic, pandoc.Space(), table.unpack(last.content) }
  end
end

-- Pandoc's Indonesian words for references misspell the kind of an entry that is a program.
local function spelt(word)
  return pandoc.Str((word.text:gsub("Perangakat", "Perangkat")))
end

local function references_marked(doc)
  local unconfirmed, found = {}, false
  for _, reference in ipairs(pandoc.utils.references(doc)) do
    local annote = reference.annote and pandoc.utils.stringify(reference.annote) or ""
    unconfirmed["ref-" .. reference.id] = annote:match(UNCONFIRMED) ~= nil
  end
  local function mark(entry)
    if unconfirmed[entry.identifier] then
      found = true
      return mark_unconfirmed(entry)
    end
  end
  local blocks = pandoc.Blocks({})
  for _, block in ipairs(doc.blocks) do
    if block.identifier == "refs" and #block.content == 0 then
      blocks:remove() -- the heading of a list without entries
    elseif block.identifier == "refs" then
      block.content = block.content:walk({ Emph = upright_translation, Str = spelt }):walk({ Div = mark })
      if found then -- before the list, where it never stands alone on a page
        local sentence = pandoc.Para({ pandoc.Str("* " .. pandoc.utils.stringify(doc.meta["label-unconfirmed"])) })
        blocks:insert(pandoc.Div({ sentence }, pandoc.Attr("", { "unconfirmed" })))
      end
      blocks:insert(block)
    else
      blocks:insert(block)
    end
  end
  doc.blocks = blocks
  return doc
end

-- Word ------------------------------------------------------------------------------------------------------------

local function word_style(name, blocks, language)
  -- Pairs in a list keep their order; a table with keys would come out in another order from run to run.
  local attributes = { { "custom-style", name } }
  if language then
    table.insert(attributes, { "lang", language })
  end
  return pandoc.Div(blocks, pandoc.Attr("", {}, attributes))
end

-- A row whose first cell is empty continues the row above it.
local function continues(row, tbl)
  return row ~= nil and #row.cells == #tbl.colspecs and pandoc.utils.stringify(row.cells[1].contents) == ""
end

-- The cells of Word's tables keep with the next row. Those of a long table may not, or it would begin on a page of its
-- own; its first and last rows still do, and so do a row that heads a group, with a single cell, and one that the next
-- continues, unless more rows continue it than Word keeps on one page.
local function word_broken(tbl)
  local function loose(cell)
    local text = pandoc.utils.blocks_to_inlines(cell.contents)
    local filled = #text > 0 and text or { pandoc.Str("") } -- without anything there is no paragraph to have the style
    cell.contents = { word_style("Table Text", { pandoc.Para(filled) }) } -- Word's writer gives a Plain a style of its own
    return cell
  end
  local place, last, kept = 0, rows_of(tbl), 0
  for _, body in ipairs(tbl.bodies) do
    local follows = {}
    for index = 1, #body.body do
      follows[index] = continues(body.body[index + 1], tbl)
    end
    for index, row in ipairs(body.body) do
      place = place + 1
      kept = follows[index] and kept + 1 or 0
      local held = place < KEPT or place > last - KEPT or #row.cells == 1 or (follows[index] and kept < LONGEST_UNBROKEN)
      row.cells = held and row.cells or row.cells:map(loose)
    end
  end
  return tbl
end

local function word_float(div)
  local blocks = div.content:map(function(block)
    if block.t == "Para" then
      return word_style("Table Note", { block })
    end
    return block.t == "Table" and is_long(div, block) and word_broken(block) or block
  end)
  if div.content[#div.content].t ~= "Para" then
    blocks:insert(word_style("Table Note", { pandoc.Para({ pandoc.Str(NO_BREAK_SPACE) }) })) -- keeps the text at a distance
  end
  return blocks
end

local function word_equation(div)
  local tab = pandoc.RawInline("openxml", "<w:r><w:tab/></w:r>")
  local math = math_of(div)
  math.mathtype = "InlineMath"
  local line = pandoc.Para({ tab, math, tab, pandoc.RawInline("openxml", div.attributes.number) })
  return word_style("Equation", { line })
end

-- Word's writer gives each author a paragraph; here the byline is one, and the names become a property of the file.
local function word_title_block(doc)
  local byline = pandoc.Inlines({})
  for index, author in ipairs(doc.meta.byline or {}) do
    byline:extend(index > 1 and { pandoc.Str(","), pandoc.Space() } or {})
    byline:extend(author:walk({ Space = function() return pandoc.Str(NO_BREAK_SPACE) end })) -- no line ends within a name
  end
  local block = pandoc.Blocks(#byline > 0 and { word_style("Author", { pandoc.Para(byline) }) } or {})
  for _, line in ipairs({ table.unpack(doc.meta.affiliation or {}) }) do
    block:insert(word_style("Affiliation", { pandoc.Para(line) }))
  end
  if doc.meta.corresponding then
    block:insert(word_style("Affiliation", { pandoc.Para(doc.meta.corresponding) }))
  end
  for _, line in ipairs({ table.unpack(doc.meta.publication or {}) }) do
    block:insert(word_style("Affiliation", { pandoc.Para(line) }))
  end
  block:extend(doc.blocks)
  doc.blocks = block
  doc.meta.author = nil
  if doc.meta["subtitle-lang"] then -- the title in another language, by which Word checks and reads it
    local language = { { "lang", pandoc.utils.stringify(doc.meta["subtitle-lang"]) } }
    doc.meta.subtitle = pandoc.Inlines({ pandoc.Span(doc.meta.subtitle, pandoc.Attr("", {}, language)) })
  end
  return doc
end

local function word_div(div)
  if is_float(div) then
    return word_float(div)
  elseif is_equation(div) then
    return word_equation(div)
  elseif PARAGRAPH_STYLES[first(div)] and div.content[1].t ~= "Table" then
    return word_style(PARAGRAPH_STYLES[first(div)], div.content, div.attributes.lang)
  end
end

-- Typst -----------------------------------------------------------------------------------------------------------

local function typst(text)
  return pandoc.RawBlock("typst", text)
end

local function typst_string(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"'
end

-- Names and keywords stand in strings of Typst, where an escaped sign of its markup would be a fault.
local function typst_meta(meta)
  read_words(meta)
  for _, name in ipairs({ "author", "keywords" }) do
    meta[name .. "-strings"] = pandoc.List(meta[name] or {}):map(function(text)
      return pandoc.MetaInlines({ pandoc.RawInline("typst", typst_string(pandoc.utils.stringify(text))) })
    end)
  end
  return meta
end

local function typst_text(blocks)
  return (pandoc.write(pandoc.Pandoc(blocks), "typst-smart", { wrap_text = "wrap-none" }):gsub("%s+$", ""))
end

local function wrapped(call, blocks)
  local result = pandoc.Blocks({ typst(call .. "[") })
  result:extend(blocks)
  result:insert(typst("]"))
  return result
end

local function typst_image(image)
  local alt = pandoc.utils.stringify(image.caption)
  if alt == "" then
    error("a figure without an alternative text: " .. image.src, 0)
  end
  return "drawing(" .. typst_string(image.src) .. ", " .. typst_string(alt) .. ")"
end

local function typst_figure(figure)
  local image
  figure:walk({ Image = function(found) image = found end })
  local caption = typst_text(figure.caption.long)
  local _, drawing = pandoc.mediabag.fetch(image.src)
  local mark = (drawing or ""):find('id="notice"', 1, true) and "#own-notice" or ""
  return typst(mark .. "#figure(" .. typst_image(image) .. ", kind: image, caption: [" .. caption .. "]) <" .. figure.identifier .. ">")
end

-- The first cell of a row that others continue spans them all, and no page break parts them.
-- Not so the last of such groups: Typst would part it from the table's foot.
local function typst_spanning(tbl)
  local body = tbl.bodies[#tbl.bodies].body
  local last, head = #body, nil
  while last > 1 and continues(body[last], tbl) do
    last = last - 1
  end
  for place, row in ipairs(body) do
    if head and place < last and continues(row, tbl) then
      head.row_span = head.row_span + 1
      row.cells:remove(1)
    else
      head = #row.cells == #tbl.colspecs and row.cells[1] or nil
    end
  end
  return tbl
end

-- Letters of a table on a line of a page, and those of the space between two columns: what a longest word needs.
local LETTERS, BETWEEN = 94, 1.6

local function longest_word(cell)
  local longest = 0
  local text = pandoc.utils.stringify(cell.contents):gsub("([<>]) (%d)", "%1" .. NO_BREAK_SPACE .. "%2") -- as in "< 0.001"
  for word in text:gmatch("%S+") do -- a space that does not break is none of %s
    longest = math.max(longest, utf8.len(word))
  end
  return longest
end

-- Columns in which no word runs into the next column: too narrow ones take what they need from those with room to spare.
local function typst_widened(tbl)
  if not tbl.colspecs[1][2] then -- columns as wide as they need
    return tbl
  end
  local needs, lacking, spare = {}, 0, 0
  local rows = pandoc.List({ table.unpack(tbl.head.rows) })
  for _, body in ipairs(tbl.bodies) do
    rows:extend(body.body)
  end
  for _, row in ipairs(rows) do
    for place, cell in ipairs(#row.cells == #tbl.colspecs and row.cells or {}) do
      needs[place] = math.max(needs[place] or 0, (longest_word(cell) + BETWEEN) / LETTERS)
    end
  end
  for place, spec in ipairs(tbl.colspecs) do
    local room = spec[2] - (needs[place] or 0)
    lacking, spare = lacking + math.max(-room, 0), spare + math.max(room, 0)
  end
  tbl.colspecs = tbl.colspecs:map(function(spec, place)
    local room = spec[2] - (needs[place] or 0)
    local taken = room > 0 and math.min(lacking / spare, 1) * room or room
    return lacking > 0 and { spec[1], spec[2] - taken } or spec
  end)
  return tbl
end

-- Pandoc's table with what it lacks: heads on their rule and marked where they are repeated, heads of groups that are
-- repeated too and never stand alone at the foot of a page, and the note as the table's foot.
local function typst_table(tbl, note)
  local columns, name = tostring(#tbl.colspecs), "label(" .. typst_string(tbl.identifier) .. ")"
  local mark = "continued(" .. name .. ", [" .. typst_text({ pandoc.Plain(continued_mark(tbl)) }) .. "])"
  local foot = "foot(" .. columns .. ", " .. (note and "note[" .. typst_text({ note }) .. "]" or "none") .. ")"
  local source = typst_text({ typst_spanning(typst_widened(tbl)) }):gsub("rowspan: %d+", "%0, breakable: false")
  source = source:gsub("align: %((.-),%),\n", "align: aligned(%1),\n", 1)
  source = source:gsub("table%.header%(%[", function() return "table.header(top-rule, [#" .. mark .. ";" end, 1)
  source = source:gsub("(table%.cell%(colspan: " .. columns .. "%)%[.-%]),\n", "table.header(level: 2, %1),\n") -- a bracket in a label need not be closed
  source = source:gsub("\n  %)%]\n  , caption:", function(rest) return "\n    " .. foot .. "," .. rest end, 1)
  return typst(source)
end

local function typst_float(div)
  local body, note = div.content[1], div.content[2]
  local is_table = body.t == "Table"
  local name = is_table and body.identifier or body.text:match("<(%S+)>$")
  local place = not words.in_place and "" or is_table and ", in-place: true" or ", among-tables: true"
  local blocks = { is_table and typst_table(body, note) or body }
  if note and not is_table then
    table.move(wrapped("#note", { note }), 1, 3, 2, blocks)
  end
  return wrapped("#float(name: " .. typst_string(name) .. place .. ")", blocks)
end

local function typst_equation(div)
  local alt = div.attributes.alt or error("an equation without an alternative text: " .. div.identifier, 0)
  local math = typst_text({ pandoc.Para({ math_of(div) }) })
  return typst(
    "#numbered-equation(" .. typst_string(div.attributes.number) .. ", " .. typst_string(alt) .. ")[" .. math
      .. " <" .. div.identifier .. ">]"
  )
end

local function typst_div(div)
  if is_float(div) then
    return typst_float(div)
  elseif is_equation(div) then
    return typst_equation(div)
  elseif div.identifier == "refs" then
    return wrapped("#reference-list", div.content)
  elseif first(div) == "unconfirmed" then
    return wrapped("#reference-note", div.content)
  elseif first(div) and PARAGRAPH_STYLES[first(div)] then
    local language = div.attributes.lang
    local call = "#" .. first(div) .. (language and '(language: "' .. language .. '")' or "")
    return wrapped(call, div.content)
  end
end

-- The paragraph before floats tells on which page they are called for.
local function typst_marked(doc)
  local before
  for _, block in ipairs(doc.blocks) do
    if block.t == "Div" and is_float(block) and before and before.t == "Para" then
      before.content:insert(pandoc.RawInline("typst", "#before-float"))
      before = nil
    elseif block.t ~= "Div" or not is_float(block) then
      before = block
    end
  end
  return doc
end

-- The paragraph before an equation; set in as others are, unless none stands before it.
local function typst_announced(doc)
  for index = #doc.blocks, 2, -1 do
    local block, before = doc.blocks[index], doc.blocks[index - 1]
    if block.t == "Div" and is_equation(block) and before.t == "Para" then
      local previous = index - 2
      while previous > 0 and doc.blocks[previous].t == "Div" and is_float(doc.blocks[previous]) do
        previous = previous - 1
      end
      local follows = previous > 0 and doc.blocks[previous].t == "Para"
      doc.blocks:remove(index - 1)
      for place, part in ipairs(wrapped("#announcement" .. (follows and "" or "(indent: 0pt)"), { before })) do
        doc.blocks:insert(index - 2 + place, part)
      end
    end
  end
  return doc
end

-- Nothing may float past the beginning of the list of references, which in a supplement has no heading.
local function typst_flush(doc)
  for index, block in ipairs(doc.blocks) do
    if block.t == "RawBlock" and block.text:match("^#reference%-") then -- the list, or the note before it
      local before = doc.blocks[index - 1]
      doc.blocks:insert(before and before.t == "Header" and index - 1 or index, typst("#place.flush()"))
      return doc
    end
  end
end

-- HTML ------------------------------------------------------------------------------------------------------------

-- A row whose first cell is empty continues the row above: its name is that row's, for those who hear the table.
local function html_named(cell, name)
  if pandoc.utils.stringify(cell.contents) == "" then
    cell.contents = { pandoc.Plain({ pandoc.Span({ pandoc.Str(name) }, pandoc.Attr("", { "unseen" })) }) }
  end
  return pandoc.utils.stringify(cell.contents)
end

-- Each group of rows is a body of its own under the row that heads it: in a body whose first column names the rows,
-- pandoc lets no cell span more than that column.
local function html_bodies(body)
  local bodies, name = pandoc.List({}), ""
  local function begin(head)
    bodies:insert({ attr = body.attr, head = head, body = pandoc.List({}), row_head_columns = 1 })
  end
  for _, row in ipairs(body.body) do
    if #row.cells == 1 then
      row.cells[1].attributes.scope = "rowgroup"
      begin(pandoc.List({ row }))
    else
      if #bodies == 0 then
        begin(pandoc.List({}))
      end
      row.cells[1].attributes.scope = "row"
      name = html_named(row.cells[1], name)
      bodies[#bodies].body:insert(row)
    end
  end
  return bodies
end

-- The first cell of a row names it. Numbers in the heads show no origin: the heads are buttons that sort.
local function html_table(tbl)
  tbl.head.rows = tbl.head.rows:map(function(row)
    row.cells = row.cells:map(function(cell)
      cell.contents = cell.contents:walk({ Link = function(link) return link.classes:includes("number") and link.content or nil end })
      return cell
    end)
    return row
  end)
  local bodies = pandoc.List({})
  for _, body in ipairs(tbl.bodies) do
    bodies:extend(html_bodies(body))
  end
  tbl.bodies = bodies
  return tbl
end

-- Where a figure comes from: the rule that draws it, its files, and the results that it shows.
local function html_origin(figure)
  local name
  figure:walk({ Image = function(image) name = image.src:gsub("%.%w+$", "") end })
  local line = pandoc.Inlines({ pandoc.Str(words["label-drawn_by"]), pandoc.Space(), pandoc.Code("draw_figures"), pandoc.Str(":") })
  local files = pandoc.List({ words.figures .. "/" .. name .. ".svg", words.figures .. "/" .. name .. ".pdf" })
  files:extend(pandoc.List(words.data[name] or {}):map(pandoc.utils.stringify))
  for _, file in ipairs(files) do
    line:extend({ pandoc.Space(), pandoc.Link(file:match("[^/]+$"), file) })
  end
  return pandoc.Div({ pandoc.Plain(line) }, pandoc.Attr("", { "drawn" }))
end

local function html_float(div)
  local blocks = pandoc.Blocks({})
  for _, block in ipairs(div.content) do
    if block.t == "Para" then
      blocks:insert(pandoc.Div({ block }, pandoc.Attr("", { "note" })))
    elseif block.t == "Table" then
      local name = pandoc.utils.stringify(block.caption.long)
      local attributes = { { "role", "group" }, { "tabindex", "0" }, { "aria-label", name } }
      blocks:insert(pandoc.Div({ html_table(block) }, pandoc.Attr("", { "scroll" }, attributes)))
    else
      blocks:insert(block)
      if block.t == "Figure" then
        blocks:insert(html_origin(block))
      end
    end
  end
  div.content = blocks
  return div
end

local function html_equation(div)
  local number = pandoc.Span({ pandoc.Str(div.attributes.number) }, pandoc.Attr("", { "equation-number" }))
  local attributes = { { "role", "group" }, { "tabindex", "0" }, { "aria-label", div.attributes.alt or div.attributes.number } }
  return pandoc.Div({ pandoc.Plain({ math_of(div), number }) }, pandoc.Attr(div.identifier, { "equation" }, attributes))
end

-- The same name as study.results.numbers gives the number's row in the list of origins; a letter may be several bytes.
local function html_number(span)
  if span.classes:includes("number") then
    local place = span.attributes.key:gsub(utf8.charpattern, function(letter) return letter:match("^[%w_.-]$") or "-" end)
    local target = "#" .. (span.attributes.anchor or "n-" .. place)
    return pandoc.Link(span.content, target, "", pandoc.Attr("", { "number" }, { { "tabindex", "-1" } }))
  end
end

local function html_div(div)
  if is_float(div) then
    return html_float(div)
  elseif is_equation(div) then
    return html_equation(div)
  end
end

-- Rows that head a group of rows: a cell in bold alone in its row spans the table ---------------------------------

local function is_group(row)
  local texts = row.cells:map(function(cell) return pandoc.utils.stringify(cell.contents) end)
  for index = 2, #texts do
    if texts[index] ~= "" then
      return false
    end
  end
  local block = row.cells[1].contents[1]
  return #texts > 1 and block ~= nil and block.content[1] ~= nil and block.content[1].t == "Strong"
end

-- Text that stands to the right of figures needs a gap, or the two read as one; lines after the first stand where the
-- first does. In Word it is an indentation (study.writing.word_layout).
local function indented(cell)
  local block = cell.contents[1]
  if block and block.content then
    block.content:insert(1, pandoc.RawInline("typst", "#pad(left: 1em)["))
    block.content:insert(pandoc.RawInline("typst", "]"))
  end
end

local function gaps(tbl)
  local follows = {}
  for index = 2, #tbl.colspecs do
    follows[index] = tbl.colspecs[index][1] == "AlignLeft" and tbl.colspecs[index - 1][1] == "AlignRight"
  end
  local function each(rows)
    for _, row in ipairs(rows) do
      for index, cell in ipairs(row.cells) do
        if follows[index] then
          indented(cell)
        end
      end
    end
    return rows
  end
  tbl.head.rows = each(tbl.head.rows)
  for _, body in ipairs(tbl.bodies) do
    body.body = each(body.body)
  end
  return tbl
end

local function spanning(tbl)
  for _, body in ipairs(tbl.bodies) do
    body.body = body.body:map(function(row)
      if is_group(row) then
        local cell = row.cells[1]
        cell.col_span = #row.cells
        row.cells = { cell }
      end
      return row
    end)
  end
  return tbl
end

-- No line ends within |t|.
local function hold_sizes(inlines)
  for index = #inlines - 2, 1, -1 do
    local before, letter, after = inlines[index], inlines[index + 1], inlines[index + 2]
    if letter.t == "Emph" and before.t == "Str" and after.t == "Str" and before.text:match("|$") and after.text:match("^|") then
      local held = FORMAT:match("typst") and { pandoc.RawInline("typst", "#box["), before, letter, after, pandoc.RawInline("typst", "]") }
        or { pandoc.Span({ before, letter, after }, { class = "held" }) }
      for _ = 1, 3 do
        inlines:remove(index)
      end
      for place, inline in ipairs(held) do
        inlines:insert(index + place - 1, inline)
      end
    end
  end
  return inlines
end

if FORMAT:match("docx") then
  return { { Pandoc = references_marked }, { Table = spanning, Span = plain_numbers }, { Div = word_div }, { Pandoc = word_title_block } }
elseif FORMAT:match("typst") then
  return {
    { Pandoc = references_marked },
    { Meta = typst_meta, Pandoc = typst_marked },
    { Pandoc = typst_announced },
    { Table = spanning, Span = plain_numbers, Inlines = hold_sizes },
    { Table = gaps },
    { Figure = typst_figure },
    { Div = typst_div, Pandoc = typst_flush },
  }
end
return { { Pandoc = references_marked }, { Meta = read_words, Table = spanning, Span = html_number, Inlines = hold_sizes }, { Div = html_div } }
