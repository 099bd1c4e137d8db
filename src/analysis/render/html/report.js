// Comfort for the reader of the HTML report; without it the report is complete.
// Belongs here: the current section, find boxes and filters, the panel with a figure's origin, folding evidence.
// Does not belong here: words (the templates of report.html.j2) and looks (report.css).
"use strict";
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const part = (name) => one(`#part-${name}`).content.firstElementChild.cloneNode(true);
  const fill = (words, values) => words.replace(/\{(\w)\}/g, (_, name) => values[name]);
  // Full-width and half-width, capitals, blanks and thousands separators make no difference to a search.
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/(\d),(?=\d)/g, "$1").replace(/\s+/g, " ").trim();
  const narrow = matchMedia("(max-width: 1040px)");
  document.documentElement.classList.add("scripted");

  // ── the rows of a table, whose merged cells shrink to the rows that are shown ──
  const gridOf = (table) => {
    const rows = all("tbody > tr:not(.total)", table);
    const cells = rows.map(() => []);
    rows.forEach((row, y) => {
      let x = 0;
      for (const cell of row.cells) {
        while (cells[y][x]) x += 1;
        const item = { cell, x, y, height: cell.rowSpan, words: cell.textContent.trim() };
        for (let down = 0; down < item.height; down += 1)
          for (let right = 0; right < cell.colSpan; right += 1) if (cells[y + down]) cells[y + down][x + right] = item;
      }
    });
    const columns = new Map(cells.flat().map((item) => [item.cell, item.x]));
    const tall = [...new Set(cells.flat())].filter((item) => item.height > 1);
    const show = (shown) => {
      rows.forEach((row, y) => { row.hidden = !shown[y]; });
      for (const item of tall) {
        const seen = rows.filter((_, y) => y >= item.y && y < item.y + item.height && shown[y]);
        if (!seen.length) continue;
        const behind = [...seen[0].cells].find((cell) => cell !== item.cell && columns.get(cell) > item.x);
        seen[0].insertBefore(item.cell, behind || null);
        item.cell.rowSpan = seen.length;
      }
    };
    return { rows, show, word: (y, x) => cells[y][x].words, texts: cells.map((row) => plain(row.map((item) => item.words).join(" "))) };
  };

  // ── find box and filters of one table ──
  const toolsOf = (section) => {
    const table = one("table", section);
    const grid = gridOf(table);
    const bar = part("tools");
    const label = one("label", bar);
    const input = one("input", bar);
    const state = one("p", bar);
    const button = one("button", bar);
    const totals = all("tr.total", table);
    const tool = { section, title: one(".caption", table).textContent.replace(/\s+/g, " "), hits: 0 };
    const choices = all("thead th", table).map((head, x) => ({ head, x })).filter(({ head }) => "choose" in head.dataset).map(({ head, x }) => {
      const field = part("choice");
      const select = one("select", field);
      const counts = new Map();
      grid.rows.forEach((_, y) => counts.set(grid.word(y, x), (counts.get(grid.word(y, x)) || 0) + 1));
      for (const [word, count] of counts) select.add(new Option(`${word}（${count}）`, word));
      field.firstChild.data = head.textContent;
      state.before(field);
      return { select, x };
    });
    const apply = () => {
      const sought = plain(input.value).split(" ").filter(Boolean);
      const picked = choices.filter(({ select }) => select.value);
      const active = Boolean(sought.length || picked.length);
      const shown = grid.rows.map((_, y) =>
        sought.every((word) => grid.texts[y].includes(word)) && picked.every(({ select, x }) => grid.word(y, x) === select.value));
      grid.show(shown);
      totals.forEach((row) => { row.hidden = active; });
      tool.hits = sought.length ? shown.filter(Boolean).length : 0;
      const n = shown.filter(Boolean).length;
      state.textContent = active ? fill(n ? state.dataset.some : state.dataset.none, { n, m: grid.rows.length }) : "";
      button.hidden = !active;
    };
    const clear = () => {
      input.value = "";
      choices.forEach(({ select }) => { select.value = ""; });
      apply();
    };
    label.firstChild.data = fill(label.firstChild.data, { t: section.dataset.find });
    bar.setAttribute("aria-label", tool.title);
    input.addEventListener("input", apply);
    choices.forEach(({ select }) => select.addEventListener("change", apply));
    bar.addEventListener("keydown", (event) => { if (event.key === "Escape") { clear(); input.focus(); } });
    button.addEventListener("click", () => { clear(); input.focus(); });
    section.prepend(bar);
    return Object.assign(tool, { find: (text) => { input.value = text; apply(); }, apply, showAll: () => {
      grid.show(grid.rows.map(() => true));
      totals.forEach((row) => { row.hidden = false; });
    } });
  };
  const tools = all("[data-find]").map(toolsOf);

  // ── one box for all of them, beside the contents ──
  const search = () => {
    const box = part("search");
    const input = one("input", box);
    const state = one("p", box);
    const list = one("ul", box);
    const find = () => {
      tools.forEach((tool) => tool.find(input.value));
      const met = tools.filter((tool) => tool.hits);
      const m = met.reduce((sum, tool) => sum + tool.hits, 0);
      state.textContent = input.value.trim() ? fill(m ? state.dataset.some : state.dataset.none, { n: met.length, m }) : "";
      list.replaceChildren(...met.map((tool) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = `#${tool.section.id}`;
        link.textContent = `${tool.title}（${tool.hits}）`;
        item.append(link);
        return item;
      }));
    };
    input.addEventListener("input", find);
    input.addEventListener("keydown", (event) => { if (event.key === "Escape") { input.value = ""; find(); } });
    const place = () => (narrow.matches ? one(".toc.narrow summary").after(box) : one(".toc.wide").prepend(box));
    narrow.addEventListener("change", place);
    place();
  };
  if (tools.length) search();

  // ── contents: the section being read ──
  const links = new Map();
  all(".toc a").forEach((link) => {
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (target) links.set(target, [...(links.get(target) || []), link]);
  });
  const headings = [...links.keys()];
  let current = null;
  const mark = () => {
    const atEnd = scrollY > 0 && innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < (atEnd ? innerHeight : Math.min(160, innerHeight / 3)));
    const next = passed.length ? passed[passed.length - 1] : null;
    if (next === current) return;
    (links.get(current) || []).forEach((link) => link.removeAttribute("aria-current"));
    current = next;
    one(".where").textContent = current ? current.textContent : "";
    (links.get(current) || []).forEach((link) => {
      link.setAttribute("aria-current", "location");
      const nav = link.closest(".toc.wide");
      if (!nav) return;
      const { top, bottom } = link.getBoundingClientRect();
      if (top < 60 || bottom > innerHeight - 60) nav.scrollTop += top - innerHeight / 2;
    });
  };
  let waiting = false;
  const later = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; mark(); });
  };
  addEventListener("scroll", later, { passive: true });
  addEventListener("resize", later);
  mark();
  one(".toc.narrow").addEventListener("click", (event) => { if (event.target.closest("a")) one(".toc.narrow").open = false; });

  // ── where a figure comes from: a panel that can be read, selected, kept and closed ──
  const panel = part("origin");
  document.body.append(panel);
  let shown = null;
  let kept = false;
  let leaving = 0;
  const hide = () => { shown?.classList.remove("shown"); panel.hidden = true; shown = null; kept = false; };
  const tell = (value) => {
    clearTimeout(leaving);
    shown?.classList.remove("shown");
    shown = value;
    shown.classList.add("shown");
    one(".origin-figure", panel).textContent = value.textContent;
    one(".origin-words", panel).textContent = value.getAttribute("aria-description");
    panel.hidden = false;
  };
  const clear = (value) => {
    // What was tapped or reached by key must lie neither beside its table's window nor under the panel.
    value.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    const over = value.getBoundingClientRect().bottom + 12 - panel.getBoundingClientRect().top;
    if (over > 0) scrollBy({ top: over, behavior: "instant" });
  };
  // A press is answered when it has become a click: were the page moved on focus already, the click would go astray.
  let pressed = false;
  document.addEventListener("pointerdown", () => { pressed = true; });
  document.addEventListener("keydown", () => { pressed = false; }, true);
  const valueOf = (event) => (event.target instanceof Element ? event.target.closest(".value") : null);
  document.addEventListener("pointerover", (event) => {
    const value = valueOf(event);
    // Where the keys are used, a resting pointer under which the page moves has no say.
    if (value && event.pointerType === "mouse" && (pressed || !kept)) tell(value);
    else if (panel.contains(event.target)) clearTimeout(leaving);
  });
  document.addEventListener("pointerout", (event) => {
    if (event.pointerType !== "mouse" || kept || !(valueOf(event) || panel.contains(event.target))) return;
    clearTimeout(leaving);
    leaving = setTimeout(() => { if (!kept) hide(); }, 350);
  });
  document.addEventListener("focusin", (event) => {
    if (pressed) return;
    const value = valueOf(event);
    if (value) { tell(value); kept = true; clear(value); } else if (!panel.contains(event.target)) hide();
  });
  document.addEventListener("click", (event) => {
    const value = valueOf(event);
    if (value) { tell(value); kept = true; clear(value); } else if (!panel.contains(event.target)) hide();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && shown) hide(); });
  one("button", panel).addEventListener("click", () => { const value = shown; hide(); value?.focus({ preventScroll: true }); hide(); });

  // ── evidence: fold all, unfold all ──
  const evidence = all("details.evidence");
  const fold = part("fold");
  const words = [fold.textContent, fold.dataset.open];
  fold.addEventListener("click", () => {
    const open = !evidence.some((item) => item.open);
    evidence.forEach((item) => { item.open = open; });
    fold.textContent = words[open ? 0 : 1];
  });
  if (evidence.length) one(".toc.wide").append(fold);

  // ── a region that does not scroll is no stop for the keyboard ──
  const regions = all(".scroll");
  const fit = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0; else target.removeAttribute("tabindex");
  }));
  regions.forEach((region) => fit.observe(region));

  // ── paper shows everything ──
  let folded = [];
  addEventListener("beforeprint", () => {
    hide();
    tools.forEach((tool) => tool.showAll());
    folded = evidence.filter((item) => !item.open);
    folded.forEach((item) => { item.open = true; });
  });
  addEventListener("afterprint", () => {
    tools.forEach((tool) => tool.apply());
    folded.forEach((item) => { item.open = false; });
  });
})();
