"use strict";
(() => {
  const pages = document.getElementById("pages");
  const about = document.getElementById("about");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let lit = [];

  const show = (number, from) => {
    for (const one of lit) one.classList.remove("lit");
    const cell = document.getElementById("c" + number);
    const box = document.getElementById("b" + number);
    lit = [cell, box].filter(Boolean);
    for (const one of lit) one.classList.add("lit");
    about.textContent = cell ? cell.getAttribute("aria-label") + "\n" + cell.title.replaceAll("\n", "；") : "";
    if (box && from !== box) {
      const place = box.getBoundingClientRect(), pane = pages.getBoundingClientRect();
      if (place.top < pane.top || place.bottom > pane.bottom)
        pages.scrollBy({ top: place.top - pane.top - pane.height / 2, behavior: calm ? "auto" : "smooth" });
    }
  };
  const over = (event) => {
    const target = event.target.closest("[data-n]");
    if (target) show(target.dataset.n, target);
  };
  document.addEventListener("mouseover", over);
  document.addEventListener("focusin", over);
  document.addEventListener("click", (event) => {
    const target = event.target.closest("a.box");
    const cell = target && document.getElementById("c" + target.dataset.n);
    if (cell) {
      event.preventDefault();
      cell.focus();
      cell.scrollIntoView({ block: "center" });
    }
  });

  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  document.addEventListener("keydown", (event) => {
    const step = steps[event.key], from = event.target.closest("td [data-n]");
    if (!step || !from || event.altKey || event.ctrlKey || event.metaKey) return;
    // The nearest figure that way: merged cells make rows and columns of the table uneven.
    const own = from.getBoundingClientRect();
    let next = null, least = Infinity;
    for (const one of from.closest("table").querySelectorAll("td [data-n]")) {
      const place = one.getBoundingClientRect();
      const across = place.left + place.width / 2 - own.left - own.width / 2, down = place.top + place.height / 2 - own.top - own.height / 2;
      const along = step[0] ? across * step[0] : down * step[1], aside = Math.abs(step[0] ? down : across);
      if (along > 2 && along + 4 * aside < least) [next, least] = [one, along + 4 * aside];
    }
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });
})();
