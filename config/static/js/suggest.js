// Suggestions under a search box, as an ARIA combobox. Without this script the box is a plain form.
"use strict";
const WAIT = 120; // ms after the last key
let serial = 0;

function begin(form) {
  const input = form.querySelector("input[type=search]");
  const list = form.querySelector("[role=listbox]");
  const status = form.querySelector("[role=status]");
  let timer = 0, asking = null, current = -1, shownFor = null;

  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);

  const options = () => Array.from(list.children);

  function close() {
    list.hidden = true;
    current = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function open() {
    if (!list.children.length) return;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  function choose(index) {
    const all = options();
    if (!all.length) return;
    current = (index + all.length + 1) % (all.length + 1); // one place more than options: back in the box
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === current)));
    if (all[current]) {
      input.setAttribute("aria-activedescendant", all[current].id);
      all[current].scrollIntoView({ block: "nearest" });
    } else {
      current = -1;
      input.removeAttribute("aria-activedescendant");
    }
  }

  function piece(tag, text, lang, className) {
    const element = document.createElement(tag);
    element.textContent = text;
    if (lang) element.lang = lang;
    if (className) element.className = className;
    return element;
  }

  function option(row, index) {
    const item = document.createElement("li");
    item.id = `${list.id}-${serial}-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.href = row.href;
    const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    icon.setAttribute("class", "i");
    icon.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `#i-${row.icon}`);
    icon.append(use);
    const names = document.createElement("span");
    names.append(piece("span", row.name, row.name_lang), " ");
    if (row.also) names.append(piece("span", row.also, row.also_lang, "quiet"), " ");
    if (row.matched) names.append(piece("span", `(${row.matched})`, "", "quiet"));
    item.append(icon, names, piece("span", row.where, "", "where"));
    return item;
  }

  function show(rows) {
    serial += 1;
    list.replaceChildren(...rows.map(option));
    current = -1;
    input.removeAttribute("aria-activedescendant");
    if (rows.length) open();
    else close();
    const words = rows.length === 0 ? status.dataset.none : rows.length === 1 ? status.dataset.one : status.dataset.many;
    status.textContent = words.replace("{n}", String(rows.length));
  }

  async function ask() {
    const text = input.value.trim();
    if (text === shownFor) return open();
    shownFor = text;
    if (asking) asking.abort();
    if (!text) return show([]);
    asking = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal: asking.signal, headers: { Accept: "application/json" } });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch (error) {
      if (error.name !== "AbortError") close(); // offline: the form still works
    }
  }

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (event.isComposing) return; // pinyin on its way to become characters
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const shown = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!shown) return void ask();
      choose(event.key === "ArrowDown" ? current + 1 : (current < 0 ? options().length : current) - 1);
    } else if (event.key === "Escape" && shown) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && shown && current >= 0) {
      event.preventDefault();
      location.assign(options()[current].dataset.href);
    } else if (event.key === "Tab") {
      close();
    }
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) location.assign(item.dataset.href);
  });
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) close(); });
}

document.querySelectorAll("form[data-suggest]").forEach(begin);
