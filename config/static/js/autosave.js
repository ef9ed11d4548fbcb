/* Comfort for drafts: saves as one types, keeps unsent text on this device until it is acknowledged, counts words. Everything works without it. */
"use strict";
const HAN = "\\u2e80-\\u2fdf\\u3005\\u3007\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
const COUNTED = new RegExp(`[${HAN}]|[^\\s${HAN}\\u3000-\\u303f\\uff00-\\uffef]+`, "gu");
const ONE_HAN = new RegExp(`[${HAN}]`, "gu");

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const status = document.getElementById("autosave");
  const key = `draft:${form.dataset.autosave}`;
  const version = form.elements.version;
  const LEFT_OUT = new Set(["csrfmiddlewaretoken", "version"]);
  let timer = 0, busy = false, again = false, pause = 1500;

  const say = (state, text) => { if (status.dataset.state !== state || status.textContent !== text) { status.dataset.state = state; status.textContent = text; } };
  const typed = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !LEFT_OUT.has(name));
  const words = () => JSON.stringify(typed());
  let saved = words();

  const store = (text) => { try { text ? localStorage.setItem(key, text) : localStorage.removeItem(key); } catch { /* private windows have none */ } };
  const kept = () => { try { return JSON.parse(localStorage.getItem(key) || "null"); } catch { return null; } };

  const save = async () => {
    if (busy) { again = true; return; }
    const sent = words();
    if (sent === saved) { return; }
    busy = true;
    say("saving", status.dataset.saving);
    const body = new URLSearchParams(typed());
    body.set("version", version.value);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Autosave": "1" }, redirect: "error" });
      const told = await answer.json();
      if (answer.ok) {
        saved = sent;
        version.value = told.version;
        pause = 1500;
        if (words() === sent) { store(""); }
        say("saved", told.message);
      } else {
        say(answer.status === 409 ? "conflict" : "offline", told.message);
        again = false;
      }
    } catch {
      say("offline", status.dataset.offline);
      pause = Math.min(pause * 2, 60000);
      clearTimeout(timer);
      timer = setTimeout(save, pause);
    }
    busy = false;
    if (again) { again = false; save(); }
  };

  const count = (field) => {
    const line = document.getElementById(`${field.id}-c`);
    if (!line) { return; }
    const counted = (field.value.match(COUNTED) || []).filter((one) => /[\p{L}\p{N}_]/u.test(one)).length;
    const han = (field.value.match(ONE_HAN) || []).length;
    const chinese = field.value ? 2 * han > counted : document.documentElement.lang.startsWith("zh");
    line.textContent = (chinese ? line.dataset.characters : line.dataset.words).replace("{n}", counted);
    line.classList.toggle("over", counted > Number(field.dataset.limit));
  };

  const conditions = () => {
    for (const part of form.querySelectorAll("[data-if-name]")) {
      const asked = form.querySelectorAll(`[name="${CSS.escape(part.dataset.ifName)}"]`);
      part.hidden = ![...asked].some((one) => one.checked && one.value === part.dataset.ifIs);
    }
  };

  const back = kept();
  // Sent with the button, and the server has a newer version since: it arrived.
  const arrived = back && back.sending && Number(version.value) > Number(back.version);
  if (back && (arrived || JSON.stringify(back.typed) === saved)) {
    if (status.dataset.state === "saved") { store(""); }
  } else if (back) {
    for (const [name, value] of back.typed) {
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === "radio" || field.type === "checkbox") { field.checked = back.typed.some(([n, v]) => n === name && v === field.value); }
        else if (field.type !== "hidden" && field.type !== "submit") { field.value = value; }
      }
    }
    if (String(back.version) !== version.value && status.dataset.state === "saved") { version.value = back.version; }
    say("offline", status.dataset.kept);
    timer = setTimeout(save, pause);
  }
  form.querySelectorAll("[data-limit]").forEach(count);
  conditions();

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") { return; }
    store(JSON.stringify({ version: version.value, typed: typed() }));
    if (event.target.dataset.limit) { count(event.target); }
    conditions();
    if (status.dataset.state === "conflict") { return; }
    say("saving", status.dataset.unsaved);
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    if (words() !== saved) { store(JSON.stringify({ version: version.value, typed: typed(), sending: true })); }
  });
  window.addEventListener("online", save);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && status.dataset.state !== "conflict") { save(); } });
}
