// The desk's keys, the places on the page picture, and what is said when something fails. Everything else is htmx.
"use strict";

const find = (what) => document.querySelector(what);
const all = (what) => [...document.querySelectorAll(what)];

// What is typed

const typing = (target) => target.matches?.("input:not([type=hidden]):not([readonly]), select, textarea");
const field = () => find("#value");

function put(value) {
  const input = field();
  if (!input) return;
  input.value = value;
  mark();
}

function mark() {
  const input = field();
  if (!input) return;
  for (const one of all(".reading")) one.setAttribute("aria-pressed", String(one.dataset.value === input.value && input.value !== ""));
}

function cycle(step) {
  const values = all(".reading").map((one) => one.dataset.value).filter(Boolean);
  if (values.length) put(values[(values.indexOf(field().value) + step + values.length * 2) % values.length]);
}

function move(step) {
  const cells = all("[data-cell]");
  const here = cells.findIndex((one) => one.getAttribute("aria-current"));
  if (here < 0) return;
  if (Math.abs(step) === 1) return cells[here + step]?.click();
  const box = cells[here].getBoundingClientRect();
  const middle = box.left + box.width / 2;
  const near = cells
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([, r]) => (step > 0 ? r.top > box.top + 2 : r.bottom < box.bottom - 2))
    .sort(([, a], [, b]) => Math.abs(a.top - box.top) - Math.abs(b.top - box.top) || Math.abs(a.left + a.width / 2 - middle) - Math.abs(b.left + b.width / 2 - middle));
  near[0]?.[0].click();
}

// While a step is under way the digits that are typed wait for the figure that comes; every other key would be for one that nobody has seen

let stepping = null; // the request that the next figure comes with
let early = "";

function arrived() {
  stepping = null;
  if (early && field()) {
    field().focus();
    put(early);
  }
  early = "";
}

function stayed(event) {
  if (stepping !== event.detail.xhr) return;
  stepping = null;
  early = "";
}

const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -2, ArrowDown: 2 };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !find("#settle")) return;
  const input = field();
  const inField = event.target === input;
  if (typing(event.target) && !inField) return;
  if (stepping) {
    if (event.key === "Tab") return;
    if (find("[data-cell]") && event.key in steps) move(steps[event.key]);
    else if (/^[0-9.-]$/.test(event.key)) early += event.key;
    return event.preventDefault();
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const changed = input && input.value !== input.dataset.proposed;
  if (key === "Escape" && input) {
    put(input.dataset.proposed);
    focusWork();
  } else if (key === "Enter") {
    const chosen = event.target.matches?.("[data-cell][aria-current]");
    if (inField || chosen || event.target === document.body || event.target.id === "main") find("#settle .accept")?.click();
    else return;
  } else if (input && (key === "ArrowUp" || key === "ArrowDown")) {
    if (!inField && event.target.closest(".scroll")) return;
    if (inField || !find("[data-cell]")) cycle(key === "ArrowDown" ? 1 : -1);
    else move(steps[key]);
  } else if (key in steps) {
    if (inField && (changed || event.shiftKey)) return;
    if (event.target.closest?.(".scroll")) return;
    if (find("[data-cell]")) move(steps[key]);
    else find(`[data-key=${key}]`)?.click();
  } else if (/^[bsu]$/.test(key)) {
    find(`[data-key=${key}]`)?.click();
  } else if (input && !inField && /^[0-9.-]$/.test(key)) {
    input.focus();
    put(key);
  } else if (event.key === "+" || event.key === "=") {
    if (inField) return;
    zoom(1);
  } else return;
  event.preventDefault();
});

document.addEventListener("input", (event) => event.target === field() && mark());

document.addEventListener("click", (event) => {
  const reading = event.target.closest(".reading");
  if (reading) {
    put(reading.dataset.value);
    if (!reading.dataset.value) find("[data-key=b]")?.focus();
    else field().focus();
  }
  const button = event.target.closest("[data-zoom]");
  if (button) zoom(Number(button.dataset.zoom));
  const cell = event.target.closest("[data-cell]");
  if (cell) for (const one of all("[data-cell]")) one.toggleAttribute("aria-current", one === cell) || (one === cell && one.setAttribute("aria-current", "true"));
});

// The page picture

const levels = [1, 1.5, 2, 3, 4];
let level = Number(sessionStorage.getItem("zoom")) || 0;

function zoom(step) {
  level = step === 0 ? 0 : Math.min(Math.max(level + step, 0), levels.length - 1);
  sessionStorage.setItem("zoom", String(level));
  place();
}

function place() {
  const page = find("svg.page");
  if (!page) return;
  page.style.width = `${levels[level] * 100}%`;
  const scroll = page.closest(".scroll");
  const spot = page.querySelector(".mark") || page.querySelector(".band") || page.querySelector(".box.fails");
  if (!spot) return;
  const a = spot.getBoundingClientRect();
  const b = scroll.getBoundingClientRect();
  scroll.scrollTop += a.top - b.top - (b.height - a.height) / 2;
  scroll.scrollLeft += a.left - b.left - (b.width - a.width) / 2;
}

// What comes and what fails

function focusWork() {
  find("#main")?.focus({ preventScroll: true });
}

function settled() {
  mark();
  place();
  for (const one of all("input.back")) one.value = location.pathname + location.search;
  find("#address")?.select();
}

function fault(text) {
  const line = find("#fault");
  line.textContent = text;
  line.hidden = !text;
}

document.addEventListener("DOMContentLoaded", () => {
  settled();
  if (find("#settle")) focusWork();
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (!event.target.matches(".ahead")) stepping = event.detail.xhr;
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (stepping !== event.detail.xhr) return; // what is fetched ahead must take nothing from the figure that is being typed
  settled();
  // htmx puts the focus back into a field of the same name, where the next figure's digits would be added to its proposal
  if (document.activeElement === field() || document.activeElement === document.body) focusWork();
  const name = find("#main h1, #side h2");
  if (name && find("#settle")) document.title = `${name.textContent} · 勾稽`;
  arrived();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (stepping !== event.detail.xhr) return; // nor may it hide what is said of a step
  const { status } = event.detail.xhr;
  if ([404, 409, 422, 500].includes(status)) event.detail.shouldSwap = true;
  if (status < 400) fault("");
  if (status === 403) fault(event.detail.xhr.responseText);
  if (!event.detail.shouldSwap) stayed(event);
});
document.addEventListener("htmx:sendError", (event) => {
  if (stepping !== event.detail.xhr) return;
  fault(document.body.dataset.lost);
  stayed(event);
});
window.addEventListener("resize", place);
