/* Comfort for drafts: saves as one types, keeps unsent text on this device until it is acknowledged, counts words. Everything works without it. */
"use strict";
// How long a text is: word for word as exchanges/calls/lengths.py counts, see there. tests/exchanges/lengths.json holds both to it.
const HAN = "\\u2e80-\\u2fdf\\u3005\\u3007\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
const OLD_WORDS = new RegExp(`[${HAN}]|[^\\s${HAN}\\u3000-\\u303f\\uff00-\\uffef]+`, "gu");
const ONE_HAN = new RegExp(`[${HAN}]`, "gu");
const SIGNS = `${HAN}\\u3021-\\u3029\\u3031-\\u3035\\u3038-\\u303c\\u3040-\\u30ff\\u3100-\\u312f\\u31a0-\\u31bf\\u31f0-\\u31ff`;
const MARKS = "\\u3001-\\u3004\\u3006\\u3008-\\u3020\\u302a-\\u3030\\u3036\\u3037\\u303d-\\u303f\\uff01-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff40\\uff5b-\\uff65\\uffe0-\\uffee";
const EITHER = "\\u2018\\u2019\\u201c\\u201d\\u2014\\u2026\\u00b7";
const BESIDE_CHINESE = new RegExp(`([${SIGNS}${MARKS}])([${EITHER}]+)|([${EITHER}]+)(?=[${SIGNS}${MARKS}])`, "gu");
const ONE_SIGN = new RegExp(`[${SIGNS}]`, "gu"), ONE_MARK = new RegExp(`[${MARKS}]`, "gu");
const WORDS = new RegExp(`[^\\s${SIGNS}${MARKS}]+`, "gu");
const WORD_SIGN = /[\p{L}\p{N}_]/u;

const found = (text, pattern) => text.match(pattern) || [];
const lengthOf = (text, limit, limitZh, chinesePage) => {
  if (!limitZh) {
    const number = found(text, OLD_WORDS).filter((one) => WORD_SIGN.test(one)).length;
    return { number, limit, inCharacters: text ? 2 * found(text, ONE_HAN).length > number : chinesePage };
  }
  const plain = text.replace(BESIDE_CHINESE, (_all, before, after, ahead) => (before || "") + "、".repeat((after || ahead).length));
  const signs = found(plain, ONE_SIGN).length, marks = found(plain, ONE_MARK).length;
  const words = found(plain, WORDS).filter((one) => WORD_SIGN.test(one)).length;
  if (signs > words || (!signs && !words && chinesePage)) { return { number: signs + marks + words, limit: limitZh, inCharacters: true }; }
  return { number: words + Math.ceil(signs * limit / limitZh), limit, inCharacters: false };
};

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const status = document.getElementById("autosave");
  const key = `draft:${form.dataset.autosave}`;
  const version = form.elements.version;
  const LEFT_OUT = new Set(["csrfmiddlewaretoken", "version"]);
  let timer = 0, busy = false, again = false, pause = 1500;

  const say = (state, text) => { if (status.dataset.state !== state || status.textContent !== text) { status.dataset.state = state; status.textContent = text; } };
  const typed = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !LEFT_OUT.has(name));
  const words = () => JSON.stringify(typed());
  // What an ended session or a refusal had kept from being saved stands in the form, and is to be saved.
  const isBack = status.dataset.state === "unsaved";
  let saved = isBack ? "" : words();

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
    const counted = lengthOf(field.value, Number(field.dataset.limit), Number(field.dataset.limitZh || 0), document.documentElement.lang.startsWith("zh"));
    line.textContent = (counted.inCharacters ? line.dataset.characters : line.dataset.words).replace("{n}", counted.number);
    line.classList.toggle("over", counted.number > counted.limit);
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
  if (isBack && !back) {
    store(JSON.stringify({ version: version.value, typed: typed() }));
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
