-- Numbers tables, figures and equations in the order of the text, and fills in the references to them.
--
--   a table      : Caption {#tbl:name}          a reference  [](#tbl:name)
--   a figure     ![Caption](file){#fig:name alt="..."}       [](#fig:name)
--   an equation  ::: {#eq:name alt="..."} with one $$...$$   [](#eq:name)
--
-- What stands in the other document, the article or its supplement, is named by the metadata `elsewhere`; `number-prefix` stands
-- before the numbers of this one, and `mentioned` lists what the other mentions. On the web a reference leads there, to the page
-- that `elsewhere-page` names.
-- The words come as metadata: label-tbl, label-fig, label-eq. A reference to nothing stops the run, and so does a name used twice or a table or figure that the text never mentions.

local NO_BREAK_SPACE = "\u{a0}"

local function kind_of(identifier)
  return identifier:match("^(%a+):")
end

local function stop(what, name, remedy)
  error(what .. ": " .. name .. "; " .. remedy, 0)
end

local function numbered(doc)
  local prefix = pandoc.utils.stringify(doc.meta["number-prefix"] or "")
  local labels, counts = {}, { tbl = 0, fig = 0, eq = 0 }
  local function count(element)
    local kind = kind_of(element.identifier)
    if counts[kind] == nil then
      return nil
    end
    if labels[element.identifier] then
      stop("a name is used twice", element.identifier, "rename one of the two")
    end
    counts[kind] = counts[kind] + 1
    labels[element.identifier] = prefix .. counts[kind]
    return nil
  end
  doc:walk({ traverse = "topdown", Table = count, Figure = count, Div = count })
  return labels
end

local function text_of(words, identifier, number)
  local kind = kind_of(identifier)
  return words[kind] .. NO_BREAK_SPACE .. (kind == "eq" and "(" .. number .. ")" or tostring(number))
end

-- In Word the number of a caption is a field of a sequence, and a reference a field of the caption's bookmark: both are
-- numbered anew there where a table is deleted or moved.
local function bookmark(identifier)
  return "_Ref_" .. identifier:gsub("%W", "_")
end

local function word_caption(words, identifier, number, id)
  local kind = kind_of(identifier)
  local prefix, count = tostring(number):match("^(%a*)(%d+)$")
  local run = "<w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">%s</w:t></w:r>"
  local field = "<w:fldSimple w:instr=\" SEQ %s%s \\* ARABIC \">" .. run .. "</w:fldSimple>"
  local start = "<w:bookmarkStart w:id=\"%d\" w:name=\"%s\"/>"
  local xml = start:format(id, bookmark(identifier))
    .. run:format(words[kind] .. NO_BREAK_SPACE .. prefix)
    .. field:format(words[kind], prefix, count)
    .. "<w:bookmarkEnd w:id=\"" .. id .. "\"/>"
    .. run:format(".")
  return pandoc.RawInline("openxml", xml)
end

-- The bookmark of an equation spans its number alone: the word before it stands in the reference only.
local function word_equation_number(words, identifier, number, id)
  local prefix, count = tostring(number):match("^(%a*)(%d+)$")
  local run = "<w:r><w:t xml:space=\"preserve\">%s</w:t></w:r>"
  local field = "<w:fldSimple w:instr=\" SEQ %s \\* ARABIC \">" .. run .. "</w:fldSimple>"
  return ("<w:bookmarkStart w:id=\"%d\" w:name=\"%s\"/>"):format(id, bookmark(identifier))
    .. run:format("(" .. prefix)
    .. field:format(words.eq, count)
    .. run:format(")")
    .. "<w:bookmarkEnd w:id=\"" .. id .. "\"/>"
end

local function word_reference(words, identifier, number)
  local run = "<w:r><w:t xml:space=\"preserve\">%s</w:t></w:r>"
  local field = "<w:fldSimple w:instr=\" REF %s \\h \\* MERGEFORMAT \">" .. run .. "</w:fldSimple>"
  local before, shown = "", text_of(words, identifier, number)
  if kind_of(identifier) == "eq" then
    before, shown = run:format(words.eq .. NO_BREAK_SPACE), "(" .. number .. ")"
  end
  return pandoc.RawInline("openxml", before .. field:format(bookmark(identifier), shown))
end

local FIRST_BOOKMARK = 9000 -- pandoc numbers its own from 20 on
local marks = 0

local function with_label(element, words, labels)
  local number = labels[element.identifier]
  if number == nil then
    return nil
  end
  local label = pandoc.Strong({ pandoc.Str(text_of(words, element.identifier, number) .. ".") })
  if FORMAT:match("docx") then
    marks = marks + 1
    label = word_caption(words, element.identifier, number, FIRST_BOOKMARK + marks)
  end
  local caption = pandoc.utils.blocks_to_inlines(element.caption.long)
  element.caption.long = { pandoc.Plain({ label, pandoc.Space(), table.unpack(caption) }) }
  return element
end

local function resolved(doc, words, labels)
  local mentioned = {}
  local function resolve(link)
    local identifier = link.target:match("^#(%a+:.+)$")
    if identifier == nil or #link.content > 0 then
      return nil
    end
    local elsewhere = (doc.meta.elsewhere or {})[identifier]
    if labels[identifier] == nil and elsewhere ~= nil then
      local called, page = pandoc.Str(pandoc.utils.stringify(elsewhere)), doc.meta["elsewhere-page"]
      return page and pandoc.Link(called, pandoc.utils.stringify(page) .. "#" .. identifier) or called
    end
    if labels[identifier] == nil then
      stop("a reference to nothing", identifier, "correct it or give the table, figure or equation that name")
    end
    mentioned[identifier] = true
    if FORMAT:match("docx") then
      return word_reference(words, identifier, labels[identifier])
    end
    link.content = { pandoc.Str(text_of(words, identifier, labels[identifier])) }
    return link
  end
  return doc:walk({ Link = resolve }), mentioned
end

-- Where a link may lead and which pictures there are: what else a text holds comes from nobody who writes the manuscript.
local SCHEMES = { "^#", "^https?://", "^mailto:" }

local function check_targets(doc)
  local function check_link(link)
    for _, scheme in ipairs(SCHEMES) do
      if link.target:match(scheme) or link.target == "" then
        return nil
      end
    end
    stop("a link to no page", link.target, "write an address that begins with https:// or a name after #")
  end
  local function check_image(image)
    if image.src:match("[/\\:]") then
      stop("a picture that is no figure of the study", image.src, "put it into the folder of figures and give its name alone")
    end
  end
  doc:walk({ Link = check_link, Image = check_image })
end

local function check_mentioned(labels, mentioned, doc)
  local there = {}
  for _, identifier in ipairs(doc.meta.mentioned or {}) do
    there[pandoc.utils.stringify(identifier)] = true
  end
  for identifier in pairs(labels) do
    if not (mentioned[identifier] or there[identifier]) then
      stop("the text never mentions", identifier, "refer to it or leave it out")
    end
  end
end

-- In English, a title in another language is followed by its translation in brackets (APA 7), which stands at the end of
-- the `annote` in the bibliography.
local function titles_translated(doc)
  if pandoc.utils.stringify(doc.meta.lang or "") ~= "en" then
    return
  end
  local translated = pandoc.List({})
  for _, entry in ipairs(pandoc.utils.references(doc)) do
    local english = entry.annote and pandoc.utils.stringify(entry.annote):match("in English: (.*)$")
    if english then
      local upright = pandoc.Span({ pandoc.Str("[" .. english .. "]") }, pandoc.Attr("", { "nodecor" }))
      entry.title:extend({ pandoc.Space(), upright })
      translated:insert(entry)
    end
  end
  doc.meta.references = translated -- these come before the bibliography's own
end

function Pandoc(doc)
  check_targets(doc)
  titles_translated(doc)
  local words = {}
  for _, kind in ipairs({ "tbl", "fig", "eq" }) do
    words[kind] = pandoc.utils.stringify(doc.meta["label-" .. kind])
  end
  local labels = numbered(doc)
  local result, mentioned = resolved(doc, words, labels)
  check_mentioned(labels, mentioned, doc)
  local function label(element)
    return with_label(element, words, labels)
  end
  local function number(div)
    if kind_of(div.identifier) == "eq" then
      div.attributes.number = "(" .. labels[div.identifier] .. ")"
      if FORMAT:match("docx") then
        marks = marks + 1
        div.attributes.number = word_equation_number(words, div.identifier, labels[div.identifier], FIRST_BOOKMARK + marks)
      end
      return div
    end
  end
  return result:walk({ Table = label, Figure = label, Div = number })
end
