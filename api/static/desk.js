// The desk by keyboard alone: Enter asks, digits choose, one letter an action, / or Esc returns to the question.
"use strict";

(() => {
  const input = document.getElementById("page-question");
  const toastLine = document.querySelector("[data-toast]");
  const panels = [...document.querySelectorAll("[data-panel]")];
  const hits = [...document.querySelectorAll("[data-hit]")];
  const current = () => document.querySelector(".desk-panel.is-active");

  function toast(words) {
    toastLine.textContent = words;
    clearTimeout(toast.timer);
    toast.timer = setTimeout(() => { toastLine.textContent = ""; }, 2500);
  }

  function choose(rank) {
    const panel = panels.find((one) => one.dataset.panel === rank);
    if (!panel) return;
    panels.forEach((one) => one.classList.toggle("is-active", one === panel));
    hits.forEach((one) => {
      if (one.dataset.hit === rank) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
    });
    panel.focus({ preventScroll: true });
  }

  async function mark(button) {
    const form = button.form;
    const body = new URLSearchParams(new FormData(form));
    body.set("verdict", button.value);
    const reply = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    const done = reply.type === "opaqueredirect" || reply.ok;
    toast(done ? (button.value === "wrong" ? "已标记：答错了" : "已标记：该有而没有") : "没有记下，请再试一次");
  }

  const copied = { script: "话术已复制", order: "工单已复制", transfer: "转接信息已复制" };

  function act(name) {
    const panel = current();
    const button = panel && panel.querySelector(`[data-do=${name}]`);
    if (!button) return;
    button.click();
    if (name !== "transfer") return;
    const card = panel.querySelector(".desk-card");
    card.classList.add("is-called");
    setTimeout(() => card.classList.remove("is-called"), 2500);
  }

  document.querySelectorAll("[data-do=wrong], [data-do=missing]").forEach((button) => {
    button.addEventListener("click", (event) => { event.preventDefault(); mark(button); });
  });
  document.querySelectorAll("button[data-do]").forEach((button) => {
    if (copied[button.dataset.do]) button.addEventListener("click", () => toast(copied[button.dataset.do]));
  });
  hits.forEach((hit) => hit.addEventListener("click", (event) => { event.preventDefault(); choose(hit.dataset.hit); }));

  const keys = { c: "script", w: "order", o: "open", t: "transfer", x: "wrong", m: "missing" };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const isTyping = event.target === input;
    if (event.key === "Escape" || (event.key === "/" && !isTyping)) {
      event.preventDefault();
      input.focus();
      input.select();
      return;
    }
    if (isTyping) {
      if (event.key === "ArrowDown" && current() && input.getAttribute("aria-expanded") !== "true") {
        event.preventDefault();
        current().focus({ preventScroll: true });
      }
      return;
    }
    if (/^[1-9]$/.test(event.key)) choose(event.key);
    else if (keys[event.key.toLowerCase()]) { event.preventDefault(); act(keys[event.key.toLowerCase()]); }
  });

  if (current()) current().focus({ preventScroll: true });
  else input.focus();
  if (toastLine.textContent) toast(toastLine.textContent);
})();
