// Filters, sorting and pages without a reload: the new page is fetched whole and its parts are put in place. Without this script they are plain forms and links.
"use strict";
const PARTS = ["heading", "filters", "found"];
let fetching = null;

function address(form) {
  const pairs = new Map();
  for (const [name, value] of new FormData(form)) {
    if (value) pairs.set(name, pairs.has(name) ? `${pairs.get(name)},${value}` : value);
  }
  const text = Array.from(pairs, ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value).replaceAll("%2C", ",")}`).join("&");
  return form.getAttribute("action") + (text ? `?${text}` : "");
}

async function go(href, { push = true, focus = null } = {}) {
  if (fetching) fetching.abort();
  const asked = fetching = new AbortController();
  document.getElementById("found").setAttribute("aria-busy", "true");
  let page;
  try {
    const answer = await fetch(href, { signal: asked.signal, headers: { Accept: "text/html" } });
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!PARTS.every((id) => page.getElementById(id))) throw new Error("another page");
  } catch (error) {
    if (error.name !== "AbortError") location.assign(href);
    return;
  }
  const opened = Array.from(document.querySelectorAll("#filters details[open]"), (details) => details.id);
  const scrolled = document.getElementById("filters").scrollTop;
  for (const id of PARTS) {
    const old = document.getElementById(id), fresh = page.getElementById(id);
    if (id === "filters") old.replaceChildren(...fresh.childNodes); // the form itself stays: it may be an open drawer
    else old.replaceWith(fresh);
  }
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  document.getElementById("filters").scrollTop = scrolled;
  document.title = page.title;
  for (const link of page.querySelectorAll(".langs a")) {
    const old = document.querySelector(`.langs a[lang="${link.lang}"]`);
    if (old) old.href = link.getAttribute("href");
  }
  const back = document.querySelector("form.theme input[name=next]");
  if (back) back.value = href;
  if (push) history.pushState({ results: true }, "", href);
  document.getElementById("told").textContent = document.querySelector("#heading h1").textContent.trim();
  if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
}

const told = document.createElement("p");
told.id = "told";
told.className = "vh";
told.setAttribute("role", "status");
document.getElementById("main").append(told);

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form && form.id === "filters" && event.target.type === "checkbox") {
    // A field and the narrower ones inside it exclude each other: the wider one would swallow them.
    if (event.target.checked && event.target.name === "subject") {
      const code = event.target.value;
      for (const other of form.querySelectorAll("input[name=subject]:checked")) {
        if (other.value.startsWith(`${code}.`) || code.startsWith(`${other.value}.`)) other.checked = false;
      }
    }
    go(address(form), { focus: event.target.id });
  } else if (form && form.classList.contains("order")) {
    go(address(form), { focus: event.target.id });
  }
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.id !== "filters" && !form.classList.contains("order")) return;
  event.preventDefault();
  if (form.id === "filters" && form.matches(":popover-open")) form.hidePopover();
  go(address(form), { focus: event.submitter?.id });
});
document.addEventListener("click", (event) => {
  const link = event.target.closest(".chips a, .pager a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const turning = link.closest(".pager") !== null;
  go(link.getAttribute("href")).then(() => {
    const to = document.getElementById(turning ? "found" : "heading");
    to.focus({ preventScroll: true });
    if (turning) to.scrollIntoView({ block: "start" });
  });
});
addEventListener("popstate", () => go(location.pathname + location.search, { push: false }));

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    button.textContent = button.dataset.done;
  } catch {
    getSelection().selectAllChildren(document.getElementById(button.dataset.copy)); // not allowed: selected, ready to copy by hand
  }
});
