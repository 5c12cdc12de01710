"use strict";
// The page shows everything without this: here tables are sorted and filtered, and charts answer.

/** An element with text; nothing of the page ever becomes markup. */
function element(tag, text = "", classes = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = classes;
  return made;
}

/** What a cell is sorted by: the number that it begins with, else its text. */
function sortKey(cell) {
  const text = cell ? cell.textContent.trim() : "", number = parseFloat(text.replace(/^[<>]\s*/, ""));
  return /^[-+<>]?\s*[\d.]/.test(text) ? number : text.toLowerCase();
}

function compare(one, other) {
  if (one === other) return 0;
  if (one === "" || other === "") return one === "" ? 1 : -1;  // what is not known comes last
  if (typeof one !== typeof other) return typeof one === "number" ? -1 : 1;
  return one < other ? -1 : 1;
}

function sortBy(table, heading, column) {
  const falls = heading.getAttribute("aria-sort") !== "descending";
  for (const one of table.tHead.rows[0].cells) one.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", falls ? "descending" : "ascending");
  const body = table.tBodies[0];
  const keyed = [...body.rows].map((row) => [sortKey(row.cells[column]), row]);
  keyed.sort(([one], [other]) => (one === "" || other === "" ? compare(one, other) : falls ? compare(other, one) : compare(one, other)));
  body.append(...keyed.map(([, row]) => row));
}

function makeSortable(table) {
  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    const button = element("button", heading.textContent);
    button.type = "button";
    button.addEventListener("click", () => sortBy(table, heading, column));
    heading.replaceChildren(button);
  });
}

function addFilter(table) {
  const fewest = 6;
  if (table.tBodies[0].rows.length < fewest) return;
  const label = element("label", "Filter rows ", "filter"), input = element("input");
  input.type = "search";
  input.autocomplete = "off";
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/);
    for (const body of table.tBodies) {
      for (const row of body.rows) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
    }
  });
  label.append(input);
  (table.closest(".scroll") || table).before(label);
}

/** Where a chart has its values: pixels of the drawing, values at its sides, which axes are logarithmic. */
function plotOf(svg) {
  const [left, top, right, bottom] = svg.dataset.plot.split(" ").map(Number);
  const [xLow, yHigh, xHigh, yLow] = svg.dataset.values.split(" ").map(Number);
  const [xTitle, yTitle] = svg.dataset.titles.split("\n");
  const unscaled = (axis, value) => (svg.dataset.logarithmic.includes(axis) ? 10 ** value : value);
  return {
    left, top, right, bottom, xTitle, yTitle,
    x: (pixel) => unscaled("x", xLow + ((pixel - left) / (right - left)) * (xHigh - xLow)),
    y: (pixel) => unscaled("y", yLow + ((bottom - pixel) / (bottom - top)) * (yHigh - yLow)),
  };
}

const short = (value) => String(Number(value.toPrecision(4)));

/** The point of each line that is nearest to a place of x, all at the same x. */
function pointsAt(svg, x) {
  const near = [...svg.querySelectorAll("polyline[data-name]")].map((line) => {
    const points = line.getAttribute("points").split(" ").map((one) => one.split(",").map(Number));
    const point = points.reduce((best, one) => (Math.abs(one[0] - x) < Math.abs(best[0] - x) ? one : best));
    return { name: line.dataset.name, point };
  });
  if (!near.length) return [];
  const at = near.reduce((best, one) => (Math.abs(one.point[0] - x) < Math.abs(best.point[0] - x) ? one : best)).point[0];
  return near.filter((one) => Math.abs(one.point[0] - at) < 0.5);
}

/** Its title for those who cannot see it: as a bubble over the whole chart it would lie on what its points say. */
function quietTitle(svg) {
  const title = svg.querySelector(":scope > title");
  svg.setAttribute("aria-label", title.textContent);
  title.remove();
}

function answerPointer(svg) {
  const drawing = svg.parentElement, tip = element("div", "", "tip");
  if (!svg.querySelector("polyline[data-name]")) return;
  const guide = document.createElementNS("http://www.w3.org/2000/svg", "line");
  guide.setAttribute("class", "guide");
  const plot = plotOf(svg);
  const hide = () => { tip.remove(); guide.remove(); };
  svg.addEventListener("pointerleave", hide);
  svg.addEventListener("pointermove", (event) => {
    const spot = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const found = spot.x < plot.left - 4 || spot.x > plot.right + 4 || spot.y < plot.top || spot.y > plot.bottom ? [] : pointsAt(svg, spot.x);
    if (!found.length) return hide();
    const x = found[0].point[0];
    tip.textContent = [`${plot.xTitle}: ${short(plot.x(x))}`,
      ...found.map((one) => `${one.name}: ${short(plot.y(one.point[1]))}`)].join("\n");
    for (const [name, value] of [["x1", x], ["x2", x], ["y1", plot.top], ["y2", plot.bottom]]) guide.setAttribute(name, value);
    svg.append(guide);
    drawing.append(tip);
    const share = x / svg.viewBox.baseVal.width, width = drawing.clientWidth, room = width - tip.offsetWidth;
    tip.style.left = Math.max(0, Math.min(room, share * width + (share > 0.5 ? -tip.offsetWidth - 10 : 10))) + "px";
    tip.style.top = "0";
  });
}

/** Wheel, drag and keys move a view of the drawing. */
function makeZoomable(svg) {
  const whole = svg.viewBox.baseVal, start = [whole.x, whole.y, whole.width, whole.height];
  let view = [...start], last = null;
  const show = () => svg.setAttribute("viewBox", view.join(" "));
  const place = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  const zoom = (factor, x, y) => {
    const by = Math.min(start[2], Math.max(start[2] / 40, view[2] * factor)) / view[2];
    view = [x - (x - view[0]) * by, y - (y - view[1]) * by, view[2] * by, view[3] * by];
    show();
  };
  const middle = () => [view[0] + view[2] / 2, view[1] + view[3] / 2];
  const move = (x, y) => { view[0] += x; view[1] += y; show(); };
  svg.addEventListener("wheel", (event) => {
    event.preventDefault();
    const at = place(event);
    zoom(event.deltaY > 0 ? 1.2 : 1 / 1.2, at.x, at.y);
  }, { passive: false });
  svg.addEventListener("pointerdown", (event) => { last = place(event); svg.setPointerCapture(event.pointerId); });
  svg.addEventListener("pointerup", () => { last = null; });
  svg.addEventListener("pointermove", (event) => {
    if (!last) return;
    const at = place(event);
    move(last.x - at.x, last.y - at.y);
  });
  const keys = {
    "+": () => zoom(1 / 1.2, ...middle()), "=": () => zoom(1 / 1.2, ...middle()), "-": () => zoom(1.2, ...middle()),
    0: () => { view = [...start]; show(); },
    ArrowLeft: () => move(-view[2] / 10, 0), ArrowRight: () => move(view[2] / 10, 0),
    ArrowUp: () => move(0, -view[3] / 10), ArrowDown: () => move(0, view[3] / 10),
  };
  svg.tabIndex = 0;
  svg.addEventListener("keydown", (event) => {
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
}

function enlarge(figure) {
  const dialog = element("dialog"), line = element("div", "", "line"), close = element("button", "Close", "plain");
  const title = figure.querySelector("h3").textContent, drawing = figure.querySelector("svg").cloneNode(true);
  dialog.setAttribute("aria-label", title);
  for (const name of ["width", "height"]) drawing.removeAttribute(name);
  close.type = "button";
  close.addEventListener("click", () => dialog.close());
  line.append(element("b", title), element("span", "wheel or + and - to zoom, drag or arrows to move, 0 for all", "quiet"), close);
  dialog.append(line, drawing);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  makeZoomable(drawing);
  drawing.focus();
}

for (const table of document.querySelectorAll("table.sortable")) {
  makeSortable(table);
  addFilter(table);
}
for (const svg of document.querySelectorAll(".drawing svg")) {
  quietTitle(svg);
  answerPointer(svg);
}
for (const figure of document.querySelectorAll("figure")) {
  const button = element("button", "Enlarge", "plain");
  button.type = "button";
  button.addEventListener("click", () => enlarge(figure));
  figure.querySelector(".files")?.append(button);
}
