// Light or dark without a reload: the form in the footer does the same without this script.
"use strict";
const form = document.querySelector("form.theme");
if (form) {
  form.addEventListener("submit", (event) => {
    const chosen = event.submitter && event.submitter.value;
    if (chosen === null || chosen === undefined) return;
    event.preventDefault();
    if (chosen) document.documentElement.dataset.theme = chosen;
    else delete document.documentElement.dataset.theme;
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.value === chosen));
    const body = new URLSearchParams(new FormData(form, event.submitter));
    fetch(form.action, { method: "POST", body, redirect: "manual", credentials: "same-origin", keepalive: true });
  });
}
