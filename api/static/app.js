// What a page does better with JavaScript: suggestions while typing, read aloud, copy, print, announcements.
// Nothing here is needed to read an answer.
"use strict";

const byId = (id) => document.getElementById(id);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const say = (words) => { byId("page-status").textContent = words; };

// --- suggestions: the combobox pattern of the ARIA Authoring Practices -----------------------------------
function combobox(form) {
  const input = form.querySelector("input[name=q]");
  const list = form.querySelector("[role=listbox]");
  let options = [], active = -1, timer = 0, asked = 0;

  Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })
    .forEach(([name, value]) => input.setAttribute(name, value));

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (at) => {
    active = at;
    all("[role=option]", list).forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `${list.id}-${at}`);
  };
  const choose = (at) => {
    const option = options[at];
    close();
    if (option.path && form.action.endsWith("/")) { location.href = option.path; return; }
    input.value = option.text;
    form.requestSubmit();
  };
  const show = () => {
    list.replaceChildren(...options.map((option, i) => {
      const line = document.createElement("li");
      line.id = `${list.id}-${i}`;
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", "false");
      const text = document.createElement("span"), kind = document.createElement("span");
      text.textContent = option.text;
      kind.textContent = option.kind;
      kind.className = "kind";
      line.append(text, kind);
      line.addEventListener("mousedown", (event) => { event.preventDefault(); choose(i); });
      return line;
    }));
    active = -1;
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
    if (options.length) say(`有${options.length}条建议，按向下键选择`);
  };
  const fetchOptions = async () => {
    const typed = input.value.trim(), turn = ++asked;
    if (typed.length < 2) { close(); return; }
    try {
      const reply = await fetch(`/api/v1/suggest?q=${encodeURIComponent(typed)}`);
      const found = reply.ok ? (await reply.json()).suggestions : [];
      if (turn !== asked || document.activeElement !== input) return;
      options = found;
      show();
    } catch { close(); }
  };
  input.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(fetchOptions, 120);
  });
  input.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(fetchOptions, 120); });
  input.addEventListener("blur", close);
  form.addEventListener("submit", () => { asked++; clearTimeout(timer); close(); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); event.stopPropagation(); close(); return; }
    if (list.hidden) return;
    if (event.key === "ArrowDown") { event.preventDefault(); mark(active + 1 < options.length ? active + 1 : -1); }
    if (event.key === "ArrowUp") { event.preventDefault(); mark(active < 0 ? options.length - 1 : active - 1); }
    if (event.key === "Enter" && active >= 0) { event.preventDefault(); choose(active); }
  });
}

// --- copy: also where the page is not served over https ---------------------------------------------------
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea"), had = document.activeElement;
    area.value = text;
    area.className = "unseen";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (had) had.focus();
    return done;
  }
}

function copyButton(button) {
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const done = await copy(button.dataset.copy);
    say(done ? "已复制" : "没有复制成功，请手动选取");
    if (button.dataset.do) return;
    button.textContent = done ? "已复制" : "请手动选取";
    setTimeout(() => { button.textContent = label; }, 1600);
  });
}

// --- read aloud with the browser's own voice ---------------------------------------------------------------
function speakButton(button) {
  if (!("speechSynthesis" in window)) return;
  const label = button.textContent;
  const rest = () => { button.textContent = label; button.setAttribute("aria-pressed", "false"); };
  button.hidden = false;
  rest();
  button.addEventListener("click", () => {
    if (speechSynthesis.speaking) { speechSynthesis.cancel(); rest(); return; }
    const words = new SpeechSynthesisUtterance(byId(button.dataset.speak).textContent);
    words.lang = "zh-CN";
    words.rate = 0.9;
    words.onend = words.onerror = rest;
    button.textContent = "停止朗读";
    button.setAttribute("aria-pressed", "true");
    speechSynthesis.speak(words);
  });
  addEventListener("pagehide", () => speechSynthesis.cancel());
}

// --- a document ----------------------------------------------------------------------------------------------
function citeHere() {
  const button = document.querySelector(".sheet-tools [data-copy]");
  if (!button) return;
  const whole = button.dataset.copy;
  const update = () => {
    const place = byId(decodeURIComponent(location.hash.slice(1)));
    const title = document.querySelector(".sheet-head h1").textContent;
    const number = document.querySelector(".sheet-head .doc-facts span").textContent;
    if (place && place.dataset.cite) button.dataset.copy = `《${title}》${number} ${place.dataset.cite}`;
    else button.dataset.copy = whole;
  };
  addEventListener("hashchange", update);
  if (!document.querySelector(".cited")) update();
}

function foldContents() {
  const contents = document.querySelector("[data-toc]");
  if (contents && matchMedia("(max-width: 63.99rem)").matches) contents.open = false;
}

document.querySelectorAll("form[data-suggest]").forEach(combobox);
all("[data-copy]").forEach((button) => { if (button.tagName === "BUTTON") copyButton(button); });
all("[data-speak]").forEach(speakButton);
all("[data-print]").forEach((button) => { button.hidden = false; button.addEventListener("click", () => print()); });
foldContents();
citeHere();
const announced = document.querySelector("[data-announce]");
if (announced) setTimeout(() => say(announced.dataset.announce), 300);
