// What all parts of the pages share: asking the server, words of numbers, colours of the page.
"use strict";
const $ = (id) => document.getElementById(id);
const TOKEN = document.body.dataset.token;
const PAGE = Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join("");
let asked = 0; // number of the newest request
if (new URLSearchParams(location.search).has("token")) { // a copied address must not hold it
  const rest = new URLSearchParams(location.search);
  rest.delete("token");
  history.replaceState(null, "", location.pathname + (String(rest) ? `?${rest}` : ""));
}

class Told extends Error { // what the server has to say against a request
  constructor(content) { super(content.error || "refused"); this.content = content; }
}

async function post(what, content, signal) {
  const answer = await fetch(`/ask/${what}`, {
    method: "POST", signal, body: JSON.stringify({ page: PAGE, number: ++asked, ...content }),
    headers: { "Content-Type": "application/json", "X-Token": TOKEN },
  });
  if (!answer.ok) throw new Told(await answer.json());
  return answer;
}
const ask = async (what, content = {}, signal = undefined) => (await post(what, content, signal)).json();

async function* follow(what, content, signal) { // answers that come one after the other
  const reader = (await post(what, content, signal)).body.getReader(), decoder = new TextDecoder();
  let kept = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (kept + decoder.decode(value, { stream: true })).split("\n");
    kept = lines.pop();
    for (const line of lines) if (line) yield JSON.parse(line);
  }
}

function make(parent, name, attributes = {}, words = undefined) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (words !== undefined) element.textContent = words;
  parent?.append(element);
  return element;
}

const number = (value, digits = 0) => value === null || value === undefined ? "–"
  : value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const place = (lat, lon, digits = 1) => lat === null || lat === undefined ? "–"
  : `${number(Math.abs(lat), digits)}° ${lat < 0 ? "S" : "N"}, ${number(Math.abs(lon), digits)}° ${lon < 0 ? "W" : "E"}`;
const date = (utc) => utc ? utc.replace("T", " ").replace(/(:\d\d)(\.\d+)?Z$/, "$1") + " UTC" : "–";
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

// A canvas as large as its box, in device pixels; returns its context and size, or null if hidden.
function fitted(canvas) {
  const box = canvas.getBoundingClientRect(), ratio = window.devicePixelRatio || 1;
  if (!box.width || !box.height) return null;
  const width = Math.round(box.width * ratio), height = Math.round(box.height * ratio);
  if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, box.width, box.height);
  return { context, width: box.width, height: box.height };
}

function download(name, kind, text) {
  const link = make(document.body, "a", { href: URL.createObjectURL(new Blob([text], { type: kind })), download: name });
  link.click();
  setTimeout(() => { URL.revokeObjectURL(link.href); link.remove(); }, 1000);
}
function onTheme(draw) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  new ResizeObserver(draw).observe(document.body);
}
