// Comfort for the reader of the index; without it the list is complete.
// Belongs here: find box, filters, sorting. Does not belong here: words (the template of index.html.j2), looks (index.css).
"use strict";
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const table = one("#reports table");
  if (!table) return;
  const fill = (words, values) => words.replace(/\{(\w)\}/g, (_, name) => values[name]);
  // Full-width and half-width, capitals and blanks make no difference to a search.
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
  const bar = one("#part-tools").content.firstElementChild.cloneNode(true);
  const [input, state, everything, grouped] = ["input", "p", ".all", ".group"].map((name) => one(name, bar));
  const selects = all("select", bar);
  const bodies = all("tbody", table);
  const groups = bodies.map((body) => ({ body, name: one("tr.fund", body).textContent.trim(), rows: all("tr.year", body) }));
  const rows = groups.flatMap((group) => group.rows);
  const words = new Map(groups.flatMap(({ name, rows: own }) => own.map((row) =>
    [row, plain([name, ...[...row.cells].slice(0, -1).map((cell) => cell.textContent)].join(" "))])));

  // ── filters: their choices are the words that stand in the rows ──
  selects.forEach((select) => {
    const counts = new Map();
    rows.map((row) => row.dataset[select.dataset.by]).filter(Boolean).forEach((word) => counts.set(word, (counts.get(word) || 0) + 1));
    for (const [word, count] of counts) select.add(new Option(`${word}（${count}）`, word));
    select.parentElement.hidden = counts.size < 2;
  });
  const apply = () => {
    const sought = plain(input.value).split(" ").filter(Boolean);
    const picked = selects.filter((select) => select.value);
    const active = Boolean(sought.length || picked.length);
    rows.forEach((row) => {
      row.hidden = !(sought.every((word) => words.get(row).includes(word)) && picked.every((select) => row.dataset[select.dataset.by] === select.value));
    });
    groups.forEach(({ body, rows: own }) => { one("tr.fund", body).hidden = table.classList.contains("flat") || own.every((row) => row.hidden); });
    const n = rows.filter((row) => !row.hidden).length;
    state.textContent = active ? fill(n ? state.dataset.some : state.dataset.none, { n, m: rows.length }) : "";
    everything.hidden = !active;
  };
  const clear = () => { input.value = ""; selects.forEach((select) => { select.value = ""; }); apply(); input.focus(); };

  // ── sorting takes the rows out of their funds; the fund is then named in every row ──
  const heads = all("thead th[data-sort]", table);
  const valueOf = (row, head) => (row.cells[head.cellIndex].dataset.value === "" ? null : Number(row.cells[head.cellIndex].dataset.value));
  const unsort = () => {
    table.classList.remove("flat");
    all(".of", table).forEach((name) => name.remove());
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    groups.forEach(({ body, rows: own }) => body.append(...own));
    grouped.hidden = true;
    apply();
  };
  const sort = (head) => {
    const downward = head.getAttribute("aria-sort") !== "descending";
    heads.forEach((each) => each.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", downward ? "descending" : "ascending");
    const keyed = rows.map((row) => ({ row, key: valueOf(row, head) }));
    // What has no figure comes last, whichever way.
    keyed.sort((a, b) => (a.key === null) - (b.key === null) || (downward ? b.key - a.key : a.key - b.key));
    if (!table.classList.contains("flat")) groups.forEach(({ name, rows: own }) => own.forEach((row) => {
      const told = document.createElement("span");
      told.className = "of";
      told.textContent = name;
      row.cells[0].prepend(told);
    }));
    table.classList.add("flat");
    bodies[0].append(...keyed.map(({ row }) => row));
    grouped.hidden = false;
    apply();
  };
  heads.forEach((head) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => sort(head));
    head.replaceChildren(button);
  });

  input.addEventListener("input", apply);
  selects.forEach((select) => select.addEventListener("change", apply));
  bar.addEventListener("keydown", (event) => { if (event.key === "Escape") clear(); });
  everything.addEventListener("click", clear);
  grouped.addEventListener("click", () => { unsort(); one("button", heads[0]).focus(); });
  one("#reports").prepend(bar);

  // A region that does not scroll is no stop for the keyboard.
  const fit = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0; else target.removeAttribute("tabindex");
  }));
  all(".scroll").forEach((region) => fit.observe(region));
})();
