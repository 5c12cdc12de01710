"use strict";

const $ = (id) => document.getElementById(id);
const ALL_RANKS = 20;  // rows up to which every class of a row gets a line
const MOST_ROWS = 500; // that are shown; all of them can be saved
let model;

/** An element with text and classes; nothing of the server ever becomes markup. */
function element(tag, text = "", classes = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = classes;
  return made;
}

const side = (seen) => element("span", seen ? "seen" : "unseen", seen ? "side" : "side unseen");

function percent(share) {
  const value = 100 * share;
  return (value >= 99.95 && value < 100 ? value.toFixed(2) : value.toFixed(1)) + " %";
}

/** What the server answers, or why it does not. */
async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    throw { what: "the server does not answer", why: String(error.message || error), fix: "look whether `zeroth serve` still runs" };
  }
  const text = await response.text();
  try {
    const said = JSON.parse(text);
    if (response.ok) return said;
    throw { status: response.status, ...said.error };
  } catch (error) {
    if (error instanceof SyntaxError) throw { status: response.status, what: "the answer is not JSON", why: text.slice(0, 200) };
    throw error;
  }
}

function showError(error) {
  const lines = [element("b", error.what), ...[error.why, error.fix && "What to do: " + error.fix,
    error.status && "HTTP status " + error.status].filter(Boolean).map((text) => element("div", text))];
  $("error").replaceChildren(...lines);
  $("error").hidden = false;
}

function shareCell(share) {
  const cell = element("td", "", "share"), track = element("span", "", "track"), bar = element("span", "", "bar");
  bar.style.width = 100 * share + "%";
  track.append(bar);
  cell.append(track, element("span", percent(share)));
  return cell;
}

/** The lines of one row: its number stands before the first. */
function linesOf(row, ranks) {
  const body = element("tbody");
  row.classes.slice(0, ranks).forEach((one, rank) => {
    const line = element("tr", "", one.seen ? "" : "unseen"), cell = element("td");
    if (rank === 0) {
      const number = element("th", row.row);
      number.scope = "rowgroup";
      number.rowSpan = Math.min(ranks, row.classes.length);
      line.append(number);
    }
    cell.append(side(one.seen));
    line.append(element("td", one.class, "class"), cell, shareCell(one.probability));
    body.append(line);
  });
  return body;
}

function showAnswer(said, source, seconds) {
  const rows = said.rows, ranks = rows.length <= ALL_RANKS ? Infinity : 1;
  $("table").querySelectorAll("tbody").forEach((one) => one.remove());
  $("table").append(...rows.slice(0, MOST_ROWS).map((row) => linesOf(row, ranks)));
  const unseen = rows.filter((row) => !row.classes[0].seen).length;
  const counts = rows.length === 1 ? "1 row" : rows.length + " rows, " + unseen + " of them of unseen classes";
  const cut = rows.length > MOST_ROWS ? "; the first " + MOST_ROWS + " are shown" : "";
  $("summary").textContent = source + ": " + counts + ", in " + (1000 * seconds).toFixed(0) + " ms" + cut;
  URL.revokeObjectURL($("save").href);
  $("save").href = URL.createObjectURL(new Blob([JSON.stringify(said)], { type: "application/json" }));
  for (const part of ["table", "caveat", "save"]) $(part).hidden = false;
}

async function predict(source, type, body) {
  const answer = $("answer"), began = performance.now();
  answer.hidden = false;
  answer.setAttribute("aria-busy", "true");
  for (const part of ["table", "caveat", "save", "error"]) $(part).hidden = true;
  $("summary").textContent = source;
  try {
    const said = await ask("predict?top=" + encodeURIComponent($("top").value),
      { method: "POST", headers: { "Content-Type": type }, body });
    showAnswer(said, source, (performance.now() - began) / 1000);
  } catch (error) {
    showError(error);
  }
  answer.removeAttribute("aria-busy");
  answer.scrollIntoView({ block: "nearest" });
}

function predictFile(file) {
  const isText = /\.(csv|tsv|txt)$/i.test(file.name);
  const type = file.type.startsWith("image/") ? file.type : isText ? "text/csv" : "application/octet-stream";
  return predict(file.name, type, file);
}

/** JSON as it is; else numbers, a row in a line, or one row with a number in each line. */
function predictPasted(text) {
  if (/^\s*[[{]/.test(text)) {
    const isRows = /^\s*\[\s*\[/.test(text), isObject = /^\s*\{/.test(text);
    return predict("pasted", "application/json", isObject ? text : '{"' + (isRows ? "rows" : "row") + '": ' + text + "}");
  }
  const lines = text.trim().split("\n").map((line) => line.trim().replace(/[\s,;]+/g, ","));
  const isColumn = lines.length > 1 && lines.every((line) => !line.includes(","));
  return predict("pasted", "text/csv", lines.join(isColumn ? "," : "\n") + "\n");
}

function showFigures(figures = {}) {
  const titles = { H: "H, harmonic mean of both", U: "U, unseen classes", S: "S, seen classes" };
  for (const [name, title] of Object.entries(titles)) {
    if (typeof figures[name] !== "number") continue;
    const figure = element("div");
    figure.append(element("dt", title), element("dd", figures[name].toFixed(1) + " %"));
    $("figures").append(figure);
  }
}

function showClasses(classes) {
  const seen = classes.filter((one) => one.seen).length;
  $("class-count").textContent = `${classes.length} classes: ${seen} seen, ${classes.length - seen} unseen in training`;
  $("classes").append(...classes.map((one) => {
    const item = element("li");
    item.append(element("span", one.class), side(one.seen));
    return item;
  }));
  $("top").max = classes.length;
}

function showReads() {
  const kinds = { npy: ".npy", csv: ".csv", picture: "pictures" };
  const files = model.accepts.filter((one) => kinds[one]).map((one) => kinds[one]).join(", ");
  const reads = model.reads.features ? `rows of ${model.reads.features} numbers`
    : `region features [n, ${model.reads.regions.join(", ")}]`;
  $("accepts").textContent = `${files}; ${reads}`;
  $("row-hint").textContent = model.reads.features ? `${model.reads.features} numbers, or JSON` : "";
  const pastes = model.accepts.includes("json");
  $("paste").hidden = !pastes;
  document.querySelector(".ask").classList.toggle("alone", !pastes);
  const picture = `curl -s '${location.origin}/predict' -H 'Content-Type: image/jpeg' --data-binary @picture.jpg\n`;
  $("command").textContent =
    `curl -s '${location.origin}/predict?top=5' \\\n  -H 'Content-Type: application/octet-stream' --data-binary @rows.npy\n` +
    (model.accepts.includes("picture") ? picture : "") +
    `curl -s ${location.origin}/classes`;
}

function listen() {
  const drop = $("drop");
  $("file").addEventListener("change", (event) => {
    if (event.target.files.length) predictFile(event.target.files[0]);
    event.target.value = "";  // the same file may be chosen again
  });
  // Beside the zone, too: a browser would leave the page for a file that misses it.
  for (const name of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) predictFile(event.dataTransfer.files[0]);
    });
  }
  $("paste").addEventListener("submit", (event) => {
    event.preventDefault();
    predictPasted($("row").value);
  });
  $("row").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) predictPasted($("row").value);
  });
  $("filter").addEventListener("input", () => {
    const wanted = $("filter").value.toLowerCase();
    for (const item of $("classes").children) item.hidden = !item.firstChild.textContent.toLowerCase().includes(wanted);
  });
}

async function start() {
  listen();
  try {
    const said = await ask("classes");
    model = said.model;
    document.title = model.name + " · Zeroth";
    $("name").textContent = model.name;
    $("about").textContent = [model.recipe, model.setting, model.data && "data " + model.data.name, model.protocol]
      .filter(Boolean).join(" · ");
    showFigures(model.figures);
    showClasses(said.classes);
    showReads();
  } catch (error) {
    $("answer").hidden = false;
    showError(error);
  }
}

start();
