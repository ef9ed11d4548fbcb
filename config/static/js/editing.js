/* Comfort for the forms of a profile: asks before typed text is left behind. Everything works without it. */
"use strict";
for (const form of document.querySelectorAll("form.edit[data-unsaved]")) {
  let changed = false;
  const leaving = (event) => { if (changed) { event.preventDefault(); } };
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", leaving);
}
