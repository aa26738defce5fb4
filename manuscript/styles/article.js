// What the page does besides being read: numbers show their origin, figures open larger, tables sort, the theme changes.
// Without scripts a number is a link to its row in the list of origins, and everything else can still be read.
(() => {
  "use strict";
  const words = document.body.dataset;

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  // Numbers ----------------------------------------------------------------------------------------------------------
  const heads = [...document.querySelectorAll("#origins thead th")].map((head) => head.textContent);
  const panel = element("div", { id: "origin", popover: "auto", role: "dialog", tabindex: "-1", "aria-label": words.origin });
  document.body.append(panel);

  const fill = (link) => {
    const row = document.getElementById(link.hash.slice(1));
    const list = element("dl");
    [...row.cells].forEach((cell, index) => {
      if (cell.textContent) list.append(element("dt", {}, heads[index]), element("dd", {}, cell.textContent));
    });
    const close = element("button", { type: "button", class: "close" }, words.close);
    close.addEventListener("click", () => panel.hidePopover());
    panel.replaceChildren(element("p", { class: "shown" }, link.textContent), list, close);
  };

  const place = (link) => {
    const box = link.getBoundingClientRect();
    const below = box.bottom + 8 + panel.offsetHeight < innerHeight;
    panel.style.left = `${Math.max(8, Math.min(box.left, innerWidth - panel.offsetWidth - 8))}px`;
    panel.style.top = `${below ? box.bottom + 8 : Math.max(8, box.top - panel.offsetHeight - 8)}px`;
  };

  if ("popover" in HTMLElement.prototype) {
    for (const link of document.querySelectorAll("a.number")) {
      link.setAttribute("role", "button");
      link.setAttribute("aria-haspopup", "dialog");
      link.addEventListener("keydown", (event) => {
        if (event.key !== " ") return;
        event.preventDefault();
        link.click();
      });
      link.addEventListener("click", (event) => {
        event.preventDefault();
        fill(link);
        panel.showPopover();
        place(link);
        panel.focus({ preventScroll: true });
      });
    }
  }

  // A thousand numbers would stand between a reader of the keyboard and the text; this button lets them be reached.
  const toggle = document.getElementById("numbers");
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    const reached = toggle.getAttribute("aria-pressed") !== "true";
    toggle.setAttribute("aria-pressed", String(reached));
    for (const link of document.querySelectorAll("a.number")) link.setAttribute("tabindex", reached ? "0" : "-1");
  });

  // Citations --------------------------------------------------------------------------------------------------------
  for (const link of document.querySelectorAll("a[role=doc-biblioref]")) {
    const reference = document.getElementById(link.hash.slice(1));
    if (reference) link.title = reference.textContent.trim();
  }

  // Figures ----------------------------------------------------------------------------------------------------------
  const viewer = element("dialog", { id: "viewer", "aria-label": words.enlarge });
  document.body.append(viewer);
  viewer.addEventListener("click", () => viewer.close());
  for (const image of document.querySelectorAll("figure img")) {
    const button = element("button", { type: "button", class: "zoom", title: words.enlarge, "aria-label": `${words.enlarge}: ${image.alt}` });
    image.replaceWith(button);
    button.append(image);
    button.addEventListener("click", () => {
      const large = image.cloneNode();
      viewer.replaceChildren(element("div", { class: "large" }, large), element("button", { type: "button", class: "close", autofocus: "" }, words.close));
      viewer.showModal();
    });
  }

  // Tables -----------------------------------------------------------------------------------------------------------
  const valueOf = (row, index) => {
    const text = (row.cells[index]?.textContent ?? "").trim();
    const plain = text.replace(/^[<>[\s]+/, "").replace("−", "-").split(/[;,]\s/)[0];
    const number = Number.parseFloat(words.decimal === "," ? plain.replace(/\./g, "").replace(",", ".") : plain.replace(/,/g, ""));
    return /^[-\d]/.test(plain) && !Number.isNaN(number) ? number : text;
  };
  const compare = (one, other) =>
    typeof one === "number" && typeof other === "number" ? one - other : String(one).localeCompare(String(other), document.documentElement.lang);

  const sort = (head, index) => {
    const table = head.closest("table");
    const descending = head.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    for (const body of table.tBodies) {
      const groups = [[]]; // a row with one cell heads a group of rows, which is sorted within itself
      for (const row of body.rows) {
        if (row.cells.length === 1) groups.push([]);
        groups.at(-1).push(row);
      }
      for (const group of groups) {
        const heading = group[0]?.cells.length === 1 ? [group.shift()] : [];
        group.sort((one, other) => (descending ? -1 : 1) * compare(valueOf(one, index), valueOf(other, index)));
        body.append(...heading, ...group);
      }
    }
  };

  for (const table of document.querySelectorAll(".float table, #origins table")) {
    if (!table.tHead || [...table.tBodies].flatMap((body) => [...body.rows]).length < 3) continue;
    [...table.tHead.rows[0].cells].forEach((head, index) => {
      const button = element("button", { type: "button", class: "sort", title: words.sort }, ...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(head, index));
    });
  }

  // On a narrow screen the table of contents would push the title off the page.
  if (matchMedia("(max-width: 62rem)").matches) document.querySelector("#contents details").open = false;

  // Theme ------------------------------------------------------------------------------------------------------------
  const theme = document.getElementById("theme");
  theme.hidden = false;
  theme.addEventListener("click", () => {
    const root = document.documentElement;
    const dark = (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
    root.dataset.theme = dark ? "light" : "dark";
  });
})();
