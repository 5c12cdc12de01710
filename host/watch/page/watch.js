"use strict";
// Draws the page anew where it stands: the server makes it whole, and only what has changed is put in its place.
const main = document.getElementById("main"), lost = document.getElementById("lost");
const every = 2000;
let shown = main.innerHTML;

function put(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const made = fresh.getElementById("main").innerHTML;
  if (made === shown) return;
  const open = [...main.querySelectorAll("details[open]")].map((one) => one.id);
  const focused = main.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const places = [...main.querySelectorAll(".scroll")].map((one) => [one.scrollLeft, one.scrollTop]);
  main.innerHTML = shown = made;
  document.title = fresh.title;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  [...main.querySelectorAll(".scroll")].forEach((one, i) => { if (places[i]) [one.scrollLeft, one.scrollTop] = places[i]; });
  if (focused) [...main.querySelectorAll("a")].find((one) => one.getAttribute("href") === focused)?.focus({ preventScroll: true });
}

async function ask() {
  if (!document.hidden) {
    try {
      const answer = await fetch(location.pathname, { cache: "no-store" });
      put(await answer.text());
      lost.hidden = true;
    } catch {
      lost.hidden = false;
    }
  }
  setTimeout(ask, every);
}
setTimeout(ask, every);
