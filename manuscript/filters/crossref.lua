-- Numbers tables, figures and equations in the order of the text, and fills in the references to them.
--
--   a table      : Caption {#tbl:name}          a reference  [](#tbl:name)
--   a figure     ![Caption](file){#fig:name alt="..."}       [](#fig:name)
--   an equation  ::: {#eq:name alt="..."} with one $$...$$   [](#eq:name)
--
-- The words come as metadata: label-tbl, label-fig, label-eq. A reference to nothing stops the run, and so does a name used twice or a table or figure that the text never mentions.

local NO_BREAK_SPACE = "\u{a0}"

local function kind_of(identifier)
  return identifier:match("^(%a+):")
end

local function stop(what, name, remedy)
  error(what .. ": " .. name .. "; " .. remedy, 0)
end

local function numbered(doc)
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
    labels[element.identifier] = counts[kind]
    return nil
  end
  doc:walk({ traverse = "topdown", Table = count, Figure = count, Div = count })
  return labels
end

local function text_of(words, identifier, number)
  local kind = kind_of(identifier)
  return words[kind] .. NO_BREAK_SPACE .. (kind == "eq" and "(" .. number .. ")" or tostring(number))
end

local function with_label(element, words, labels)
  local number = labels[element.identifier]
  if number == nil then
    return nil
  end
  local label = pandoc.Strong({ pandoc.Str(text_of(words, element.identifier, number) .. ".") })
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
    if labels[identifier] == nil then
      stop("a reference to nothing", identifier, "correct it or give the table, figure or equation that name")
    end
    mentioned[identifier] = true
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

local function check_mentioned(labels, mentioned)
  for identifier in pairs(labels) do
    if not mentioned[identifier] then
      stop("the text never mentions", identifier, "refer to it or leave it out")
    end
  end
end

function Pandoc(doc)
  check_targets(doc)
  local words = {}
  for _, kind in ipairs({ "tbl", "fig", "eq" }) do
    words[kind] = pandoc.utils.stringify(doc.meta["label-" .. kind])
  end
  local labels = numbered(doc)
  local result, mentioned = resolved(doc, words, labels)
  check_mentioned(labels, mentioned)
  local function label(element)
    return with_label(element, words, labels)
  end
  local function number(div)
    if kind_of(div.identifier) == "eq" then
      div.attributes.number = "(" .. labels[div.identifier] .. ")"
      return div
    end
  end
  return result:walk({ Table = label, Figure = label, Div = number })
end
